#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTest>
#include <fstream>

#include "core/base/json.h"
#include "tests/ui/registry/focusable.h"
#include "tests/ui/registry/versions.h"
#include "ui/monitor/drift_state.h"
#include "ui/monitor/monitor_panel.h"
#include "ui/widgets/bar_compare_chart.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/line_chart.h"

using namespace slipway;
using namespace slipway::ui;
using testkit::UiFixture;

namespace {

constexpr auto kEndpoint = "census-dev";

template <class T> T must(Result<T> result) {
    if (!result) qFatal("%s", toLine(result.error()).c_str());
    return std::move(*result);
}
void must(const Status& status) {
    if (!status) qFatal("%s", toLine(status.error()).c_str());
}

/// 1,200 people of 20 to 59 years, half of them in each kind of work.
data::DatasetVersion importBaseline(UiFixture& f) {
    const auto file = f.folder().parent_path() / "people.csv";
    std::ofstream out(file);
    out << "age,hours,workclass\n";
    for (int i = 0; i < 1200; ++i)
        out << 20 + i % 40 << ',' << 30 + i % 20 << ',' << (i % 2 == 0 ? "Private" : "Government") << '\n';
    out.close();
    data::DatasetService::Import request;
    request.name = "people";
    request.files = {file};
    Progress progress;
    return must(f.workspace->datasets().import(f.owner(), request, progress)).version;
}

/// What the endpoint is asked and answers, as its capture holds it.
void capture(UiFixture& f, int rows, int youngest, const char* workclass) {
    const auto now = systemClock().now();
    const auto day = toIso8601(now); // 2026-01-31T10:…
    const auto folder = f.workspace->deployments().captureFolder(kEndpoint) / "census-1" / day.substr(0, 4) /
                        day.substr(5, 2) / day.substr(8, 2) / day.substr(11, 2);
    std::filesystem::create_directories(folder);
    std::ofstream out(folder / (std::to_string(now) + ".jsonl"), std::ios::app);
    for (int i = 0; i < rows; ++i) {
        const auto cells = std::to_string(youngest + i % 40) + "," + std::to_string(30 + i % 20) + "," +
                           (i % 2 == 0 ? workclass : "Government");
        Json line;
        line["captureData"]["endpointInput"] = {
            {"observedContentType", "text/csv"}, {"mode", "INPUT"}, {"data", cells}, {"encoding", "CSV"}};
        line["captureData"]["endpointOutput"] = {
            {"observedContentType", "text/csv"}, {"mode", "OUTPUT"}, {"data", "0.4,no"}, {"encoding", "CSV"}};
        line["eventMetadata"] = {{"eventId", std::to_string(i)}, {"inferenceTime", toIso8601(now - 1)}};
        line["eventVersion"] = "0";
        out << dump(line) << '\n';
    }
}

void addMonitor(UiFixture& f) {
    testkit::addVersion(f, "deep");
    must(f.workspace->deployments().deploy(f.owner(), {.model = "census", .version = 1, .stage = "dev"}));
    monitor::Monitor monitor;
    monitor.name = "people-watch";
    monitor.endpoint = kEndpoint;
    monitor.baseline = importBaseline(f).reference();
    must(f.workspace->monitors().add(f.owner(), monitor));
}

monitor::MonitorRun check(UiFixture& f) {
    Progress progress;
    return must(f.workspace->monitors().run(f.owner(), "people-watch", 0, 0, progress));
}

struct Opened {
    MonitorPanel panel;
    explicit Opened(UiFixture& f) : panel(f.app) {
        panel.resize(1240, 900);
        panel.show();
        panel.refresh();
        if (!f.settle()) qFatal("the panel does not settle");
    }
    QPushButton* button(const char* name) { return panel.findChild<QPushButton*>(name); }
    QAbstractItemModel* table(const char* name) { return panel.findChild<DataTable*>(name)->model(); }
    QString cell(const char* name, int row, int column) {
        return table(name)->index(row, column).data().toString().replace(QChar::Nbsp, ' ').replace(QChar(0x202f), ' ');
    }
};

} // namespace

class TestMonitorPanel : public QObject {
    Q_OBJECT
private slots:
    void runningACheckStoresItAndShowsWhatDrifted() {
        UiFixture f;
        addMonitor(f);
        capture(f, 300, 55, "Self-employed");
        Opened o(f);
        QVERIFY(o.button("runCheckButton")->isVisible());
        QTest::mouseClick(o.button("runCheckButton"), Qt::LeftButton);
        QVERIFY(f.settle());
        const auto runs = f.workspace->monitors().runs("people-watch", 10);
        QCOMPARE(runs->size(), std::size_t(1));
        QVERIFY(runs->front().drift);
        QCOMPARE(o.table("featuresTable")->rowCount(), 3);
        QStringList states;
        for (int row = 0; row < 3; ++row)
            states << o.cell("featuresTable", row, 0) + " " + o.cell("featuresTable", row, 1);
        QVERIFY2(states.mid(0, 2).contains("age Alert"), qPrintable(states.join(", ")));
        QVERIFY2(states.mid(0, 2).contains("workclass Alert"), qPrintable(states.join(", ")));
        QVERIFY2(states.back().startsWith("hours "), qPrintable(states.join(", ")));
        QVERIFY(!states.back().endsWith("Alert"));
        QCOMPARE(f.notifications.all().front().severity, Severity::Warning);
    }

