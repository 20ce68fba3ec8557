#pragma once

// For core/label only.
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "core/base/progress.h"
#include "core/label/packet_merge.h"

namespace slipway::label {

/// Takes the files of a packet out of it, before the transaction of its merge begins: nobody waits for the database
/// meanwhile.
class PacketMedia {
public:
    explicit PacketMedia(PacketMerge& merge) : m_merge(merge) {}

    /// Each file goes to one task that is new here. One that is left over by a crash is written over by the next try.
    Status takeOut(const std::string& uid, Progress& progress);
    /// Of a project that did not come to be.
    void drop(const std::string& uid);
    /// What the file of a task is called below the project's root; null when none was taken out for it.
    const std::string* nameOf(std::int64_t number, std::size_t index) const;

private:
    Status take(const std::filesystem::path& root, PacketItems& items, const Json& json, std::size_t index,
        const Progress& progress);
    Result<std::string> freeName(const std::filesystem::path& root, PacketItems& items, const Json& json) const;

    PacketMerge& m_merge;
    std::set<std::string> m_names;
    std::map<std::int64_t, std::pair<std::size_t, std::string>> m_files; ///< by task its medium and name
};

} // namespace slipway::label
