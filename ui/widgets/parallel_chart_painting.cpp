#include <QPainter>
#include <QTimer>
#include <cmath>

#include "ui/shell/theme.h"
#include "ui/widgets/chart_pens.h"
#include "ui/widgets/chart_scale.h"
#include "ui/widgets/curve_raster.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/parallel_chart.h"

namespace slipway::ui {

namespace {

constexpr double kTitleWidth = 150, kBoxTop = 52;
constexpr int kManyRuns = 200, kMostCategories = 12;
constexpr int kLeap = 104'729;   ///< a prime: no divisor of any number of runs that fits a screen
constexpr qint64 kBudgetMs = 16; ///< of one frame

} // namespace

bool ParallelChart::advance(Layer& layer, bool faint, const QElapsedTimer& clock) const {
    const double ratio = devicePixelRatioF();
    if (!layer.raster) {
        layer.raster = std::make_shared<CurveRaster>((QSizeF(size()) * ratio).toSize());
        layer.next = 0;
    }
    const auto count = static_cast<int>(m_runs.size());
    const bool many = count > kManyRuns;
    for (; layer.next < count; ++layer.next) {
        if (layer.next % 16 == 15 && clock.elapsed() >= kBudgetMs) return false;
        // In leaps, so that the first ones are like all.
        const auto run = static_cast<int>(static_cast<qint64>(layer.next) * kLeap % count);
        if (!faint && !isKept(run)) continue;
        auto line = lineOf(run, size());
        for (QPointF& p : line) p *= ratio;
        const QColor tint = faint ? color(Token::Reference) : colorOf(run);
        if (many)
            layer.raster->drawThin(line, tint, faint ? 0.08 : 0.45);
        else
            layer.raster->draw(line, {tint, (faint ? 1 : 1.6) * ratio, Qt::SolidLine, faint ? 0.2 : 0.85});
    }
    return true;
}

/// Runs that are left out lie faint below those that are kept. What does not fit into one frame comes in the next.
void ParallelChart::paintLayers(QPainter& painter) {
    QElapsedTimer clock;
    clock.start();
    bool complete = advance(m_kept, false, clock);
    const bool brushed = !m_brushes.empty();
    if (brushed) complete = advance(m_faint, true, clock) && complete;
    if (m_pointed >= 0) painter.setOpacity(0.35);
    for (const Layer* layer : {&m_faint, &m_kept})
        if (layer == &m_kept || brushed) painter.drawImage(QRectF(rect()), layer->raster->image());
    painter.setOpacity(1);
    if (!complete) QTimer::singleShot(0, this, qOverload<>(&QWidget::update));
}

void ParallelChart::paintAxis(QPainter& painter, int axis, const QSizeF& size) const {
    const Axis& one = m_axes[static_cast<std::size_t>(axis)];
    const QRectF box = area(size);
    const bool dragged = m_drag == Drag::Axis && m_dragAxis == axis;
    const double x = dragged ? m_dragAt.x() : std::floor(axisX(axis, size)) + 0.5;
    const QFontMetricsF metrics(fontFor(FontRole::Axis));
    painter.setPen(QPen(color(Token::LineControl), 1));
    painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()));
    if (one.title == m_colorBy) { // the legend of the colours
        QLinearGradient fill(0, box.bottom(), 0, box.top());
        fill.setColorAt(0, sequentialColor(0.25));
        fill.setColorAt(1, sequentialColor(1));
        painter.fillRect(QRectF(x - 3, box.top(), 6, box.height()), fill);
    }
    const auto brush = m_brushes.find(one.title);
    if (brush != m_brushes.end()) {
        const double top = box.bottom() - share(axis, brush->second.to) * box.height();
        const double bottom = box.bottom() - share(axis, brush->second.from) * box.height();
        QColor fill = color(Token::Accent);
        fill.setAlphaF(0.18F);
        painter.setPen(QPen(color(Token::Accent), 1.5));
        painter.setBrush(fill);
        painter.drawRoundedRect(QRectF(x - 7, top, 14, std::max(2.0, bottom - top)), 3, 3);
        painter.setBrush(Qt::NoBrush);
    }
    painter.setFont(fontFor(FontRole::Overline));
    painter.setPen(
        color(axis == m_chosenAxis && hasFocus() && property("kf").toBool() ? Token::AccentText : Token::Text));
    const double room = std::max(
        48.0, std::min(kTitleWidth,
                  m_axes.size() > 1 ? box.width() / (static_cast<double>(m_axes.size()) - 1) - 8 : kTitleWidth));
    painter.drawText(QRectF(x - room / 2, box.top() - 38, room, 16), Qt::AlignCenter,
        QFontMetricsF(fontFor(FontRole::Overline))
            .elidedText(one.title.section('.', one.title.startsWith("params.") || one.title.startsWith("metrics.") ||
                                                       one.title.startsWith("tags.")
                                                   ? 1
                                                   : 0),
                Qt::ElideMiddle, room));
    painter.setFont(fontFor(FontRole::Axis));
    painter.setPen(color(Token::TextMuted));
    const auto write = [&](double at, const QString& text) {
        const QString shown = metrics.elidedText(text, Qt::ElideRight, 84);
        const double width = metrics.horizontalAdvance(shown);
        const QRectF place(x + 6, box.bottom() - at * box.height() - 8, width + 4, 16);
        QColor back = color(Token::Surface);
        back.setAlphaF(0.75F);
        painter.fillRect(place, back);
        painter.drawText(place, Qt::AlignCenter, shown);
    };
    if (!one.categories.isEmpty()) {
        const int step =
            std::max(1, static_cast<int>(std::ceil(one.categories.size() / static_cast<double>(kMostCategories))));
        for (int i = 0; i < one.categories.size(); i += step) write(share(axis, i), one.categories[i]);
        return;
    }
    const Scale& scale = m_scales[static_cast<std::size_t>(axis)];
    const Ticks ticks = one.log ? logTicks(scale.from, scale.to, 5) : niceTicks(scale.from, scale.to, 5, false);
    for (std::size_t i = 0; i < ticks.values.size(); ++i) write(share(axis, ticks.values[i]), ticks.labels[i]);
}

