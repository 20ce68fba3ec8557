#include "ui/monitor/monitor_panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/monitor/drift_charts.h"
#include "ui/monitor/drift_state.h"
#include "ui/monitor/features_model.h"
#include "ui/shell/notifications.h"
#include "ui/shell/page_header.h"
#include "ui/shell/prompts.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/flow_row.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/kpi_tile.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

constexpr int kFeatureRows = 8;

QComboBox* makeCombo(const QString& name, const QString& objectName, int width) {
    auto* combo = new QComboBox;
    combo->setObjectName(objectName);
    combo->setAccessibleName(name);
    combo->setToolTip(name);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    combo->setMinimumContentsLength(12);
    combo->setMaximumWidth(width);
    return combo;
}

QWidget* makeRow(QWidget* left, int leftStretch, QWidget* right, int rightStretch) {
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(left, leftStretch);
    layout->addWidget(right, rightStretch);
    return row;
}

QString windowText(const monitor::MonitorRun& run) {
    if (run.from <= 0) return QObject::tr("everything captured until %1").arg(format::when(run.to));
    return QObject::tr("a window of %1").arg(format::duration(run.to - run.from));
}

} // namespace

MonitorPanel::MonitorPanel(AppContext& app, QWidget* parent)
    : Panel(app, tr("Monitoring"), Body::Scroll, parent), m_controller(app) {
    setObjectName(QStringLiteral("monitorPanel"));
    buildHeader();
    buildEmpty();
    m_content = new QWidget(this);
    auto* layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(makeTiles());
    layout->addWidget(makeDriftRow());
    layout->addWidget(makeFeatureRow());
    m_content->hide();
    body().addWidget(m_content);
    body().addStretch(1);
    connectController();
}

void MonitorPanel::buildHeader() {
    m_monitor = makeCombo(tr("Monitor"), QStringLiteral("monitorChoice"), 280);
    m_run = makeCombo(tr("Check"), QStringLiteral("runChoice"), 260);
    m_export = makeButton(
        tr("Export report"), QStringLiteral("exportReportButton"), ButtonKind::Normal, QStringLiteral("download"));
    m_check = makeButton(tr("Run check now"), QStringLiteral("runCheckButton"), ButtonKind::Primary);
    m_check->setToolTip(tr("Compare what was captured since the last check with the baseline"));
    header().addAction(m_monitor);
    header().addAction(m_run);
    header().addAction(m_export);
    header().addAction(m_check);
    connect(m_monitor, &QComboBox::activated, this,
        [this](int index) { m_controller.select(m_monitor->itemText(index).toStdString()); });
    connect(m_run, &QComboBox::activated, this,
        [this](int index) { m_controller.showRun(m_run->itemData(index).toLongLong()); });
    connect(m_export, &QPushButton::clicked, this, &MonitorPanel::exportReport);
    connect(m_check, &QPushButton::clicked, &m_controller, &MonitorController::runCheck);
}

void MonitorPanel::buildEmpty() {
    m_checkError = new TextLabel({}, FontRole::Body, Token::WarnText);
    m_checkError->setObjectName(QStringLiteral("checkError"));
    m_checkError->setWordWrap(true);
    m_checkError->hide();
    body().addWidget(m_checkError);
    m_noMonitors = new EmptyState(QStringLiteral("monitor"), tr("Nothing is monitored yet"),
        tr("A monitor compares what an endpoint is asked with the data that its model was trained on."), this);
    m_noMonitors->addButton(
        tr("Open Deployments"), QStringLiteral("openDeployments"), [this] { app().navigate("deploy"); });
    m_noMonitors->addSnippet(QStringLiteral("slipway monitor add NAME --endpoint ENDPOINT --baseline DATASET"));
    m_noMonitors->hide();
    body().addWidget(m_noMonitors);
    m_noRuns = new EmptyState(QStringLiteral("monitor"), tr("No check has run yet"),
        tr("Run a check once the endpoint has answered at least 30 rows."), this);
    m_noRuns->hide();
    body().addWidget(m_noRuns);
}

