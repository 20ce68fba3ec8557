#pragma once

// For core/label only.
#include <set>
#include <string>

#include "core/base/progress.h"
#include "core/label/packet_media.h"
#include "core/label/packet_merge.h"
#include "core/label/task_writer.h"

namespace slipway::label {

/// Takes the tasks of a packet into the project, those that it does not have yet; at home all are there already.
class PacketTasks {
public:
    PacketTasks(PacketMerge& merge, const PacketMedia& media)
        : m_merge(merge), m_media(media), m_writer(merge.state.db(), merge.project) {}
    Status take(Progress& progress);

private:
    Status takeTask(const Json& json);
    Status insert(const Json& json, std::int64_t number, const PacketItem& named);
    /// Nothing when the packet does not have its file.
    Result<std::optional<Item>> itemFor(const Json& json, std::int64_t number);
    Status addPredictions(const Json& json, std::int64_t task);
    Result<bool> isTaken(std::int64_t number);

    PacketMerge& m_merge;
    const PacketMedia& m_media;
    TaskWriter m_writer;
    std::set<std::string> m_listed; ///< items of the packet
};

} // namespace slipway::label
