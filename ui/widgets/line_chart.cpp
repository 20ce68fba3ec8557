#include "ui/widgets/line_chart.h"

#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>

#include "core/base/clock.h"
#include "ui/shell/theme.h"
#include "ui/widgets/chart_legend.h"
#include "ui/widgets/chart_values.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/line_chart_view.h"

namespace slipway::ui {

struct LineChart::Parts {
    QString name, caption;
    ChartLegend* legend;
    LineChartView* view;
    ChartValues* values = nullptr; ///< made when first asked for
    ElidedLabel* notes;
    bool legendWanted = true;
    CurvePlot& plot() const { return view->plot; }
};

LineChart::LineChart(const QString& name, QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>()) {
    m_parts->name = name;
    m_parts->legend = new ChartLegend(name, this);
    m_parts->view = new LineChartView(this);
    m_parts->view->setAccessibleName(name);
    m_parts->view->emptyText = tr("No data yet");
    m_parts->notes = new ElidedLabel({}, FontRole::Caption, Token::TextMuted, this);
    m_parts->notes->setObjectName(QStringLiteral("chartNotes"));
    m_parts->notes->hide();
    m_parts->legend->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_parts->legend);
    column->addWidget(m_parts->view, 1);
    column->addWidget(m_parts->notes);
    setAccessibleName(name);
    connect(m_parts->legend, &ChartLegend::hiddenChanged, this, [this] {
        m_parts->plot().hidden = m_parts->legend->hidden();
        m_parts->view->rebuild();
        refill();
    });
    LineChartView* view = m_parts->view;
    connect(m_parts->legend, &ChartLegend::pointedAt, view, &LineChartView::highlight);
    connect(view, &LineChartView::rangeChanged, this, [this](double from, double to, bool zoomed) {
        refill();
        rangeChanged(from, to, zoomed);
    });
    connect(view, &LineChartView::activated, this,
        [this](int curve) { curveActivated(m_parts->plot().curves[static_cast<std::size_t>(curve)].id); });
    connect(view, &LineChartView::tableAsked, this, [this] { setTableVisible(m_parts->view->isVisible()); });
    connect(view, &LineChartView::exportAsked, this, &LineChart::exportAsked);
    connect(&Theme::current(), &Theme::changed, view, &LineChartView::rebuild);
}

LineChart::~LineChart() = default;

void LineChart::setAxisTitles(const QString& x, const QString& y) {
    if (m_parts->plot().xTitle == x && m_parts->plot().yTitle == y) return;
    m_parts->plot().xTitle = x;
    m_parts->plot().yTitle = y;
    m_parts->view->rebuild();
}

void LineChart::setTimeAxis(bool time) {
    setXKind(time ? ChartAxis::Kind::Time : ChartAxis::Kind::Number);
}

void LineChart::setXKind(ChartAxis::Kind kind) {
    if (m_parts->plot().x.kind == kind) return;
    m_parts->plot().x.kind = kind;
    m_parts->view->resetZoom();
}

void LineChart::setLogX(bool log) {
    if (m_parts->plot().x.log == log) return;
    m_parts->plot().x.log = log;
    m_parts->view->resetZoom();
    refill();
}

void LineChart::setLogY(bool log) {
    m_parts->plot().y.log = log;
    m_parts->view->rebuild();
    refill();
}

void LineChart::setSmoothing(double weight) {
    m_parts->plot().smoothing = std::clamp(weight, 0.0, 0.99);
    m_parts->view->prepareAndRebuild();
}

void LineChart::setIgnoreOutliers(bool ignore) {
    m_parts->plot().ignoreOutliers = ignore;
    m_parts->view->rebuild();
}

void LineChart::setCurves(std::vector<Curve> curves) {
    std::vector<int> taken;
    for (const Curve& curve : curves)
        if (curve.slot >= 0) taken.push_back(curve.slot);
    int next = 0;
    std::vector<ChartLegend::Entry> entries;
    for (Curve& curve : curves) {
        if (curve.id.isEmpty()) curve.id = curve.name;
        if (curve.slot < 0 && !curve.reference) {
            while (std::ranges::find(taken, next) != taken.end()) ++next;
            curve.slot = next++;
        }
        entries.push_back({curve.name, std::max(0, curve.slot), curve.reference, curve.id});
    }
    // The legend may come or go and resize the plot, which then still has its old curves.
    m_parts->legend->setEntries(std::move(entries));
    m_parts->legend->setVisible(m_parts->legendWanted && !curves.empty());
    m_parts->plot().curves = std::move(curves);
    m_parts->plot().hidden = m_parts->legend->hidden();
    m_parts->view->prepareAndRebuild();
    refill();
}

/// What depends on curves, range and axes beside the picture.
void LineChart::refill() {
    const QString text = notes();
    m_parts->notes->setText(text);
    m_parts->notes->setVisible(!text.isEmpty());
    const QString words = summary();
    m_parts->view->setAccessibleDescription(words);
    setAccessibleDescription(words);
    if (m_parts->values && m_parts->values->isVisible()) m_parts->values->fill(*m_parts->view);
}

void LineChart::setThresholds(std::vector<Threshold> thresholds) {
    m_parts->plot().thresholds = std::move(thresholds);
    m_parts->view->rebuild();
}

void LineChart::setYRange(std::optional<double> from, std::optional<double> to) {
    m_parts->plot().yFrom = from;
    m_parts->plot().yTo = to;
    m_parts->view->rebuild();
}