QWidget* MonitorPanel::makeTiles() {
    auto* tiles = new FlowRow(220);
    m_verdict = new KpiTile(tr("Data set"));
    m_drifted = new KpiTile(tr("Drifted features"));
    m_rows = new KpiTile(tr("Rows compared"));
    m_last = new KpiTile(tr("Checked"));
    for (auto* tile : {m_verdict, m_drifted, m_rows, m_last}) tiles->add(tile);
    return tiles;
}

QWidget* MonitorPanel::makeDriftRow() {
    auto* scores = new Card(tr("Worst four over time"));
    scores->setCaption(tr("score ÷ limit, drawn up to 10"));
    m_scores = new LineChart(tr("Drift of the worst four features"));
    m_scores->setTimeAxis(true);
    m_scores->setAxisTitles({}, tr("score ÷ limit"));
    m_scores->setYRange(0, {});
    m_scores->setThresholds({{1.0, tr("Limit"), PillKind::Bad}});
    m_scores->setEmptyText(tr("No feature could be tested"));
    m_scores->setMinimumHeight(300);
    scores->body().addWidget(m_scores, 1);

    m_featuresCard = new Card(tr("Features"));
    m_featuresCard->setFlush();
    m_features = new FeaturesModel(this);
    m_featureTable = new DataTable(tr("Features, most drifted first"));
    m_featureTable->setObjectName(QStringLiteral("featuresTable"));
    m_featureTable->setListModel(m_features);
    m_featureTable->setSortable(true);
    m_featuresCard->body().addWidget(m_featureTable);
    connect(m_featureTable, &DataTable::selectedIdChanged, this, &MonitorPanel::showFeature);
    return makeRow(scores, 4, m_featuresCard, 6);
}

QWidget* MonitorPanel::makeFeatureRow() {
    m_featureCard = new Card;
    m_featureCard->setTitle(tr("Distribution"));
    m_distribution = new BarCompareChart(tr("Reference against current"));
    m_distribution->setObjectName(QStringLiteral("distributionChart"));
    m_distribution->setMinimumHeight(260);
    m_distribution->setEmptyText(tr("No distribution was kept for this feature"));
    m_featureCard->body().addWidget(m_distribution, 1);

    auto* stats = new Card(tr("In figures"));
    stats->setFlush();
    m_stats = new FeatureStatsModel(this);
    m_statsTable = new DataTable(tr("Statistics of the feature"));
    m_statsTable->setObjectName(QStringLiteral("statsTable"));
    m_statsTable->setListModel(m_stats);
    m_statsTable->setSortable(false);
    m_featureText = new TextLabel({}, FontRole::Caption, Token::TextSecondary);
    m_featureText->setObjectName(QStringLiteral("featureText"));
    m_featureText->setWordWrap(true);
    m_featureText->setContentsMargins(16, 10, 16, 14);
    stats->body().addWidget(m_statsTable);
    stats->body().addWidget(m_featureText);
    stats->body().addStretch(1);
    return makeRow(m_featureCard, 6, stats, 4);
}

void MonitorPanel::connectController() {
    connect(&m_controller, &MonitorController::changed, this, &MonitorPanel::showMonitors);
    connect(&m_controller, &MonitorController::runShown, this, &MonitorPanel::showRun);
    connect(&m_controller, &MonitorController::waitingChanged, this, &MonitorPanel::showWaiting);
    connect(&m_controller, &MonitorController::checkingChanged, this, [this](bool checking) {
        m_check->setEnabled(!checking);
        m_check->setText(checking ? tr("Checking…") : tr("Run check now"));
        if (checking) m_checkError->hide();
    });
    connect(&m_controller, &MonitorController::checked, this, &MonitorPanel::reportCheck);
    connect(&m_controller, &MonitorController::checkFailed, this, [this](const Error& error) {
        m_checkError->setText(tr("The check didn't run: %1").arg(sentenceOf(error)));
        m_checkError->show();
    });
    connect(&m_controller, &MonitorController::failed, this, [this](const Error& error) {
        showError(tr("Couldn't load the monitors"), error);
        setLoading(false);
    });
    connect(&m_controller, &MonitorController::exported, this, [this](const QString& file) {
        Notice notice;
        notice.severity = Severity::Success;
        notice.title = tr("Report exported");
        notice.text = file;
        app().notifications.post(notice);
    });
    connect(&m_controller, &MonitorController::exportFailed, this,
        [this](const Error& error) { app().notifications.postError(tr("Couldn't export the report"), error); });
}

