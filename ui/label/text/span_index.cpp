#include "ui/label/text/span_index.h"

#include <algorithm>
#include <bit>

#include "ui/label/image/canvas_scene.h"
#include "ui/label/text/span_lanes.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

QString spanCaption(const label::Region& region, bool suggestion) {
    QString caption = format::text(region.label);
    for (const auto& more : region.moreLabels) caption += QStringLiteral(", ") + format::text(more);
    if (suggestion && region.score) caption += QStringLiteral("  ") + format::percent(*region.score, 0);
    return caption;
}

void SpanIndex::reset(std::shared_ptr<const TextDocument> document, const label::LabelSet& labels,
    const std::vector<label::Region>& regions, const std::vector<label::Region>& suggestions) {
    m_document = std::move(document);
    m_labels = labels;
    m_spans.clear();
    for (const auto& region : regions) add(region, false);
    for (const auto& region : suggestions) add(region, true);
    rebuild();
}

bool SpanIndex::add(const label::Region& region, bool suggestion) {
    const auto* span = std::get_if<label::Span>(&region.shape);
    if (!span || !m_document) return false;
    TextSpan made;
    made.start = m_document->fromCodePoint(span->start);
    made.end = m_document->fromCodePoint(span->end);
    if (made.end <= made.start) return false;
    made.id = region.id;
    made.color = colorOf(m_labels, region.label);
    made.caption = spanCaption(region, suggestion);
    made.suggestion = suggestion;
    made.hidden = region.hidden;
    made.locked = region.locked;
    m_spans.push_back(std::move(made));
    return true;
}

void SpanIndex::apply(const label::Edit& edit) {
    std::unordered_map<std::string_view, const label::Region*> changed; // to what; null: gone
    std::vector<std::string_view> order;
    const auto note = [&](const std::string& id, const label::Region* now) {
        if (changed.insert_or_assign(id, now).second) order.push_back(id);
    };
    for (const auto& part : edit.parts) {
        const auto* change = std::get_if<label::RegionChange>(&part);
        if (!change) continue;
        if (change->before) note(change->before->id, nullptr);
        if (change->after) note(change->after->id, &*change->after);
    }
    if (changed.empty()) return;
    std::erase_if(m_spans, [&](const TextSpan& span) { return changed.contains(span.id); });
    for (const auto& id : order)
        if (const label::Region* now = changed.at(id)) add(*now, false);
    rebuild();
}

void SpanIndex::setSuggestions(const std::vector<label::Region>& suggestions) {
    std::erase_if(m_spans, [](const auto& span) { return span.suggestion; });
    for (const auto& region : suggestions) add(region, true);
    rebuild();
}

void SpanIndex::move(std::string_view id, int start, int end) {
    const int index = indexOf(id);
    if (index < 0 || end <= start) return;
    TextSpan& span = m_spans[static_cast<std::size_t>(index)];
    span.start = start;
    span.end = end;
    rebuild();
}

void SpanIndex::rebuild() {
    ++m_version;
    std::ranges::stable_sort(m_spans,
        [](const TextSpan& a, const TextSpan& b) { return a.start != b.start ? a.start < b.start : a.end > b.end; });
    std::vector<LaneInterval> intervals;
    intervals.reserve(m_spans.size());
    m_places.clear();
    for (std::size_t i = 0; i < m_spans.size(); ++i) {
        const TextSpan& span = m_spans[i];
        intervals.push_back(span.hidden ? LaneInterval{} : LaneInterval{span.start, span.end});
        m_places.emplace(span.id, i);
    }
    const std::vector<int> lanes = assignLanes(intervals);
    const std::size_t leaves = std::bit_ceil(std::max<std::size_t>(1, m_spans.size()));
    m_furthest.assign(2 * leaves, 0);
    for (std::size_t i = 0; i < m_spans.size(); ++i) {
        m_spans[i].lane = lanes[i];
        m_furthest[leaves + i] = m_spans[i].end;
    }
    for (std::size_t i = leaves - 1; i > 0; --i) m_furthest[i] = std::max(m_furthest[2 * i], m_furthest[2 * i + 1]);
}

const TextSpan* SpanIndex::find(std::string_view id) const {
    const int index = indexOf(id);
    return index < 0 ? nullptr : &m_spans[static_cast<std::size_t>(index)];
}

int SpanIndex::indexOf(std::string_view id) const {
    const auto found = m_places.find(std::string(id));
    return found == m_places.end() ? -1 : static_cast<int>(found->second);
}

void SpanIndex::collect(std::size_t node, std::size_t from, std::size_t to, int start, std::size_t limit,
    std::vector<const TextSpan*>& found) const {
    if (from >= limit || m_furthest[node] <= start) return;
    if (to - from == 1) {
        found.push_back(&m_spans[from]);
        return;
    }
    const std::size_t middle = (from + to) / 2;
    collect(2 * node, from, middle, start, limit, found);
    collect(2 * node + 1, middle, to, start, limit, found);
}

std::vector<const TextSpan*> SpanIndex::overlapping(int start, int end) const {
    std::vector<const TextSpan*> found;
    if (m_spans.empty() || end <= start) return found;
    const auto limit = std::ranges::lower_bound(m_spans, end, {}, &TextSpan::start) - m_spans.begin();
    collect(1, 0, m_furthest.size() / 2, start, static_cast<std::size_t>(limit), found);
    return found;
}

} // namespace slipway::ui
