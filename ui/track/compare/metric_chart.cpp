#include "ui/track/compare/metric_chart.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>
#include <map>

#include "core/track/run_cells.h"
#include "core/workspace/workspace.h"
#include "ui/track/compare/opened_menu.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

constexpr std::int64_t kMany = 10'000; ///< points from which on the chart says that it shows extremes

/// The value of a parameter, by id of the run.
Result<std::map<std::string, QString>> groupsOf(
    workspace::Workspace& workspace, const std::vector<ChartedRun>& runs, const QString& parameter) {
    std::map<std::string, QString> groups;
    if (parameter.isEmpty()) return groups;
    std::vector<std::string> ids;
    for (const auto& run : runs) ids.push_back(run.id.toStdString());
    const track::RunField field{track::FieldGroup::Parameter, parameter.toStdString()};
    SLIPWAY_ASSIGN(const auto numbers, track::numbersOf(workspace.db(), ids));
    SLIPWAY_ASSIGN(const auto rows, track::readCells(workspace.db(), numbers, std::span(&field, 1)));
    for (const auto& row : rows) {
        const auto* value = std::get_if<std::string>(&row.cells.front());
        groups[row.id] =
            value ? parameter + QStringLiteral(" = ") + format::text(*value) : QObject::tr("no %1").arg(parameter);
    }
    return groups;
}

Result<std::vector<RunCurve>> readCurves(workspace::Workspace& workspace, const std::vector<ChartedRun>& runs,
    const QString& metric, const CurveOptions& options, const Progress& progress) {
    std::vector<RunCurve> read;
    SLIPWAY_ASSIGN(auto groups, groupsOf(workspace, runs, options.groupBy));
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "reading curves was cancelled");
        const std::string id = runs[i].id.toStdString();
        auto curve = track::readCurve(workspace.db(), id, metric.toStdString());
        if (!curve && curve.error().code == ErrorCode::NotFound) continue; // deleted in the meantime
        if (!curve) return std::unexpected(std::move(curve.error()));
        RunCurve one{runs[i], std::move(*curve), {}, {}, groups[id]};
        if (options.axis == CurveAxis::Metric) {
            SLIPWAY_ASSIGN(one.axis, track::readCurve(workspace.db(), id, options.axisMetric.toStdString()));
        }
        if (!one.curve.points.empty()) read.push_back(std::move(one));
    }
    return read;
}

QString axisTitle(const CurveOptions& options) {
    switch (options.axis) {
    case CurveAxis::Step:
        return QObject::tr("step");
    case CurveAxis::Relative:
        return QObject::tr("time since the run's start");
    case CurveAxis::Wall:
        return QObject::tr("time");
    case CurveAxis::Metric:
        return options.axisMetric;
    }
    return {};
}

} // namespace

MetricChart::MetricChart(AppContext& app, const QString& metric, ChartCrosshair* crosshair, QWidget* parent)
    : QWidget(parent), m_app(app), m_metric(metric) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* head = new QHBoxLayout;
    head->setSpacing(4);
    auto* title = new ElidedLabel(metric, FontRole::Strong);
    title->setElideMode(Qt::ElideMiddle);
    head->addWidget(title, 1);
    m_caption = new TextLabel({}, FontRole::Caption, Token::TextMuted);
    head->addWidget(m_caption);
    auto* more = makeIconButton(QStringLiteral("more"), tr("Export %1").arg(metric), QStringLiteral("chartMenu"));
    connect(
        more, &QToolButton::clicked, this, [this, more] { openMenu(more->mapToGlobal(QPoint(0, more->height()))); });
    auto* close =
        makeIconButton(QStringLiteral("x"), tr("Remove the chart of %1").arg(metric), QStringLiteral("closeChart"));
    connect(close, &QToolButton::clicked, this, &MetricChart::closed);
    head->addWidget(more);
    head->addWidget(close);
    column->addLayout(head);
    m_chart = new LineChart(metric);
    m_chart->setObjectName(QStringLiteral("metricChart"));
    m_chart->setEmptyText(tr("None of the runs has logged %1").arg(metric));
    m_chart->setCrosshair(crosshair);
    m_chart->setMinimumHeight(220);
    column->addWidget(m_chart, 1);
    connect(m_chart, &LineChart::rangeChanged, this, &MetricChart::readDetail);
    connect(m_chart, &LineChart::curveActivated, this, &MetricChart::openRun);
    connect(m_chart, &LineChart::exportAsked, this, &MetricChart::openMenu);
}

void MetricChart::setRuns(const std::vector<ChartedRun>& runs) {
    m_runs = runs;
    refresh();
}

