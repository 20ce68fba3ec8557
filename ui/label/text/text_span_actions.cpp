#include <QClipboard>
#include <QGuiApplication>
#include <algorithm>

#include "ui/label/text/text_canvas.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

// A span belongs to its words, so a copy on the same place would say nothing new: copies go to the next place with the
// same words, or to the text that is selected.

namespace {

constexpr int kMostPlaces = 100'000; ///< that are looked at for one copy

bool isWordPart(QChar c) {
    return c.isLetterOrNumber() || c.isMark() || c.isSurrogate();
}

} // namespace

bool TextCanvas::triggerCopies(const QString& action) {
    if (action == QLatin1String("region.duplicate")) {
        const TextSpan* span = selectedSpan();
        const label::Region* region = regionOf(span);
        if (!region) return false;
        return markNext(*region, m_document->text().mid(span->start, span->length()), span->end);
    }
    if (action == QLatin1String("region.paste")) return pasteSpan();
    if (action == QLatin1String("region.merge")) return mergeSpans();
    return action == QLatin1String("region.split") && splitSpan();
}

const label::Region* TextCanvas::regionOf(const TextSpan* span) const {
    return span && !span->suggestion ? label::findRegion(annotation(), span->id) : nullptr;
}

bool TextCanvas::hasLabel(TextDocument::Range range, const std::string& label) const {
    return std::ranges::any_of(m_spans.overlapping(range.start, range.end), [&](const TextSpan* span) {
        const label::Region* region = regionOf(span);
        return region && region->label == label && span->start == range.start && span->end == range.end;
    });
}

/// Not inside a longer word, nor between the parts of a character.
bool TextCanvas::isWhole(TextDocument::Range range) const {
    const QString& text = m_document->text();
    if (m_document->snapped(range) != range) return false;
    const bool before = range.start > 0 && isWordPart(text[range.start]) && isWordPart(text[range.start - 1]);
    const bool behind = range.end < text.size() && isWordPart(text[range.end - 1]) && isWordPart(text[range.end]);
    return !before && !behind;
}

/// From there on to the end, then from the start.
bool TextCanvas::markNext(const label::Region& like, const QString& words, int from) {
    const QString& text = m_document->text();
    const label::Region model = like; // it may stand in what changes
    for (const bool again : {false, true}) {
        int looked = 0;
        for (qsizetype at = text.indexOf(words, again ? 0 : from); at >= 0 && looked < kMostPlaces;
            at = text.indexOf(words, at + 1), ++looked) {
            const TextDocument::Range range{static_cast<int>(at), static_cast<int>(at + words.size())};
            if (again && range.start >= from) break;
            if (isWhole(range) && !hasLabel(range, model.label))
                return addLike(model, range, tr("Label the same words"));
        }
    }
    say(tr("No other place with these words is without this label"));
    return true;
}

bool TextCanvas::addLike(const label::Region& like, TextDocument::Range range, const QString& name) {
    label::Region region;
    region.id = label::newRegionId();
    region.label = like.label;
    region.moreLabels = like.moreLabels;
    region.attributes = like.attributes;
    region.shape = label::Span{m_document->toCodePoint(range.start), m_document->toCodePoint(range.end)};
    const std::string id = region.id;
    label::EditBuilder edit(name.toStdString(), annotation());
    edit.add(std::move(region));
    m_hint.clear();
    setCaret(range.end, false);
    request(std::move(edit).take());
    if (m_spans.find(id)) setSelectedIds({id});
    ensureVisible(range.start, true);
    return true;
}

bool TextCanvas::pasteSpan() {
    if (!m_copied || QGuiApplication::clipboard()->text() != m_copiedWords) return false;
    const TextDocument::Range selected = selectedText();
    if (selected.isEmpty()) return markNext(*m_copied, m_copiedWords, m_caret);
    const TextDocument::Range range = m_document->trimmed(m_document->snapped(selected));
    if (hasLabel(range, m_copied->label)) {
        say(tr("This text has that label already"));
        return true;
    }
    return addLike(*m_copied, range, tr("Paste span"));
}

