#include <QTest>

#include "core/base/json.h"
#include "core/base/process_owner.h"
#include "core/track/track_schema.h"
#include "core/track/tracker.h"
#include "tests/testkit/ledger_fixture.h"

using namespace slipway;
using namespace slipway::track;

namespace {

struct Fixture : testkit::LedgerFixture {
    Fixture()
        : testkit::LedgerFixture({track::kSchemaV1, track::kSchemaV4, track::kSchemaV5}), tracker(ledger, root()) {}
    Tracker tracker;

    std::int64_t experiment(const char* name = "census") {
        const auto made = tracker.experiment(owner(), name);
        return made ? made->id : -1;
    }
    std::string start(
        const std::string& name, const std::map<std::string, std::string>& tags = {}, const char* inside = "census") {
        const auto run = tracker.start(owner(), experiment(inside), name, tags);
        return run ? run->id : std::string();
    }
    std::string pagedNames(RunQuery query, int limit) {
        std::string names, token;
        do {
            const auto page = tracker.search(query, token, limit);
            if (!page) return toLine(page.error());
            for (const auto& run : page->runs) names += run.name + " ";
            names += "| ";
            token = page->next;
        } while (!token.empty());
        return names;
    }
};

template <class T> ErrorCode codeOf(const Result<T>& result) {
    return result ? ErrorCode::Internal : result.error().code;
}

} // namespace

class TestTracker : public QObject {
    Q_OBJECT
private slots:
    void aRunIsStoredWithAllThatWasLogged() {
        Fixture f;
        const auto id = f.start("baseline", {{"slipway.dataset", "census:2"}});
        QVERIFY(f.tracker.logParameters(id, {{"max_depth", "6"}, {"eta", "0.1"}}));
        const MetricPoint points[] = {{"auc", 0.8, 0, 1}, {"auc", 0.9, 1, 2}, {"auc", 0.85, 2, 3}};
        QVERIFY(f.tracker.logMetrics(id, points));
        f.clock.advance(5000);
        QVERIFY(f.tracker.finish(f.owner(), id, RunStatus::Finished));

        const auto run = f.tracker.find(id);
        QVERIFY(run);
        QCOMPARE(run->name, std::string("baseline"));
        QCOMPARE(run->experimentName, std::string("census"));
        QCOMPARE(run->actor, std::string("ada"));
        QVERIFY(run->status == RunStatus::Finished);
        QCOMPARE(run->endedAt - run->startedAt, Timestamp(5000));
        QCOMPARE(run->parameters.at("max_depth"), std::string("6"));
        QCOMPARE(run->tags.at("slipway.dataset"), std::string("census:2"));
        const auto& auc = run->metrics.at("auc");
        QCOMPARE(auc.latest, 0.85);
        QCOMPARE(auc.latestStep, std::int64_t(2));
        QCOMPARE(auc.minimum, 0.8);
        QCOMPARE(auc.maximum, 0.9);
        QCOMPARE(auc.points, std::int64_t(3));
    }

    void startAndFinishAreAuditedAndFinishIsAnEvent() {
        Fixture f;
        const auto id = f.start("baseline");
        QVERIFY(f.tracker.finish(f.owner(), id, RunStatus::Failed));
        const auto audit = f.audit.page(0, 10, "run/" + id);
        QVERIFY(audit);
        QCOMPARE(audit->size(), std::size_t(2));
        QCOMPARE(audit->front().action, std::string("run.finish"));
        const auto events = f.events.page(0, 10, "run.finished");
        QVERIFY(events);
        QCOMPARE(events->size(), std::size_t(1));
        QCOMPARE(textOr(*parseJson(events->front().payload, "payload"), "status"), std::string("FAILED"));
        QVERIFY(f.lineage.find("run/" + id));
    }

    void aFinishedRunDoesNotFinishAgainAsSomethingElse() {
        Fixture f;
        const auto id = f.start("baseline");
        QVERIFY(f.tracker.finish(f.owner(), id, RunStatus::Finished));
        QVERIFY(f.tracker.finish(f.owner(), id, RunStatus::Finished));
        QCOMPARE(codeOf(f.tracker.finish(f.owner(), id, RunStatus::Failed)), ErrorCode::FailedPrecondition);
        QCOMPARE(codeOf(f.tracker.finish(f.owner(), id, RunStatus::Running)), ErrorCode::InvalidArgument);
        QCOMPARE(codeOf(f.tracker.finish(f.owner(), std::string(32, 'a'), RunStatus::Failed)), ErrorCode::NotFound);
    }