void MetricChart::setOptions(const CurveOptions& options) {
    const CurveOptions before = std::exchange(m_options, options);
    if (!m_loaded) return;
    if (before.axis != options.axis || before.axisMetric != options.axisMetric || before.groupBy != options.groupBy) {
        m_chart->resetZoom();
        return refresh();
    }
    if (before.smoothing != options.smoothing) m_chart->setSmoothing(options.smoothing);
    if (before.logX != options.logX) m_chart->setLogX(options.logX);
    if (before.logY != options.logY) m_chart->setLogY(options.logY);
    if (before.ignoreOutliers != options.ignoreOutliers) m_chart->setIgnoreOutliers(options.ignoreOutliers);
}

void MetricChart::refresh() {
    m_app.jobs.start<Read>(
        this, {.title = tr("Load curves"), .key = QStringLiteral("curves"), .quiet = true, .result = {}},
        [runs = m_runs, metric = m_metric, options = m_options](workspace::Workspace& workspace, Progress& progress) {
            return readCurves(workspace, runs, metric, options, progress);
        },
        [this](Result<Read> read) {
            if (!read) {
                if (read.error().code != ErrorCode::Cancelled) failed(read.error());
                return;
            }
            m_read = std::move(*read);
            m_loaded = true;
            fill();
            if (m_chart->isZoomed()) readDetail(m_chart->shownFrom(), m_chart->shownTo(), true);
            loaded();
        });
}

void MetricChart::readDetail(double from, double to, bool zoomed) {
    if (!zoomed || !m_options.groupBy.isEmpty()) return;
    struct Wanted {
        std::size_t place;
        std::string id;
        std::int64_t from, to;
    };
    std::vector<Wanted> wanted;
    for (std::size_t i = 0; i < m_read.size(); ++i)
        if (const auto steps = stepsIn(m_read[i], m_options, from, to))
            wanted.push_back({i, m_read[i].run.id.toStdString(), steps->first, steps->second});
    if (wanted.empty()) return;
    using Details = std::vector<std::pair<std::size_t, track::Curve>>;
    m_app.jobs.start<Details>(
        this, {.title = tr("Load curves"), .key = QStringLiteral("detail"), .quiet = true, .result = {}},
        [wanted, metric = m_metric.toStdString()](
            workspace::Workspace& workspace, Progress& progress) -> Result<Details> {
            Details details;
            for (const auto& one : wanted) {
                if (progress.cancelled()) return fail(ErrorCode::Cancelled, "reading curves was cancelled");
                auto curve = track::readCurveRange(workspace.db(), one.id, metric, one.from, one.to);
                if (curve) details.emplace_back(one.place, std::move(*curve));
            }
            return details;
        },
        [this](Result<Details> details) {
            if (!details) return;
            for (auto& [place, curve] : *details)
                if (place < m_read.size()) m_read[place].detail = std::move(curve);
            fill();
        });
}

void MetricChart::fill() {
    constexpr auto kNumber = ChartAxis::Kind::Number;
    m_chart->setXKind(m_options.axis == CurveAxis::Wall       ? ChartAxis::Kind::Time
                      : m_options.axis == CurveAxis::Relative ? ChartAxis::Kind::Duration
                                                              : kNumber);
    m_chart->setAxisTitles(axisTitle(m_options), {});
    m_chart->setSmoothing(m_options.smoothing);
    m_chart->setLogX(m_options.logX);
    m_chart->setLogY(m_options.logY);
    m_chart->setIgnoreOutliers(m_options.ignoreOutliers);
    m_chart->setCurves(chartCurves(m_read, m_options));
    std::int64_t stored = 0;
    bool thinned = false;
    for (const auto& one : m_read) {
        stored += one.curve.stored;
        thinned = thinned || one.curve.thinned;
    }
    const QString words =
        thinned && stored > kMany ? tr("%1 points, shown as min and max").arg(format::compact(stored)) : QString();
    m_caption->setText(words);
    QStringList said{format::plural(static_cast<std::int64_t>(m_read.size()), tr("run"), tr("runs"))};
    if (m_options.smoothing > 0) said.push_back(tr("smoothing %1").arg(format::number(m_options.smoothing)));
    if (!words.isEmpty()) said.push_back(words);
    m_chart->setCaption(said.join(QStringLiteral(", ")));
}

void MetricChart::openMenu(const QPoint& globalPlace) {
    auto* menu = openedMenu(this);
    addExportActions(*menu, *m_chart, m_app.prompts, this, [this](const Error& error) { failed(error); });
    menu->addSeparator();
    menu->addAction(tr("Show values as a table (T)"), this, [this] { m_chart->setTableVisible(true); });
    menu->addAction(tr("Show the whole range (0)"), this, [this] { m_chart->resetZoom(); });
    menu->popup(globalPlace);
}

} // namespace slipway::ui
