#include "ui/widgets/line_chart.h"

#include <QBuffer>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <map>

#include "ui/shell/theme.h"
#include "ui/widgets/chart_legend.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/line_chart_view.h"

namespace slipway::ui {

struct LineChart::Parts {
    QString name;
    ChartLegend* legend;
    LineChartView* view;
    bool legendWanted = true;
};

LineChart::LineChart(const QString& name, QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>()) {
    m_parts->name = name;
    m_parts->legend = new ChartLegend(name, this);
    m_parts->view = new LineChartView(this);
    m_parts->view->setAccessibleName(name);
    m_parts->view->emptyText = tr("No data yet");
    m_parts->legend->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_parts->legend);
    column->addWidget(m_parts->view, 1);
    setAccessibleName(name);
    connect(m_parts->legend, &ChartLegend::hiddenChanged, this, [this] {
        m_parts->view->hidden = m_parts->legend->hidden();
        m_parts->view->rebuild();
    });
    connect(&Theme::current(), &Theme::changed, m_parts->view, &LineChartView::rebuild);
}

LineChart::~LineChart() = default;

void LineChart::setAxisTitles(const QString& x, const QString& y) {
    m_parts->view->xTitle = x;
    m_parts->view->yTitle = y;
    m_parts->view->rebuild();
}

void LineChart::setTimeAxis(bool time) {
    m_parts->view->timeAxis = time;
}

void LineChart::setCurves(std::vector<Curve> curves) {
    std::vector<int> taken;
    for (const Curve& curve : curves)
        if (curve.slot >= 0) taken.push_back(curve.slot);
    int next = 0;
    std::vector<ChartLegend::Entry> entries;
    for (Curve& curve : curves) {
        if (curve.slot < 0 && !curve.reference) {
            while (std::ranges::find(taken, next) != taken.end()) ++next;
            curve.slot = next++;
        }
        entries.push_back({curve.name, std::max(0, curve.slot), curve.reference});
    }
    m_parts->view->curves = std::move(curves);
    m_parts->legend->setEntries(std::move(entries));
    m_parts->legend->setVisible(m_parts->legendWanted && !m_parts->view->curves.empty());
    m_parts->view->hidden = m_parts->legend->hidden();
    m_parts->view->rebuild();
    m_parts->view->setAccessibleDescription(summary());
    setAccessibleDescription(summary());
}

void LineChart::setThresholds(std::vector<Threshold> thresholds) {
    m_parts->view->thresholds = std::move(thresholds);
    m_parts->view->rebuild();
}

void LineChart::setYRange(std::optional<double> from, std::optional<double> to) {
    m_parts->view->yFrom = from;
    m_parts->view->yTo = to;
    m_parts->view->rebuild();
}

void LineChart::setEmptyText(const QString& text) {
    m_parts->view->emptyText = text;
    m_parts->view->viewport()->update();
}

void LineChart::setLegendVisible(bool visible) {
    m_parts->legendWanted = visible;
    m_parts->legend->setVisible(visible && !m_parts->view->curves.empty());
}

QString LineChart::summary() const {
    if (!m_parts->view->hasPoints()) return m_parts->view->emptyText;
    QStringList parts;
    for (const Curve& curve : m_parts->view->curves) {
        if (curve.points.isEmpty()) continue;
        const double first = curve.points.first().y(), last = curve.points.last().y();
        const QString verb = last > first ? tr("rose") : last < first ? tr("fell") : tr("stayed");
        parts.push_back(tr("%1 %2 from %3 to %4 over %5 points")
                .arg(
                    curve.name, verb, format::number(first), format::number(last), format::count(curve.points.size())));
        if (parts.size() == 10) break;
    }
    for (const Threshold& line : m_parts->view->thresholds) parts.push_back(tr("line %1").arg(line.label));
    return parts.join(QStringLiteral("; "));
}

QString LineChart::csv() const {
    const LineChartView& view = *m_parts->view;
    std::map<double, std::vector<QString>> rows;
    QStringList head{
        view.xTitle.isEmpty() ? (view.timeAxis ? QStringLiteral("time_ms") : QStringLiteral("x")) : view.xTitle};
    for (std::size_t i = 0; i < view.curves.size(); ++i) {
        head.push_back(QString(view.curves[i].name).replace('"', QLatin1String("\"\"")));
        for (const QPointF& p : view.curves[i].points) {
            if (p.x() < view.shownFrom() || p.x() > view.shownTo()) continue;
            auto& row = rows[p.x()];
            row.resize(view.curves.size());
            row[i] = format::fullNumber(p.y());
        }
    }
    QString text = '"' + head.join(QLatin1String("\",\"")) + QLatin1String("\"\n");
    for (const auto& [x, cells] : rows) {
        text += format::fullNumber(x);
        for (const QString& cell : cells) text += ',' + cell;
        text += '\n';
    }
    return text;
}

namespace {

/// Title, legend and plot, as exported.
void paintExport(
    QPainter& painter, const QSizeF& size, const QString& title, const ChartLegend& legend, LineChartView& view) {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF({}, size), color(Token::Surface));
    painter.setFont(fontFor(FontRole::Section));
    painter.setPen(color(Token::Text));
    painter.drawText(QRectF(16, 8, size.width() - 32, 24), Qt::AlignVCenter | Qt::AlignLeft, title);
    legend.paintTo(painter, QRectF(16, 36, size.width() - 32, 20));
    view.render(&painter, QRectF(8, 60, view.width(), view.height()), view.viewport()->rect(), Qt::IgnoreAspectRatio);
}

std::unexpected<Error> notWritten(const QString& file) {
    return fail(ErrorCode::PermissionDenied, "the chart could not be written to " + file.toStdString(),
        "choose a folder that you may write to");
}

} // namespace

Status LineChart::exportPng(const QString& file, double scale) const {
    layout()->activate(); // a chart that was never shown has no sizes yet
    const QSize size(m_parts->view->width() + 16, m_parts->view->height() + 68);
    QImage image(size * scale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(scale);
    QPainter painter(&image);
    paintExport(painter, size, m_parts->name, *m_parts->legend, *m_parts->view);
    painter.end();
    if (!image.save(file, "PNG")) return notWritten(file);
    return {};
}

Status LineChart::exportSvg(const QString& file) const {
    layout()->activate();
    const QSize size(m_parts->view->width() + 16, m_parts->view->height() + 68);
    QBuffer bytes;
    bytes.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&bytes);
    generator.setSize(size);
    generator.setViewBox(QRect({}, size));
    generator.setTitle(m_parts->name);
    QPainter painter(&generator);
    paintExport(painter, size, m_parts->name, *m_parts->legend, *m_parts->view);
    painter.end();
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes.data()) < 0 || !out.commit()) return notWritten(file);
    return {};
}

int LineChart::slotOf(int curve) const {
    const auto& curves = m_parts->view->curves;
    return curve >= 0 && curve < static_cast<int>(curves.size()) ? curves[static_cast<std::size_t>(curve)].slot : -1;
}

} // namespace slipway::ui
