#include <algorithm>
#include <cmath>

#include <QPainter>
#include <QScrollBar>

#include "core/label/track_edit.h"
#include "ui/label/image/canvas_scene.h"
#include "ui/label/video/timeline_layout.h"
#include "ui/label/video/track_timeline.h"
#include "ui/shell/theme.h"
#include "ui/widgets/digits.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

using namespace timeline;

namespace {

/// 1, 2, 5, 10, 20 … frames between two numbers, so that they stand at least `apart` pixels from each other.
std::int64_t tickStep(double perFrame, double apart) {
    for (std::int64_t ten = 1;; ten *= 10)
        for (const std::int64_t step : {ten, 2 * ten, 5 * ten})
            if (static_cast<double>(step) * perFrame >= apart || step > 1'000'000'000) return step;
}

QPolygonF diamond(QPointF at, double half) {
    return QPolygonF({at + QPointF(0, -half), at + QPointF(half, 0), at + QPointF(0, half), at + QPointF(-half, 0)});
}

} // namespace

void TrackTimeline::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    const QRect all = viewport()->rect();
    painter.fillRect(all, color(Token::Surface));
    const int first = verticalScrollBar()->value() / kRow;
    const int last = std::min(rowCount() - 1, (verticalScrollBar()->value() + all.height() - kRuler) / kRow);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int row = first; row <= last; ++row) paintRow(painter, row);
    if (m_rows.empty() && m_frames > 0) {
        painter.setPen(color(Token::TextMuted));
        painter.setFont(fontFor(FontRole::Caption));
        painter.drawText(all.adjusted(0, kRuler, 0, 0), Qt::AlignCenter,
            tr("No tracks yet: draw a shape on a frame, it becomes a track"));
    }
    paintRuler(painter);
    paintPlayhead(painter);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(color(Token::Line));
    painter.drawLine(kNames, 0, kNames, all.height());
    painter.drawLine(0, 0, all.width(), 0);
    painter.drawLine(0, kRuler - 1, all.width(), kRuler - 1);
    if (hasFocus() && property("kf").toBool()) {
        painter.setPen(QPen(color(Token::Focus), 2));
        painter.drawRect(all.adjusted(1, 1, -1, -1));
    }
}

void TrackTimeline::paintRuler(QPainter& painter) const {
    const QRectF ruler(0, 0, viewport()->width(), kRuler);
    painter.fillRect(ruler, color(Token::Nav));
    const QFont axis = fontFor(FontRole::Axis);
    painter.setFont(fontFor(FontRole::Overline));
    painter.setPen(color(Token::TextSecondary));
    painter.drawText(QRectF(12, 0, kNames - 20, kRuler), Qt::AlignVCenter | Qt::AlignLeft,
        format::plural(rowCount(), tr("track"), tr("tracks")));
    if (m_frames == 0) return;
    painter.save();
    painter.setClipRect(QRectF(kNames + 1, 0, ruler.width() - kNames, kRuler));
    const double widest = tabularWidth(axis, format::count(m_frames)) + 18;
    const std::int64_t step = tickStep(perFrame(), widest);
    const std::int64_t small = tickStep(perFrame(), widest / 5);
    for (std::int64_t f = frameAt(kNames) / small * small; f < m_frames && xOf(f) < ruler.right(); f += small) {
        const double x = std::floor(xOf(f)) + 0.5;
        const bool isLarge = f % step == 0;
        painter.setPen(color(isLarge ? Token::TextMuted : Token::LineButton));
        painter.drawLine(QPointF(x, kRuler - (isLarge ? 6 : 4)), QPointF(x, kRuler - 2));
        if (!isLarge) continue;
        painter.setPen(color(Token::TextSecondary));
        const QString number = format::count(f);
        const double width = tabularWidth(axis, number);
        paintTabular(&painter, {x - width / 2, 1, width + 1, kRuler - 8}, axis, number, false);
    }
    painter.restore();
}

