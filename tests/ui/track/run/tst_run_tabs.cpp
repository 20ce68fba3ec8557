#include <QBuffer>
#include <QClipboard>
#include <QComboBox>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QScrollBar>
#include <QSlider>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>
#include <filesystem>
#include <fstream>

#include "core/track/artifact_path.h"
#include "core/track/artifact_store.h"
#include "core/track/logged_models.h"
#include "core/track/runs.h"
#include "tests/testkit/ui_fixture.h"
#include "ui/shell/window_settings.h"
#include "ui/track/run/artifacts/artifact_tree_model.h"
#include "ui/track/run/artifacts/run_files.h"
#include "ui/track/run/metric_groups.h"
#include "ui/track/run/metric_tile.h"
#include "ui/track/run/metrics_tab.h"
#include "ui/track/run/preview/code_view.h"
#include "ui/track/run/run_page.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/line_chart.h"
#include "ui/widgets/search_box.h"

using namespace slipway;
using namespace slipway::ui;
using slipway::testkit::UiFixture;
namespace fs = std::filesystem;

namespace {

QByteArray smallPng(QColor colour) {
    QImage image(8, 8, QImage::Format_RGB32);
    image.fill(colour);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    if (!image.save(&buffer, "PNG")) qFatal("no picture");
    return bytes;
}

/// A run in a workspace, and the page that shows one tab of it.
struct Bench {
    UiFixture f;
    track::Run run;
    RunPage page{f.app};

    Bench() {
        auto& tracker = f.workspace->tracker();
        const auto experiment = tracker.experiment(f.owner(), "trial");
        run = *tracker.start(f.owner(), experiment->id, "shallow", {});
    }
    void log(const std::string& key, int points, int from = 0) {
        std::vector<track::MetricPoint> all;
        for (int i = from; i < from + points; ++i) all.push_back({key, i * 0.5, i, 1000 + i});
        if (!f.workspace->tracker().logMetrics(run.id, all)) qFatal("no metrics");
    }
    void keep(const std::string& path, const QByteArray& bytes) {
        if (!f.workspace->tracker().logArtifactBytes(run.id, path, bytes.toStdString())) qFatal("no artifact");
    }
    fs::path folder() const { return track::ArtifactStore(f.folder()).folder(run.experiment, run.id); }
    void open(const char* tab) {
        page.resize(1100, 760);
        page.show();
        page.showRun(QString::fromStdString(run.id));
        if (!f.settle()) qFatal("the page never came");
        auto* bar = page.findChild<QTabBar*>("runTabs");
        for (int i = 0; i < bar->count(); ++i)
            if (bar->tabData(i) == QLatin1String(tab)) bar->setCurrentIndex(i);
        settle();
    }
    void settle() {
        QTest::qWait(30);
        if (!f.settle()) qFatal("jobs never ended");
        QTest::qWait(60);
    }
    template <class T> T& get(const char* name) {
        auto* found = page.findChild<T*>(name);
        if (!found) qFatal("no %s", name);
        return *found;
    }
    /// Unfolds folders on the way and chooses the last part.
    void choose(const QString& path) {
        auto& tree = get<QTreeView>("artifactTree");
        QString done;
        for (const auto& part : path.split('/')) {
            done += done.isEmpty() ? part : '/' + part;
            auto* model = static_cast<ArtifactTreeModel*>(tree.model());
            if (!QTest::qWaitFor([&] { return model->indexOf(done).isValid(); })) qFatal("no %s", qPrintable(done));
            tree.expand(model->indexOf(done));
            tree.setCurrentIndex(model->indexOf(done));
        }
        settle();
    }
};

} // namespace

