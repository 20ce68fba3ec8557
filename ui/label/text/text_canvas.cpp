#include "ui/label/text/text_canvas.h"

#include <QAccessible>
#include <QScrollBar>
#include <QTimer>
#include <algorithm>

#include "ui/label/accessible_children.h"
#include "ui/label/text/text_accessible.h"
#include "ui/shell/theme.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr std::size_t kMostMatches = 100'000;
constexpr int kScrollInterval = 30; ///< milliseconds
const label::Annotation kNothing;

QString countText(std::size_t spans) {
    return format::plural(static_cast<std::int64_t>(spans), TextCanvas::tr("span"), TextCanvas::tr("spans"));
}

} // namespace

TextCanvas::TextCanvas(QWidget* parent) : QAbstractScrollArea(parent), m_autoScroll(new QTimer(this)) {
    installTextAccessibility();
    setObjectName(QStringLiteral("textCanvas"));
    setAccessibleName(tr("Text with its spans"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setMinimumSize(200, 120);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setCursor(Qt::IBeamCursor);
    m_autoScroll->setInterval(kScrollInterval);
    connect(m_autoScroll, &QTimer::timeout, this, [this] { dragTo(m_pointer); });
    connect(&Theme::current(), &Theme::changed, this, [this] {
        m_chipTexts.clear();
        restyle();
    });
    m_flow.setSpans(&m_spans);
    m_flow.setStyle(styleFor(m_zoom));
}

TextCanvas::~TextCanvas() {
    forgetAccessibleChildren(this);
}

void TextCanvas::setDocument(std::shared_ptr<const TextDocument> document) {
    m_document = std::move(document);
    m_fresh = m_document != nullptr;
    m_drag = Drag::None;
    m_autoScroll->stop();
    m_caret = m_mark = 0;
    m_caretX.reset();
    m_anchorBlock = 0;
    m_anchorOffset = 0;
    m_wanted.clear();
    m_matches.clear();
    m_found = -1;
    m_spans.reset(m_document, m_labels, annotation().regions, m_suggestions);
    m_flow.setDocument(m_document);
    refreshArcs();
    forgetAccessibleChildren(this);
    normaliseAnchor();
    moveBy(-viewport()->height());
    showStatus();
}

void TextCanvas::setLabels(const label::LabelSet& labels) {
    m_labels = labels;
    m_spans.reset(m_document, m_labels, annotation().regions, m_suggestions);
    layOutVisible();
}

void TextCanvas::setAnnotation(const label::Annotation* annotation) {
    m_annotation = annotation;
    m_suggestions.clear();
    m_predictionNames.clear();
    m_hovered.clear();
    m_relateFrom.clear();
    m_selectedRelation.reset();
    m_hoveredArc = -1;
    m_hint.clear();
    m_spans.reset(m_document, m_labels, this->annotation().regions, m_suggestions);
    setSelectedIds({});
    refreshArcs();
    forgetAccessibleChildren(this);
    setAccessibleDescription(countText(m_spans.size()));
    layOutVisible();
}

void TextCanvas::annotationChanged(const label::Edit& edit) {
    m_spans.apply(edit);
    const auto gone = [this](const std::string& id) { return !m_spans.find(id); };
    if (gone(m_hovered)) m_hovered.clear();
    if (!m_relateFrom.empty() && gone(m_relateFrom)) m_relateFrom.clear();
    auto still = m_selected;
    std::erase_if(still, gone);
    setSelectedIds(still);
    refreshArcs();
    setAccessibleDescription(countText(m_spans.size()));
    tellTextChildren(this, edit);
    layOutVisible();
}

void TextCanvas::refreshArcs() {
    m_arcs = makeRelationArcs(annotation().relations, m_spans);
    m_hoveredArc = -1;
    if (m_selectedRelation && *m_selectedRelation >= annotation().relations.size()) m_selectedRelation.reset();
}

void TextCanvas::setSuggestions(const std::vector<label::Prediction>& predictions) {
    m_suggestions.clear();
    m_predictionNames.clear();
    for (std::size_t i = 0; i < predictions.size(); ++i) {
        m_predictionNames.push_back(format::text(predictions[i].model));
        for (label::Region region : predictions[i].answer.regions) {
            region.id = std::to_string(i) + "/" + region.id; // no region's id holds a slash
            if (!region.score) region.score = predictions[i].score;
            m_suggestions.push_back(std::move(region));
        }
    }
    m_spans.setSuggestions(m_suggestions);
    layOutVisible();
}

void TextCanvas::setActiveLabel(const QString& label) {
    m_activeLabel = label;
    applyLabel(label);
}

bool TextCanvas::applyLabel(const QString& label) {
    const TextDocument::Range range = selectedText();
    if (!m_annotation || range.isEmpty()) return false;
    if (label.isEmpty()) {
        say(tr("Choose a label for the selected text"));
        return false;
    }
    const TextDocument::Range inner = m_document->trimmed(m_document->snapped(range));
    label::Region region;
    region.label = label.toStdString();
    region.shape = label::Span{m_document->toCodePoint(inner.start), m_document->toCodePoint(inner.end)};
    const auto same = std::ranges::find_if(annotation().regions,
        [&](const auto& other) { return other.label == region.label && other.shape == region.shape; });
    m_mark = m_caret = inner.end;
    if (same != annotation().regions.end()) {
        setSelectedIds({same->id});
        say(tr("This text has that label already"));
        return true;
    }
    region.id = label::newRegionId();
    const std::string id = region.id;
    label::EditBuilder edit(tr("Label text").toStdString(), annotation());
    edit.add(std::move(region));
    request(std::move(edit).take());
    if (m_spans.find(id)) setSelectedIds({id});
    showStatus();
    return true;
}

const label::Annotation& TextCanvas::annotation() const {
    return m_annotation ? *m_annotation : kNothing;
}

bool TextCanvas::request(label::Edit edit) {
    if (edit.parts.empty() || !m_annotation) return false;
    editRequested(edit);
    viewport()->update();
    return true;
}

QStringList TextCanvas::selection() const {
    QStringList ids;
    for (const auto& id : m_selected) ids << format::text(id);
    return ids;
}

void TextCanvas::select(const QStringList& ids) {
    std::vector<std::string> known;
    for (const QString& id : ids)
        if (m_spans.find(id.toStdString())) known.push_back(id.toStdString());
    setSelectedIds(known);
}

void TextCanvas::setSelectedIds(const std::vector<std::string>& ids) {
    if (!ids.empty()) m_selectedRelation.reset();
    viewport()->update();
    if (ids == m_selected) return;
    m_selected = ids;
    selectionChanged(selection());
    if (m_selected.size() == 1) focusTextChild(this, m_selected.front());
    showStatus();
}

void TextCanvas::scrollTo(const QString& id) {
    if (const TextSpan* span = m_spans.find(id.toStdString())) ensureVisible(span->start, true);
}

TextDocument::Range TextCanvas::selectedText() const {
    return {std::min(m_caret, m_mark), std::max(m_caret, m_mark)};
}

void TextCanvas::selectText(TextDocument::Range range) {
    if (!m_document) return;
    m_mark = std::clamp(range.start, 0, m_document->size());
    setCaret(std::clamp(range.end, 0, m_document->size()), true);
}

void TextCanvas::setCaret(int position, bool extend) {
    m_caret = position;
    if (!extend) m_mark = position;
    tellTextCaret(this);
    showStatus();
    viewport()->update();
}

int TextCanvas::find(const QString& text) {
    m_wanted = text;
    m_matches.clear();
    m_found = -1;
    viewport()->update();
    if (!m_document || text.isEmpty()) return 0;
    const QString& all = m_document->text();
    for (qsizetype at = all.indexOf(text, 0, Qt::CaseInsensitive); at >= 0 && m_matches.size() < kMostMatches;
        at = all.indexOf(text, at + text.size(), Qt::CaseInsensitive))
        m_matches.push_back(static_cast<int>(at));
    if (m_matches.empty()) return 0;
    const auto behind = std::ranges::lower_bound(m_matches, selectedText().start);
    m_found = static_cast<int>(behind - m_matches.begin()) - 1;
    findNext();
    return foundCount();
}

bool TextCanvas::findNext(int step) {
    if (m_matches.empty()) return false;
    const int count = foundCount();
    m_found = ((m_found + step) % count + count) % count;
    const int start = m_matches[static_cast<std::size_t>(m_found)];
    selectText({start, start + static_cast<int>(m_wanted.size())});
    ensureVisible(start, true);
    return true;
}

void TextCanvas::say(const QString& hint) {
    m_hint = hint;
    showStatus();
}

void TextCanvas::showStatus() {
    QStringList parts;
    if (!m_hint.isEmpty()) parts << m_hint;
    const auto range = [this](int start, int end) {
        const auto from = m_document->toCodePoint(start), to = m_document->toCodePoint(end);
        return tr("characters %1 to %2").arg(format::count(from), format::count(to));
    };
    if (const TextSpan* span = m_document ? selectedSpan() : nullptr)
        parts << tr("%1, %2").arg(span->caption, range(span->start, span->end));
    else if (m_document && !selectedText().isEmpty())
        parts << tr("%1 selected; a label key labels them").arg(range(selectedText().start, selectedText().end));
    else if (m_document)
        parts << tr("character %1 of %2")
                     .arg(format::count(m_document->toCodePoint(m_caret)), format::count(m_document->codePoints()));
    parts << format::percent(m_zoom, 0);
    statusChanged(parts.join(QStringLiteral("  ·  ")));
}

} // namespace slipway::ui
