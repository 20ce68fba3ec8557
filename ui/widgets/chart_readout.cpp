#include "ui/widgets/chart_readout.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/shell/theme.h"
#include "ui/widgets/chart_pens.h"
#include "ui/widgets/curve_plot.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr double kReach = 24; ///< pixels from the hairline within which a point counts
constexpr double kNarrow = 480, kNameWidth = 180, kRow = 18;

struct Reading {
    int curve;
    QPointF point;
};

std::vector<Reading> readingsAt(const CurvePlot& plot, double x) {
    std::vector<Reading> readings;
    const double at = plot.toPlot(x, plot.y.from).x();
    for (int i = 0; i < static_cast<int>(plot.curves.size()); ++i) {
        if (!plot.isShown(i) || plot.line(i).isEmpty()) continue;
        const QPointF p = nearestPoint(plot.line(i), x);
        if (!plot.x.accepts(p.x()) || !plot.y.accepts(p.y())) continue;
        if (std::abs(plot.toPlot(p.x(), plot.y.from).x() - at) > kReach) continue;
        readings.push_back({i, p});
    }
    std::ranges::stable_sort(readings, std::greater{}, [](const Reading& r) { return r.point.y(); });
    return readings;
}

struct Row {
    QString name, value;
    QPen pen;
    bool strong;
};

std::vector<Row> rowsOf(
    const CurvePlot& plot, const std::vector<Reading>& readings, std::size_t most, int highlighted) {
    std::vector<Row> rows;
    for (const Reading& reading : readings) {
        const Curve& curve = plot.curves[static_cast<std::size_t>(reading.curve)];
        const bool chosen = reading.curve == highlighted;
        if (rows.size() >= most && !chosen) continue;
        if (rows.size() >= most) rows.pop_back();
        rows.push_back({curve.name, format::number(reading.point.y()),
            chosen ? pointedPen(curve.slot, curve.reference, 3) : curvePen(curve.slot, curve.reference, 3), chosen});
    }
    return rows;
}

QString headOf(const CurvePlot& plot, double x) {
    const QString text = plot.x.text(x);
    return plot.xTitle.isEmpty() || plot.x.kind != ChartAxis::Kind::Number ? text : plot.xTitle + ' ' + text;
}

} // namespace

QString readoutText(const CurvePlot& plot, double x) {
    constexpr std::size_t kMostRead = 10;
    QStringList values;
    const auto readings = readingsAt(plot, x);
    for (const Reading& reading : readings) {
        if (static_cast<std::size_t>(values.size()) == kMostRead) break;
        values.push_back(
            plot.curves[static_cast<std::size_t>(reading.curve)].name + ' ' + format::number(reading.point.y()));
    }
    if (readings.size() > kMostRead) values.push_back(QObject::tr("and %1 more").arg(readings.size() - kMostRead));
    return headOf(plot, x) + QStringLiteral(": ") + values.join(QStringLiteral(", "));
}

void paintReadoutDots(QPainter& painter, const CurvePlot& plot, double x) {
    const auto readings = readingsAt(plot, x);
    if (readings.size() > 30) return; // a string of pearls says nothing
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color(Token::Surface), 2));
    for (const Reading& reading : readings) {
        const Curve& curve = plot.curves[static_cast<std::size_t>(reading.curve)];
        painter.setBrush(curvePen(curve.slot, curve.reference, 2).color());
        painter.drawEllipse(plot.toPlot(reading.point.x(), reading.point.y()), 4.5, 4.5);
    }
    painter.setBrush(Qt::NoBrush);
}

void paintReadout(QPainter& painter, const CurvePlot& plot, double x, int highlighted, const QRectF& bounds) {
    const auto readings = readingsAt(plot, x);
    const auto fitting = static_cast<std::size_t>(std::max(3.0, plot.rect().height() / kRow - 3));
    const std::size_t most = bounds.width() < kNarrow ? 3 : std::min<std::size_t>(10, fitting);
    const auto rows = rowsOf(plot, readings, most, highlighted);
    const std::size_t more = readings.size() - rows.size();
    const QFont used = fontFor(FontRole::Caption), strong = fontFor(FontRole::TableHeader);
    const QFontMetricsF metrics(used), strongMetrics(strong);
    const QString head = headOf(plot, x);
    const QString tail = more ? QObject::tr("and %1 more").arg(more) : QString();
    double wide = std::max(metrics.horizontalAdvance(head), metrics.horizontalAdvance(tail));
    for (const Row& row : rows)
        wide = std::max(wide, 26 + std::min(kNameWidth, strongMetrics.horizontalAdvance(row.name) + 1) + 16 +
                                  strongMetrics.horizontalAdvance(row.value));
    const double height = kRow * static_cast<double>(rows.size() + 1 + (more ? 1 : 0)) + 12;
    const double at = plot.toPlot(x, plot.y.from).x();
    const double left = at > plot.rect().center().x() ? at - wide - 36 : at + 14;
    const QRectF box(
        std::clamp(left, 2.0, std::max(2.0, bounds.right() - wide - 24)), plot.rect().top() + 4, wide + 22, height);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color(Token::Line), 1));
    painter.setBrush(color(Token::Raised));
    painter.drawRoundedRect(box, 8, 8);
    painter.setBrush(Qt::NoBrush);
    painter.setFont(used);
    double y = box.top() + 6;
    const auto row = [&] { return QRectF(box.left() + 11, y, box.width() - 22, kRow); };
    painter.setPen(color(Token::TextMuted));
    painter.drawText(row(), Qt::AlignVCenter | Qt::AlignLeft, head);
    for (const Row& line : rows) {
        y += kRow;
        painter.setPen(line.pen);
        painter.drawLine(QPointF(box.left() + 11, y + 9), QPointF(box.left() + 29, y + 9));
        painter.setFont(line.strong ? strong : used);
        painter.setPen(color(line.strong ? Token::Text : Token::TextSecondary));
        painter.drawText(row().adjusted(26, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
            (line.strong ? strongMetrics : metrics).elidedText(line.name, Qt::ElideRight, kNameWidth));
        painter.setPen(color(Token::Text));
        painter.drawText(row(), Qt::AlignVCenter | Qt::AlignRight, line.value);
    }
    if (!more) return;
    y += kRow;
    painter.setFont(used);
    painter.setPen(color(Token::TextMuted));
    painter.drawText(row(), Qt::AlignVCenter | Qt::AlignLeft, tail);
}

} // namespace slipway::ui