void TrackTimeline::paintRow(QPainter& painter, int row) const {
    const double y = kRuler + row * kRow - verticalScrollBar()->value();
    const auto& region = regionOf(row);
    const QRectF line(0, y, viewport()->width(), kRow);
    if (m_selected.contains(region.id)) painter.fillRect(line, color(Token::Selected));
    painter.setPen(color(Token::Line));
    painter.drawLine(QPointF(0, y + kRow - 0.5), QPointF(line.right(), y + kRow - 0.5));

    const QColor own = colorOf(m_labels, region.label);
    painter.setPen(QPen(color(Token::TextSecondary), 1));
    painter.setBrush(own);
    painter.drawRoundedRect(QRectF(12.5, y + kRow / 2.0 - 5.5, 11, 11), 3, 3);
    double right = kNames - 8;
    for (const auto& [is, name] : {std::pair(region.locked, "lock"), std::pair(region.hidden, "eye-off")}) {
        if (!is) continue;
        right -= 16;
        paintIcon(&painter, {right, y + kRow / 2.0 - 7, 14, 14}, QLatin1String(name), color(Token::TextSecondary));
    }
    const QFont body = fontFor(FontRole::Caption);
    painter.setFont(body);
    painter.setPen(color(region.hidden ? Token::TextMuted : Token::Text));
    const QString name = QFontMetricsF(body).elidedText(nameOf(row), Qt::ElideRight, right - 34);
    painter.drawText(QRectF(32, y, right - 32, kRow), Qt::AlignVCenter | Qt::AlignLeft, name);
    if (m_frames > 0) paintTrack(painter, row, y);
}

void TrackTimeline::paintTrack(QPainter& painter, int row, double y) const {
    const auto& region = regionOf(row);
    label::Track track =
        m_drag && m_drag->row == row ? label::moveKeyframe(trackOf(row), m_drag->from, m_drag->to) : label::Track{};
    const label::Track& shown = m_drag && m_drag->row == row ? track : trackOf(row);
    painter.save();
    painter.setClipRect(QRectF(kNames + 1, y, viewport()->width() - kNames, kRow));
    const QColor own = colorOf(m_labels, region.label);
    const double middle = y + kRow / 2.0;
    QColor bar = own;
    bar.setAlpha(region.hidden ? 60 : 150);
    const double half = std::max(perFrame() / 2, 1.0);
    for (const auto& span : label::lifeSpans(shown, m_frames)) {
        const double from = xOf(span.first) - std::min(half, 6.0), to = xOf(span.last) + std::min(half, 6.0);
        if (to < kNames || from > viewport()->width()) continue;
        painter.setPen(Qt::NoPen);
        painter.setBrush(bar);
        painter.drawRoundedRect(QRectF(QPointF(from, middle - 4), QPointF(to, middle + 4)), 3, 3);
    }
    const auto& keys = shown.keyframes;
    const auto first = frameAt(kNames - kDiamond) - 1;
    double last = -100;
    for (auto key = std::ranges::lower_bound(keys, first, {}, &label::Keyframe::frame); key != keys.end(); ++key) {
        const double x = xOf(key->frame);
        if (x > viewport()->width() + kDiamond) break;
        const bool isCurrent = key->frame == m_frame;
        if (x - last < 2 && !isCurrent) continue; // as many as can be told apart
        last = x;
        painter.setPen(QPen(color(Token::Text), isCurrent ? 1.8 : 1.1));
        painter.setBrush(key->outside ? color(Token::Surface) : key->occluded ? own.darker(170) : own);
        painter.drawPolygon(diamond({x, middle}, isCurrent ? kDiamond + 1 : kDiamond));
    }
    painter.restore();
}

void TrackTimeline::paintPlayhead(QPainter& painter) const {
    if (m_frames == 0) return;
    const double x = std::floor(xOf(m_frame)) + 0.5;
    if (x < kNames) return;
    painter.setPen(QPen(color(Token::Focus), 1.5));
    painter.drawLine(QPointF(x, kRuler - 6), QPointF(x, viewport()->height()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(Token::Focus));
    painter.drawPolygon(QPolygonF({{x - 5, kRuler - 9.0}, {x + 5, kRuler - 9.0}, {x, kRuler - 2.0}}));
}

} // namespace slipway::ui
