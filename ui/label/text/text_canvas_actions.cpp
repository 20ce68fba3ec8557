#include <QClipboard>
#include <QGuiApplication>
#include <algorithm>
#include <set>

#include "ui/label/text/text_accessible.h"
#include "ui/label/text/text_canvas.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr double kZoomStep = 1.1;

/// What region_actions.h does to regions of any shape.
const std::set<QString>& plainRegionActions() {
    static const std::set<QString> actions{QStringLiteral("region.delete"), QStringLiteral("region.deleteAll"),
        QStringLiteral("region.hide"), QStringLiteral("region.hideAll"), QStringLiteral("region.lock"),
        QStringLiteral("region.lockAll"), QStringLiteral("region.group"), QStringLiteral("region.ungroup")};
    return actions;
}

} // namespace

bool TextCanvas::trigger(const QString& action) {
    if (!m_document) return false;
    return triggerSpan(action) || triggerRelation(action) || triggerSuggestion(action) || triggerView(action) ||
           triggerRegion(action);
}

const TextSpan* TextCanvas::selectedSpan() const {
    return m_selected.size() == 1 ? m_spans.find(m_selected.front()) : nullptr;
}

/// Left and right are those of the paragraph: where it runs from right to left, its end is at the left.
bool TextCanvas::triggerSpan(const QString& action) {
    if (!action.startsWith(QLatin1String("span."))) return false;
    const TextSpan* span = selectedSpan();
    if (!span || span->suggestion) return false;
    const bool words = action.contains(QLatin1String("Word")), right = action.endsWith(QLatin1String("Right"));
    const bool moveEnd = action.startsWith(QLatin1String("span.end"));
    if (!right && !action.endsWith(QLatin1String("Left"))) return false;
    int start = span->start, end = span->end;
    const bool forward = right != m_document->block(m_document->blockAt(moveEnd ? end : start)).rightToLeft;
    if (moveEnd && words)
        end = forward ? m_document->nextWordEnd(end) : m_document->previousWordEnd(end);
    else if (moveEnd)
        end = forward ? m_document->nextGrapheme(end) : m_document->previousGrapheme(end);
    else
        start = forward ? m_document->nextGrapheme(start) : m_document->previousGrapheme(start);
    if (start >= end) {
        say(tr("A span has at least one character"));
        return true;
    }
    resizeSpan(*span, start, end, moveEnd ? tr("Move end of span") : tr("Move start of span"));
    ensureVisible(moveEnd ? end : start, false);
    return true;
}

bool TextCanvas::resizeSpan(const TextSpan& span, int start, int end, const QString& name) {
    const label::Region* found = label::findRegion(annotation(), span.id);
    if (!found) return false;
    if (found->locked) {
        say(tr("Locked: unlock it first"));
        return false;
    }
    label::Region changed = *found;
    const TextDocument::Range whole = m_document->snapped({start, end});
    changed.shape = label::Span{m_document->toCodePoint(whole.start), m_document->toCodePoint(whole.end)};
    if (changed.origin == label::Origin::Prediction) changed.origin = label::Origin::PredictionChanged;
    label::EditBuilder edit(name.toStdString(), annotation());
    edit.change(changed);
    m_hint.clear();
    const bool asked = request(std::move(edit).take());
    showStatus();
    return asked;
}

bool TextCanvas::triggerView(const QString& action) {
    if (action == QLatin1String("zoom.in"))
        setZoom(m_zoom * kZoomStep, {});
    else if (action == QLatin1String("zoom.out"))
        setZoom(m_zoom / kZoomStep, {});
    else if (action == QLatin1String("zoom.full") || action == QLatin1String("zoom.fit"))
        setZoom(1, {});
    else
        return false;
    return true;
}

bool TextCanvas::triggerRegion(const QString& action) {
    if (!m_annotation) return false;
    if (action == QLatin1String("region.next")) return cycle(1);
    if (action == QLatin1String("region.previous")) return cycle(-1);
    if (action == QLatin1String("region.unselect")) return escape();
    if (action == QLatin1String("region.copy")) return copyText();
    if (triggerCopies(action)) return true;
    if (action == QLatin1String("region.delete") && m_selectedRelation) return removeSelectedRelation();
    if (!plainRegionActions().contains(action)) return false;
    return carryOut(planRegionAction(action, {annotation(), m_selected, {}, false, 0, {}}));
}

