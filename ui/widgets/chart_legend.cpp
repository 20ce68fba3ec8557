#include "ui/widgets/chart_legend.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "ui/shell/theme.h"
#include "ui/widgets/chart_pens.h"

namespace slipway::ui {

namespace {
constexpr double kSwatch = 18, kGap = 6, kBetween = 16;
constexpr double kLeast = 112; ///< what an entry needs to say something
constexpr double kMore = 64;   ///< room for "+88 more"
} // namespace

ChartLegend::ChartLegend(const QString& name, QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Legend of %1").arg(name));
    setFocusPolicy(Qt::TabFocus);
    setFixedHeight(24);
    setMouseTracking(true);
}

void ChartLegend::setEntries(std::vector<Entry> entries) {
    QSet<QString> hidden;
    for (const int i : std::as_const(m_hidden)) hidden.insert(m_entries[static_cast<std::size_t>(i)].id);
    m_hidden.clear();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (entries[i].id.isEmpty()) entries[i].id = entries[i].name;
        if (hidden.contains(entries[i].id)) m_hidden.insert(static_cast<int>(i));
    }
    m_entries = std::move(entries);
    m_chosen = std::clamp(m_chosen, 0, std::max(0, static_cast<int>(m_entries.size()) - 1));
    m_pointed = -1;
    QStringList names;
    for (const Entry& entry : m_entries) names.push_back(entry.name);
    setAccessibleDescription(names.join(QStringLiteral(", ")));
    setVisible(!m_entries.empty());
    update();
}

/// Natural widths while they fit; else all share the room equally.
std::vector<QRectF> ChartLegend::places(const QRectF& rect) const {
    const QFontMetricsF metrics(fontFor(FontRole::Caption));
    std::vector<double> widths;
    double total = 0;
    for (const Entry& entry : m_entries) {
        widths.push_back(kSwatch + kGap + metrics.horizontalAdvance(entry.name) + 2);
        total += widths.back() + kBetween;
    }
    const auto shareOf = [](double room, std::size_t count) {
        return (room + kBetween) / std::max<double>(1, static_cast<double>(count)) - kBetween;
    };
    double share = shareOf(rect.width(), widths.size());
    if (total - kBetween > rect.width() && share < kLeast) {
        const double room = rect.width() - kMore;
        widths.resize(
            std::min(widths.size(), static_cast<std::size_t>(std::max(1.0, (room + kBetween) / (kLeast + kBetween)))));
        share = shareOf(room, widths.size());
    }
    std::vector<QRectF> result;
    double x = rect.left();
    for (const double natural : widths) {
        const double width = total - kBetween <= rect.width() ? natural : std::max(kSwatch, std::min(natural, share));
        result.emplace_back(x, rect.top(), width, rect.height());
        x += width + kBetween;
    }
    return result;
}

void ChartLegend::paintTo(QPainter& painter, const QRectF& rect) const {
    const QFont used = fontFor(FontRole::Caption);
    const auto boxes = places(rect);
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        const QRectF& box = boxes[i];
        const Entry& entry = m_entries[i];
        const bool hidden = m_hidden.contains(static_cast<int>(i));
        QPen pen = curvePen(entry.slot, entry.reference, 3);
        if (pen.style() == Qt::DashLine) pen.setDashPattern({2.4, 1.2}); // ends with a dash
        if (hidden) pen.setColor(color(Token::LineControl));
        painter.setPen(pen);
        if (!hidden)
            painter.drawLine(QPointF(box.left(), box.center().y()), QPointF(box.left() + kSwatch, box.center().y()));
        else
            painter.drawEllipse(QPointF(box.left() + kSwatch / 2, box.center().y()), 2, 2);
        painter.setPen(color(hidden ? Token::TextMuted : Token::TextSecondary));
        QFont name = used;
        name.setStrikeOut(hidden);
        painter.setFont(name);
        const QRectF text = box.adjusted(kSwatch + kGap, 0, 0, 0);
        painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
            QFontMetricsF(used).elidedText(entry.name, Qt::ElideRight, text.width() + 1));
    }
    if (boxes.size() == m_entries.size()) return;
    painter.setFont(used);
    painter.setPen(color(Token::TextMuted));
    painter.drawText(QRectF(rect.right() - kMore, rect.top(), kMore, rect.height()), Qt::AlignVCenter | Qt::AlignRight,
        tr("+%1 more").arg(m_entries.size() - boxes.size()));
}

void ChartLegend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintTo(painter, rect());
    if (!property("kf").toBool() || !hasFocus() || m_entries.empty()) return;
    painter.setPen(QPen(color(Token::Focus), 2));
    painter.setBrush(Qt::NoBrush);
    const auto boxes = places(rect());
    painter.drawRoundedRect(
        boxes[std::min(boxes.size() - 1, static_cast<std::size_t>(m_chosen))].adjusted(-3, 1, 3, -1) &
            QRectF(rect()).adjusted(1, 1, -1, -1),
        4, 4);
}

int ChartLegend::entryAt(const QPointF& point) const {
    const auto boxes = places(rect());
    for (std::size_t i = 0; i < boxes.size(); ++i)
        if (boxes[i].contains(point)) return static_cast<int>(i);
    return -1;
}

void ChartLegend::toggle(int entry) {
    if (entry < 0) return;
    if (!m_hidden.remove(entry)) m_hidden.insert(entry);
    update();
    hiddenChanged();
}

void ChartLegend::isolate(int entry) {
    if (entry < 0) return;
    QSet<int> others;
    for (int i = 0; i < static_cast<int>(m_entries.size()); ++i)
        if (i != entry) others.insert(i);
    m_hidden = m_hidden == others ? QSet<int>() : others;
    update();
    hiddenChanged();
}

void ChartLegend::mousePressEvent(QMouseEvent* event) {
    toggle(entryAt(event->position()));
}
void ChartLegend::mouseMoveEvent(QMouseEvent* event) {
    const int entry = entryAt(event->position());
    if (entry == m_pointed) return;
    m_pointed = entry;
    pointedAt(m_hidden.contains(entry) ? -1 : entry);
}
void ChartLegend::leaveEvent(QEvent*) {
    m_pointed = -1;
    pointedAt(-1);
}
void ChartLegend::mouseDoubleClickEvent(QMouseEvent* event) {
    isolate(entryAt(event->position()));
}

void ChartLegend::keyPressEvent(QKeyEvent* event) {
    const int last = static_cast<int>(m_entries.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Left:
        m_chosen = std::max(0, m_chosen - 1);
        break;
    case Qt::Key_Right:
        m_chosen = std::min(last, m_chosen + 1);
        break;
    case Qt::Key_Space:
        toggle(m_chosen);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        isolate(m_chosen);
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    update();
}

bool ChartLegend::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int entry = entryAt(help->pos());
        QToolTip::showText(
            help->globalPos(), entry < 0 ? QString() : m_entries[static_cast<std::size_t>(entry)].name, this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace slipway::ui
