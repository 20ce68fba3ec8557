#pragma once

// For core/label only.
#include <vector>

#include "core/label/packet_merge.h"

namespace slipway::label {

/// Takes the answers of a packet into the project: those of its person that have come further than what is here. The
/// order in which packets arrive makes no difference.
class PacketAnswers {
public:
    explicit PacketAnswers(PacketMerge& merge) : m_merge(merge) {}
    Status take();

private:
    Status takeAnswer(const Json& json);
    Result<StoredAnnotation> read(const Json& json, std::vector<Gesture>& gestures) const;
    /// BadData when it may not be what the project has from now on.
    Status checkAllowed(const StoredAnnotation& stored, const StoredAnnotation* known) const;
    Status addLabels(const StoredAnnotation& stored);

    PacketMerge& m_merge;
    std::vector<std::int64_t> m_touched; ///< tasks
};

} // namespace slipway::label
