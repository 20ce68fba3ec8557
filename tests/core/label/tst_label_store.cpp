#include <set>

#include <QTest>

#include "tests/core/label/label_fixture.h"

using namespace slipway;
using namespace slipway::label;
using testkit::LabelFixture;

namespace {

/// Numbers of all tasks that the filter shows, page by page.
std::vector<std::int64_t> listed(LabelFixture& f, const Project& project, const TaskFilter& filter, int limit = 3) {
    std::vector<std::int64_t> numbers;
    std::string token;
    do {
        const auto page = LabelFixture::must(f.labels.store().page(project.id, filter, token, limit));
        for (const auto& task : page.tasks) numbers.push_back(task.number);
        token = page.next;
    } while (!token.empty());
    return numbers;
}

using Numbers = std::vector<std::int64_t>;

} // namespace

class TestLabelStore : public QObject {
    Q_OBJECT
private slots:
    void pagesListEveryTaskOnceInEveryOrder() {
        LabelFixture f;
        const auto project = f.project("p", 25);
        QVERIFY(f.labels.setUncertainties(f.ada, project, {{4, 0.5}, {9, 0.5}, {20, 0.9}, {2, 0.1}}));
        QVERIFY(f.labels.setAgreements(f.ada, project, {{7, 0.2}, {8, 0.2}, {1, 1.0}}));
        for (const int limit : {1, 2, 7, 25, 100}) {
            for (const auto order :
                {TaskOrder::Sequential, TaskOrder::Uncertain, TaskOrder::Disagreement, TaskOrder::Random}) {
                TaskFilter filter;
                filter.order = order;
                auto numbers = listed(f, project, filter, limit);
                QCOMPARE(numbers.size(), std::size_t{25});
                if (order == TaskOrder::Sequential) QVERIFY(std::ranges::is_sorted(numbers));
                if (order == TaskOrder::Uncertain)
                    QCOMPARE(Numbers(numbers.begin(), numbers.begin() + 6), (Numbers{20, 4, 9, 2, 1, 3}));
                if (order == TaskOrder::Disagreement)
                    QCOMPARE(Numbers(numbers.begin(), numbers.begin() + 5), (Numbers{7, 8, 1, 2, 3}));
                if (order == TaskOrder::Random) QVERIFY(!std::ranges::is_sorted(numbers));
                QCOMPARE(std::set(numbers.begin(), numbers.end()).size(), std::size_t{25});
            }
        }
    }

    void conditionsHoldTogether() {
        LabelFixture f;
        const auto project = f.project("p", 12, 2);
        f.answer(f.bob, project, 1, "good");
        f.answer(f.bob, project, 11, "bad");
        f.answer(f.cy, project, 11, "good");
        f.answer(f.cy, project, 12, "good");
        QVERIFY(f.labels.assign(f.ada, project, {1, 2, 12}, "rita"));
        TaskFilter filter;
        filter.annotator = "bob";
        QCOMPARE(listed(f, project, filter), (Numbers{1, 11}));
        filter.label = "good";
        QCOMPARE(listed(f, project, filter), (Numbers{1, 11}));
        filter.state = TaskState::Submitted;
        QCOMPARE(listed(f, project, filter), (Numbers{11}));
        filter = {};
        filter.label = "good";
        QCOMPARE(listed(f, project, filter, 1), (Numbers{1, 11, 12}));
        filter.assignedTo = "rita";
        QCOMPARE(listed(f, project, filter), (Numbers{1, 12}));
        filter.search = "TEXT 12";
        QCOMPARE(listed(f, project, filter), (Numbers{12}));
        filter = {};
        filter.withoutAnswer = true;
        QCOMPARE(listed(f, project, filter).size(), std::size_t{9});
        filter.assignedTo = "rita";
        QCOMPARE(listed(f, project, filter), (Numbers{2}));
        filter.order = TaskOrder::Random;
        QCOMPARE(listed(f, project, filter), (Numbers{2}));
    }

