#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <map>
#include <set>

#include "core/base/json.h"
#include "core/label/assist/active_learning.h"
#include "core/label/assist/auto_labeler.h"
#include "core/label/assist/held_out.h"
#include "core/label/blind_tasks.h"
#include "core/label/chance_order.h"
#include "core/net/http_server.h"
#include "tests/ui/label/label_items.h"
#include "ui/label/label_panel.h"
#include "ui/label/overview/background_learning.h"
#include "ui/label/overview/project_page.h"
#include "ui/widgets/data_table.h"

using namespace slipway;
using namespace slipway::ui;
using testkit::UiFixture;

namespace {

constexpr int kTasksTab = 0, kMachineTab = 3;

/// The project page of the only project, with its machine help open.
struct Opened {
    LabelPanel panel;
    UiFixture& f;
    explicit Opened(UiFixture& fixture, int tab = kMachineTab) : panel(fixture.app), f(fixture) {
        panel.resize(1240, 900);
        panel.show();
        panel.refresh();
        settle();
        QTest::mouseClick(panel.findChild<QPushButton*>("openProjectButton"), Qt::LeftButton);
        QTest::qWait(0);
        settle();
        show(tab);
    }
    void settle() {
        if (!f.settle(60000)) qFatal("the panel does not settle");
    }
    template <class T> T* find(const char* name) { return panel.findChild<ProjectPage*>()->findChild<T*>(name); }
    void show(int tab) {
        auto* tabs = find<QTabBar>("projectTabs");
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(tab).center());
        settle();
    }
    void press(const char* name) {
        auto* button = find<QPushButton>(name);
        if (!button->isVisible() || !button->isEnabled()) qFatal("%s cannot be clicked", name);
        QTest::mouseClick(button, Qt::LeftButton);
    }
    void click(const char* name) {
        press(name);
        settle();
        settle(); // what it changed is read again
    }
    void type(QLineEdit* edit, const QString& text) {
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
        QTest::keyClick(edit, Qt::Key_Tab);
        settle();
    }
    QString text(const char* label) { return find<QLabel>(label)->text(); }
    DataTable* table(const char* name) { return find<DataTable>(name); }
};

bool isGood(const std::string& text) {
    return text.starts_with("a fine");
}

label::Project makeReviews(UiFixture& f, int count, label::TaskOrder order = label::TaskOrder::Uncertain) {
    auto& labels = f.workspace->labels();
    label::LabelService::NewProject request;
    request.name = "reviews";
    request.medium = label::Medium::Text;
    request.labels.itemClasses = {"good", "bad"};
    request.order = order;
    const auto project = labels.create(f.owner(), request);
    std::vector<label::Item> items(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < items.size(); ++i) {
        items[i].medium = label::Medium::Text;
        items[i].text = (i % 2 ? "a fine film, number " : "an awful bore, number ") + std::to_string(i);
    }
    Progress progress;
    if (!project || !labels.addItems(f.owner(), *project, items, progress)) qFatal("no project");
    return *labels.find("reviews");
}

void answerTask(UiFixture& f, const std::string& person, const label::Project& project, const label::Task& task) {
    auto session = f.workspace->labels().open({person}, project, task);
    if (!session) qFatal("%s", session.error().message.c_str());
    label::EditBuilder edit("Choose", (*session)->annotation());
    edit.setClasses({{"", isGood((*session)->task().item.text) ? "good" : "bad", {}}});
    if (!(*session)->apply(std::move(edit).take()) || !(*session)->submit()) qFatal("the answer is not stored");
}

/// As people do: whatever the queue gives out.
void answerNext(UiFixture& f, const std::string& person, const label::Project& project, int count) {
    for (int i = 0; i < count; ++i) answerTask(f, person, project, **f.workspace->labels().next({person}, project));
}

std::vector<label::Prediction> suggested(UiFixture& f, const label::Project& project, std::int64_t number) {
    auto& store = f.workspace->labels().store();
    return *store.predictions(store.taskNumber(project.id, number)->id);
}

/// POST /invocations over HTTP: "good" for what begins so, else "bad", and an answer nobody understands for "broken".
class ModelServer {
public:
    ModelServer() : m_server(start()) {}
    QString url() const { return QString::fromStdString(m_server.url()); }
    int requests() const { return m_requests; }

private:
    net::HttpServer start() {
        auto router = std::make_shared<net::Router>();
        router->add("POST", "/invocations", [this](const net::Request& request) {
            ++m_requests;
            const auto body = *parseJson(request.body, "request");
            Json predictions = Json::array();
            for (const auto& instance : body["instances"]) {
                const auto text = textOr(instance, "text");
                if (text.ends_with("number 7"))
                    predictions.push_back({{"label", "good"}, {"score", 7}});
                else
                    predictions.push_back({{"label", isGood(text) ? "good" : "bad"}, {"score", 0.875}});
            }
            return net::Response::json(200, dump(Json{{"predictions", predictions}}));
        });
        auto server = net::HttpServer::start({}, router);
        if (!server) qFatal("%s", server.error().message.c_str());
        return std::move(*server);
    }
    std::atomic<int> m_requests = 0;
    net::HttpServer m_server;
};