/// The next one with the same label when nothing but white space is between them.
const TextSpan* TextCanvas::neighbourOf(const TextSpan& span) const {
    const label::Region* region = regionOf(&span);
    if (!region) return nullptr;
    for (const TextSpan& other : m_spans.spans()) {
        const label::Region* found = other.start >= span.start && other.id != span.id ? regionOf(&other) : nullptr;
        if (!found || found->label != region->label) continue;
        const QString between = m_document->text().mid(span.end, std::max(0, other.start - span.end));
        return between.trimmed().isEmpty() ? &other : nullptr;
    }
    return nullptr;
}

bool TextCanvas::mergeSpans() {
    std::vector<const TextSpan*> spans;
    for (const auto& id : m_selected)
        if (const TextSpan* span = m_spans.find(id); regionOf(span)) spans.push_back(span);
    if (spans.empty()) return false;
    if (spans.size() == 1)
        if (const TextSpan* next = neighbourOf(*spans.front())) spans.push_back(next);
    std::ranges::sort(spans, {}, &TextSpan::start);
    if (spans.size() < 2) {
        say(tr("No span with the same label follows at once"));
        return true;
    }
    label::Region merged = *regionOf(spans.front());
    int end = spans.front()->end;
    for (const TextSpan* span : spans) {
        const label::Region* region = regionOf(span);
        const bool words = span->start > end && !m_document->text().mid(end, span->start - end).trimmed().isEmpty();
        const QString reason = region->locked                  ? tr("Locked: unlock it first")
                               : region->label != merged.label ? tr("Only spans with the same label can be merged")
                               : words                         ? tr("There are words between these spans")
                                                               : QString();
        if (!reason.isEmpty()) {
            say(reason);
            return true;
        }
        merged.attributes.insert(region->attributes.begin(), region->attributes.end());
        end = std::max(end, span->end);
    }
    merged.shape = label::Span{m_document->toCodePoint(spans.front()->start), m_document->toCodePoint(end)};
    std::vector<std::string> gone;
    for (const TextSpan* span : spans)
        if (span->id != merged.id) gone.push_back(span->id);
    // Relations of the others become those of the one that stays.
    std::vector<label::Relation> relations;
    for (label::Relation relation : annotation().relations) {
        for (std::string* side : {&relation.from, &relation.to})
            if (std::ranges::find(gone, *side) != gone.end()) *side = merged.id;
        if (relation.from != relation.to && std::ranges::find(relations, relation) == relations.end())
            relations.push_back(std::move(relation));
    }
    label::EditBuilder edit(tr("Merge %1 spans").arg(spans.size()).toStdString(), annotation());
    edit.change(merged);
    for (const auto& id : gone) edit.remove(id);
    edit.setRelations(std::move(relations));
    m_hint.clear();
    request(std::move(edit).take());
    setSelectedIds({merged.id});
    return true;
}

/// At the caret.
bool TextCanvas::splitSpan() {
    const TextSpan* span = selectedSpan();
    const label::Region* region = regionOf(span);
    if (!region) return false;
    if (region->locked || m_caret <= span->start || m_caret >= span->end) {
        say(region->locked ? tr("Locked: unlock it first") : tr("Click into the span where it is to be split"));
        return true;
    }
    const auto first = m_document->trimmed({span->start, m_caret}), second = m_document->trimmed({m_caret, span->end});
    label::Region before = *region, after = *region;
    before.shape = label::Span{m_document->toCodePoint(first.start), m_document->toCodePoint(first.end)};
    after.shape = label::Span{m_document->toCodePoint(second.start), m_document->toCodePoint(second.end)};
    after.id = label::newRegionId();
    const std::vector<std::string> both{before.id, after.id};
    label::EditBuilder edit(tr("Split span").toStdString(), annotation());
    edit.change(before);
    edit.add(std::move(after));
    m_hint.clear();
    request(std::move(edit).take());
    setSelectedIds(both);
    return true;
}

} // namespace slipway::ui
