#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>

#include "tests/ui/label/opened_panel.h"
#include "ui/label/project_card.h"
#include "ui/label/transfer_card.h"
#include "ui/widgets/data_table.h"

using namespace slipway;
using namespace slipway::ui;
using testkit::makePictures;
using testkit::makeProject;
using testkit::UiFixture;

namespace {

struct Opened : testkit::OpenedPanel {
    using OpenedPanel::OpenedPanel;
    TransferCard* transfer() { return panel->findChild<TransferCard*>(); }
};

QString path(const std::filesystem::path& file) {
    return QString::fromStdString(file.string());
}

} // namespace

class TestLabelPanel : public QObject {
    Q_OBJECT
private slots:
    void anEmptyWorkspaceOffersANewProject() {
        UiFixture f;
        Opened o(f);
        QVERIFY(o.find<QPushButton>("emptyNewProject")->isVisible());
        o.click("emptyNewProject");
        QVERIFY(o.find<QLineEdit>("projectName")->isVisible());
    }

    void aProjectIsMadeOfAFolderWithItsLabels() {
        UiFixture f;
        const auto folder = makePictures(f, 4);
        f.prompts.answer(path(folder));
        Opened o(f);
        o.click("emptyNewProject");
        QTest::keyClicks(o.find<QLineEdit>("projectName"), "streets");
        o.click("addLabelButton");
        QTest::keyClicks(o.find<QLineEdit>("labelName"), "car");
        o.click("chooseFolder");
        o.click("createProjectButton");
        QVERIFY(f.settle());
        const auto project = f.workspace->labels().find("streets");
        QVERIFY(project);
        QCOMPARE(project->tasks, 4);
        QCOMPARE(project->labels.classes.front().name, std::string("car"));
        QCOMPARE(project->labels.classes.front().hotkey, std::string("1"));
        QVERIFY(o.panel->findChild<ProjectCard*>());
    }

    void aMissingNameAndADoubleLabelAreSaidBelowTheirFields() {
        UiFixture f;
        Opened o(f);
        o.click("emptyNewProject");
        for (int i = 0; i < 2; ++i) {
            o.click("addLabelButton");
            QTest::keyClicks(o.panel->findChildren<QLineEdit*>("labelName").back(), "car");
        }
        o.click("createProjectButton");
        QVERIFY(o.find<QLabel>("projectNameError")->isVisible());
        QVERIFY2(
            o.find<QLabel>("labelsError")->text().contains("car"), qPrintable(o.find<QLabel>("labelsError")->text()));
        QVERIFY(f.workspace->labels().list()->empty());
    }

    void whatAFormatCannotHoldIsListedBeforeAnythingIsWritten() {
        UiFixture f;
        const auto project = makeProject(f, "streets", 1);
        auto session =
            f.workspace->labels().open(f.owner(), project, *f.workspace->labels().store().taskNumber(project.id, 1));
        QVERIFY(session);
        label::EditBuilder edit("Draw", (*session)->annotation());
        label::Region region;
        region.label = "car";
        region.shape = label::RotatedBox{{80, 80}, 40, 20, 30};
        edit.add(region);
        QVERIFY((*session)->apply(std::move(edit).take()));
        QVERIFY((*session)->submit());
        Opened o(f);
        o.transfer()->startExport("streets");
        QVERIFY(f.settle());
        auto* format = o.find<QComboBox>("transferFormat");
        format->setCurrentIndex(format->findData("voc"));
        format->activated(format->currentIndex());
        QVERIFY(f.settle());
        QVERIFY(o.find<DataTable>("transferTable")->model()->rowCount() > 0);
        const auto out = f.folder().parent_path() / "out";
        std::filesystem::create_directories(out);
        f.prompts.answer(path(out));
        o.click("transferWrite");
        QVERIFY(f.settle());
        QVERIFY2(
            o.find<QLabel>("transferText")->text().contains("out"), qPrintable(o.find<QLabel>("transferText")->text()));
        QVERIFY(!std::filesystem::is_empty(out));
    }

    void importedLabelsJoinAndTheirProblemsAreListed() {
        UiFixture f;
        makeProject(f, "streets", 2);
        const auto file = f.folder().parent_path() / "labels.json";
        QFile out(path(file));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(R"({"images":[{"id":1,"file_name":"item-1.png","width":200,"height":160}],
            "categories":[{"id":1,"name":"car"}],
            "annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[10,20,30,40],"area":1200,"iscrowd":0},
                           {"id":2,"image_id":9,"category_id":1,"bbox":[1,2,3,4],"area":12,"iscrowd":0}]})");
        out.close();
        Opened o(f);
        o.transfer()->startImport("streets");
        o.transfer()->startImport("streets", path(file));
        QVERIFY(f.settle());
        QCOMPARE(testkit::storedAnswers(f, "streets", 1).size(), 1U);
        QCOMPARE(o.find<DataTable>("transferTable")->model()->rowCount(), 1);
    }

    void deletingAsksAndTakesTheProjectAway() {
        UiFixture f;
        makeProject(f, "streets", 2);
        Opened o(f);
        f.prompts.answer(true);
        o.panel->findChild<ProjectCard*>()->wanted("streets", "delete");
        QTRY_VERIFY(f.settle() && f.workspace->labels().list()->empty());
        QCOMPARE(f.prompts.asked().size(), 1);
    }
};

QTEST_MAIN(TestLabelPanel)
#include "tst_label_panel.moc"