    void aParameterKeepsItsFirstValueAndABadBatchChangesNothing() {
        Fixture f;
        const auto id = f.start("baseline");
        QVERIFY(f.tracker.logParameters(id, {{"eta", "0.1"}}));
        QVERIFY(f.tracker.logParameters(id, {{"eta", "0.1"}}));
        QCOMPARE(codeOf(f.tracker.logParameters(id, {{"depth", "3"}, {"eta", "0.2"}})), ErrorCode::InvalidArgument);
        const auto run = f.tracker.find(id);
        QCOMPARE(run->parameters.size(), std::size_t(1));
        QCOMPARE(run->parameters.at("eta"), std::string("0.1"));
    }

    void limitsAreThoseOfMlflow() {
        Fixture f;
        const auto id = f.start("baseline");
        QVERIFY(f.tracker.logParameters(id, {{std::string(250, 'k'), std::string(6000, 'v')}}));
        QVERIFY(f.tracker.setTags(id, {{"long", std::string(8000, 'v')}}));
        for (const auto& key : {std::string(251, 'k'), std::string(), std::string("../x"), std::string("/x"),
                 std::string("a\nb"), std::string("bad\xff"), std::string("a;b")}) {
            const MetricPoint point[] = {{key, 1, 0, 0}};
            QCOMPARE(codeOf(f.tracker.logMetrics(id, point)), ErrorCode::InvalidArgument);
            QCOMPARE(codeOf(f.tracker.logParameters(id, {{key, "v"}})), ErrorCode::InvalidArgument);
            QCOMPARE(codeOf(f.tracker.setTags(id, {{key, "v"}})), ErrorCode::InvalidArgument);
        }
        QCOMPARE(codeOf(f.tracker.logParameters(id, {{"p", std::string(6001, 'v')}})), ErrorCode::InvalidArgument);
        QCOMPARE(codeOf(f.tracker.setTags(id, {{"t", std::string(8001, 'v')}})), ErrorCode::InvalidArgument);
        QCOMPARE(codeOf(f.tracker.experiment(f.owner(), "two\nlines")), ErrorCode::InvalidArgument);
        QCOMPARE(codeOf(f.tracker.start(f.owner(), 999, "x", {})), ErrorCode::NotFound);
    }

    void experimentsAreFoundAgainByName() {
        Fixture f;
        QCOMPARE(f.experiment(), f.experiment());
        QVERIFY(f.experiment() != f.experiment("other"));
        f.start("one");
        const auto list = f.tracker.experiments();
        QCOMPARE(list->size(), std::size_t(2));
        QCOMPARE(list->front().name, std::string("census"));
        QCOMPARE(list->front().runs, std::int64_t(1));
    }

    void runsAreFoundByPrefixAndByName() {
        Fixture f;
        const auto id = f.start("baseline");
        QCOMPARE(f.tracker.find(id.substr(0, 8))->id, id);
        QCOMPARE(f.tracker.find("baseline")->id, id);
        QCOMPARE(codeOf(f.tracker.find("nobody")), ErrorCode::NotFound);
        QCOMPARE(codeOf(f.tracker.find(id.substr(0, 5))), ErrorCode::NotFound);
        f.start("baseline");
        QCOMPARE(codeOf(f.tracker.find("baseline")), ErrorCode::InvalidArgument);
    }

    void pagesFollowEachOtherNewestFirst() {
        Fixture f;
        for (const char* name : {"a", "b", "c", "d", "e"}) {
            f.clock.advance(name[0] == 'c' ? 0 : 10); // b and c start in the same millisecond
            f.start(name);
        }
        QCOMPARE(f.pagedNames({}, 2), std::string("e d | c b | a | "));
        RunQuery oldest;
        oldest.descending = false;
        QCOMPARE(f.pagedNames(oldest, 3), std::string("a b c | d e | "));
        QCOMPARE(f.pagedNames({}, 5), std::string("e d c b a | "));
        QCOMPARE(*f.tracker.countRuns({}), std::int64_t(5));
    }

