#include <QApplication>
#include <QDateTime>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTimer>
#include <QToolTip>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "ui/label/text/text_canvas.h"

namespace slipway::ui {

namespace {

constexpr double kHandleReach = 6, kZoomStep = 1.1;

} // namespace

std::vector<const TextSpan*> TextCanvas::spansAt(QPointF at) const {
    for (const ChipPlace& chip : m_chips)
        if (chip.rect.contains(at))
            if (const TextSpan* span = m_spans.find(chip.id)) return {span};
    const Placed* placed = m_document ? placedAt(at.y()) : nullptr;
    if (!placed) return {};
    const int character = m_flow.characterAt(m_flow.block(placed->block), at - blockPoint(*placed));
    if (character < 0) return {};
    auto spans = m_spans.overlapping(character, character + 1);
    std::erase_if(spans, [](const TextSpan* span) { return span->hidden; });
    std::ranges::stable_sort(spans, {}, [](const TextSpan* span) { return span->length(); });
    return spans;
}

TextCanvas::Drag TextCanvas::handleAt(QPointF at) const {
    const TextSpan* span = selectedSpan();
    if (!span || span->locked || span->suggestion) return Drag::None;
    for (const bool end : {true, false}) {
        const int character = end ? m_document->previousGrapheme(span->end) : span->start;
        const Placed* placed = placedBlock(m_document->blockAt(character));
        if (!placed) continue;
        const FlowBlock& block = m_flow.block(placed->block);
        const FlowLine& line = m_flow.lineAt(block, character);
        const double x = m_flow.edge(block, character, m_document->nextGrapheme(character), end);
        const QRectF rect = QRectF(x, line.top - kHandleReach, 0, line.textHeight + kHandleReach)
                                .translated(blockPoint(*placed))
                                .adjusted(-kHandleReach, 0, kHandleReach, 0);
        if (rect.contains(at)) return end ? Drag::SpanEnd : Drag::SpanStart;
    }
    return Drag::None;
}

void TextCanvas::hover(QPointF at) {
    const auto spans = spansAt(at);
    const std::string hovered = spans.empty() ? std::string() : spans.front()->id;
    const int arc = spans.empty() ? arcAt(at) : -1;
    const bool chip = std::ranges::any_of(m_chips, [&](const ChipPlace& place) { return place.rect.contains(at); });
    viewport()->setCursor(handleAt(at) != Drag::None                  ? Qt::SizeHorCursor
                          : chip || arc >= 0 || !m_relateFrom.empty() ? Qt::PointingHandCursor
                                                                      : Qt::IBeamCursor);
    if (hovered == m_hovered && arc == m_hoveredArc) return;
    m_hovered = hovered;
    m_hoveredArc = arc;
    viewport()->update();
}

bool TextCanvas::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave && m_drag == Drag::None) {
        m_hovered.clear();
        m_hoveredArc = -1;
        viewport()->update();
    }
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QStringList captions;
        for (const TextSpan* span : spansAt(help->pos())) captions << span->caption;
        if (captions.isEmpty()) captions << QString();
        QToolTip::showText(help->globalPos(), captions.join(u'\n'), viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void TextCanvas::mousePressEvent(QMouseEvent* event) {
    if (!m_document || event->button() != Qt::LeftButton) return;
    m_hint.clear();
    m_leavesByTab = false;
    m_pressed = m_pointer = event->position();
    m_moved = false;
    m_caretX.reset();
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    if (now - m_doubleClicked < QApplication::doubleClickInterval()) { // the third
        m_doubleClicked = 0;
        m_drag = Drag::Paragraphs;
        m_dragFrom = m_document->paragraphAt(positionAt(m_pressed));
        selectText(m_dragFrom);
        m_moved = true;
        return;
    }
    if (m_drag = handleAt(m_pressed); m_drag != Drag::None) {
        m_dragFrom = {selectedSpan()->start, selectedSpan()->end};
        viewport()->update();
        return;
    }
    m_drag = Drag::Text;
    if (event->modifiers() & Qt::ShiftModifier) {
        setCaret(positionAt(m_pressed), true);
        m_moved = true;
    } else if (m_relateFrom.empty()) {
        setCaret(positionAt(m_pressed), false);
    }
}

void TextCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    if (!m_document || event->button() != Qt::LeftButton) return;
    if (const int arc = arcAt(event->position()); arc >= 0) {
        m_selectedRelation = m_arcs[static_cast<std::size_t>(arc)].relation;
        renameSelectedRelation();
        return;
    }
    m_doubleClicked = QDateTime::currentMSecsSinceEpoch();
    m_pressed = m_pointer = event->position();
    m_drag = Drag::Words;
    m_moved = true;
    const Placed* placed = placedAt(m_pressed.y());
    const int character =
        placed ? m_flow.characterAt(m_flow.block(placed->block), m_pressed - blockPoint(*placed)) : -1;
    m_dragFrom = m_document->wordAt(character >= 0 ? character : positionAt(m_pressed));
    setSelectedIds({});
    selectText(m_dragFrom);
}

