// A project of 1,000,000 short texts: learning from 2,000 answers and suggesting for the rest, against bare hashing and
// XGBoost over the same texts; auto-label, its undo and the uncertainties, against bare SQLite writes of as many rows
// in the same run. Seconds are of the processor. Prints one line a figure. bench_assist [TASKS]

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <random>
#include <vector>

#include <fmt/format.h>

#include "core/base/id.h"
#include "core/data/data_schema.h"
#include "core/data/dataset_service.h"
#include "core/label/annotation_writer.h"
#include "core/label/assist/active_learning.h"
#include "core/label/assist/auto_labeler.h"
#include "core/label/chance_order.h"
#include "core/label/label_schema.h"
#include "core/label/label_service.h"
#include "core/store/transaction.h"
#include "tests/testkit/ledger_fixture.h"

using namespace slipway;
using namespace slipway::label;

namespace {

constexpr std::int64_t kAnswers = 2000;

template <class T> T must(Result<T> result) {
    if (result) return std::move(*result);
    fmt::print(stderr, "{}\n", toLine(result.error()));
    std::abort();
}
void must(const Status& status) {
    if (status) return;
    fmt::print(stderr, "{}\n", toLine(status.error()));
    std::abort();
}

/// Of the processor, all threads together: what else runs on the machine does not count, nor do waits for the disk.
double seconds(const std::function<void()>& work) {
    const auto start = std::clock();
    work();
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

void compare(const std::string& what, double ours, const std::string& against, double bare) {
    fmt::print("{:<40} {:8.2f} s   {} {:8.2f} s   ratio {:.2f}\n", what, ours, against, bare, ours / bare);
    std::fflush(stdout);
}

/// Some 90 characters, a third of its words of one mood.
std::string reviewOf(std::int64_t number, bool good) {
    static const std::vector<std::string> kGood{"brilliant", "moving", "funny", "clever", "warm"};
    static const std::vector<std::string> kBad{"dull", "tedious", "clumsy", "flat", "shallow"};
    static const std::vector<std::string> kPlain{"the", "film", "a", "plot", "and", "actor", "scene", "music"};
    std::mt19937 random(static_cast<unsigned>(number));
    std::string text = std::to_string(number);
    for (int word = 0; word < 15; ++word)
        text += " " + (random() % 3 == 0 ? (good ? kGood : kBad)[random() % 5] : kPlain[random() % 8]);
    return text;
}

bool isGood(std::int64_t number) {
    return number * 7919 % 13 < 6;
}

struct Bench {
    std::int64_t tasks;
    testkit::LedgerFixture f{{data::kSchemaV1, kSchemaV2, kSchemaV3}};
    data::DatasetService datasets{f.ledger, f.root()};
    LabelService labels{f.ledger, datasets, f.root()};
    Progress progress;
    Project project;
    std::vector<std::string> texts;

    void fill() {
        LabelService::NewProject request;
        request.name = "reviews";
        request.medium = Medium::Text;
        request.order = TaskOrder::Random;
        request.labels.itemClasses = {"good", "bad"};
        project = must(labels.create(f.owner(), request));
        std::vector<Item> items(static_cast<std::size_t>(tasks));
        for (std::int64_t i = 0; i < tasks; ++i) {
            texts.push_back(reviewOf(i + 1, isGood(i + 1)));
            items[static_cast<std::size_t>(i)].medium = Medium::Text;
            items[static_cast<std::size_t>(i)].text = texts.back();
        }
        must(labels.addItems(f.owner(), project, items, progress));
        project = must(labels.find("reviews"));
    }

    /// The first ones of the order by chance, as people in the order Random would.
    void answer() {
        const ChanceOrder order(project.uid, tasks);
        auto change =
            must(f.ledger.begin(f.owner(), access::Permission::ChangeData, "label.submit", project.lineageId()));
        AnnotationWriter writer(f.db, project);
        std::vector<std::int64_t> touched;
        for (std::int64_t place = 0; std::ssize(touched) < std::min(kAnswers, tasks / 4); ++place) {
            const auto number = order.numberAt(place);
            if (number > tasks) continue;
            StoredAnnotation stored;
            stored.task = must(labels.store().taskNumber(project.id, number)).id;
            stored.state = AnnotationState::Submitted;
            stored.annotation.id = newId();
            stored.annotation.annotator = "bob";
            stored.annotation.classes.push_back({"", isGood(number) ? "good" : "bad", {}});
            must(writer.put(stored, number));
            touched.push_back(stored.task);
        }
        must(writer.finish(touched));
        must(change.commit());
    }

    /// The engine alone: the same features and trees over the same texts, nothing read and nothing kept.
    double bareLearning(std::int64_t lessons) {
        return seconds([&] {
            std::vector<LabelledText> labelled;
            for (std::int64_t i = 0; i < lessons; ++i)
                labelled.push_back({texts[static_cast<std::size_t>(i)], isGood(i + 1) ? "good" : "bad"});
            const auto classifier = must(TextClassifier::train(labelled, {}, progress));
            for (std::size_t first = 0; first < texts.size(); first += 2000) {
                const std::vector<std::string_view> page(texts.begin() + static_cast<std::ptrdiff_t>(first),
                    texts.begin() + static_cast<std::ptrdiff_t>(std::min(texts.size(), first + 2000)));
                must(classifier.probabilities(page, progress));
            }
        });
    }

    /// One row an answer, of about its size, with one index, 2,000 a transaction.
    double bareInserts(std::int64_t rows) {
        must(f.db.exec("CREATE TABLE bare(id INTEGER PRIMARY KEY, task INTEGER, annotator TEXT, content TEXT) STRICT"));
        must(f.db.exec("CREATE INDEX bare_by_task ON bare(task)"));
        const std::string content(250, 'x');
        return seconds([&] {
            for (std::int64_t begin = 0; begin < rows; begin += 2000) {
                auto transaction = must(store::Transaction::begin(f.db));
                auto insert = must(f.db.prepare("INSERT INTO bare(task, annotator, content) VALUES(?,?,?)"));
                for (auto i = begin; i < std::min(rows, begin + 2000); ++i)
                    must(insert.bindAll(i + 1, "auto:learner", content).run());
                must(transaction.commit());
            }
        });
    }

    /// The same column with an index on it, one transaction, as setUncertainties() does it.
    double bareUpdates() {
        must(f.db.exec("CREATE TABLE bare_task(project INTEGER, number INTEGER, uncertainty REAL, PRIMARY KEY(project, "
                       "number)) STRICT"));
        must(f.db.exec(fmt::format("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) "
                                   "INSERT INTO bare_task SELECT 1, i, NULL FROM n",
            tasks)));
        must(f.db.exec("CREATE INDEX bare_by_uncertainty ON bare_task(project, uncertainty DESC, number)"));
        return seconds([&] {
            auto transaction = must(store::Transaction::begin(f.db));
            auto update = must(f.db.prepare("UPDATE bare_task SET uncertainty = ? WHERE project = 1 AND number = ?"));
            for (std::int64_t n = 1; n <= tasks; ++n)
                must(update.bindAll(static_cast<double>(n * 7919 % 100003) / 100003, n).run());
            must(transaction.commit());
        });
    }
};

} // namespace

int main(int argc, char** argv) {
    Bench b{.tasks = argc > 1 ? std::atoll(argv[1]) : 1000000};
    fmt::print("{} texts added in {:.2f} s\n", b.tasks, seconds([&] { b.fill(); }));
    b.answer();

    ActiveLearning learning(b.f.ledger, b.labels);
    ActiveLearning::Learned learned;
    const double learnt = seconds([&] { learned = must(learning.learn(b.f.owner(), b.project, {}, b.progress)); });
    compare(fmt::format("learn from {}, suggest for {}", learned.labels, learned.predicted), learnt,
        "bare hashing and XGBoost", b.bareLearning(learned.labels));

    AutoLabeler labeler(b.f.ledger, b.labels);
    AutoLabelRequest request;
    request.wish.precision = 0.9;
    AutoLabelPlan plan;
    fmt::print(
        "plan: {:.2f} s\n", seconds([&] { plan = must(labeler.plan(b.f.owner(), b.project, request, b.progress)); }));
    AutoLabeler::Applied applied;
    const double stored = seconds([&] { applied = must(labeler.apply(b.f.owner(), b.project, request, b.progress)); });
    if (applied.batch == 0) {
        fmt::print(stderr, "nothing was labelled: {}\n", plan.summary);
        return 1;
    }
    compare(
        fmt::format("auto-label {}", applied.labelled), stored, "bare SQLite inserts", b.bareInserts(applied.labelled));
    fmt::print("undo of the batch: {:.2f} s\n",
        seconds([&] { must(labeler.remove(b.f.owner(), b.project, applied.batch, b.progress)); }));

    std::vector<std::pair<std::int64_t, double>> uncertain;
    for (std::int64_t n = 1; n <= b.tasks; ++n)
        uncertain.emplace_back(n, static_cast<double>(n * 7919 % 100003) / 100003);
    const double set = seconds([&] { must(b.labels.setUncertainties(b.f.owner(), b.project, uncertain)); });
    compare(fmt::format("uncertainties of {} tasks", b.tasks), set, "bare SQLite updates", b.bareUpdates());
}