bool TextCanvas::cycle(int step) {
    std::vector<const TextSpan*> shown;
    for (const TextSpan& span : m_spans.spans())
        if (!span.hidden) shown.push_back(&span);
    if (shown.empty()) return false;
    const bool relating = !m_relateFrom.empty();
    const std::string current = relating             ? (m_relateTo.empty() ? m_relateFrom : m_relateTo)
                                : m_selected.empty() ? std::string()
                                                     : m_selected.back();
    const auto place = std::ranges::find(shown, current, &TextSpan::id);
    const auto count = std::ssize(shown);
    std::ptrdiff_t next = 0;
    if (place != shown.end()) {
        next = (place - shown.begin() + step + count) % count;
    } else { // from the caret on
        next = std::ranges::lower_bound(shown, m_caret, {}, &TextSpan::start) - shown.begin();
        next = ((step > 0 ? next : next - 1) + count) % count;
    }
    const TextSpan& found = *shown[static_cast<std::size_t>(next)];
    m_caret = m_mark = found.start;
    const std::string id = found.id;
    if (relating) {
        m_relateTo = id;
        focusTextChild(this, id);
    } else {
        setSelectedIds({id});
    }
    ensureVisible(m_caret, true);
    return true;
}

bool TextCanvas::triggerRelation(const QString& action) {
    if (action != QLatin1String("region.relation")) return false;
    if (!m_relateFrom.empty()) return m_relateTo.empty() ? escape() : finishRelation(m_relateTo);
    return startRelation();
}

bool TextCanvas::startRelation() {
    const TextSpan* span = selectedSpan();
    if (!span || span->suggestion) {
        say(tr("Select a span first, then relate it to another"));
        return true;
    }
    m_relateFrom = span->id;
    m_relateTo.clear();
    setCaret(m_caret, false);
    say(tr("Relate \"%1\" to: click a span, or Tab to it and press Enter; Esc cancels").arg(span->caption));
    return true;
}

bool TextCanvas::finishRelation(std::string to) {
    const std::string from = std::exchange(m_relateFrom, std::string());
    m_relateTo.clear();
    m_hint.clear();
    viewport()->update();
    if (from == to || !label::findRegion(annotation(), to) || !label::findRegion(annotation(), from)) {
        say(from == to ? tr("A span cannot be related to itself") : tr("Accept the suggestion first"));
        return true;
    }
    label::Relation relation;
    relation.from = from;
    relation.to = to;
    if (!m_activeRelation.isEmpty())
        relation.labels = {m_activeRelation.toStdString()};
    else if (!m_labels.relations.empty())
        relation.labels = {m_labels.relations.front()};
    auto relations = annotation().relations;
    if (std::ranges::find(relations, relation) != relations.end()) {
        say(tr("These two are related already"));
        return true;
    }
    relations.push_back(std::move(relation));
    const std::size_t added = relations.size() - 1;
    label::EditBuilder edit(tr("Relate spans").toStdString(), annotation());
    edit.setRelations(std::move(relations));
    request(std::move(edit).take());
    setSelectedIds({});
    if (annotation().relations.size() == added + 1) m_selectedRelation = added;
    say(tr("Relation: Delete removes it, Enter changes its name"));
    return true;
}

bool TextCanvas::removeSelectedRelation() {
    auto relations = annotation().relations;
    relations.erase(relations.begin() + static_cast<std::ptrdiff_t>(*m_selectedRelation));
    m_selectedRelation.reset();
    label::EditBuilder edit(tr("Delete relation").toStdString(), annotation());
    edit.setRelations(std::move(relations));
    return request(std::move(edit).take());
}

/// To the next name of the label set.
bool TextCanvas::renameSelectedRelation() {
    const auto& names = m_labels.relations;
    if (!m_selectedRelation || names.empty()) return false;
    auto relations = annotation().relations;
    auto& labels = relations[*m_selectedRelation].labels;
    const auto current = labels.empty() ? names.end() : std::ranges::find(names, labels.front());
    labels = {current == names.end() || current + 1 == names.end() ? names.front() : *(current + 1)};
    label::EditBuilder edit(tr("Rename relation").toStdString(), annotation());
    edit.setRelations(std::move(relations));
    return request(std::move(edit).take());
}