void TextCanvas::mouseMoveEvent(QMouseEvent* event) {
    if (!m_document) return;
    m_pointer = event->position();
    if (m_drag == Drag::None) {
        hover(m_pointer);
        return;
    }
    if (!m_moved && (m_pointer - m_pressed).manhattanLength() < QApplication::startDragDistance() / 2) return;
    if (!m_relateFrom.empty()) return;
    m_moved = true;
    const bool outside = m_pointer.y() < 0 || m_pointer.y() > viewport()->height();
    if (outside != m_autoScroll->isActive()) outside ? m_autoScroll->start() : m_autoScroll->stop();
    dragTo(m_pointer);
}

void TextCanvas::dragTo(QPointF at) {
    const int height = viewport()->height();
    if (at.y() < 0 || at.y() > height) moveBy(static_cast<int>(at.y() < 0 ? at.y() : at.y() - height) / 2);
    const int position = m_document->graphemeStart(positionAt({at.x(), std::clamp(at.y(), 0.0, height - 1.0)}));
    if (m_drag == Drag::SpanStart || m_drag == Drag::SpanEnd) {
        const bool end = m_drag == Drag::SpanEnd;
        const int start = end ? m_dragFrom.start : std::min(position, m_document->previousGrapheme(m_dragFrom.end));
        const int to = end ? std::max(position, m_document->nextGrapheme(m_dragFrom.start)) : m_dragFrom.end;
        m_spans.move(m_selected.front(), start, to);
        layOutVisible();
        showStatus();
        return;
    }
    if (m_drag == Drag::Text) {
        setCaret(position, true);
        return;
    }
    const auto unit = m_drag == Drag::Words ? m_document->wordAt(position) : m_document->paragraphAt(position);
    if (unit.start < m_dragFrom.start)
        selectText({m_dragFrom.end, unit.start});
    else
        selectText({m_dragFrom.start, std::max(unit.end, m_dragFrom.end)});
}

void TextCanvas::mouseReleaseEvent(QMouseEvent* event) {
    if (!m_document || event->button() != Qt::LeftButton || m_drag == Drag::None) return;
    m_autoScroll->stop();
    const Drag drag = m_drag;
    if (drag == Drag::SpanStart || drag == Drag::SpanEnd) {
        endDrag();
        return;
    }
    m_drag = Drag::None;
    if (!m_moved) {
        click(event->position(), event->modifiers());
        return;
    }
    if (!selectedText().isEmpty()) setSelectedIds({});
    if (m_labelOnSelect && !m_activeLabel.isEmpty()) applyLabel(m_activeLabel);
}

void TextCanvas::endDrag() {
    const TextSpan* span = selectedSpan();
    const TextDocument::Range before = m_dragFrom;
    const QString name = m_drag == Drag::SpanEnd ? tr("Move end of span") : tr("Move start of span");
    m_drag = Drag::None;
    viewport()->update();
    if (!span) return;
    const TextDocument::Range after{span->start, span->end};
    if (after == before) return;
    const std::string id = span->id;
    // The edit says where it is; what the page refuses goes back.
    m_spans.move(id, before.start, before.end);
    if (const TextSpan* found = m_spans.find(id)) resizeSpan(*found, after.start, after.end, name);
    layOutVisible();
}

void TextCanvas::click(QPointF at, Qt::KeyboardModifiers modifiers) {
    const auto spans = spansAt(at);
    if (!m_relateFrom.empty()) {
        if (!spans.empty()) finishRelation(spans.front()->id);
        return;
    }
    if (spans.empty()) {
        const int arc = arcAt(at);
        setSelectedIds({});
        m_selectedRelation.reset();
        if (arc >= 0) m_selectedRelation = m_arcs[static_cast<std::size_t>(arc)].relation;
        if (arc >= 0) say(tr("Relation: Delete removes it, Enter changes its name"));
        viewport()->update();
        return;
    }
    if (modifiers & Qt::ControlModifier) {
        auto ids = m_selected;
        if (std::erase(ids, spans.front()->id) == 0) ids.push_back(spans.front()->id);
        setSelectedIds(ids);
        return;
    }
    // Again at the same place: the next one that lies there.
    const auto current = std::ranges::find_if(
        spans, [this](const TextSpan* span) { return m_selected.size() == 1 && span->id == m_selected.front(); });
    const bool again = current != spans.end();
    setSelectedIds({again && current + 1 != spans.end() ? (*(current + 1))->id : spans.front()->id});
}

void TextCanvas::wheelEvent(QWheelEvent* event) {
    if (event->modifiers() & Qt::ControlModifier) {
        setZoom(m_zoom * std::pow(kZoomStep, event->angleDelta().y() / 120.0), event->position());
        event->accept();
        return;
    }
    QAbstractScrollArea::wheelEvent(event);
    if (m_drag == Drag::None && m_document) hover(event->position());
}

void TextCanvas::focusInEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void TextCanvas::focusOutEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace slipway::ui
