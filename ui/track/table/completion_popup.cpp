#include "ui/track/table/completion_popup.h"

#include <algorithm>

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {
constexpr int kRow = 30, kMostRows = 10, kMargin = 5, kWidth = 460;
}

CompletionPopup::CompletionPopup(QWidget* field) : QFrame(field->window()), m_field(field) {
    setObjectName(QStringLiteral("filterCompletions"));
    setAccessibleName(tr("Completions"));
    setFocusPolicy(Qt::NoFocus);
    setMouseTracking(true);
    field->installEventFilter(this);
    hide();
}

int CompletionPopup::visibleRows() const {
    return std::min(static_cast<int>(m_suggestions.size()), kMostRows);
}

void CompletionPopup::show(std::vector<Suggestion> suggestions) {
    m_suggestions = std::move(suggestions);
    m_current = -1;
    m_first = 0;
    if (m_suggestions.empty()) return hide();
    place();
}

void CompletionPopup::add(std::vector<Suggestion> suggestions) {
    for (auto& each : suggestions) {
        const bool known = std::ranges::find(m_suggestions, each.insert, &Suggestion::insert) != m_suggestions.end();
        if (!known) m_suggestions.push_back(std::move(each));
    }
    if (!m_suggestions.empty()) place();
}

void CompletionPopup::place() {
    if (parentWidget() != m_field->window()) setParent(m_field->window());
    const QPoint below = m_field->mapTo(m_field->window(), QPoint(0, m_field->height() + 4));
    const int width = std::min(std::max(kWidth, 0), m_field->window()->width() - below.x() - 8);
    setGeometry(below.x(), below.y(), width, visibleRows() * kRow + 2 * kMargin);
    QFrame::show();
    raise();
    update();
}

void CompletionPopup::scrollTo(int row) {
    m_first = std::clamp(m_first, row - visibleRows() + 1, std::max(0, row));
    m_first = std::clamp(m_first, 0, std::max(0, static_cast<int>(m_suggestions.size()) - visibleRows()));
}

void CompletionPopup::move(int by) {
    const int count = static_cast<int>(m_suggestions.size());
    if (count == 0) return;
    m_current = m_current < 0 ? (by > 0 ? 0 : count - 1) : std::clamp(m_current + by, 0, count - 1);
    scrollTo(m_current);
    const auto& chosen = m_suggestions[static_cast<std::size_t>(m_current)];
    m_field->setAccessibleDescription(chosen.shown.isEmpty() ? chosen.insert : chosen.shown);
    update();
}

int CompletionPopup::at(const QPoint& point) const {
    const int row = m_first + (point.y() - kMargin) / kRow;
    return point.y() >= kMargin && row < static_cast<int>(m_suggestions.size()) ? row : -1;
}

void CompletionPopup::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(color(Token::Line));
    painter.setBrush(color(Token::Raised));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    for (int i = 0; i < visibleRows(); ++i) {
        const int row = m_first + i;
        const auto& each = m_suggestions[static_cast<std::size_t>(row)];
        const QRectF box(kMargin, kMargin + i * kRow, width() - 2 * kMargin, kRow);
        if (row == m_current) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(color(Token::Selected));
            painter.drawRoundedRect(box, 6, 6);
        }
        const QRectF inner = box.adjusted(10, 0, -10, 0);
        const QFontMetricsF kindSize(fontFor(FontRole::Caption)), textSize(fontFor(FontRole::Body));
        const double kindWidth = each.kind.isEmpty() ? 0 : kindSize.horizontalAdvance(each.kind) + 12;
        painter.setFont(fontFor(FontRole::Caption));
        painter.setPen(color(row == m_current ? Token::TextSecondary : Token::TextMuted));
        painter.drawText(inner, Qt::AlignRight | Qt::AlignVCenter, each.kind);
        painter.setFont(fontFor(FontRole::Body));
        painter.setPen(color(Token::Text));
        painter.drawText(inner.adjusted(0, 0, -kindWidth, 0), Qt::AlignLeft | Qt::AlignVCenter,
            textSize.elidedText(
                each.shown.isEmpty() ? each.insert : each.shown, Qt::ElideMiddle, inner.width() - kindWidth));
    }
}

void CompletionPopup::mousePressEvent(QMouseEvent* event) {
    const int row = at(event->pos());
    if (row >= 0) chosen(row);
}

void CompletionPopup::mouseMoveEvent(QMouseEvent* event) {
    m_current = at(event->pos());
    update();
}

void CompletionPopup::wheelEvent(QWheelEvent* event) {
    m_first = std::clamp(m_first - event->angleDelta().y() / 120, 0,
        std::max(0, static_cast<int>(m_suggestions.size()) - visibleRows()));
    update();
    event->accept();
}

bool CompletionPopup::eventFilter(QObject* object, QEvent* event) {
    if (object == m_field && (event->type() == QEvent::FocusOut || event->type() == QEvent::Hide ||
                                 event->type() == QEvent::Resize || event->type() == QEvent::Move))
        hide();
    return QFrame::eventFilter(object, event);
}

} // namespace slipway::ui