void MonitorPanel::refresh() {
    m_controller.load();
}

void MonitorPanel::showObject(const QString& link) {
    const auto parts = link.split('/');
    if (parts.size() < 2) return;
    bool isNumber = false;
    const auto run = parts[1].toLongLong(&isNumber);
    if (parts[0] == QStringLiteral("drift_report") && isNumber) m_controller.selectWithRun(run);
    if (parts[0] == QStringLiteral("monitor") || parts[0] == QStringLiteral("baseline"))
        m_controller.select(parts[1].toStdString());
}

void MonitorPanel::showMonitors() {
    clearError();
    setLoading(false);
    const auto* monitor = m_controller.selected();
    const bool hasRun = m_controller.shown() != nullptr;
    m_noMonitors->setVisible(!monitor);
    m_noRuns->setVisible(monitor && !hasRun);
    m_content->setVisible(hasRun);
    for (QWidget* widget : {static_cast<QWidget*>(m_monitor), static_cast<QWidget*>(m_check)})
        widget->setVisible(monitor != nullptr);
    m_run->setVisible(hasRun);
    m_export->setVisible(hasRun);
    if (!monitor) return header().setSummary(tr("No monitor"));
    const QSignalBlocker blocker(m_monitor);
    m_monitor->clear();
    for (const auto& item : m_controller.monitors()) m_monitor->addItem(format::text(item.name));
    m_monitor->setCurrentText(format::text(monitor->name));
    if (!hasRun)
        return header().setSummary(
            tr("%1 against %2").arg(format::text(monitor->endpoint), format::text(monitor->baseline)));
    fillRuns();
    showRun();
}

void MonitorPanel::fillRuns() {
    const QSignalBlocker blocker(m_run);
    m_run->clear();
    for (const auto& run : m_controller.runs())
        m_run->addItem(
            tr("Check %1, %2%3").arg(run.id).arg(format::when(run.at), run.drift ? tr(", drift") : QString()),
            QVariant::fromValue<qlonglong>(run.id));
}

void MonitorPanel::showRun() {
    const auto* run = m_controller.shown();
    const auto* monitor = m_controller.selected();
    if (!run || !monitor) return;
    {
        const QSignalBlocker blocker(m_run);
        m_run->setCurrentIndex(m_run->findData(QVariant::fromValue<qlonglong>(run->id)));
    }
    header().setSummary(tr("%1 against %2").arg(format::text(monitor->endpoint), format::text(monitor->baseline)));
    showTiles(*run);
    m_scores->setCurves(worstCurves(m_controller.runs(), *run));
    m_features->setReport(run->report);
    m_featureTable->fitHeightToRows(kFeatureRows);
    m_featuresCard->setCaption(tr("most drifted first"));
    if (m_featureTable->selectedId().isEmpty() && m_features->rowCount() > 0)
        m_featureTable->selectId(m_features->rowAt(0).id);
    showFeature(m_featureTable->selectedId());
}