void LineChart::setEmptyText(const QString& text) {
    m_parts->view->emptyText = text;
    m_parts->view->update();
}

void LineChart::setLegendVisible(bool visible) {
    m_parts->legendWanted = visible;
    m_parts->legend->setVisible(visible && !m_parts->plot().curves.empty());
}

void LineChart::setCaption(const QString& caption) {
    m_parts->caption = caption;
}

void LineChart::setCrosshair(ChartCrosshair* crosshair) {
    m_parts->view->setCrosshair(crosshair);
}

void LineChart::setTableVisible(bool visible) {
    if (!m_parts->values) {
        if (!visible) return;
        m_parts->values = new ChartValues(m_parts->name, this);
        connect(m_parts->values, &ChartValues::closed, this, [this] { setTableVisible(false); });
        static_cast<QVBoxLayout*>(layout())->insertWidget(1, m_parts->values, 1);
    }
    if (visible) m_parts->values->fill(*m_parts->view);
    m_parts->values->setVisible(visible);
    m_parts->view->setVisible(!visible);
    QWidget* next = m_parts->view;
    if (visible) next = m_parts->values->table();
    next->setFocus(Qt::OtherFocusReason);
}

void LineChart::resetZoom() {
    m_parts->view->resetZoom();
}
bool LineChart::isZoomed() const {
    return m_parts->view->isZoomed();
}
double LineChart::shownFrom() const {
    return m_parts->plot().x.from;
}
double LineChart::shownTo() const {
    return m_parts->plot().x.to;
}

QString LineChart::summary() const {
    if (!m_parts->plot().hasPoints()) return m_parts->view->emptyText;
    QStringList parts;
    for (const Curve& curve : m_parts->plot().curves) {
        if (curve.points.isEmpty()) continue;
        const double first = curve.points.first().y(), last = curve.points.last().y();
        const QString verb = last > first ? tr("rose") : last < first ? tr("fell") : tr("stayed");
        parts.push_back(tr("%1 %2 from %3 to %4 over %5 points")
                .arg(
                    curve.name, verb, format::number(first), format::number(last), format::count(curve.points.size())));
        if (parts.size() == 10) break;
    }
    if (m_parts->plot().curves.size() > 10)
        parts.push_back(tr("and %1 more curves").arg(m_parts->plot().curves.size() - 10));
    for (const Threshold& line : m_parts->plot().thresholds) parts.push_back(tr("line %1").arg(line.label));
    if (m_parts->plot().smoothing > 0)
        parts.push_back(tr("Smoothing %1").arg(format::number(m_parts->plot().smoothing)));
    if (const QString text = notes(); !text.isEmpty()) parts.push_back(text);
    return parts.join(QStringLiteral("; "));
}

QString LineChart::notes() const {
    const auto out = m_parts->plot().leftOut();
    QStringList parts;
    if (out.notFinite > 0)
        parts.push_back(
            format::plural(out.notFinite, tr("value is NaN or infinite"), tr("values are NaN or infinite")));
    if (out.notPositive > 0)
        parts.push_back(tr("%1 up to 0 left out by the logarithmic axis")
                .arg(format::plural(out.notPositive, tr("value"), tr("values"))));
    return parts.join(QStringLiteral(" · "));
}

QString LineChart::csv() const {
    return curvesAsCsv(m_parts->plot());
}

QString LineChart::chartTitle() const {
    return m_parts->name;
}

QSize LineChart::chartSize() const {
    if (layout()) layout()->activate(); // a chart that was never shown has no sizes yet
    return {std::max(240, width()) + 16, std::max(120, height() - (m_parts->legend->isHidden() ? 0 : 28)) + 84};
}

void LineChart::paintChart(QPainter& painter, const QSizeF& size) const {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF({}, size), color(Token::Surface));
    painter.setFont(fontFor(FontRole::Section));
    painter.setPen(color(Token::Text));
    const double wide = size.width() - 32;
    painter.drawText(QRectF(16, 8, wide, 24), Qt::AlignVCenter | Qt::AlignLeft, m_parts->name);
    painter.setFont(fontFor(FontRole::Caption));
    painter.setPen(color(Token::TextMuted));
    QStringList words{format::absolute(systemClock().now())};
    if (isZoomed())
        words.push_front(tr("%1 to %2").arg(m_parts->plot().x.text(shownFrom()), m_parts->plot().x.text(shownTo())));
    if (!m_parts->caption.isEmpty()) words.push_front(m_parts->caption);
    if (const QString text = notes(); !text.isEmpty()) words.push_back(text);
    painter.drawText(QRectF(16, size.height() - 22, wide, 18), Qt::AlignVCenter | Qt::AlignLeft,
        QFontMetricsF(fontFor(FontRole::Caption)).elidedText(words.join(QStringLiteral(" · ")), Qt::ElideRight, wide));
    m_parts->legend->paintTo(painter, QRectF(16, 36, wide, 20));
    painter.save();
    painter.translate(8, 60);
    m_parts->view->paintPlot(painter, {size.width() - 16, size.height() - 84});
    painter.restore();
}

Status LineChart::exportPng(const QString& file, double scale) const {
    return writeChartPng(*this, file, scale);
}

Status LineChart::exportSvg(const QString& file) const {
    return writeChartSvg(*this, file);
}

int LineChart::slotOf(int curve) const {
    const auto& curves = m_parts->plot().curves;
    return curve >= 0 && curve < static_cast<int>(curves.size()) ? curves[static_cast<std::size_t>(curve)].slot : -1;
}

} // namespace slipway::ui
