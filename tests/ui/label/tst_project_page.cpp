#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QUrl>

#include "core/label/assist/active_learning.h"
#include "tests/ui/label/opened_panel.h"
#include "ui/label/overview/project_page.h"
#include "ui/label/overview/task_list.h"
#include "ui/label/project_card.h"
#include "ui/label/transfer_card.h"
#include "ui/widgets/data_table.h"

using namespace slipway;
using namespace slipway::ui;
using testkit::makePictures;
using testkit::UiFixture;

namespace {

/// The page of the only project.
struct Opened : testkit::OpenedPanel {
    explicit Opened(UiFixture& fixture) : OpenedPanel(fixture) {
        OpenedPanel::click("openProjectButton");
        QTest::qWait(0);
        settle();
        show(0); // the page remembers which part was open
    }
    ProjectPage* page() { return panel->findChild<ProjectPage*>(); }
    template <class T> T* find(const char* name) { return page()->findChild<T*>(name); }
    void click(const char* name) {
        auto* button = find<QPushButton>(name);
        if (!button->isVisible() || !button->isEnabled()) qFatal("%s cannot be clicked", name);
        QTest::mouseClick(button, Qt::LeftButton);
        settle();
        settle(); // what it changed is read again
    }
    void show(int tab) {
        auto* tabs = find<QTabBar>("projectTabs");
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(tab).center());
        settle();
    }
    void choose(const char* combo, const QVariant& data) {
        auto* box = find<QComboBox>(combo);
        box->setCurrentIndex(box->findData(data));
        box->activated(box->currentIndex());
        settle();
    }
    DataTable* tasks() { return find<DataTable>("projectTasks"); }
    QStringList numbers() {
        QStringList numbers;
        for (int row = 0; row < tasks()->model()->rowCount(); ++row)
            numbers << tasks()->model()->index(row, 0).data().toString();
        return numbers;
    }
};

label::Project makePeopleProject(UiFixture& f, int pictures, int overlap) {
    label::LabelService::NewProject request;
    request.name = "streets";
    request.labels = testkit::streetLabels();
    request.root = makePictures(f, pictures);
    request.overlap = overlap;
    Progress progress;
    auto& labels = f.workspace->labels();
    const auto project = labels.create(f.owner(), request);
    if (!project || !labels.addFolder(f.owner(), *project, request.root, progress)) qFatal("no project");
    return *labels.find("streets");
}

void answer(UiFixture& f, const std::string& person, std::int64_t number, label::Box box) {
    auto& labels = f.workspace->labels();
    const auto project = labels.find("streets");
    auto session = labels.open({person}, *project, *labels.store().taskNumber(project->id, number));
    if (!session) qFatal("%s", session.error().message.c_str());
    if (!(*session)->apply(testkit::drawBox((*session)->annotation(), "car", box)) || !(*session)->submit())
        qFatal("the answer is not stored");
}

void addPerson(UiFixture& f, const std::string& name) {
    if (!f.workspace->ledger().people().add({name, {access::Role::DataScientist}})) qFatal("no person");
}

std::vector<std::int64_t> queueOf(UiFixture& f, const std::string& person) {
    label::TaskFilter filter;
    filter.assignedTo = person;
    const auto page = f.workspace->labels().store().page(f.workspace->labels().find("streets")->id, filter, {}, 100);
    std::vector<std::int64_t> numbers;
    for (const auto& task : page->tasks) numbers.push_back(task.number);
    return numbers;
}

QString path(const std::filesystem::path& file) {
    return QString::fromStdString(file.string());
}

