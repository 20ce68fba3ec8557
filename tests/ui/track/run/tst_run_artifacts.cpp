#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QTemporaryDir>
#include <fstream>

#include "core/track/artifact_path.h"
#include "core/track/logged_models.h"
#include "core/track/runs.h"
#include "tests/ui/track/run/run_bench.h"
#include "ui/shell/window_settings.h"
#include "ui/track/run/artifacts/run_files.h"
#include "ui/track/run/preview/code_view.h"
#include "ui/widgets/labels.h"

using namespace slipway;
using namespace slipway::ui;
using slipway::testkit::RunBench;
namespace fs = std::filesystem;

/// The files of a run as a person goes through them.
class TestRunArtifacts : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { qputenv("SLIPWAY_DESKTOP_SETTINGS", m_settings.filePath("desktop.ini").toUtf8()); }
    void init() { WindowSettings().setValue("track/run/tab", "overview"); }

    void foldersAreReadWhenTheyAreUnfolded() {
        RunBench b;
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
        RunBench b;
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
        RunBench b;
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
        RunBench b;
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
        RunBench b;
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

    void filesAreSavedAndDraggedOut() {
        RunBench b;
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
        RunBench b;
        b.keep("evil.desktop", "[Desktop Entry]\nExec=touch /tmp/never\n");
        b.open("artifacts");
        b.choose("evil.desktop");
        QTest::mouseClick(&b.get<QPushButton>("openArtifact"), Qt::LeftButton);
        QCOMPARE(b.f.prompts.asked().size(), 1);
    }

private:
    QTemporaryDir m_settings;
};

QTEST_MAIN(TestRunArtifacts)
#include "tst_run_artifacts.moc"