void ParallelChart::paintPointed(QPainter& painter) const {
    if (m_pointed < 0 || m_pointed >= m_runs.size()) return;
    const auto line = lineOf(m_pointed, size());
    QPolygonF part;
    const auto flush = [&] {
        for (const double width : {6.0, 3.0}) {
            painter.setPen(QPen(width > 5 ? color(Token::Surface) : Theme::current().series(1), width));
            painter.drawPolyline(part);
        }
        part.clear();
    };
    for (const QPointF& p : line) {
        if (std::isnan(p.y()))
            flush();
        else
            part.push_back(p);
    }
    flush();
    // Name and values, in the half where the pointer is not.
    QStringList rows{m_runs[m_pointed]};
    for (const Axis& axis : m_axes) {
        const auto& value = axis.values[static_cast<std::size_t>(m_pointed)];
        const QString text = !value                      ? format::missing()
                             : axis.categories.isEmpty() ? format::number(*value)
                                                         : axis.categories.value(static_cast<int>(*value));
        rows.push_back(axis.title + QStringLiteral("  ") + text);
        if (rows.size() == 13) break;
    }
    const QFont used = fontFor(FontRole::Caption);
    const QFontMetricsF metrics(used);
    double wide = 0;
    for (const QString& row : rows) wide = std::max(wide, std::min(320.0, metrics.horizontalAdvance(row)));
    const bool left = mapFromGlobal(QCursor::pos()).x() > width() / 2;
    const QRectF box(left ? 8 : width() - wide - 32, kBoxTop, wide + 24, 18.0 * static_cast<double>(rows.size()) + 12);
    painter.setPen(QPen(color(Token::Line), 1));
    painter.setBrush(color(Token::Raised));
    painter.drawRoundedRect(box, 8, 8);
    painter.setBrush(Qt::NoBrush);
    for (int i = 0; i < rows.size(); ++i) {
        painter.setFont(i == 0 ? fontFor(FontRole::TableHeader) : used);
        painter.setPen(color(i == 0 ? Token::Text : Token::TextSecondary));
        painter.drawText(QRectF(box.left() + 12, box.top() + 6 + 18 * i, wide + 4, 18),
            Qt::AlignVCenter | Qt::AlignLeft, metrics.elidedText(rows[i], Qt::ElideMiddle, wide + 2));
    }
}

void ParallelChart::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_axes.size() < 2 || m_runs.isEmpty()) {
        painter.setFont(fontFor(FontRole::Body));
        painter.setPen(color(Token::TextMuted));
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, tr("Choose two axes or more"));
    } else {
        paintLayers(painter);
        for (int axis = 0; axis < static_cast<int>(m_axes.size()); ++axis) paintAxis(painter, axis, size());
        paintPointed(painter);
    }
    if (!property("kf").toBool() || !hasFocus()) return;
    painter.setPen(QPen(color(Token::Focus), 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
}

void ParallelChart::paintChart(QPainter& painter, const QSizeF& size) const {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF({}, size), color(Token::Surface));
    for (const bool kept : {false, true})
        for (int run = 0; run < m_runs.size(); ++run) {
            if (isKept(run) != kept) continue;
            QColor tint = kept ? colorOf(run) : color(Token::Reference);
            tint.setAlphaF(kept ? 0.85F : 0.2F);
            painter.setPen(QPen(tint, 1.4));
            QPolygonF part;
            for (const QPointF& p : lineOf(run, size)) {
                if (!std::isnan(p.y())) {
                    part.push_back(p);
                    continue;
                }
                painter.drawPolyline(part);
                part.clear();
            }
            painter.drawPolyline(part);
        }
    for (int axis = 0; axis < static_cast<int>(m_axes.size()); ++axis) paintAxis(painter, axis, size);
    painter.setFont(fontFor(FontRole::Caption));
    painter.setPen(color(Token::TextMuted));
    painter.drawText(QRectF(12, size.height() - 20, size.width() - 24, 16), Qt::AlignLeft,
        m_name + QStringLiteral(" · ") + summary());
}

} // namespace slipway::ui