void drop(QWidget* target, const QStringList& files) {
    QMimeData data;
    QList<QUrl> urls;
    for (const auto& file : files) urls << QUrl::fromLocalFile(file);
    data.setUrls(urls);
    const QPoint place = target->rect().center();
    QDragEnterEvent enter(place, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(target, &enter);
    if (!enter.isAccepted()) qFatal("the drop is refused");
    QDropEvent dropped(place, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(target, &dropped);
}

} // namespace

class TestProjectPage : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        qputenv("SLIPWAY_DESKTOP_SETTINGS", m_folder.filePath("desktop.ini").toUtf8());
    }

    void aCardOpensThePageWithTheTasks() {
        UiFixture f;
        makePeopleProject(f, 5, 1);
        Opened o(f);
        QVERIFY(o.page()->isVisible());
        QCOMPARE(o.numbers(), (QStringList{"1", "2", "3", "4", "5"}));
    }

    void filtersAndSearchNarrowTheTasks() {
        UiFixture f;
        makePeopleProject(f, 5, 1);
        answer(f, "ada", 2, {10, 10, 40, 40});
        Opened o(f);
        o.choose("projectTaskState", static_cast<int>(label::TaskState::Submitted));
        QCOMPARE(o.numbers(), QStringList{"2"});
        o.choose("projectTaskState", -1);
        o.choose("projectTaskLabel", "car");
        QCOMPARE(o.numbers(), QStringList{"2"});
        o.choose("projectTaskLabel", "person");
        QVERIFY(o.numbers().isEmpty());
        o.click("clearTaskFilter");
        QCOMPARE(o.numbers().size(), 5);
        QTest::keyClicks(o.find<QLineEdit>("projectTaskSearch"), "item-4");
        QTest::keyClick(o.find<QLineEdit>("projectTaskSearch"), Qt::Key_Return);
        QTRY_COMPARE((o.settle(), o.numbers()), QStringList{"4"});
    }

    void selectedTasksAreAssignedAndGivenBack() {
        UiFixture f;
        addPerson(f, "bob");
        makePeopleProject(f, 5, 1);
        Opened o(f);
        o.tasks()->setFocus();
        o.tasks()->selectRow(1);
        QTest::keyClick(o.tasks(), Qt::Key_Down, Qt::ShiftModifier);
        auto* person = o.find<QComboBox>("assignPerson");
        person->lineEdit()->selectAll();
        QTest::keyClicks(person->lineEdit(), "bob");
        o.click("assignTasks");
        QCOMPARE(queueOf(f, "bob"), (std::vector<std::int64_t>{2, 3}));
        o.tasks()->selectRow(2);
        o.click("giveBackTasks");
        QCOMPARE(queueOf(f, "bob"), std::vector<std::int64_t>{2});
    }

    void theNextTasksGoToAPersonAndNotTwice() {
        UiFixture f;
        addPerson(f, "bob");
        addPerson(f, "eve");
        makePeopleProject(f, 6, 1);
        answer(f, "ada", 1, {10, 10, 40, 40});
        Opened o(f);
        o.show(1);
        o.find<QSpinBox>("assignCount")->setValue(2);
        for (const char* name : {"bob", "eve"}) {
            auto* edit = o.find<QComboBox>("workPerson")->lineEdit();
            edit->selectAll();
            QTest::keyClicks(edit, name);
            o.click("assignNext");
        }
        QCOMPARE(queueOf(f, "bob"), (std::vector<std::int64_t>{2, 3}));
        QCOMPARE(queueOf(f, "eve"), (std::vector<std::int64_t>{4, 5}));
        QCOMPARE(o.find<DataTable>("peopleTable")->model()->rowCount(), 3);
    }

    void aPacketIsPackedAndItsAnswersAreMerged() {
        UiFixture f;
        addPerson(f, "bob");
        makePeopleProject(f, 3, 1);
        Opened o(f);
        o.tasks()->selectRow(0);
        auto* edit = o.find<QComboBox>("assignPerson")->lineEdit();
        QTest::keyClicks(edit, "bob");
        const auto file = f.folder().parent_path() / "bob.packet";
        f.prompts.answer(path(file));
        o.click("packTasks");
        QVERIFY(std::filesystem::exists(file));
        QCOMPARE(queueOf(f, "bob"), std::vector<std::int64_t>{1});

        UiFixture away;
        Progress progress;
        QVERIFY(away.workspace->labels().mergePacket(away.owner(), file, progress));
        QVERIFY(away.workspace->ledger().people().add({"bob", {access::Role::DataScientist}}));
        answer(away, "bob", 1, {20, 20, 30, 30});
        const auto back = f.folder().parent_path() / "back.packet";
        QVERIFY(away.workspace->labels().exportAnswers(
            away.owner(), *away.workspace->labels().find("streets"), "bob", back, progress));

        drop(o.page(), {path(back)});
        o.settle();
        o.settle();
        QCOMPARE(testkit::storedAnswers(f, "streets", 1).size(), 1U);
        QVERIFY(o.page()->transfer().isVisible());
    }

    void agreementComesWithTheSecondAnswer() {
        UiFixture f;
        addPerson(f, "bob");
        makePeopleProject(f, 2, 2);
        Opened o(f);
        o.show(2);
        QVERIFY(!o.find<DataTable>("pairAgreement")->isVisible());
        answer(f, "ada", 1, {10, 10, 40, 40});
        answer(f, "bob", 1, {10, 10, 40, 40});
        o.panel->refresh(); // as the window does after any change
        o.settle();
        QVERIFY(o.find<DataTable>("pairAgreement")->isVisible());
        QCOMPARE(
            o.find<DataTable>("pairAgreement")->model()->index(0, 3).data().toString(), QStringLiteral("100\u00A0%"));
        QCOMPARE(o.find<DataTable>("labelAgreement")->model()->index(0, 0).data().toString(), "car");
    }

    void droppedFilesBecomeTasksOfTheProject() {
        UiFixture f;
        makePeopleProject(f, 2, 1);
        Opened o(f);
        const auto more = f.folder().parent_path() / "more";
        std::filesystem::create_directories(more);
        QImage picture(20, 20, QImage::Format_RGB32);
        picture.fill(Qt::gray);
        QVERIFY(picture.save(path(more / "late.png")));
        drop(o.page(), {path(more)});
        QTRY_COMPARE((o.settle(), f.workspace->labels().find("streets")->tasks), 3);
        QTest::mouseClick(o.page()->findChild<QToolButton*>("closeProjectButton"), Qt::LeftButton);
        o.settle();
        QVERIFY(picture.save(path(more / "later.png")));
        drop(o.panel->findChild<ProjectCard*>(), {path(more / "later.png")});
        QTRY_COMPARE((o.settle(), f.workspace->labels().find("streets")->tasks), 4);
    }

    void editingKeepsInstructionsAndOrder() {
        UiFixture f;
        makePeopleProject(f, 2, 1);
        Opened o(f);
        o.click("pageEdit");
        auto* text = o.panel->findChild<QPlainTextEdit*>("projectInstructions");
        QVERIFY(text->isVisible());
        QTest::keyClicks(text, "Draw *all* cars.");
        auto* order = o.panel->findChild<QComboBox*>("projectOrder");
        order->setCurrentIndex(order->findData(static_cast<int>(label::TaskOrder::Random)));
        QTest::mouseClick(o.panel->findChild<QPushButton*>("createProjectButton"), Qt::LeftButton);
        o.settle();
        o.settle();
        const auto project = f.workspace->labels().find("streets");
        QCOMPARE(project->instructions, std::string("Draw *all* cars."));
        QVERIFY(project->order == label::TaskOrder::Random);
        QVERIFY(o.page()->isVisible());
    }

    void anExportAsksBeforeItWritesIntoAFullFolder() {
        UiFixture f;
        makePeopleProject(f, 1, 2);
        addPerson(f, "bob");
        answer(f, "ada", 1, {10, 10, 40, 40});
        answer(f, "bob", 1, {12, 10, 40, 40});
        Opened o(f);
        o.click("pageExport");
        o.choose("transferFormat", "voc");
        o.choose("exportConsensus", static_cast<int>(label::ConsensusMethod::Majority));
        const auto out = f.folder().parent_path() / "out";
        std::filesystem::create_directories(out);
        QFile note(path(out / "mine.txt"));
        QVERIFY(note.open(QIODevice::WriteOnly));
        note.close();
        f.prompts.answer(path(out));
        f.prompts.answer(false);
        o.click("transferWrite");
        QCOMPARE(std::distance(std::filesystem::directory_iterator(out), {}), 1);
        f.prompts.answer(path(out));
        f.prompts.answer(true);
        o.click("transferWrite");
        QVERIFY(std::distance(std::filesystem::directory_iterator(out), {}) > 1);
    }

    void aTextProjectLearnsWhenAskedAndByItselfWhenSet() {
        UiFixture f;
        auto& labels = f.workspace->labels();
        label::LabelService::NewProject request;
        request.name = "streets";
        request.medium = label::Medium::Text;
        request.labels.itemClasses = {"good", "bad"};
        const auto project = labels.create(f.owner(), request);
        std::vector<label::Item> items(80);
        for (std::size_t i = 0; i < items.size(); ++i) {
            items[i].medium = label::Medium::Text;
            items[i].path = "review-" + std::to_string(i) + ".txt";
            items[i].text = (i % 2 ? "a fine film " : "an awful bore ") + std::to_string(i);
        }
        Progress progress;
        QVERIFY(labels.addItems(f.owner(), *project, items, progress));
        for (int i = 0; i < 50; ++i) {
            const auto task = labels.next(f.owner(), *project);
            auto session = labels.open(f.owner(), *project, **task);
            label::EditBuilder edit("Choose", (*session)->annotation());
            label::ItemClass choice;
            choice.label = (*task)->item.text.starts_with("a fine") ? "good" : "bad";
            edit.setClasses({choice});
            QVERIFY((*session)->apply(std::move(edit).take()) && (*session)->submit());
        }
        Opened o(f);
        o.show(3);
        QTest::mouseClick(o.find<QCheckBox>("learnItself"), Qt::LeftButton, {}, QPoint(8, 16));
        o.settle();
        o.settle();
        label::ActiveLearning learning(f.workspace->ledger(), labels);
        QCOMPARE(learning.setting(*project)->every, 100);
        o.click("learnNow");
        const auto setting = learning.setting(*project);
        QVERIFY2(!setting->model.empty(), qPrintable(o.find<QLabel>("learnResult")->text()));
        const auto last = labels.store().taskNumber(project->id, 80);
        QCOMPARE(labels.store().predictions(last->id)->size(), 1U);
    }

    void whatCanBeFocusedHasAName() {
        UiFixture f;
        makePeopleProject(f, 2, 2);
        Opened o(f);
        for (const auto* each : o.page()->findChildren<QWidget*>()) {
            const bool focusable = each->focusPolicy() & Qt::TabFocus && !each->inherits("QScrollBar") &&
                                   each->window() == o.panel->window();
            const auto* button = qobject_cast<const QAbstractButton*>(each);
            const bool named = !each->accessibleName().isEmpty() || (button && !button->text().isEmpty());
            if (focusable && !named)
                QFAIL(qPrintable(each->metaObject()->className() + QStringLiteral(" ") + each->objectName()));
        }
    }

private:
    QTemporaryDir m_folder;
};

QTEST_MAIN(TestProjectPage)
#include "tst_project_page.moc"
