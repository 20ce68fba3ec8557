// A project of 1,000,000 tasks: adding, opening, paging, searching and next(), against a bare loop over SQLite's own
// inserts in the same run. Prints one line a figure. bench_label_store [TASKS]

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <vector>

#include <fmt/format.h>

#include "core/data/data_schema.h"
#include "core/data/dataset_service.h"
#include "core/label/label_schema.h"
#include "core/label/label_service.h"
#include "core/store/transaction.h"
#include "tests/testkit/ledger_fixture.h"

using namespace slipway;
using namespace slipway::label;

namespace {

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

double milliseconds(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

/// Median and 95th percentile of `times` runs.
void report(const std::string& what, int times, const std::function<void(int)>& work) {
    std::vector<double> taken;
    for (int i = 0; i < times; ++i) taken.push_back(milliseconds([&] { work(i); }));
    std::ranges::sort(taken);
    fmt::print(
        "{:<44} p50 {:8.3f} ms   p95 {:8.3f} ms\n", what, taken[taken.size() / 2], taken[taken.size() * 95 / 100]);
    std::fflush(stdout);
}

std::string pathOf(std::int64_t i) {
    return fmt::format("batch-{:03}/img_{:07}.jpg", i / 10000, i);
}

/// The least that must be done: one row with the same texts in a table with two unique indexes, 1,000 a transaction.
double bareLoop(store::Database& db, std::int64_t tasks) {
    must(db.exec("CREATE TABLE bare(id INTEGER PRIMARY KEY, project INTEGER, number INTEGER, path TEXT, state INTEGER, "
                 "UNIQUE(project, path), UNIQUE(project, number))"));
    return milliseconds([&] {
        for (std::int64_t begin = 0; begin < tasks; begin += 1000) {
            auto transaction = must(store::Transaction::begin(db));
            auto insert = must(db.prepare("INSERT INTO bare(project, number, path, state) VALUES(1,?,?,0)"));
            for (std::int64_t i = begin; i < std::min(tasks, begin + 1000); ++i)
                must(insert.bindAll(i + 1, pathOf(i)).run());
            must(transaction.commit());
        }
    });
}

} // namespace

int main(int argc, char** argv) {
    const std::int64_t tasks = argc > 1 ? std::atoll(argv[1]) : 1000000;
    testkit::LedgerFixture f({data::kSchemaV1, kSchemaV2, kSchemaV3});
    data::DatasetService datasets(f.ledger, f.root());
    LabelService labels(f.ledger, datasets, f.root());
    Progress progress;
    const auto ada = f.owner();

    const double bare = bareLoop(f.db, tasks);
    LabelService::NewProject request;
    request.name = "million";
    addClass(request.labels, "cat");
    auto project = must(labels.create(ada, request));
    std::vector<Item> items(static_cast<std::size_t>(tasks));
    for (std::int64_t i = 0; i < tasks; ++i) items[static_cast<std::size_t>(i)].path = pathOf(i);
    const double added = milliseconds([&] { must(labels.addItems(ada, project, items, progress)); });
    fmt::print("{} tasks: added in {:.2f} s, bare SQLite loop {:.2f} s, ratio {:.2f}\n", tasks, added / 1000,
        bare / 1000, added / bare);

    std::vector<std::pair<std::int64_t, double>> uncertain;
    std::vector<std::pair<std::int64_t, std::optional<double>>> agreement;
    for (std::int64_t n = 1; n <= tasks; ++n) {
        uncertain.emplace_back(n, static_cast<double>(n * 7919 % 100003) / 100003);
        if (n % 2 == 0) agreement.emplace_back(n, static_cast<double>(n * 104729 % 100019) / 100019);
    }
    fmt::print("uncertainty of all tasks stored in {:.2f} s\n",
        milliseconds([&] { must(labels.setUncertainties(ada, project, uncertain)); }) / 1000);
    must(labels.setAgreements(ada, project, agreement));

    project = must(labels.find("million"));
    const auto& store = labels.store();
    report("open the project", 50, [&](int) { must(labels.find("million")); });
    for (const auto order : {TaskOrder::Sequential, TaskOrder::Uncertain, TaskOrder::Disagreement, TaskOrder::Random}) {
        TaskFilter filter;
        filter.order = order;
        std::string token;
        report(fmt::format("page of 100, {}", name(order)), 50, [&](int) {
            auto page = must(store.page(project.id, filter, token, 100));
            token = page.next;
        });
    }
    report("task by number", 200, [&](int i) { must(store.taskNumber(project.id, 1 + i * 4999 % tasks)); });
    for (const char* search : {"img_0000042", "img_0999", "nothing-like-it"}) {
        TaskFilter filter;
        filter.search = search;
        report(fmt::format("first page of the search '{}'", search), 5,
            [&](int) { must(store.page(project.id, filter, {}, 100)); });
        report(fmt::format("whole search '{}'", search), 2, [&](int) {
            std::string token;
            do token = must(store.page(project.id, filter, token, 100)).next;
            while (!token.empty());
        });
    }
    TaskFilter started;
    started.state = TaskState::Accepted;
    started.withoutAnswer = true;
    report("state that no task has", 20, [&](int) { must(store.page(project.id, started, {}, 100)); });
    for (const auto order : {TaskOrder::Sequential, TaskOrder::Uncertain, TaskOrder::Disagreement, TaskOrder::Random}) {
        must(labels.setOrder(ada, project, order));
        const auto ordered = must(labels.find("million"));
        std::int64_t last = 0;
        report(fmt::format("next(), {}", name(order)), 200, [&](int) {
            const auto task = must(labels.next(ada, ordered, last > 0 ? std::optional(last) : std::nullopt));
            last = task->number;
        });
    }
}