    void conditionsAgreeWithAPlainScan() {
        LabelFixture f;
        const auto project = f.project("p", 40, 2);
        const std::vector<access::Actor> people{f.bob, f.cy, f.rita};
        std::vector<std::pair<std::int64_t, double>> uncertain;
        for (std::int64_t n = 1; n <= 40; ++n) {
            if (n % 3 == 0) f.answer(people[static_cast<std::size_t>(n) % 3], project, n, n % 2 ? "good" : "bad");
            if (n % 4 == 0) f.answer(f.cy, project, n, "bad");
            if (n % 5 == 0) uncertain.emplace_back(n, static_cast<double>(n % 7) / 7);
            if (n % 6 == 0) QVERIFY(f.labels.assign(f.ada, project, {n}, "bob"));
        }
        QVERIFY(f.labels.setUncertainties(f.ada, project, uncertain));
        for (int bits = 0; bits < 64; ++bits) {
            TaskFilter filter;
            if (bits & 1) filter.state = TaskState::Started;
            if (bits & 2) filter.label = "bad";
            if (bits & 4) filter.annotator = "cy";
            if (bits & 8) filter.assignedTo = "bob";
            if (bits & 16) filter.withoutAnswer = true;
            if (bits & 32) filter.search = "2";
            Numbers wanted;
            for (std::int64_t n = 1; n <= 40; ++n) {
                const auto task = f.task(project, n);
                const auto answers = *f.labels.store().annotations(task.id);
                const auto has = [&](auto member) { return std::ranges::any_of(answers, member); };
                if ((bits & 1) && task.state != TaskState::Started) continue;
                if ((bits & 2) && !has([](const auto& a) { return a.annotation.classes.front().label == "bad"; }))
                    continue;
                if ((bits & 4) && !has([](const auto& a) { return a.annotation.annotator == "cy"; })) continue;
                if ((bits & 8) && n % 6 != 0) continue;
                if ((bits & 16) && task.annotations != 0) continue;
                if ((bits & 32) && task.item.text.find('2') == std::string::npos) continue;
                wanted.push_back(n);
            }
            for (const auto order : {TaskOrder::Sequential, TaskOrder::Uncertain, TaskOrder::Random}) {
                filter.order = order;
                auto numbers = listed(f, project, filter);
                if (order == TaskOrder::Sequential) QCOMPARE(numbers, wanted);
                std::ranges::sort(numbers);
                QCOMPARE(numbers, wanted);
            }
        }
    }

    void aSearchTakesSignsAsTheyAre() {
        LabelFixture f;
        auto project = f.project("p", 0);
        std::vector<Item> items(3);
        items[0].text = "100% of it";
        items[1].text = "100 of it";
        items[2].text = "a_b\\c";
        for (auto& item : items) item.medium = Medium::Text;
        QVERIFY(f.labels.addItems(f.ada, project, items, f.progress).has_value());
        TaskFilter filter;
        filter.search = "100%";
        QCOMPARE(listed(f, project, filter), (Numbers{1}));
        filter.search = "_";
        QCOMPARE(listed(f, project, filter), (Numbers{3}));
        filter.search = "b\\c";
        QCOMPARE(listed(f, project, filter), (Numbers{3}));
        filter.search = "'; DROP TABLE label_task; --";
        QVERIFY(listed(f, project, filter).empty());
    }

    void aTokenThatIsNoneIsRefused() {
        LabelFixture f;
        const auto project = f.project("p", 3);
        for (const char* token : {"x", "n.0.1", "n.0.-1.0", "q.0.1.0", "n.zz.1.0", "n.0.1.0.0", "f.0.1e3.0"})
            QCOMPARE(f.labels.store().page(project.id, {}, token, 10).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(f.labels.store().page(project.id, {}, {}, 0).error().code, ErrorCode::InvalidArgument);
        QVERIFY(f.labels.store().page(project.id, {}, "n.0.99.0", 10)->tasks.empty());
    }

    void tasksAreFoundByNumber() {
        LabelFixture f;
        const auto project = f.project("p", 5);
        QCOMPARE(f.labels.store().taskNumber(project.id, 4)->item.text, std::string("text 4"));
        QCOMPARE(f.labels.store().taskNumber(project.id, 6).error().code, ErrorCode::NotFound);
        QCOMPARE(f.labels.store().taskOfItem(project.id, f.task(project, 2).item)->value().number, std::int64_t{2});
    }

    void countsFollowEveryChange() {
        LabelFixture f;
        const auto project = f.project("p", 6);
        f.answer(f.bob, project, 1, "good");
        QVERIFY(f.open(f.bob, project, 2)->skip());
        LabelFixture::mark(*f.open(f.bob, project, 3), 1);
        const auto counts = *f.labels.store().taskCounts(project.id);
        const auto of = [&](TaskState state) { return counts[static_cast<std::size_t>(state)]; };
        QCOMPARE(of(TaskState::New), std::int64_t{3});
        QCOMPARE(of(TaskState::Started), std::int64_t{1});
        QCOMPARE(of(TaskState::Submitted), std::int64_t{1});
        QCOMPARE(of(TaskState::Skipped), std::int64_t{1});
        const auto now = *f.labels.find("p");
        QCOMPARE(now.tasks, std::int64_t{6});
        QCOMPARE(now.submitted, std::int64_t{1});
        QCOMPARE(now.skipped, std::int64_t{1});
    }
};

QTEST_GUILESS_MAIN(TestLabelStore)
#include "tst_label_store.moc"
