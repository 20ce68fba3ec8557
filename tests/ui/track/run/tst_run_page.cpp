#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include "core/track/logged_models.h"
#include "core/track/runs.h"
#include "tests/testkit/ui_fixture.h"
#include "ui/shell/window_settings.h"
#include "ui/track/run/run_page.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/markdown_view.h"
#include "ui/widgets/search_box.h"

using namespace slipway;
using namespace slipway::ui;
using slipway::testkit::UiFixture;

namespace {

std::string addRun(UiFixture& f, const std::string& name, const std::map<std::string, std::string>& tags = {}) {
    auto& tracker = f.workspace->tracker();
    const auto experiment = tracker.experiment(f.owner(), "trial");
    const auto run = tracker.start(f.owner(), experiment->id, name, tags);
    if (!run) qFatal("%s", run.error().message.c_str());
    return run->id;
}

/// A page that shows the run, as in the window.
struct Opened {
    Opened(UiFixture& f, const std::string& run) : page(f.app) {
        page.resize(1100, 760);
        page.show();
        page.showRun(QString::fromStdString(run));
        if (!f.settle()) qFatal("the page never came");
    }
    template <class T> T& get(const char* name) {
        auto* found = page.findChild<T*>(name);
        if (!found) qFatal("no %s", name);
        return *found;
    }
    RunPage page;
};

} // namespace

