#include <QKeyEvent>
#include <QScrollBar>
#include <iterator>

#include "ui/label/text/text_canvas.h"

namespace slipway::ui {

bool TextCanvas::focusNextPrevChild(bool next) {
    if (m_leavesByTab || m_spans.size() == 0) return QAbstractScrollArea::focusNextPrevChild(next);
    return cycle(next ? 1 : -1);
}

void TextCanvas::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Escape) m_leavesByTab = false;
    if (!m_document || !handleKey(*event)) event->ignore();
}

bool TextCanvas::handleKey(const QKeyEvent& event) {
    const auto modifiers = event.modifiers() & ~Qt::KeypadModifier;
    switch (event.key()) {
    case Qt::Key_Escape:
        return escape();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return modifiers == Qt::NoModifier && enterKey();
    case Qt::Key_Backspace:
        return trigger(
            (modifiers & Qt::ControlModifier) ? QStringLiteral("region.deleteAll") : QStringLiteral("region.delete"));
    case Qt::Key_Delete:
        return trigger(QStringLiteral("region.delete"));
    case Qt::Key_BracketLeft:
        return trigger(QStringLiteral("span.startLeft"));
    case Qt::Key_BracketRight:
        return trigger(QStringLiteral("span.startRight"));
    case Qt::Key_F3:
        return findNext((modifiers & Qt::ShiftModifier) ? -1 : 1);
    default:
        break;
    }
    if (modifiers & Qt::AltModifier) return event.key() == Qt::Key_R && trigger(QStringLiteral("region.relation"));
    return controlKey(event) || moveKey(event);
}

bool TextCanvas::controlKey(const QKeyEvent& event) {
    if (!(event.modifiers() & Qt::ControlModifier)) return false;
    switch (event.key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return trigger(QStringLiteral("zoom.in"));
    case Qt::Key_Minus:
        return trigger(QStringLiteral("zoom.out"));
    case Qt::Key_C:
        return copyText();
    case Qt::Key_A:
        selectText({0, m_document->size()});
        return true;
    case Qt::Key_F:
        findRequested();
        return true;
    default:
        return false;
    }
}

bool TextCanvas::enterKey() {
    if (!m_relateFrom.empty()) return !m_relateTo.empty() && finishRelation(m_relateTo);
    if (m_selectedRelation) return renameSelectedRelation();
    if (!selectedText().isEmpty()) return applyLabel(m_activeLabel);
    const TextSpan* span = selectedSpan();
    if (!span || span->suggestion) return false;
    labelWanted();
    return true;
}

bool TextCanvas::escape() {
    if (!m_relateFrom.empty()) {
        m_relateFrom.clear();
        m_relateTo.clear();
    } else if (!selectedText().isEmpty()) {
        setCaret(m_caret, false);
    } else if (!m_selected.empty()) {
        setSelectedIds({});
    } else if (m_selectedRelation) {
        m_selectedRelation.reset();
    } else if (!m_wanted.isEmpty()) {
        find({});
    } else {
        m_leavesByTab = true; // Tab goes on to the next widget now
        return false;
    }
    say({});
    viewport()->update();
    return true;
}

int TextCanvas::caretAfter(int key, bool words) const {
    const bool rightToLeft = m_document->block(m_document->blockAt(m_caret)).rightToLeft;
    const bool forward = (key == Qt::Key_Right) != rightToLeft;
    if (words) return forward ? m_document->nextWordEnd(m_caret) : m_document->previousWordStart(m_caret);
    return forward ? m_document->nextGrapheme(m_caret) : m_document->previousGrapheme(m_caret);
}

int TextCanvas::verticalMove(int lines) {
    ensureVisible(m_caret, false);
    const QRectF rect = caretRect(m_caret);
    if (!m_caretX) m_caretX = rect.left();
    const int block = m_document->blockAt(m_caret);
    const FlowBlock& laid = m_flow.block(block);
    const auto line = &m_flow.lineAt(laid, m_caret) - laid.lines.data();
    int targetBlock = block;
    auto target = line + lines;
    if (target < 0)
        target = block > 0 ? static_cast<std::ptrdiff_t>(m_flow.block(--targetBlock).lines.size()) - 1 : -1;
    else if (target >= std::ssize(laid.lines))
        target = block + 1 < m_document->blockCount() ? (++targetBlock, 0) : -1;
    if (target < 0) return lines < 0 ? 0 : m_document->size();
    const FlowBlock& there = m_flow.block(targetBlock);
    const FlowLine& aim = there.lines[static_cast<std::size_t>(target)];
    return m_flow.positionAt(there, {*m_caretX - columnLeft(), aim.top + 1});
}

bool TextCanvas::moveKey(const QKeyEvent& event) {
    const bool shift = event.modifiers() & Qt::ShiftModifier, control = event.modifiers() & Qt::ControlModifier;
    const int key = event.key();
    if (shift && (key == Qt::Key_Left || key == Qt::Key_Right) && selectedSpan() && selectedText().isEmpty())
        return trigger(QStringLiteral("span.end%1%2")
                .arg(control ? QStringLiteral("Word") : QString(),
                    key == Qt::Key_Left ? QStringLiteral("Left") : QStringLiteral("Right")));
    int to = -1;
    const bool vertical = key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_Space;
    if (!vertical) m_caretX.reset();
    if (key == Qt::Key_Left || key == Qt::Key_Right)
        to = caretAfter(key, control);
    else if (!control && (key == Qt::Key_Up || key == Qt::Key_Down))
        to = verticalMove(key == Qt::Key_Up ? -1 : 1);
    else if (!control && key == Qt::Key_Space) {
        moveBy((shift ? -1 : 1) * verticalScrollBar()->pageStep());
        setCaret(positionAt({m_caretX.value_or(columnLeft()), m_flow.lineStep()}), false);
        return true;
    } else if (key == Qt::Key_Home || key == Qt::Key_End) {
        const FlowBlock& block = m_flow.block(m_document->blockAt(m_caret));
        const FlowLine& line = m_flow.lineAt(block, m_caret);
        const int lineEnd = line.end < block.end ? m_document->previousGrapheme(line.end) : line.end;
        to = key == Qt::Key_Home ? (control ? 0 : line.start) : control ? m_document->size() : lineEnd;
    }
    if (to < 0) return false;
    if (!m_selected.empty()) {
        setSelectedIds({});
        if (shift) m_mark = m_caret;
    }
    m_hint.clear();
    setCaret(to, shift);
    ensureVisible(to, false);
    return true;
}

} // namespace slipway::ui
