#include "core/label/agreement/compared_regions.h"

#include <cmath>
#include <type_traits>

namespace slipway::label {

namespace {

/// Points and lines are compared within a reach that hangs on the picture's size; unknown, all are candidates.
Box widened(const Box& box, PictureSize size) {
    const double reach = size.width > 0 ? 0.1 * std::hypot(size.width, size.height) : 1e9;
    return {box.left - reach, box.top - reach, box.width + 2 * reach, box.height + 2 * reach};
}

std::unique_ptr<FrameShape> frameShapeOf(const Shape& shape) {
    return std::visit(
        [](const auto& s) -> std::unique_ptr<FrameShape> {
            using Kind = std::remove_cvref_t<decltype(s)>;
            if constexpr (std::is_same_v<Kind, Track> || std::is_same_v<Kind, Span>)
                return nullptr;
            else
                return std::make_unique<FrameShape>(s);
        },
        shape);
}

} // namespace

ComparedRegions::ComparedRegions(const Annotation& annotation, PictureSize size) : m_size(size) {
    for (std::size_t i = 0; i < annotation.regions.size(); ++i) {
        const auto& region = annotation.regions[i];
        if (std::holds_alternative<Span>(region.shape)) continue;
        Entry entry{
            &region, i, boundsOf(region.shape), std::get_if<Track>(&region.shape), frameShapeOf(region.shape), {}};
        if (entry.shape) {
            entry.compared = std::make_unique<ComparedShape>(*entry.shape, size);
            if (!entry.compared->hasArea()) entry.bounds = widened(entry.bounds, size);
        } else {
            entry.bounds = widened(entry.bounds, size); // a track of points has no area either
        }
        m_entries.push_back(std::move(entry));
    }
}

ComparedRegions::~ComparedRegions() = default;
ComparedRegions::ComparedRegions(ComparedRegions&&) noexcept = default;

double similarityOf(const ComparedRegions::Entry& a, const ComparedRegions::Entry& b, PictureSize size) {
    if (a.track && b.track) return similarity(*a.track, *b.track, size);
    if (a.track || b.track) return 0;
    return similarity(*a.compared, *b.compared);
}

} // namespace slipway::label