    void likeDataDoesNotAlarm() {
        UiFixture f;
        addMonitor(f);
        capture(f, 400, 20, "Private");
        const auto run = check(f);
        QVERIFY(!run.drift);
        Opened o(f);
        for (int row = 0; row < o.table("featuresTable")->rowCount(); ++row)
            QVERIFY(o.cell("featuresTable", row, 1) != "Alert");
        QVERIFY2(
            o.panel.findChild<LineChart*>()->csv().contains("age"), qPrintable(o.panel.findChild<LineChart*>()->csv()));
    }

    void tooFewRowsIsSaidInWordsAndStoresNothing() {
        UiFixture f;
        addMonitor(f);
        capture(f, 12, 20, "Private");
        Opened o(f);
        QTest::mouseClick(o.button("runCheckButton"), Qt::LeftButton);
        QVERIFY(f.settle());
        const auto* error = o.panel.findChild<QLabel*>("checkError");
        QVERIFY(error->isVisible());
        QVERIFY2(error->text().contains("12 rows"), qPrintable(error->text()));
        QVERIFY(f.workspace->monitors().runs("people-watch", 10)->empty());
        QVERIFY(o.button("runCheckButton")->isEnabled());
    }

    void aSelectedFeatureShowsItsDistributionMethodAndMissingValues() {
        UiFixture f;
        addMonitor(f);
        capture(f, 300, 55, "?");
        check(f);
        Opened o(f);
        auto* features = o.panel.findChild<DataTable*>("featuresTable");
        QVERIFY(features->selectId("workclass"));
        QStringList stats;
        for (int row = 0; row < o.table("statsTable")->rowCount(); ++row)
            stats << o.cell("statsTable", row, 0) + ": " + o.cell("statsTable", row, 1) + " / " +
                         o.cell("statsTable", row, 2);
        QVERIFY2(stats.contains("Rows: 1,200 / 300"), qPrintable(stats.join("\n")));
        QVERIFY2(stats.contains("Missing: 0 (0 %) / 150 (50 %)"), qPrintable(stats.join("\n")));
        const auto text = o.panel.findChild<QLabel*>("featureText")->text();
        QVERIFY2(text.contains("limit") && text.contains("1,200 rows against 300 rows"), qPrintable(text));
        const auto csv = o.panel.findChild<BarCompareChart*>("distributionChart")->csv();
        QVERIFY2(csv.contains("Government"), qPrintable(csv));
    }

    void anEarlierCheckCanBeLookedAtAgain() {
        UiFixture f;
        addMonitor(f);
        capture(f, 300, 55, "Self-employed");
        const auto first = check(f);
        capture(f, 400, 20, "Private");
        const auto second = check(f);
        Opened o(f);
        auto* runs = o.panel.findChild<QComboBox*>("runChoice");
        QCOMPARE(runs->count(), 2);
        QCOMPARE(runs->currentData().toLongLong(), second.id);
        o.panel.showObject(QString("drift_report/%1").arg(first.id));
        QVERIFY(f.settle());
        QCOMPARE(runs->currentData().toLongLong(), first.id);
        QCOMPARE(o.cell("featuresTable", 0, 1), QString("Alert"));
    }

    void theReportIsExportedWhereThePersonSays() {
        UiFixture f;
        addMonitor(f);
        capture(f, 300, 55, "Self-employed");
        check(f);
        Opened o(f);
        const auto file = f.folder().parent_path() / "report.html";
        f.prompts.answer(QString::fromStdString(file.string()));
        QTest::mouseClick(o.button("exportReportButton"), Qt::LeftButton);
        QVERIFY(f.settle());
        const auto html = readFile(file);
        QVERIFY(html.has_value());
        QVERIFY(html->find("workclass") != std::string::npos && html->find("<svg") != std::string::npos);
    }

    void everythingThatTakesFocusHasAName() {
        UiFixture f;
        addMonitor(f);
        capture(f, 300, 55, "Self-employed");
        check(f);
        Opened o(f);
        const auto unnamed = testkit::unnamedFocusable(o.panel);
        QVERIFY2(unnamed.isEmpty(), qPrintable(unnamed));
    }

    void aMonitorWithoutARunSaysSo() {
        UiFixture f;
        addMonitor(f);
        Opened o(f);
        QVERIFY(o.button("runCheckButton")->isVisible());
        QVERIFY(!o.button("exportReportButton")->isVisible());
        QVERIFY(!o.panel.findChild<DataTable*>("featuresTable")->isVisible());
    }

    void anEmptyWorkspaceLeadsToDeployments() {
        UiFixture f;
        Opened o(f);
        QVERIFY(o.button("openDeployments")->isVisible());
        QVERIFY(!o.button("runCheckButton")->isVisible());
    }

    void pValuesAreTurnedRoundSoThatMoreIsWorse() {
        monitor::ColumnDrift column;
        column.method = "ks";
        column.pValue = true;
        column.threshold = 0.05;
        column.score = 0.5;
        QCOMPARE(driftState(column), DriftState::Stable);
        column.score = 0.08;
        QCOMPARE(driftState(column), DriftState::Watch);
        column.score = 0.0;
        column.drifted = true;
        QCOMPARE(driftState(column), DriftState::Alert);
        QCOMPARE(driftRatio(column), 100.0);
        column.score.reset();
        QCOMPARE(driftState(column), DriftState::NoData);
    }
};

QTEST_MAIN(TestMonitorPanel)
#include "tst_monitor_panel.moc"