    void runsOrderByAMetricAndThoseWithoutComeLast() {
        Fixture f;
        const double values[] = {0.7, std::nan(""), 0.9, 0.7, -INFINITY};
        for (int i = 0; i < 5; ++i) {
            f.clock.advance(1);
            const auto id = f.start(std::string(1, static_cast<char>('a' + i)));
            const MetricPoint point[] = {{"auc", values[i], 0, 0}};
            QVERIFY(f.tracker.logMetrics(id, point));
        }
        f.start("none");
        RunQuery query;
        query.orderByMetric = "auc";
        for (const int limit : {1, 2, 3, 4, 6}) {
            auto names = f.pagedNames(query, limit);
            std::erase(names, '|');
            std::string squeezed;
            for (const char c : names)
                if (c != ' ' || (!squeezed.empty() && squeezed.back() != ' ')) squeezed += c;
            QCOMPARE(squeezed, std::string("c d a e none b "));
        }
        query.descending = false;
        query.experiment = f.experiment();
        QCOMPARE(f.pagedNames(query, 10), std::string("e a d c none b | "));
        query.orderByMetric = "unheard of";
        QCOMPARE(f.pagedNames(query, 10), std::string("none e d c b a | "));
    }

    void searchLooksIntoNamesAndTagsAndLeavesDeletedRunsOut() {
        Fixture f;
        const auto first = f.start("100% sure");
        f.start("other", {{"note", "sure_thing"}});
        f.start("third", {}, "elsewhere");
        RunQuery query;
        query.text = "sure";
        QCOMPARE(f.pagedNames(query, 10), std::string("other 100% sure | "));
        query.text = "%";
        QCOMPARE(f.pagedNames(query, 10), std::string("100% sure | "));
        query.text = "e_t";
        QCOMPARE(f.pagedNames(query, 10), std::string("other | "));
        query.text.clear();
        QVERIFY(f.tracker.setDeleted(f.owner(), first, true));
        query.experiment = f.experiment();
        QCOMPARE(f.pagedNames(query, 10), std::string("other | "));
        query.includeDeleted = true;
        QCOMPARE(f.pagedNames(query, 10), std::string("other 100% sure | "));
        QVERIFY(f.tracker.find(first)->deleted);
        QVERIFY(f.tracker.setDeleted(f.owner(), first, false));
        query.includeDeleted = false;
        QCOMPARE(*f.tracker.countRuns(query), std::int64_t(2));
    }

    void foreignPageTokensAreRefused() {
        Fixture f;
        for (const char* token : {"x", "m:1:2", "s:1", "s:1:2:3", "s:a:b", "::", "s:99999999999999999999:1"})
            QCOMPARE(codeOf(f.tracker.search({}, token, 10)), ErrorCode::InvalidArgument);
        QCOMPARE(codeOf(f.tracker.search({}, "", 0)), ErrorCode::InvalidArgument);
    }

    void runsOfProcessesThatAreGoneBecomeKilled() {
        Fixture f;
        const auto mine = f.start("mine"), lost = f.start("lost");
        auto update = f.db.prepare("UPDATE run SET owner = ? WHERE id = ?");
        QVERIFY(update);
        QVERIFY(update->bindAll("999999999:1:nowhere", lost).run());
        QCOMPARE(*f.tracker.markOrphans(), 1);
        QCOMPARE(*f.tracker.markOrphans(), 0);
        QVERIFY(f.tracker.find(mine)->status == RunStatus::Running);
        const auto run = f.tracker.find(lost);
        QVERIFY(run->status == RunStatus::Killed);
        QVERIFY(run->tags.contains("slipway.error"));
        QVERIFY(run->endedAt > 0);
        QCOMPARE(f.events.page(0, 10, "run.finished")->size(), std::size_t(1));
        QVERIFY(f.audit.verify()->intact);
    }

    void aPersonWhoMayOnlyReadStartsNoRun() {
        Fixture f;
        const auto experiment = f.experiment();
        QVERIFY(f.people.add({"eve", {access::Role::Viewer}}));
        QVERIFY(f.people.setPersonal(false));
        QCOMPARE(codeOf(f.tracker.start({"eve"}, experiment, "x", {})), ErrorCode::PermissionDenied);
        QCOMPARE(*f.tracker.countRuns({}), std::int64_t(0));
    }
};

QTEST_GUILESS_MAIN(TestTracker)
#include "tst_tracker.moc"