void MonitorPanel::showTiles(const monitor::MonitorRun& run) {
    const auto& report = run.report;
    const double share = run.testedColumns > 0 ? static_cast<double>(run.driftedColumns) / run.testedColumns : 0;
    m_verdict->setValue(run.drift ? tr("Drift") : tr("No drift"));
    m_verdict->setPill(run.drift ? PillLook{PillKind::Bad, tr("Alert")} : PillLook{PillKind::Ok, tr("Stable")});
    m_verdict->setDetail(tr("%1 of the features drift, the limit is %2")
            .arg(format::percent(share), format::percent(report.driftShare)));
    m_drifted->setValue(tr("%1 of %2").arg(run.driftedColumns).arg(run.testedColumns));
    const auto notTested = static_cast<int>(report.columns.size()) - run.testedColumns;
    m_drifted->setDetail(notTested > 0 ? tr("%1 not tested").arg(notTested) : tr("all features tested"));
    std::vector<double> drifted, rows;
    for (auto other = m_controller.runs().rbegin(); other != m_controller.runs().rend(); ++other) {
        drifted.push_back(other->driftedColumns);
        rows.push_back(static_cast<double>(other->rows));
    }
    m_drifted->setSpark(drifted, true);
    m_rows->setValue(format::count(run.rows));
    m_rows->setDetail(tr("with %1 of the reference").arg(format::plural(report.referenceRows, tr("row"), tr("rows"))));
    m_rows->setSpark(rows, true);
    m_last->setValue(format::when(run.at));
    m_last->setDetail(tr("%1, by %2").arg(windowText(run), format::text(run.actor)));
    m_last->setToolTip(format::absolute(run.at));
}

void MonitorPanel::showWaiting() {
    const auto waiting = m_controller.waiting();
    m_check->setToolTip(
        waiting < 0
            ? tr("Compare what was captured since the last check with the baseline")
            : tr("%1 captured since the last check").arg(format::plural(waiting, tr("row was"), tr("rows were"))));
}

void MonitorPanel::showFeature(const QString& name) {
    const auto* run = m_controller.shown();
    if (!run || name.isEmpty()) return;
    const auto column = std::ranges::find(run->report.columns, name.toStdString(), &monitor::ColumnDrift::name);
    if (column == run->report.columns.end()) return;
    m_featureCard->setTitle(name);
    m_featureCard->setCaption(column->binEdges.empty() ? tr("share of rows per value, reference against current")
                                                       : tr("share of rows per bin, reference against current"));
    m_distribution->setData(distributionsOf(*column));
    m_stats->setColumn(*column);
    m_statsTable->fitHeightToRows(kFeatureRows);
    QString text;
    if (column->method.empty())
        text = column->note.empty() ? tr("This feature was not tested.") : format::text(column->note);
    else
        text = tr("%1: %2 %3, %4 is the limit; %5 against %6.")
                   .arg(methodTitle(column->method), column->pValue ? tr("p-value") : tr("score"),
                       format::number(column->score), format::number(column->threshold),
                       format::plural(column->reference.rows, tr("row"), tr("rows")),
                       format::plural(column->current.rows, tr("row"), tr("rows")));
    m_featureText->setText(text);
}

void MonitorPanel::exportReport() {
    const auto* run = m_controller.shown();
    if (!run) return;
    const auto file = app().prompts.saveFile(
        this, {tr("Export the drift report"), tr("Web page (*.html)"),
                  QStringLiteral("%1-check-%2.html").arg(format::text(run->monitor)).arg(run->id)});
    if (file) m_controller.exportReport(*file);
}

void MonitorPanel::reportCheck(const monitor::MonitorRun& run) {
    Notice notice;
    notice.severity = run.drift ? Severity::Warning : Severity::Success;
    notice.title = run.drift ? tr("Drift found in %1").arg(format::text(run.monitor))
                             : tr("No drift in %1").arg(format::text(run.monitor));
    notice.text = tr("%1 of %2 features drifted over %3")
                      .arg(run.driftedColumns)
                      .arg(run.testedColumns)
                      .arg(format::plural(run.rows, tr("row"), tr("rows")));
    notice.link = QStringLiteral("drift_report/%1").arg(run.id);
    app().notifications.post(notice);
}

} // namespace slipway::ui
