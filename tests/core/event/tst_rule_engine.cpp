#include <cstdlib>
#include <stdexcept>

#include <sys/wait.h>
#include <unistd.h>

#include <QTest>

#include "core/event/rule_engine.h"
#include "tests/testkit/ledger_fixture.h"

using namespace slipway;
using namespace slipway::event;
using testkit::LedgerFixture;

namespace {

/// A ledger with an engine whose action "note" writes down what it was called with.
struct EngineFixture : LedgerFixture {
    ActionRegistry actions;
    RuleEngine engine{db, events, actions, clock};
    std::vector<std::string> seen;

    EngineFixture() {
        actions.add("note", "writes down", [this](const Arguments& arguments, const std::string& actor) -> Status {
            seen.push_back(arguments.at("what") + " by " + actor);
            return {};
        });
        engine.setRules({{"writer", "thing.done", {}, "note", {{"what", "${subject}"}}, true}});
    }
    std::int64_t happen(std::string subject, Timestamp delay = 0, std::string type = "thing.done") {
        const auto id = events.append({0, clock.now(), clock.now() + delay, type, subject, "ada", "{}"});
        if (!id) qFatal("no event");
        return *id;
    }
};

int inChild(const std::function<void()>& work) {
    const auto child = ::fork();
    if (child == 0) {
        work();
        std::_Exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

} // namespace

class TestRuleEngine : public QObject {
    Q_OBJECT
private slots:
    void aRuleActsOnceOnAnEvent() {
        EngineFixture f;
        f.happen("a");
        f.happen("b", 0, "other.type");
        QCOMPARE(*f.engine.runPending(), 1);
        QCOMPARE(*f.engine.runPending(), 0);
        QCOMPARE(f.seen, (std::vector<std::string>{"a by rule:writer"}));
        const auto firings = f.engine.firings(10);
        QCOMPARE(firings->size(), std::size_t(1));
        QCOMPARE(firings->front().state, std::string("done"));
        RuleEngine second(f.db, f.events, f.actions, f.clock);
        second.setRules(f.engine.rules());
        QCOMPARE(*second.runPending(), 0);
    }
    void twoRulesMayActOnTheSameEvent() {
        EngineFixture f;
        auto rules = f.engine.rules();
        rules.push_back({"second", "thing.done", {}, "note", {{"what", "too"}}, true});
        f.engine.setRules(rules);
        f.happen("a");
        QCOMPARE(*f.engine.runPending(), 2);
        QCOMPARE(f.seen.size(), std::size_t(2));
    }
    void anEventThatIsNotEffectiveYetNeitherBlocksNorIsLost() {
        EngineFixture f;
        f.happen("late", 30000);
        f.happen("now");
        QCOMPARE(*f.engine.runPending(), 1);
        QCOMPARE(f.seen.back(), std::string("now by rule:writer"));
        f.clock.advance(29999);
        QCOMPARE(*f.engine.runPending(), 0);
        f.clock.advance(1);
        QCOMPARE(*f.engine.runPending(), 1);
        QCOMPARE(f.seen.back(), std::string("late by rule:writer"));
        QCOMPARE(*f.engine.runPending(), 0);
    }
    void aWithdrawnEventNeverFires() {
        EngineFixture f;
        const auto late = f.happen("late", 30000);
        const auto unseen = f.happen("unseen");
        QVERIFY(f.events.withdraw(unseen));
        QCOMPARE(*f.engine.runPending(), 0);
        QVERIFY(f.events.withdraw(late)); // the rules have seen it, but its time had not come
        f.clock.advance(60000);
        QCOMPARE(*f.engine.runPending(), 0);
        QVERIFY(f.seen.empty());
        QVERIFY(f.engine.firings(10)->empty());
    }
    void anEventThatARuleActedOnCannotBeWithdrawn() {
        EngineFixture f;
        const auto id = f.happen("a");
        QCOMPARE(*f.engine.runPending(), 1);
        QCOMPARE(f.events.withdraw(id).error().code, ErrorCode::FailedPrecondition);
        QVERIFY(!*f.events.isWithdrawn(id));
    }
    void theFiringIsStoredBeforeTheActionStarts() {
        EngineFixture f;
        std::string state;
        f.actions.add("note", "looks", [&](const Arguments&, const std::string&) -> Status {
            state = f.engine.firings(1)->front().state;
            return {};
        });
        f.happen("a");
        QCOMPARE(*f.engine.runPending(), 1);
        QCOMPARE(state, std::string("running"));
    }
    void anInterruptedFiringIsTriedOnceMoreAndThenFails() {
        EngineFixture f;
        f.happen("a");
        const auto dying = [&] {
            auto db = store::Database::open(f.root() / "workspace.db");
            EventLog log(*db);
            ActionRegistry actions;
            actions.add("note", "dies", [](const Arguments&, const std::string&) -> Status { std::_Exit(9); });
            RuleEngine engine(*db, log, actions, f.clock);
            engine.setRules(f.engine.rules());
            static_cast<void>(engine.runPending());
        };
        QCOMPARE(inChild(dying), 9);
        QCOMPARE(f.engine.firings(1)->front().state, std::string("running"));
        QCOMPARE(inChild(dying), 9); // the one retry
        QCOMPARE(*f.engine.runPending(), 0);
        const auto firing = f.engine.firings(1)->front();
        QCOMPARE(firing.state, std::string("failed"));
        QVERIFY(firing.message.find("interrupted") != std::string::npos);
        QVERIFY(f.seen.empty());
    }
    void theRetryOfAnInterruptedFiringMaySucceed() {
        EngineFixture f;
        f.happen("a");
        QCOMPARE(inChild([&] {
            auto db = store::Database::open(f.root() / "workspace.db");
            EventLog log(*db);
            ActionRegistry actions;
            actions.add("note", "dies", [](const Arguments&, const std::string&) -> Status { std::_Exit(9); });
            RuleEngine engine(*db, log, actions, f.clock);
            engine.setRules(f.engine.rules());
            static_cast<void>(engine.runPending());
        }),
            9);
        QCOMPARE(*f.engine.runPending(), 1);
        QCOMPARE(f.seen.size(), std::size_t(1));
        QCOMPARE(f.engine.firings(1)->front().state, std::string("done"));
    }
    void whatFailsIsRecordedAndDoesNotStopTheRest() {
        EngineFixture f;
        f.actions.add("fails", "fails", [](const Arguments&, const std::string&) -> Status {
            return fail(ErrorCode::Unavailable, "no server", "Start it");
        });
        f.actions.add("throws", "throws",
            [](const Arguments&, const std::string&) -> Status { throw std::runtime_error("boom"); });
        auto rules = f.engine.rules();
        rules.insert(
            rules.begin(), {{"a", "thing.done", {}, "fails", {}, true}, {"b", "thing.done", {}, "throws", {}, true},
                               {"c", "thing.done", {}, "unknown", {}, true},
                               {"d", "thing.done", {}, "note", {{"what", "${payload.x}"}}, true}});
        f.engine.setRules(rules);
        f.happen("a");
        QCOMPARE(*f.engine.runPending(), 5);
        QCOMPARE(f.seen.size(), std::size_t(1));
        const auto firings = f.engine.firings(10);
        int failed = 0;
        for (const auto& firing : *firings) failed += firing.state == "failed" && !firing.message.empty();
        QCOMPARE(failed, 4);
        QCOMPARE(*f.engine.runPending(), 0); // a failed one is not repeated
    }
    void whatAnActionCausesWaitsForTheNextCall() {
        EngineFixture f;
        f.actions.add("note", "loops", [&](const Arguments&, const std::string&) -> Status {
            f.happen("again");
            return {};
        });
        f.happen("a");
        for (int i = 0; i < 5; ++i) QCOMPARE(*f.engine.runPending(), 1);
    }
    void aRuleAddedLaterDoesNotActOnThePast() {
        EngineFixture f;
        f.engine.setRules({});
        f.happen("old");
        QCOMPARE(*f.engine.runPending(), 0);
        f.engine.setRules({{"writer", "thing.done", {}, "note", {{"what", "${subject}"}}, true}});
        QCOMPARE(*f.engine.runPending(), 0);
        f.happen("new");
        QCOMPARE(*f.engine.runPending(), 1);
    }
    void thousandsOfEventsAreHandledInOneCall() {
        EngineFixture f;
        {
            auto transaction = store::Transaction::begin(f.db);
            for (int i = 0; i < 2500; ++i) f.happen("x", 0, i % 100 == 0 ? "thing.done" : "metric.logged");
            QVERIFY(transaction->commit());
        }
        QCOMPARE(*f.engine.runPending(), 25);
    }
};

QTEST_GUILESS_MAIN(TestRuleEngine)
#include "tst_rule_engine.moc"
