#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "core/label/geometry.h"

namespace slipway::ui {

/// Where regions lie: an R-tree over their bounds, by keys that the caller chooses. Changing one region costs O(log n).
class RegionIndex {
public:
    using Key = std::uint32_t;
    using Entry = std::pair<Key, label::Box>;

    RegionIndex();
    ~RegionIndex();
    RegionIndex(RegionIndex&&) noexcept;
    RegionIndex& operator=(RegionIndex&&) noexcept;

    /// All at once: faster than one by one, and searched faster afterwards.
    void set(const std::vector<Entry>& entries);
    void insert(Key key, const label::Box& bounds);
    /// `bounds` as they were inserted; nothing happens for a pair that is not there.
    void remove(Key key, const label::Box& bounds);
    std::size_t size() const;

    /// Keys of what touches the box, rising.
    std::vector<Key> visible(const label::Box& box) const;
    /// Keys of what lies within `reach` of the point, rising: candidates for an exact test.
    std::vector<Key> at(label::Point point, double reach) const;

private:
    struct Tree;
    std::unique_ptr<Tree> m_tree;
};

} // namespace slipway::ui