class TestRunTabs : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { qputenv("SLIPWAY_DESKTOP_SETTINGS", m_settings.filePath("desktop.ini").toUtf8()); }
    void init() {
        WindowSettings().setValue("track/run/tab", "overview");
        WindowSettings().setValue("track/run/axis", 0);
        WindowSettings().setValue("track/run/smoothing", 0);
    }

    void metricsStandInGroupsWithTheMachineLast() {
        std::map<std::string, track::MetricSummary> metrics;
        for (const char* name : {"system/cpu", "val/loss_10", "val/loss_2", "accuracy", "val/best"})
            metrics[name].points = 5;
        metrics["val/best"].points = 1;
        QStringList names;
        for (const auto& entry : groupedMetrics(metrics, {})) names << entry.name;
        QCOMPARE(names, QStringList({"accuracy", "val/best", "val/loss_2", "val/loss_10", "system/cpu"}));
        QCOMPARE(groupedMetrics(metrics, "LOSS").size(), std::size_t(2));
    }

    void curvesAreDrawnAndGoOnInPlaceWhileTheRunDoes() {
        Bench b;
        b.log("train/loss", 20);
        b.log("best", 1);
        b.open("metrics");
        auto* chart = b.page.findChild<LineChart*>("metricChart");
        QTRY_VERIFY((chart = b.page.findChild<LineChart*>("metricChart")) != nullptr);
        QTRY_VERIFY(chart->csv().contains("9.5"));
        b.log("train/loss", 10, 20);
        b.page.refresh();
        QTRY_VERIFY(chart->csv().contains("14.5"));
        QCOMPARE(b.page.findChild<LineChart*>("metricChart"), chart); // the same chart
        QCOMPARE(b.page.findChildren<MetricTile*>().size(), 2);
    }

    void tenThousandMetricsComeInPages() {
        Bench b;
        std::vector<track::MetricPoint> points;
        for (int i = 0; i < 10'000; ++i)
            for (int step = 0; step < 2; ++step)
                points.push_back(
                    {"layer_" + std::to_string(i / 10) + "/w" + std::to_string(i % 10), i * 1.0, step, 1000});
        QVERIFY(b.f.workspace->tracker().logMetrics(b.run.id, points));
        b.open("metrics");
        QTRY_COMPARE(b.page.findChildren<MetricTile*>().size(), MetricsTab::kTilesPerPage);
        QTRY_VERIFY(b.page.findChild<LineChart*>("metricChart"));
        int charts = 0;
        for (const auto* tile : b.page.findChildren<MetricTile*>()) charts += tile->hasChart() ? 1 : 0;
        QVERIFY2(charts < MetricsTab::kTilesPerPage, "only what is in view is made");
        QVERIFY(b.get<QLabel>("metricsRange").text().contains("10,000"));
        QTest::mouseClick(&b.get<QToolButton>("nextPage"), Qt::LeftButton);
        QTRY_VERIFY(b.get<QLabel>("metricsRange").text().startsWith("31"));
        QTest::keyClicks(&b.get<SearchBox>("chartSearch"), "layer_777/w3");
        QTRY_COMPARE(b.page.findChildren<MetricTile*>().size(), 1);
    }

    void aCurveIsEnlargedAndEscapeBringsAllBack() {
        Bench b;
        b.log("loss", 20);
        b.log("other", 20);
        b.open("metrics");
        QToolButton* enlarge = nullptr;
        QTRY_VERIFY((enlarge = b.page.findChild<QToolButton*>("enlargeMetric")) != nullptr);
        QTest::mouseClick(enlarge, Qt::LeftButton);
        auto& chart = b.get<LineChart>("enlargedChart");
        QTRY_VERIFY(chart.isVisible() && chart.csv().contains("9.5"));
        QCOMPARE(b.get<ElidedLabel>("enlargedName").text(), QString("loss"));
        QTest::mouseClick(&b.get<QToolButton>("nextMetric"), Qt::LeftButton);
        QTRY_COMPARE(b.get<ElidedLabel>("enlargedName").text(), QString("other"));
        QTest::keyClick(&chart, Qt::Key_Escape);
        QTRY_VERIFY(!chart.isVisible());
        QVERIFY(b.page.isVisible());
    }

    void theAxisIsForAllChartsAndRemembered() {
        Bench b;
        b.log("loss", 20);
        b.open("metrics");
        LineChart* chart = nullptr;
        QTRY_VERIFY((chart = b.page.findChild<LineChart*>("metricChart")) != nullptr);
        auto& axis = b.get<QComboBox>("chartAxis");
        axis.setCurrentIndex(2);
        axis.activated(2);
        QTRY_VERIFY(chart->csv().contains("1019")); // the time of the last point
        QTRY_COMPARE(WindowSettings().value("track/run/axis").toInt(), 2);
    }

    void aMetricOfTheOverviewLeadsToItsCurve() {
        Bench b;
        b.log("loss", 20);
        b.open("overview");
        auto& table = b.get<DataTable>("metricsTable");
        QVERIFY(table.selectId("loss"));
        QTest::keyClick(&table, Qt::Key_Return);
        QTRY_VERIFY(b.get<LineChart>("enlargedChart").isVisible());
        QCOMPARE(b.get<ElidedLabel>("enlargedName").text(), QString("loss"));
    }

    void escapeClearsWhatWasTypedBeforeItLeaves() {
        Bench b;
        for (int i = 0; i < 9; ++i) b.log("loss_" + std::to_string(i), 2);
        b.open("overview");
        int left = 0;
        connect(&b.page, &RunPage::closed, &b.page, [&] { ++left; });
        auto& search = b.get<SearchBox>("metricsSearch");
        search.setFocus();
        QTest::keyClicks(&search, "loss_3");
        QTRY_COMPARE(b.get<DataTable>("metricsTable").model()->rowCount(), 1);
        QTest::keyClick(&search, Qt::Key_Escape);
        QTRY_COMPARE(b.get<DataTable>("metricsTable").model()->rowCount(), 9);
        QCOMPARE(left, 0);
        QTest::keyClick(&search, Qt::Key_Escape);
        QCOMPARE(left, 1);
    }

    void foldersAreReadWhenTheyAreUnfolded() {
        Bench b;
        b.keep("model/data/weights.txt", "1 2 3");
        b.keep("report.txt", "all is well\nsecond line");
        b.open("artifacts");
        auto& tree = b.get<QTreeView>("artifactTree");
        QTRY_COMPARE(tree.model()->rowCount(), 2);
        QCOMPARE(tree.model()->rowCount(tree.model()->index(0, 0)), 0); // not read yet
        b.choose("model/data/weights.txt");
        QTRY_COMPARE(b.get<ElidedLabel>("previewName").text(), QString("weights.txt"));
        b.choose("report.txt");
        bool shown = false;
        for (const auto* view : b.page.findChildren<CodeView*>())
            shown = shown || (view->isVisible() && view->toPlainText().contains("second line"));
        QVERIFY(shown);
    }

    void thousandsOfFilesInAFolderAreThereAtOnce() {
        Bench b;
        for (int i = 0; i < 3000; ++i) {
            const auto file = b.folder() / "many" / ("part_" + std::to_string(i) + ".txt");
            fs::create_directories(file.parent_path());
            std::ofstream(file) << i;
        }
        b.open("artifacts");
        b.choose("many");
        auto& tree = b.get<QTreeView>("artifactTree");
        QTRY_COMPARE(tree.model()->rowCount(tree.currentIndex()), 3000);
        QCOMPARE(tree.model()->index(2, 0, tree.currentIndex()).data().toString(), QString("part_2.txt"));
    }

    void newFilesAppearAndWhatIsUnfoldedStays() {
        Bench b;
        b.keep("a/one.txt", "1");
        b.open("artifacts");
        b.choose("a/one.txt");
        b.keep("a/two.txt", "2");
        b.page.refresh();
        auto& tree = b.get<QTreeView>("artifactTree");
        const auto folder = tree.model()->index(0, 0);
        QTRY_COMPARE(tree.model()->rowCount(folder), 2);
        QVERIFY(tree.isExpanded(folder));
        QCOMPARE(tree.currentIndex().data().toString(), QString("one.txt"));
    }

    void linksOutOfTheFolderAreNeitherListedNorRead() {
        Bench b;
        b.keep("real.txt", "here");
        const auto secret = fs::path(m_settings.filePath("secret.txt").toStdString());
        std::ofstream(secret) << "not for you";
        fs::create_symlink(secret, b.folder() / "link.txt");
        fs::create_directory_symlink(secret.parent_path(), b.folder() / "out");
        b.open("artifacts");
        auto& tree = b.get<QTreeView>("artifactTree");
        QTRY_COMPARE(tree.model()->rowCount(), 1);
        QVERIFY(!b.f.workspace->tracker().artifactFile(b.run.id, "link.txt"));
        QVERIFY(!b.f.workspace->tracker().artifactFile(b.run.id, "out/secret.txt"));
    }

    void filesOfTheModelsThatItLoggedStandBesideItsOwn() {
        Bench b;
        track::LoggedModels models(b.f.workspace->ledger());
        track::LoggedModels::New wanted;
        wanted.experiment = b.run.experiment;
        wanted.name = "forest";
        wanted.sourceRun = b.run.id;
        const auto model = models.create(b.f.owner(), wanted);
        QVERIFY(model.has_value());
        QVERIFY(
            track::Runs(b.f.workspace->ledger()).logOutputs(b.run.id, std::vector<track::ModelUse>{{model->id, 0}}));
        const auto place = track::ArtifactRoot(b.f.folder()).placeOf(model->artifactUri);
        QVERIFY(place.has_value());
        const auto folder = place->folder / place->path;
        fs::create_directories(folder);
        std::ofstream(folder / "MLmodel") << "flavors:\n  sklearn:\n    sklearn_version: 1.5.0\n";
        b.open("artifacts");
        const auto name = QString::fromStdString("logged models/forest " + model->id);
        b.choose(name);
        bool said = false;
        for (const auto* label : b.page.findChildren<QLabel*>()) said = said || label->text() == "sklearn 1.5.0";
        QVERIFY(said);
        b.choose(name + "/MLmodel");
        QCOMPARE(b.get<ElidedLabel>("previewName").text(), QString("MLmodel"));
        QVERIFY(!runFile(*b.f.workspace, b.run.id, name.toStdString() + "/../../../../workspace.db"));
        QVERIFY(!runFile(*b.f.workspace, b.run.id, "logged models/forest m-0123/MLmodel"));
    }

    void tabsComeWithWhatTheyShow() {
        Bench b;
        b.keep("evaluation.json", "{}");
        b.open("overview");
        auto& bar = b.get<QTabBar>("runTabs");
        bool seen = false;
        for (int i = 0; i < bar.count(); ++i)
            if (bar.tabData(i) == QLatin1String("evaluation"))
                seen = bar.isTabVisible(i) && bar.tabRect(i).width() > 20;
        QVERIFY2(seen, "it has room in the bar");
    }

    void filesAreSavedAndDraggedOut() {
        Bench b;
        b.keep("a/one.txt", "the bytes");
        b.open("artifacts");
        b.choose("a/one.txt");
        const auto target = m_settings.filePath("saved.txt");
        b.f.prompts.answer(target);
        QTest::mouseClick(&b.get<QPushButton>("saveArtifact"), Qt::LeftButton);
        QTRY_VERIFY(fs::exists(target.toStdString()));
        QFile saved(target);
        QVERIFY(saved.open(QIODevice::ReadOnly));
        QCOMPARE(saved.readAll(), QByteArray("the bytes"));
        auto& tree = b.get<QTreeView>("artifactTree");
        const std::unique_ptr<QMimeData> dragged(tree.model()->mimeData({tree.currentIndex()}));
        QCOMPARE(dragged->urls().size(), 1);
        QVERIFY(dragged->urls().first().toLocalFile().endsWith("/artifacts/a/one.txt"));
    }

    void aFileThatCouldRunIsNotOpenedWithoutAQuestion() {
        Bench b;
        b.keep("evil.desktop", "[Desktop Entry]\nExec=touch /tmp/never\n");
        b.open("artifacts");
        b.choose("evil.desktop");
        QTest::mouseClick(&b.get<QPushButton>("openArtifact"), Qt::LeftButton);
        QCOMPARE(b.f.prompts.asked().size(), 1);
    }

    void picturesMoveByStepWithTheKeyboard() {
        Bench b;
        for (int step : {0, 10, 20})
            b.keep("images/grid+step+" + std::to_string(step) + "+timestamp+170000000000" + std::to_string(step / 10) +
                       "+0123456789ab.png",
                smallPng(QColor(step * 10, 0, 0)));
        QVERIFY(b.f.workspace->tracker().setTags(b.run.id, {{"mlflow.loggedImages", "True"}}));
        b.open("media");
        auto& slider = b.get<QSlider>("mediaStep");
        QCOMPARE(slider.value(), 2); // the newest
        QTRY_VERIFY(b.get<QLabel>("mediaWhere").text().startsWith("step 20"));
        QTest::keyClick(&slider, Qt::Key_Home);
        QTRY_VERIFY(b.get<QLabel>("mediaWhere").text().startsWith("step 0"));
        QTest::keyClick(&slider, Qt::Key_Right);
        QTRY_VERIFY(b.get<QLabel>("mediaWhere").text().startsWith("step 10"));
    }

    void loggedTablesAreShown() {
        Bench b;
        b.keep("eval/answers.json", R"({"columns":["q","score"],"data":[["a",1],["b",0.5]]})");
        QVERIFY(b.f.workspace->tracker().setTags(
            b.run.id, {{"mlflow.loggedArtifacts", R"([{"path": "eval/answers.json", "type": "table"}])"}}));
        b.open("media");
        auto& table = b.get<DataTable>("loggedTable");
        QTRY_COMPARE(table.model()->rowCount(), 2);
    }

    void changesOfTheCodeAreListedByFile() {
        Bench b;
        b.keep("code/diff.patch", "diff --git a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-old\n+new\n");
        b.keep("environment/requirements.txt", "numpy==2.1.0\n");
        b.open("code");
        auto& list = b.get<QListWidget>("codeFiles");
        QTRY_COMPARE(list.count(), 4); // two headings, two files
        QVERIFY(list.item(1)->text().startsWith("x.py"));
        bool shown = false;
        for (const auto* view : b.page.findChildren<CodeView*>())
            shown = shown || (view->isVisible() && view->toPlainText().contains("+new"));
        QVERIFY(shown);
    }

    void aLogIsFollowedWhileItIsWritten() {
        Bench b;
        b.keep("logs/output.log", "first line\n\x1b[31mred\x1b[0m\n10%\r90%\rdone\n");
        b.open("log");
        CodeView* view = nullptr;
        for (auto* found : b.page.findChildren<CodeView*>())
            if (found->isVisible()) view = found;
        QVERIFY(view);
        QTRY_VERIFY(view->toPlainText().contains("first line\nred\ndone"));
        std::ofstream(b.folder() / "logs" / "output.log", std::ios::app) << "one more\nhalf of";
        b.page.refresh();
        QTRY_VERIFY(view->toPlainText().contains("one more"));
        QVERIFY(!view->toPlainText().contains("half of"));
        QTest::keyClicks(&b.get<SearchBox>("logSearch"), "red");
        QTRY_COMPARE(view->textCursor().selectedText(), QString("red"));
    }

    void ctrlPageKeysChangeTheTabAndItIsRemembered() {
        Bench b;
        b.open("overview");
        auto& bar = b.get<QTabBar>("runTabs");
        QTest::keyClick(&b.page, Qt::Key_PageDown, Qt::ControlModifier);
        QCOMPARE(bar.tabData(bar.currentIndex()).toString(), QString("metrics"));
        QCOMPARE(WindowSettings().value("track/run/tab").toString(), QString("metrics"));
        QTest::keyClick(&b.page, Qt::Key_PageUp, Qt::ControlModifier);
        QTest::keyClick(&b.page, Qt::Key_PageUp, Qt::ControlModifier);
        QVERIFY(bar.isTabVisible(bar.currentIndex())); // goes round, over what the run has nothing for
    }

    void everythingThatTakesTheFocusHasAName() {
        Bench b;
        b.log("loss", 20);
        b.keep("logs/output.log", "x\n");
        b.keep("code/diff.patch", "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-1\n+2\n");
        for (const char* tab : {"overview", "metrics", "artifacts", "code", "lineage", "log"}) {
            b.open(tab);
            for (const auto* widget : b.page.findChildren<QWidget*>()) {
                if (!widget->isVisible() || (widget->focusPolicy() & Qt::TabFocus) == 0) continue;
                const bool inner = widget->objectName().startsWith("qt_") || qobject_cast<const QScrollBar*>(widget);
                const auto* button = qobject_cast<const QAbstractButton*>(widget);
                const bool named = !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty());
                QVERIFY2(inner || named, qPrintable(QString("%1 in %2: %3 %4")
                                                 .arg(widget->metaObject()->className(), tab, widget->objectName(),
                                                     widget->parentWidget()->metaObject()->className())));
            }
        }
    }

private:
    QTemporaryDir m_settings;
};

QTEST_MAIN(TestRunTabs)
#include "tst_run_tabs.moc"