class TestRunPage : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { qputenv("SLIPWAY_DESKTOP_SETTINGS", m_settings.filePath("desktop.ini").toUtf8()); }
    void init() { WindowSettings().setValue("track/run/tab", "overview"); }

    void aRunIsShownWithItsFacts() {
        UiFixture f;
        const auto id = addRun(f, "shallow", {{"team", "tabular"}, {"mlflow.source.git.commit", "0123456789abcdef"}});
        QVERIFY(f.workspace->tracker().logParameters(id, {{"max_depth", "3"}, {"eta", "0.1"}}));
        QVERIFY(f.workspace->tracker().logMetrics(
            id, std::vector<track::MetricPoint>{{"auc", 0.5, 0, 1}, {"auc", 0.9, 1, 2}}));
        Opened o(f, id);
        QTRY_COMPARE(o.get<ElidedLabel>("runName").text(), QString("shallow"));
        QCOMPARE(o.get<DataTable>("parametersTable").model()->rowCount(), 2);
        auto* metrics = o.get<DataTable>("metricsTable").model();
        QCOMPARE(metrics->rowCount(), 1);
        QCOMPARE(metrics->index(0, 1).data().toString(), QString("0.9000"));
        QCOMPARE(o.get<DataTable>("tagsTable").model()->rowCount(), 1); // those of programs are folded
    }

    void f2RenamesInPlaceAndUndoBringsTheNameBack() {
        UiFixture f;
        const auto id = addRun(f, "shallow");
        Opened o(f, id);
        QTest::keyClick(&o.page, Qt::Key_F2);
        auto& edit = o.get<QLineEdit>("runNameEdit");
        QTRY_VERIFY(edit.isVisible());
        edit.selectAll();
        QTest::keyClicks(&edit, "deep");
        QTest::keyClick(&edit, Qt::Key_Return);
        QTRY_COMPARE(f.workspace->tracker().find(id)->name, std::string("deep"));
        QVERIFY(f.settle());
        QTRY_VERIFY(!f.notifications.all().empty());
        f.notifications.all().front().run();
        QTRY_COMPARE(f.workspace->tracker().find(id)->name, std::string("shallow"));
    }

    void escapeLeavesTheNameAndThenThePage() {
        UiFixture f;
        const auto id = addRun(f, "shallow");
        Opened o(f, id);
        QSignalSpy closed(&o.page, &RunPage::closed);
        QTest::keyClick(&o.page, Qt::Key_F2);
        auto& edit = o.get<QLineEdit>("runNameEdit");
        QTest::keyClicks(&edit, "other");
        QTest::keyClick(&edit, Qt::Key_Escape);
        QVERIFY(f.settle());
        QCOMPARE(f.workspace->tracker().find(id)->name, std::string("shallow"));
        QCOMPARE(closed.count(), 0);
        QTest::keyClick(&o.page, Qt::Key_Escape);
        QCOMPARE(closed.count(), 1);
    }

    void notesAreSavedWhileOneWrites() {
        UiFixture f;
        const auto id = addRun(f, "shallow");
        Opened o(f, id);
        QTest::mouseClick(&o.get<QPushButton>("editNotes"), Qt::LeftButton);
        auto& editor = o.get<QPlainTextEdit>("notesEditor");
        QTest::keyClicks(&editor, "# Tried **depth 3**");
        const auto note = [&] { return f.workspace->tracker().find(id)->tags["mlflow.note.content"]; };
        QTRY_COMPARE(note(), std::string("# Tried **depth 3**"));
        QTRY_COMPARE(o.get<QLabel>("notesState").text(), QString("Saved"));
        QTest::mouseClick(&o.get<QPushButton>("revertNotes"), Qt::LeftButton);
        QTRY_COMPARE(note(), std::string());
        QTest::keyClick(&editor, Qt::Key_Z, Qt::ControlModifier);
        QTest::mouseClick(&o.get<QPushButton>("doneNotes"), Qt::LeftButton);
        QTRY_COMPARE(note(), std::string("# Tried **depth 3**"));
        QTRY_VERIFY(o.page.findChild<MarkdownView*>()->toPlainText().contains("Tried depth 3"));
    }

    void aNoteThatIsTooLongStaysInTheEditor() {
        UiFixture f;
        const auto id = addRun(f, "shallow");
        Opened o(f, id);
        QTest::mouseClick(&o.get<QPushButton>("editNotes"), Qt::LeftButton);
        auto& editor = o.get<QPlainTextEdit>("notesEditor");
        editor.setPlainText(QString(8001, 'x'));
        QVERIFY(!o.get<QPushButton>("doneNotes").isEnabled());
        QVERIFY(o.get<QLabel>("notesState").text().contains("8,001"));
        QTest::keyClick(&editor, Qt::Key_Escape);
        QVERIFY(editor.isVisible());
        editor.setPlainText(QString(8000, 'x'));
        QTest::mouseClick(&o.get<QPushButton>("doneNotes"), Qt::LeftButton);
        QTRY_COMPARE(f.workspace->tracker().find(id)->tags["mlflow.note.content"].size(), std::size_t(8000));
    }

    void notesLoadNothingFromElsewhere() {
        UiFixture f;
        const auto picture = m_settings.filePath("secret.png");
        QImage image(40, 30, QImage::Format_RGB32);
        image.fill(Qt::red);
        QVERIFY(image.save(picture));
        const auto url = QUrl::fromLocalFile(picture);
        const auto id = addRun(f, "shallow",
            {{"mlflow.note.content", "![x](https://example.org/x.png) ![y](" + url.toString().toStdString() + ")"}});
        Opened o(f, id);
        auto* document = o.page.findChild<MarkdownView*>()->document();
        for (const auto& wanted : {url, QUrl("https://example.org/x.png")})
            QCOMPARE(document->resource(QTextDocument::ImageResource, wanted).value<QImage>().size(), QSize(1, 1));
    }

    void tagsAreAddedEditedAndRemoved() {
        UiFixture f;
        const auto id = addRun(f, "shallow", {{"team", "tabular"}});
        Opened o(f, id);
        const auto tags = [&] { return f.workspace->tracker().find(id)->tags; };
        QTest::mouseClick(&o.get<QToolButton>("addTag"), Qt::LeftButton);
        QTest::keyClicks(&o.get<QLineEdit>("tagKey"), "stage");
        QTest::keyClicks(&o.get<QLineEdit>("tagValue"), "first try");
        QTest::keyClick(&o.get<QLineEdit>("tagValue"), Qt::Key_Return);
        QTRY_COMPARE(tags()["stage"], std::string("first try"));
        auto& table = o.get<DataTable>("tagsTable");
        QTRY_COMPARE(table.model()->rowCount(), 2);

        QVERIFY(table.selectId("team"));
        QTest::keyClick(&table, Qt::Key_Return);
        auto& value = o.get<QLineEdit>("tagValue");
        QTRY_VERIFY(value.isVisible());
        value.selectAll();
        QTest::keyClicks(&value, "vision");
        QTest::mouseClick(&o.get<QPushButton>("saveTag"), Qt::LeftButton);
        QTRY_COMPARE(tags()["team"], std::string("vision"));

        QVERIFY(f.settle());
        QVERIFY(table.selectId("stage"));
        QTest::keyClick(&table, Qt::Key_Delete);
        QTRY_VERIFY(!tags().contains("stage"));
        QTRY_COMPARE(table.model()->rowCount(), 1);
        f.notifications.all().front().run(); // Undo
        QTRY_COMPARE(tags()["stage"], std::string("first try"));
    }

    void parametersAreSearchedAndCopied() {
        UiFixture f;
        const auto id = addRun(f, "shallow");
        std::map<std::string, std::string> many;
        for (int i = 0; i < 40; ++i) many["layer_" + std::to_string(i)] = std::to_string(i * 10);
        QVERIFY(f.workspace->tracker().logParameters(id, many));
        Opened o(f, id);
        auto& table = o.get<DataTable>("parametersTable");
        QTRY_COMPARE(table.model()->rowCount(), 40);
        QTest::keyClicks(&o.get<SearchBox>("parametersSearch"), "layer_17");
        QTRY_COMPARE(table.model()->rowCount(), 1);
        QTest::mouseClick(&o.get<QToolButton>("parametersCopy"), Qt::LeftButton);
        QVERIFY(QGuiApplication::clipboard()->text().contains("layer_39\t390"));
    }

    void deletingIsStoredAndUndone() {
        UiFixture f;
        const auto id = addRun(f, "shallow");
        Opened o(f, id);
        QSignalSpy changed(&o.page, &RunPage::changed);
        QTest::mouseClick(&o.get<QPushButton>("deleteRun"), Qt::LeftButton);
        QTRY_VERIFY(f.workspace->tracker().find(id)->deleted);
        QTRY_COMPARE(changed.count(), 1);
        QTRY_COMPARE(o.get<QPushButton>("deleteRun").text(), QString("Restore"));
        f.notifications.all().front().run();
        QTRY_VERIFY(!f.workspace->tracker().find(id)->deleted);
    }

    void aFailureSaysWhy() {
        UiFixture f;
        const auto id =
            addRun(f, "shallow", {{"slipway.error", "the process was killed: out of memory (asked for 9.1 GB)"}});
        QVERIFY(f.workspace->tracker().finish(f.owner(), id, track::RunStatus::Killed));
        Opened o(f, id);
        QTRY_VERIFY(o.get<QLabel>("failureTitle").isVisible());
        QCOMPARE(o.get<QLabel>("failureTitle").text(), QString("It ran out of memory"));
        QVERIFY(o.get<QLabel>("failureReason").text().contains("9.1 GB"));
    }

    void aModelThatAClientLoggedIsRegistered() {
        UiFixture f;
        const auto id = addRun(f, "shallow");
        track::LoggedModels models(f.workspace->ledger());
        track::LoggedModels::New wanted;
        wanted.experiment = f.workspace->tracker().find(id)->experiment;
        wanted.name = "forest";
        wanted.sourceRun = id;
        const auto model = models.create(f.owner(), wanted);
        QVERIFY(model.has_value());
        QVERIFY(track::Runs(f.workspace->ledger()).logOutputs(id, std::vector<track::ModelUse>{{model->id, 0}}));
        QVERIFY(f.workspace->tracker().finish(f.owner(), id, track::RunStatus::Finished));
        Opened o(f, id);
        f.prompts.answer(QString("forest-model"));
        QTest::mouseClick(&o.get<QPushButton>("registerRun"), Qt::LeftButton);
        QTRY_COMPARE(f.workspace->registry().versions("forest-model")->size(), std::size_t(1));
        const auto version = f.workspace->registry().find("forest-model", 1);
        QCOMPARE(version->runId, id);
        QCOMPARE(version->modelId, model->id);
        QAbstractButton* link = nullptr; // the page names it
        QTRY_VERIFY((link = o.page.findChild<QAbstractButton*>("openRelated")) != nullptr);
        QCOMPARE(link->text(), QString("forest-model:1"));
    }

    void aRunWithoutAModelSaysSoWhenItIsRegistered() {
        UiFixture f;
        const auto id = addRun(f, "shallow");
        QVERIFY(f.workspace->tracker().finish(f.owner(), id, track::RunStatus::Finished));
        Opened o(f, id);
        f.prompts.answer(QString("forest-model"));
        QTest::mouseClick(&o.get<QPushButton>("registerRun"), Qt::LeftButton);
        QTRY_VERIFY(!f.notifications.all().empty());
        QCOMPARE(f.notifications.all().front().severity, Severity::Failure);
        QVERIFY(f.workspace->registry().models()->empty());
    }

    void partsOfARunAreListedAndLeadThere() {
        UiFixture f;
        const auto parent = addRun(f, "search");
        const auto child = addRun(f, "trial-1", {{"mlflow.parentRunId", parent}});
        Opened o(f, parent);
        QSignalSpy opened(&o.page, &RunPage::openRun);
        QAbstractButton* link = nullptr;
        QTRY_VERIFY((link = o.page.findChild<QAbstractButton*>("openRelated")) != nullptr);
        QCOMPARE(link->text(), QString("trial-1"));
        QTest::mouseClick(link, Qt::LeftButton);
        QCOMPARE(opened.takeFirst().first().toString(), QString::fromStdString(child));
        Opened below(f, child);
        QSignalSpy up(&below.page, &RunPage::openRun);
        QTest::mouseClick(&below.get<QAbstractButton>("open-run"), Qt::LeftButton);
        QCOMPARE(up.takeFirst().first().toString(), QString::fromStdString(parent));
    }

    void notesThatNestWithoutEndAreShown() {
        UiFixture f;
        const auto id = addRun(f, "shallow");
        std::string note(4000, '>');
        for (int i = 0; i < 1500; ++i) note += "- ";
        QVERIFY(f.workspace->tracker().setTags(id, {{"mlflow.note.content", note}}));
        Opened o(f, id);
        QVERIFY(o.page.findChild<MarkdownView*>()->isVisible());
    }

    void aRunThatIsNotThereSaysSoAndLeadsBack() {
        UiFixture f;
        Opened o(f, "00000000000000000000000000000000");
        QTRY_VERIFY(o.page.findChild<EmptyState*>("runProblem"));
        QSignalSpy closed(&o.page, &RunPage::closed);
        QTest::mouseClick(&o.get<QPushButton>("leaveRun"), Qt::LeftButton);
        QCOMPARE(closed.count(), 1);
    }

    void refreshingShowsWhatIsNewAndKeepsWhatIsWritten() {
        UiFixture f;
        const auto id = addRun(f, "shallow");
        Opened o(f, id);
        QTest::mouseClick(&o.get<QPushButton>("editNotes"), Qt::LeftButton);
        auto& editor = o.get<QPlainTextEdit>("notesEditor");
        QTest::keyClicks(&editor, "half a sent");
        QVERIFY(f.workspace->tracker().logMetrics(id, std::vector<track::MetricPoint>{{"auc", 0.5, 0, 1}}));
        o.page.refresh();
        QTRY_COMPARE(o.get<DataTable>("metricsTable").model()->rowCount(), 1);
        QCOMPARE(editor.toPlainText(), QString("half a sent"));
        QVERIFY(editor.isVisible());
    }

    void compareIsOfferedOnlyWhenSomebodyListens() {
        UiFixture f;
        const auto id = addRun(f, "shallow");
        Opened alone(f, id);
        QVERIFY(!alone.get<QPushButton>("compareRun").isVisible());
        RunPage page(f.app);
        QSignalSpy wanted(&page, &RunPage::compareWanted);
        page.show();
        page.showRun(QString::fromStdString(id));
        QVERIFY(f.settle());
        auto* button = page.findChild<QPushButton*>("compareRun");
        QTRY_VERIFY(button->isVisible() && button->isEnabled());
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(wanted.count(), 1);
    }

private:
    QTemporaryDir m_settings;
};

QTEST_MAIN(TestRunPage)
#include "tst_run_page.moc"
