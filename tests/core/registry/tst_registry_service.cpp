#include <filesystem>

#include <QTest>

#include "core/base/file.h"
#include "core/event/rule_engine.h"
#include "tests/core/registry/registry_fixture.h"

using namespace slipway;
using namespace slipway::registry;
using testkit::RegistryFixture;
namespace fs = std::filesystem;

namespace {

constexpr auto kNote = "first of its kind";

std::vector<std::string> kinds(const RegistryService& registry, int version) {
    std::vector<std::string> list;
    const auto history = registry.history("m", version);
    if (history)
        for (const auto& decision : *history) list.push_back(decision.kind);
    return list;
}

std::size_t leftovers(const fs::path& root) {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(root / "artifacts" / "models"))
        count += entry.path().filename().string().starts_with(".tmp-");
    return count;
}

} // namespace

class TestRegistryService : public QObject {
    Q_OBJECT
private slots:
    void registeringCopiesTheModelAndWaitsForAPerson() {
        RegistryFixture f;
        const auto run = f.addRun(f.dan, "first");
        const auto version = f.registry.registerRun(f.dan, "m", run);
        QVERIFY2(version.has_value(), version ? "" : version.error().message.c_str());
        QCOMPARE(version->version, 1);
        QVERIFY(version->status == VersionStatus::Pending);
        QCOMPARE(version->metrics.at("test_roc_auc"), 0.93);
        QCOMPARE(*readFile(version->bundle / "model.json"), std::string("{\"trees\":\"first\"}"));
        QCOMPARE(*readFile(version->bundle / "parts" / "more.txt"), std::string("more"));
        QCOMPARE(leftovers(f.root()), std::size_t(0));
        QCOMPARE(f.events.page(0, 1)->front().type, std::string("model.registered"));
        const auto graph = f.lineage.reach("run/" + run, lineage::Direction::Downstream);
        QCOMPARE(graph->nodes.back().id, std::string("model/m/1"));
        QCOMPARE(f.registry.pending()->size(), std::size_t(1));
        QCOMPARE(f.registry.find("m")->registeredBy, std::string("dan"));
    }
    void theSameRunIsOneVersion() {
        RegistryFixture f;
        const auto run = f.addRun(f.dan, "first");
        QCOMPARE(f.registry.registerRun(f.dan, "m", run)->version, 1);
        QCOMPARE(f.registry.registerRun(f.dan, "m", run)->version, 1);
        QCOMPARE(f.registry.registerRun(f.dan, "other", run)->version, 1);
        QCOMPARE(f.addVersion(f.dan, "second").version, 2);
        QCOMPARE(f.registry.versions("m")->front().version, 2);
        QCOMPARE(f.registry.versions()->size(), std::size_t(3));
    }
    void onlyFinishedRunsWithAModelAreRegistered() {
        RegistryFixture f;
        const auto bare = f.addRun(f.dan, "bare", {.model = false});
        QCOMPARE(f.registry.registerRun(f.dan, "m", bare).error().code, ErrorCode::NotFound);
        const auto failed = f.addRun(f.dan, "failed", {.status = track::RunStatus::Failed});
        QCOMPARE(f.registry.registerRun(f.dan, "m", failed).error().code, ErrorCode::FailedPrecondition);
        QCOMPARE(f.registry.registerRun(f.dan, "m", "no-such-run").error().code, ErrorCode::NotFound);
        QCOMPARE(f.registry.registerRun(f.dan, "../m", bare).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(f.registry.registerRun({"ruth"}, "m", bare).error().code, ErrorCode::PermissionDenied);
        QVERIFY(f.registry.versions()->empty());
    }
    void whatABrokenRegistrationLeftIsReplaced() {
        RegistryFixture f;
        const auto folder = f.root() / "artifacts" / "models" / "m" / "1";
        QVERIFY(makeFolders(folder / "stale"));
        const auto version = f.addVersion(f.dan, "first");
        QVERIFY(!fs::exists(folder / "stale"));
        QCOMPARE(version.bundle, folder);
    }
    void approvingIsStoredAuditedAndAnnounced() {
        RegistryFixture f;
        f.addVersion(f.dan, "first");
        const auto approved = f.registry.approve(f.owner(), "m", 1, kNote);
        QVERIFY2(approved.has_value(), approved ? "" : approved.error().message.c_str());
        QVERIFY(approved->status == VersionStatus::Approved);
        QCOMPARE(approved->decidedBy, std::string("ada"));
        QCOMPARE(approved->effectiveAt, f.clock.now() + 30000);
        QVERIFY(!approved->selfApproved);
        const auto event = f.events.page(0, 1)->front();
        QCOMPARE(event.type, std::string("model.approved"));
        QCOMPARE(event.effectiveAt, f.clock.now() + 30000);
        QVERIFY(event.payload.starts_with(R"({"model":"m","version":1)"));
        const auto entry = f.audit.page(0, 1)->front();
        QCOMPARE(entry.action, std::string("model.approve"));
        QCOMPARE(entry.subject, std::string("model/m/1"));
        QVERIFY(entry.details.find("model file intact") != std::string::npos);
        QCOMPARE(kinds(f.registry, 1), (std::vector<std::string>{"registered", "approved"}));
        QVERIFY(f.registry.pending()->empty());
    }
    void approvingTwiceIsHarmless() {
        RegistryFixture f;
        f.addVersion(f.dan, "first");
        const auto first = f.registry.approve(f.owner(), "m", 1, kNote);
        f.clock.advance(1000);
        const auto second = f.registry.approve(f.rita, "m", 1, "again");
        QCOMPARE(second->decidedBy, std::string("ada"));
        QCOMPARE(second->decidedAt, first->decidedAt);
        QCOMPARE(f.events.after(0, 100, "model.approved")->size(), std::size_t(1));
        QCOMPARE(kinds(f.registry, 1).size(), std::size_t(2));
    }
    void anApprovalIsTakenBackWithinItsWindow() {
        RegistryFixture f;
        f.addVersion(f.dan, "first");
        QVERIFY(f.registry.approve(f.owner(), "m", 1, kNote).has_value());
        f.clock.advance(29999);
        const auto undone = f.registry.undo(f.owner(), "m", 1);
        QVERIFY(undone.has_value());
        QVERIFY(undone->status == VersionStatus::Pending);
        QVERIFY(undone->decidedBy.empty());
        QCOMPARE(kinds(f.registry, 1), (std::vector<std::string>{"registered", "approved", "undone"}));
        QVERIFY(*f.events.isWithdrawn(f.events.after(0, 100, "model.approved")->front().id));
        QCOMPARE(f.events.page(0, 1)->front().type, std::string("model.approval_undone"));
        QCOMPARE(f.registry.undo(f.owner(), "m", 1).error().code, ErrorCode::FailedPrecondition);
        QVERIFY(f.registry.approve(f.owner(), "m", 1, kNote).has_value()); // and again
    }
    void afterTheWindowAnApprovalStands() {
        RegistryFixture f;
        f.addVersion(f.dan, "first");
        QVERIFY(f.registry.approve(f.owner(), "m", 1, kNote).has_value());
        f.clock.advance(30000);
        QCOMPARE(f.registry.undo(f.owner(), "m", 1).error().code, ErrorCode::FailedPrecondition);
        QVERIFY(f.registry.find("m", 1)->status == VersionStatus::Approved);
    }
    void theWindowCanBeChosen() {
        RegistryFixture f;
        f.addVersion(f.dan, "first");
        QCOMPARE(f.registry.approve(f.owner(), "m", 1, kNote, -1).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(f.registry.approve(f.owner(), "m", 1, kNote, 300001).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(f.registry.approve(f.owner(), "m", 1, kNote, 0)->effectiveAt, f.clock.now());
        QCOMPARE(f.registry.undo(f.owner(), "m", 1).error().code, ErrorCode::FailedPrecondition);
    }
    void aRuleDeploysOnlyWhenTheWindowIsOver() {
        RegistryFixture f;
        f.addVersion(f.dan, "first");
        f.addVersion(f.dan, "second");
        event::ActionRegistry actions;
        std::vector<std::string> deployed;
        actions.add("deploy", "", [&](const event::Arguments& arguments, const std::string&) -> Status {
            deployed.push_back(arguments.at("version"));
            return {};
        });
        event::RuleEngine rules(f.db, f.events, actions, f.clock);
        rules.setRules({{"r", "model.approved", {}, "deploy", {{"version", "${payload.version}"}}, true}});
        QVERIFY(f.registry.approve(f.owner(), "m", 1, kNote).has_value());
        QVERIFY(f.registry.approve(f.owner(), "m", 2, kNote).has_value());
        QCOMPARE(*rules.runPending(), 0);
        f.clock.advance(20000);
        QVERIFY(f.registry.undo(f.owner(), "m", 1).has_value());
        f.clock.advance(20000);
        QCOMPARE(*rules.runPending(), 1);
        QCOMPARE(deployed, std::vector<std::string>{"2"});
    }
    void nobodyApprovesTheirOwnUnlessTheWorkspaceIsPersonal() {
        RegistryFixture f;
        const auto own = f.addVersion(f.rita, "ritas");
        QVERIFY(f.registry.approve(f.rita, "m", 1, kNote)->selfApproved); // ada's personal workspace
        QVERIFY(f.people.setPersonal(false));
        f.addVersion(f.rita, "second");
        const auto refused = f.registry.approve(f.rita, "m", 2, kNote);
        QCOMPARE(refused.error().code, ErrorCode::PermissionDenied);
        QVERIFY(f.registry.find("m", 2)->status == VersionStatus::Pending);
        const auto other = f.registry.approve({"ruth"}, "m", 2, kNote);
        QVERIFY2(other.has_value(), other ? "" : other.error().message.c_str());
        QVERIFY(!other->selfApproved);
        // Trained by rita, registered by dan: still hers.
        const auto run = f.addRun(f.rita, "third");
        QVERIFY(f.registry.registerRun(f.dan, "m", run).has_value());
        QCOMPARE(f.registry.approve(f.rita, "m", 3, kNote).error().code, ErrorCode::PermissionDenied);
    }
    void onlyReviewersDecide() {
        RegistryFixture f;
        f.addVersion(f.dan, "first");
        for (const auto& actor : {f.dan, access::Actor{"rule:auto"}, access::Actor{"stranger"}}) {
            QCOMPARE(f.registry.approve(actor, "m", 1, kNote).error().code, ErrorCode::PermissionDenied);
            QCOMPARE(
                f.registry.reject(actor, "m", 1, "a long enough reason").error().code, ErrorCode::PermissionDenied);
            QCOMPARE(f.registry.archive(actor, "m", 1, "").error().code, ErrorCode::PermissionDenied);
        }
        QCOMPARE(kinds(f.registry, 1).size(), std::size_t(1));
    }
    void rejectingNeedsAReason() {
        RegistryFixture f;
        f.addVersion(f.dan, "first");
        QCOMPARE(f.registry.reject(f.owner(), "m", 1, " too short ").error().code, ErrorCode::InvalidArgument);
        const auto rejected = f.registry.reject(f.owner(), "m", 1, "the test data leaked");
        QVERIFY(rejected->status == VersionStatus::Rejected);
        QCOMPARE(rejected->note, std::string("the test data leaked"));
        QCOMPARE(f.registry.history("m", 1)->back().note, std::string("the test data leaked"));
        QCOMPARE(f.registry.approve(f.owner(), "m", 1, kNote).error().code, ErrorCode::FailedPrecondition);
        QVERIFY(f.registry.undo(f.owner(), "m", 1)->status == VersionStatus::Pending);
        QCOMPARE(f.events.page(0, 1)->front().type, std::string("model.rejection_undone"));
    }
    void anApprovalCanBeRevokedUntilItIsDeployed() {
        RegistryFixture f;
        f.addVersion(f.dan, "first");
        QVERIFY(f.registry.approve(f.owner(), "m", 1, kNote).has_value());
        QVERIFY(f.registry.reject(f.owner(), "m", 1, "wrong button pressed").has_value());
        QVERIFY(*f.events.isWithdrawn(f.events.after(0, 100, "model.approved")->front().id));

        f.addVersion(f.dan, "second");
        QVERIFY(f.registry.approve(f.owner(), "m", 2, kNote, 0).has_value());
        QVERIFY(f.registry.setStage("m", 2, "production", "ada"));
        QCOMPARE(
            f.registry.reject(f.owner(), "m", 2, "a long enough reason").error().code, ErrorCode::FailedPrecondition);
        QCOMPARE(f.registry.archive(f.owner(), "m", 2, "").error().code, ErrorCode::FailedPrecondition);
        QVERIFY(f.registry.setStage("m", 0, "production"));
        QVERIFY(f.registry.archive(f.owner(), "m", 2, "")->status == VersionStatus::Archived);
    }
    void stagesSayWhatRunsWhere() {
        RegistryFixture f;
        f.addVersion(f.dan, "first");
        f.addVersion(f.dan, "second");
        QVERIFY(!*f.registry.inStage("m", "production"));
        QVERIFY(f.registry.setStage("m", 1, "staging", "ada"));
        QVERIFY(f.registry.setStage("m", 1, "production", "ada"));
        QVERIFY(f.registry.setStage("m", 2, "staging", "ada"));
        QCOMPARE((*f.registry.inStage("m", "production"))->version, 1);
        QCOMPARE((*f.registry.inStage("m", "staging"))->version, 2);
        QCOMPARE(f.registry.find("m", 1)->stages, std::vector<std::string>{"production"});
        QCOMPARE(f.registry.models()->front().stages.at("staging"), 2);
        QCOMPARE(f.registry.models()->front().pending, 2);
        QCOMPARE(f.registry.history("m", 2)->back().kind, std::string("deployed"));
        QCOMPARE(f.registry.setStage("m", 9, "staging").error().code, ErrorCode::NotFound);
        QVERIFY(!f.registry.setStage("m", 1, "a,b"));
    }
    void versionsAreFoundByReference() {
        RegistryFixture f;
        f.addVersion(f.dan, "first");
        f.addVersion(f.dan, "second");
        QCOMPARE(f.registry.find("m")->version, 2);
        QCOMPARE(f.registry.find("m:latest")->version, 2);
        QCOMPARE(f.registry.find("m:1")->version, 1);
        QCOMPARE(f.registry.find("m:x").error().code, ErrorCode::InvalidArgument);
        QCOMPARE(f.registry.find("m", 7).error().code, ErrorCode::NotFound);
        QCOMPARE(f.registry.find("nope").error().code, ErrorCode::NotFound);
        QCOMPARE(f.registry.find("m", -1).error().code, ErrorCode::NotFound);
    }
    void theAuditTrailStaysIntact() {
        RegistryFixture f;
        f.addVersion(f.dan, "first");
        QVERIFY(f.registry.approve(f.owner(), "m", 1, kNote).has_value());
        QVERIFY(f.registry.undo(f.owner(), "m", 1).has_value());
        const auto verified = f.audit.verify();
        QVERIFY(verified->intact);
    }
};

QTEST_GUILESS_MAIN(TestRegistryService)
#include "tst_registry_service.moc"
