#include "ui/label/image/region_index.h"

#include <algorithm>

#include <boost/geometry.hpp>
#include <boost/geometry/index/rtree.hpp>

namespace slipway::ui {

namespace {

namespace bg = boost::geometry;
using IndexPoint = bg::model::point<double, 2, bg::cs::cartesian>;
using IndexBox = bg::model::box<IndexPoint>;
using Value = std::pair<IndexBox, RegionIndex::Key>;
using RTree = bg::index::rtree<Value, bg::index::rstar<16>>;

IndexBox toIndex(const label::Box& box) {
    return {{box.left, box.top}, {box.right(), box.bottom()}};
}

} // namespace

struct RegionIndex::Tree {
    RTree values;
};

RegionIndex::RegionIndex() : m_tree(std::make_unique<Tree>()) {}
RegionIndex::~RegionIndex() = default;
RegionIndex::RegionIndex(RegionIndex&&) noexcept = default;
RegionIndex& RegionIndex::operator=(RegionIndex&&) noexcept = default;

void RegionIndex::set(const std::vector<Entry>& entries) {
    std::vector<Value> values;
    values.reserve(entries.size());
    for (const auto& [key, bounds] : entries) values.emplace_back(toIndex(bounds), key);
    m_tree->values = RTree(values); // packed
}

void RegionIndex::insert(Key key, const label::Box& bounds) {
    m_tree->values.insert({toIndex(bounds), key});
}

void RegionIndex::remove(Key key, const label::Box& bounds) {
    m_tree->values.remove({toIndex(bounds), key});
}

std::size_t RegionIndex::size() const {
    return m_tree->values.size();
}

std::vector<RegionIndex::Key> RegionIndex::visible(const label::Box& box) const {
    std::vector<Key> keys;
    const auto area = toIndex(box);
    for (auto it = m_tree->values.qbegin(bg::index::intersects(area)); it != m_tree->values.qend(); ++it)
        keys.push_back(it->second);
    std::ranges::sort(keys);
    return keys;
}

std::vector<RegionIndex::Key> RegionIndex::at(label::Point point, double reach) const {
    return visible({point.x - reach, point.y - reach, 2 * reach, 2 * reach});
}

} // namespace slipway::ui
