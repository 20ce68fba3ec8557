#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>

#include "tests/testkit/ui_fixture.h"
#include "ui/pipeline/pipeline_panel.h"
#include "ui/pipeline/run_grid.h"
#include "ui/widgets/data_table.h"

using namespace slipway;
using namespace slipway::ui;
using slipway::testkit::UiFixture;

class TestPipelinePanel : public QObject {
    Q_OBJECT

    static void save(UiFixture& f, const std::string& sql) {
        const auto csv = f.folder().parent_path() / "people.csv";
        if (!writeFileAtomically(csv, "id,age\n1,39\n2,50\n")) qFatal("cannot write");
        Progress progress;
        data::DatasetService::Import request;
        request.name = "people";
        request.files = {csv};
        if (!f.workspace->datasets().import(f.owner(), request, progress)) qFatal("no import");
        pipeline::Definition definition;
        definition.name = "older";
        definition.steps = {{"select", "data.materialize", {{"dataset", "older"}, {"sql", sql}}, {}, 0}};
        if (!f.workspace->pipelines().save(f.owner(), definition)) qFatal("not saved");
    }

private slots:
    void runNowRunsItAndShowsTheSteps() {
        UiFixture f;
        save(f, "SELECT * FROM people WHERE age > 40");
        PipelinePanel panel(f.app);
        panel.resize(1200, 800);
        panel.show();
        panel.refresh();
        QTRY_COMPARE(panel.findChild<DataTable*>("pipelineTable")->model()->rowCount(), 1);
        QTest::mouseClick(panel.findChild<QPushButton*>("runPipelineButton"), Qt::LeftButton);
        auto* grid = panel.findChild<RunGrid*>("runGrid");
        QTRY_VERIFY(grid->selectedRun() != 0);
        QCOMPARE(f.workspace->pipelines().findRun(grid->selectedRun())->state, std::string("done"));
        QCOMPARE(f.workspace->datasets().find("older")->rows, 1);
        QCOMPARE(grid->selectedStep(), QString("select"));
    }

    void aFailedStepIsSelectedWithItsReason() {
        UiFixture f;
        save(f, "SELECT nothing FROM people");
        Progress progress;
        const auto run = f.workspace->pipelines().run(f.owner(), "older", {}, "by hand", progress);
        QVERIFY(run.has_value());
        QCOMPARE(run->state, std::string("failed"));
        PipelinePanel panel(f.app);
        panel.show();
        panel.refresh();
        auto* grid = panel.findChild<RunGrid*>("runGrid");
        QTRY_COMPARE(grid->selectedRun(), run->id);
        QCOMPARE(grid->selectedStep(), QString("select"));
        QTRY_VERIFY(panel.findChild<QPlainTextEdit*>("pipelineCode")->toPlainText().contains("data.materialize"));
    }
};

QTEST_MAIN(TestPipelinePanel)
#include "tst_pipeline_panel.moc"