bool TextCanvas::copyText() {
    TextDocument::Range range = selectedText();
    const label::Region* region = range.isEmpty() ? regionOf(selectedSpan()) : nullptr;
    if (const TextSpan* span = selectedSpan(); span && range.isEmpty()) range = {span->start, span->end};
    if (!m_document || range.isEmpty()) return false;
    const QString words = m_document->text().mid(range.start, range.end - range.start);
    m_copied = region ? std::optional(*region) : std::nullopt;
    m_copiedWords = words;
    QGuiApplication::clipboard()->setText(words);
    if (region) say(tr("Copied; paste labels the selected text, or the next place with these words"));
    return true;
}

/// The selected one, else the one under the pointer, else the next behind the caret.
std::string TextCanvas::suggestionInMind() const {
    const auto isSuggestion = [this](const std::string& id) {
        const TextSpan* span = m_spans.find(id);
        return span && span->suggestion;
    };
    for (const auto& id : m_selected)
        if (isSuggestion(id)) return id;
    if (isSuggestion(m_hovered)) return m_hovered;
    const TextSpan* first = nullptr;
    for (const TextSpan& span : m_spans.spans()) {
        if (!span.suggestion) continue;
        if (span.start >= m_caret) return span.id;
        if (!first) first = &span;
    }
    return first ? first->id : std::string();
}

bool TextCanvas::triggerSuggestion(const QString& action) {
    if (!action.startsWith(QLatin1String("suggestion.")) || m_suggestions.empty()) return false;
    if (action == QLatin1String("suggestion.acceptAll")) {
        std::vector<std::string> ids;
        for (const auto& region : m_suggestions) ids.push_back(region.id);
        acceptSuggestions(ids);
        return true;
    }
    const std::string id = suggestionInMind();
    if (id.empty()) return false;
    if (action == QLatin1String("suggestion.accept")) {
        acceptSuggestions({id});
        return true;
    }
    if (action != QLatin1String("suggestion.reject")) return false;
    const QString prediction = predictionOf(id);
    dropSuggestions({id});
    suggestionRejected(prediction, format::text(id.substr(id.find('/') + 1)));
    return true;
}

QString TextCanvas::predictionOf(const std::string& id) const {
    const auto index = static_cast<std::size_t>(std::stoul(id));
    return index < m_predictionNames.size() ? m_predictionNames[index] : QString();
}

void TextCanvas::dropSuggestions(const std::vector<std::string>& ids) {
    const std::set<std::string> gone(ids.begin(), ids.end());
    std::erase_if(m_suggestions, [&](const auto& region) { return gone.contains(region.id); });
    m_spans.setSuggestions(m_suggestions);
    std::vector<std::string> still = m_selected;
    std::erase_if(still, [&](const auto& id) { return gone.contains(id); });
    setSelectedIds(still);
    layOutVisible();
}

void TextCanvas::acceptSuggestions(const std::vector<std::string>& ids) {
    const std::set<std::string> wanted(ids.begin(), ids.end());
    label::EditBuilder edit(
        (ids.size() == 1 ? tr("Accept suggestion") : tr("Accept %1 suggestions").arg(ids.size())).toStdString(),
        annotation());
    std::vector<std::string> added;
    for (label::Region region : m_suggestions) {
        if (!wanted.contains(region.id)) continue;
        region.id = label::newRegionId();
        region.origin = label::Origin::Prediction;
        added.push_back(region.id);
        edit.add(std::move(region));
    }
    std::vector<std::pair<QString, QString>> accepted;
    for (const auto& id : ids) accepted.emplace_back(predictionOf(id), format::text(id.substr(id.find('/') + 1)));
    if (!request(std::move(edit).take())) return;
    dropSuggestions(ids);
    if (added.size() == 1) setSelectedIds(added);
    for (const auto& [prediction, region] : accepted) suggestionAccepted(prediction, region);
}

} // namespace slipway::ui