/// Everything about a project's tasks that an undo has to bring back.
std::map<std::int64_t, std::pair<int, std::vector<std::string>>> storedOf(UiFixture& f, const label::Project& project) {
    std::map<std::int64_t, std::pair<int, std::vector<std::string>>> result;
    auto& store = f.workspace->labels().store();
    for (std::int64_t number = 1; number <= project.tasks; ++number) {
        const auto task = store.taskNumber(project.id, number);
        auto& entry = result[number];
        entry.first = static_cast<int>(task->state);
        const auto annotations = store.annotations(task->id); // named: a loop does not keep what a result held
        for (const auto& each : *annotations)
            entry.second.push_back(each.annotation.annotator + ":" +
                                   (each.annotation.classes.empty() ? "" : each.annotation.classes.front().label));
    }
    return result;
}

} // namespace

class TestMachineHelp : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        qputenv("SLIPWAY_DESKTOP_SETTINGS", m_folder.filePath("desktop.ini").toUtf8());
    }

    void suggestionsAreAskedFromAModelServerAndStoredWithTheirScores() {
        UiFixture f;
        const auto project = makeReviews(f, 40);
        const ModelServer server;
        Opened o(f);
        QVERIFY(!o.find<QPushButton>("askModel")->isEnabled()); // no address yet
        o.type(o.find<QComboBox>("suggestEndpoint")->lineEdit(), server.url());
        o.type(o.find<QLineEdit>("suggestModel"), "critic:1");
        o.click("askModel");
        QVERIFY(server.requests() >= 2); // 32 texts in each
        for (std::int64_t number = 1; number <= 40; ++number) {
            const auto stored = suggested(f, project, number);
            if (number == 8) { // "number 7"
                QVERIFY(stored.empty());
                continue;
            }
            QCOMPARE(stored.size(), std::size_t{1});
            QCOMPARE(stored[0].model, std::string("critic:1"));
            QCOMPARE(stored[0].score, std::optional(0.875));
            QCOMPARE(stored[0].answer.classes.front().label, std::string(number % 2 == 0 ? "good" : "bad"));
            QVERIFY(f.workspace->labels().store().taskNumber(project.id, number)->uncertainty);
        }
        QVERIFY2(o.text("suggestResult").contains("39"), qPrintable(o.text("suggestResult")));
        QVERIFY(o.table("suggestProblems")->isVisible());
        QCOMPARE(o.table("suggestProblems")->model()->rowCount(), 1);
    }

    void nobodyAtTheAddressIsSaidAndNothingIsStored() {
        UiFixture f;
        const auto project = makeReviews(f, 5);
        QString gone;
        {
            const ModelServer server;
            gone = server.url();
        }
        Opened o(f);
        o.type(o.find<QComboBox>("suggestEndpoint")->lineEdit(), gone);
        o.click("askModel");
        QVERIFY(!o.text("suggestResult").isEmpty());
        QVERIFY(suggested(f, project, 1).empty());
        QVERIFY(o.find<QPushButton>("askModel")->isEnabled());
    }

    void afterSoManyAnswersItLearnsByItselfAndTheLeastCertainComesFirst() {
        UiFixture f;
        const auto project = makeReviews(f, 120);
        answerNext(f, "ada", project, 39);
        Opened o(f);
        o.type(o.find<QSpinBox>("learnEvery")->findChild<QLineEdit*>(), "40");
        QTest::mouseClick(o.find<QCheckBox>("learnItself"), Qt::LeftButton, {}, QPoint(8, 16));
        o.settle();
        label::ActiveLearning learning(f.workspace->ledger(), f.workspace->labels());
        QCOMPARE(learning.setting(project)->every, 40);
        BackgroundLearning background(f.app);
        background.consider("reviews");
        o.settle();
        QVERIFY(learning.setting(project)->model.empty()); // one answer too few

        answerNext(f, "ada", project, 1);
        background.consider("reviews"); // as the panel does after each answer
        o.settle();
        o.settle();
        QVERIFY(!learning.setting(project)->model.empty());
        auto& store = f.workspace->labels().store();
        double highest = -1;
        std::set<std::int64_t> leastCertain;
        for (std::int64_t number = 1; number <= 120; ++number) {
            const auto task = store.taskNumber(project.id, number);
            if (task->annotations > 0) continue;
            QVERIFY(task->uncertainty);
            QCOMPARE(suggested(f, project, number).size(), std::size_t{1});
            if (*task->uncertainty > highest) leastCertain.clear();
            highest = std::max(highest, *task->uncertainty);
            if (*task->uncertainty == highest) leastCertain.insert(number);
        }
        QVERIFY(leastCertain.contains((*f.workspace->labels().next({"ada"}, project))->number));
        o.panel.refresh();
        o.settle();
        QVERIFY2(o.text("learningState").contains("40"), qPrintable(o.text("learningState")));
    }

    void autoLabelKeepsToTheWishIsAuditedBlindAndIsUndoneFromThePage() {
        UiFixture f;
        const auto project = makeReviews(f, 600, label::TaskOrder::Random);
        answerNext(f, "ada", project, 220);
        Opened o(f);
        QVERIFY(!o.find<QPushButton>("autoApply")->isEnabled());
        o.click("learnNow");
        const auto before = storedOf(f, project);
        o.find<QDoubleSpinBox>("autoPrecision")->setValue(90);
        o.click("autoPlan");
        QVERIFY2(o.find<QPushButton>("autoApply")->isEnabled(), qPrintable(o.text("autoLabelResult")));
        QCOMPARE(storedOf(f, project), before); // a plan changes no answer
        o.click("autoApply");

        label::AutoLabeler labeler(f.workspace->ledger(), f.workspace->labels());
        auto status = labeler.status(project);
        QCOMPARE(status->batches.size(), std::size_t{1});
        const auto& batch = status->batches.front();
        QCOMPARE(batch.wish.precision, 0.9);
        QVERIFY(batch.labelled > 100 && batch.sampled >= 20 && batch.audited == 0);
        auto& store = f.workspace->labels().store();
        std::vector<label::Task> audited;
        std::int64_t alone = 0;
        for (const auto& [number, now] : storedOf(f, project)) {
            if (now == before.at(number)) continue;
            const auto task = *store.taskNumber(project.id, number);
            const auto answer = now.second.empty() ? std::string("none") : now.second.front();
            QVERIFY2(now.second.size() == 1 && answer.starts_with("auto:learner:reviews:"),
                qPrintable(
                    QString("task %1 has %2 answers: %3").arg(number).arg(now.second.size()).arg(answer.c_str())));
            if (task.state == label::TaskState::New)
                audited.push_back(task);
            else
                ++alone;
        }
        QCOMPARE(std::ssize(audited), batch.sampled);
        QCOMPARE(alone, batch.labelled - batch.sampled);
        for (const auto& task : audited) { // whoever looks does not see what the model said
            QVERIFY(*label::isAnsweredBlind(f.workspace->ledger().db(), project, task));
            QVERIFY(label::suggestionsWhileLabeling(f.workspace->ledger().db(), project, task)->empty());
        }
        answerTask(f, "ada", project, audited.front());
        o.panel.refresh();
        o.settle();
        status = labeler.status(project);
        QCOMPARE(status->batches.front().audited, 1);
        QCOMPARE(status->batches.front().correct, 1);
        QCOMPARE(o.table("autoBatches")->model()->rowCount(), 1);

        o.table("autoBatches")->selectRow(0);
        o.click("autoUndo");
        auto expected = before; // the look of a person stays: it is an answer
        expected[audited.front().number] = {static_cast<int>(label::TaskState::Submitted),
            {isGood(audited.front().item.text) ? "ada:good" : "ada:bad"}};
        QCOMPARE(storedOf(f, project), expected);
        QVERIFY(labeler.status(project)->batches.empty());
        QVERIFY(!o.table("autoBatches")->isVisible());
        // Nothing of the batch is left: the next plan starts from all held-out labels.
        o.click("autoPlan");
        QVERIFY2(o.find<QPushButton>("autoApply")->isEnabled(), qPrintable(o.text("autoLabelResult")));
    }

    void filesThatCannotBeReadAreFoundListedAndMended() {
        UiFixture f;
        const auto project = testkit::makeProject(f, "streets", 6);
        const auto folder = f.folder().parent_path() / "pictures";
        std::ofstream(folder / "item-2.png", std::ios::binary | std::ios::trunc) << "no picture";
        std::filesystem::remove(folder / "item-5.png");
        Opened o(f, kTasksTab);
        o.click("checkFiles");
        QCOMPARE(o.table("fileProblems")->model()->rowCount(), 2);
        QVERIFY(o.table("fileProblems")->isVisible());
        QCOMPARE(o.table("fileProblems")->model()->index(0, 0).data().toString(), "item-2.png");
        auto& store = f.workspace->labels().store();
        QCOMPARE(store.taskNumber(project.id, 2)->state, label::TaskState::Broken);
        QCOMPARE(store.taskNumber(project.id, 5)->state, label::TaskState::Broken);
        QCOMPARE(store.taskNumber(project.id, 1)->item.width, 200);
        testkit::makePictures(f, 6);
        o.click("checkFiles");
        QVERIFY(!o.table("fileProblems")->isVisible());
        QCOMPARE(store.taskNumber(project.id, 2)->state, label::TaskState::New);
        QVERIFY(o.find<QPushButton>("checkFiles")->isEnabled());
    }

private:
    QTemporaryDir m_folder;
};

QTEST_MAIN(TestMachineHelp)
#include "tst_machine_help.moc"
