#include <algorithm>

#include <fstream>

#include <QTest>

#include "core/base/json.h"
#include "core/base/process_owner.h"
#include "core/deploy/endpoint_store.h"
#include "core/deploy/rollout.h"
#include "core/registry/model_catalog.h"
#include "tests/core/deploy/deploy_fixture.h"

using namespace slipway;
using namespace slipway::deploy;
using testkit::DeployFixture;

namespace {

/// What the host does once the new version's server is ready.
void finishDeployment(DeployFixture& f, const std::string& endpoint) {
    EndpointStore store(f.db);
    const auto row = f.must(store.find(endpoint)).value();
    f.must(store.setServer("http://127.0.0.1:1", ownProcessMark()));
    f.must(Rollout(f.ledger, f.registry)
            .finish({"rule:deployment"}, row, f.must(store.latestDeployment(endpoint)).value()));
}

ErrorCode codeOf(const Result<Endpoint>& result) {
    return result ? ErrorCode::Internal : result.error().code;
}

} // namespace

class TestDeployService : public QObject {
    Q_OBJECT
private slots:
    void aVersionWithoutABundleOfOursSaysWhy() {
        DeployFixture f;
        registry::ModelCatalog catalog(f.registry, f.owner());
        f.must(catalog.create({"census", "", {}}));
        const auto made = f.must(catalog.createVersion({"census", "s3://elsewhere/model", "", "", "", "", "", {}}));
        f.must(f.registry.approve(f.owner(), "census", made.version.version, "looks good enough", 0));
        const auto refused = f.deployments.deploy(f.owner(), f.request(made.version.version));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::FailedPrecondition);
        QVERIFY2(refused.error().message.find("tracking client") != std::string::npos, refused.error().message.c_str());
    }

    void firstDeploymentCreatesTheEndpoint() {
        DeployFixture f;
        f.addVersion("{}");
        const auto endpoint = f.deployments.deploy(f.owner(), f.request(1));
        QVERIFY2(endpoint.has_value(), endpoint ? "" : endpoint.error().message.c_str());
        QCOMPARE(endpoint->name, std::string("census-production"));
        QCOMPARE(endpoint->state, std::string("creating"));
        QCOMPARE(endpoint->url, std::string());
        QCOMPARE(endpoint->variants.size(), std::size_t(1));
        QCOMPARE(f.count("deployment.started"), 1L);
        QCOMPARE(f.count("deployment.finished"), 0L);
        QVERIFY(!f.must(f.registry.inStage("census", "production")));
    }
    void finishingSetsStageLineageAndEventInOneChange() {
        DeployFixture f;
        f.addVersion("{}");
        f.must(f.deployments.deploy(f.owner(), f.request(1)));
        finishDeployment(f, "census-production");
        QCOMPARE(f.must(f.registry.inStage("census", "production"))->version, 1);
        QCOMPARE(f.must(f.deployments.find("census-production")).state, std::string("in_service"));
        const auto history = f.must(f.registry.history("census", 1));
        const auto deployed = std::ranges::find(history, "deployed", &registry::Decision::kind);
        QVERIFY(deployed != history.end());
        QCOMPARE(deployed->actor, f.owner().name);
        const auto events = f.must(f.events.after(0, 1000, "deployment.finished"));
        const auto payload = f.must(parseJson(events.at(0).payload, "payload"));
        QCOMPARE(textOr(payload, "endpoint"), std::string("census-production"));
        QCOMPARE(textOr(payload, "model"), std::string("census"));
        QCOMPARE(integerOr(payload, "version", 0), 1LL);
        QCOMPARE(textOr(payload, "stage"), std::string("production"));
        const auto graph = f.must(f.lineage.reach("model/census/1", lineage::Direction::Downstream));
        for (const char* node : {"endpoint/census-production", "capture/census-production"})
            QVERIFY2(std::ranges::find(graph.nodes, node, &lineage::Node::id) != graph.nodes.end(), node);
        QVERIFY(f.must(f.audit.verify()).intact);
    }
    void deployingWhatRunsThereChangesNothing() {
        DeployFixture f;
        f.addVersion("{}");
        f.must(f.deployments.deploy(f.owner(), f.request(1)));
        f.must(f.deployments.deploy(f.owner(), f.request(1)));
        finishDeployment(f, "census-production");
        const auto entries = f.must(f.audit.verify()).entries;
        f.must(f.deployments.deploy(f.owner(), f.request(1)));
        QCOMPARE(f.must(f.audit.verify()).entries, entries);
        QCOMPARE(f.count("deployment.started"), 1L);
    }
    void stagesWantApprovalAndItsUndoWindowOver() {
        DeployFixture f;
        const auto version = f.addPending("{}");
        QCOMPARE(codeOf(f.deployments.deploy(f.owner(), f.request(1))), ErrorCode::FailedPrecondition);
        QVERIFY(f.deployments.deploy(f.owner(), f.request(1, "dev")));
        f.must(f.registry.approve(f.owner(), "census", version.version, "fine with me", 30000));
        QCOMPARE(codeOf(f.deployments.deploy(f.owner(), f.request(1))), ErrorCode::FailedPrecondition);
        f.clock.advance(29999);
        QCOMPARE(codeOf(f.deployments.deploy(f.owner(), f.request(1))), ErrorCode::FailedPrecondition);
        f.clock.advance(1);
        QVERIFY(f.deployments.deploy(f.owner(), f.request(1)));
    }
    void changedFilesAreNotDeployed() {
        DeployFixture f;
        const auto version = f.addVersion("{}");
        std::ofstream(version.bundle / "behaviour.json") << "broken";
        const auto refused = f.deployments.deploy(f.owner(), f.request(1));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::BadData);
        QVERIFY(refused.error().message.find("census:1") != std::string::npos);
        QVERIFY(f.deployments.list()->empty());
    }
    void rejectedVersionsGoNowhere() {
        DeployFixture f;
        f.addPending("{}");
        f.must(f.registry.reject(f.owner(), "census", 1, "not good enough at all"));
        QCOMPARE(codeOf(f.deployments.deploy(f.owner(), f.request(1, "dev"))), ErrorCode::FailedPrecondition);
    }
    void permissionIsPerStage() {
        DeployFixture f;
        f.addVersion("{}");
        QCOMPARE(codeOf(f.deployments.deploy(f.dan, f.request(1))), ErrorCode::PermissionDenied);
        QVERIFY(f.deployments.deploy(f.dan, f.request(1, "dev")));
        f.must(f.deployments.deploy(f.owner(), f.request(1)));
        QVERIFY(!f.deployments.remove(f.dan, "census-production"));
        QCOMPARE(codeOf(f.deployments.rollback(f.dan, "census-production", "x")), ErrorCode::PermissionDenied);
        QVERIFY(f.deployments.find("census-production"));
    }
    void wrongRequestsSayWhatIsWrong() {
        DeployFixture f;
        f.addVersion("{}");
        QCOMPARE(codeOf(f.deployments.deploy(f.owner(), f.request(1, "moon"))), ErrorCode::NotFound);
        QCOMPARE(codeOf(f.deployments.deploy(f.owner(), f.request(7))), ErrorCode::NotFound);
        QCOMPARE(codeOf(f.deployments.deploy(f.owner(), f.request(1, "cloud"))), ErrorCode::FailedPrecondition);
        for (const std::vector<double>& plan :
            {std::vector<double>{10, 50}, {50, 10, 100}, {0, 100}, {10, 10, 100}, {100, 200}, {std::nan(""), 100}}) {
            auto request = f.request(1);
            request.canary = plan;
            QCOMPARE(codeOf(f.deployments.deploy(f.owner(), request)), ErrorCode::InvalidArgument);
        }
        for (const char* name : {"../x", "a/b", "", " "}) {
            auto request = f.request(1);
            request.endpoint = *name ? name : ".";
            QCOMPARE(codeOf(f.deployments.deploy(f.owner(), request)), ErrorCode::InvalidArgument);
        }
        QCOMPARE(codeOf(f.deployments.find("nobody")), ErrorCode::NotFound);
        QVERIFY(f.must(f.deployments.list()).empty());
    }
    void endpointBelongsToOneStage() {
        DeployFixture f;
        f.addVersion("{}");
        auto request = f.request(1, "staging");
        request.endpoint = "shared";
        f.must(f.deployments.deploy(f.owner(), request));
        request.stage = "production";
        QCOMPARE(codeOf(f.deployments.deploy(f.owner(), request)), ErrorCode::InvalidArgument);
    }
    void newerDeploymentTakesThePlaceOfARunningOne() {
        DeployFixture f;
        for (int i = 0; i < 3; ++i) f.addVersion("{}");
        f.must(f.deployments.deploy(f.owner(), f.request(1)));
        finishDeployment(f, "census-production");
        auto canary = f.request(2);
        canary.canary = {10, 100};
        f.must(f.deployments.deploy(f.owner(), canary));
        const auto endpoint = f.must(f.deployments.deploy(f.owner(), f.request(3)));
        QCOMPARE(endpoint.variants.size(), std::size_t(2));
        QCOMPARE(endpoint.variants[0].weight, 100.0);
        QCOMPARE(endpoint.variants[1].version, 3);
        QCOMPARE(f.count("deployment.rolled_back"), 1L);
    }
    void deployingTheOldVersionDuringACanaryIsTheWayBack() {
        DeployFixture f;
        for (int i = 0; i < 2; ++i) f.addVersion("{}");
        f.must(f.deployments.deploy(f.owner(), f.request(1)));
        finishDeployment(f, "census-production");
        auto canary = f.request(2);
        canary.canary = {10, 100};
        f.must(f.deployments.deploy(f.owner(), canary));
        const auto endpoint = f.must(f.deployments.deploy(f.owner(), f.request(1)));
        QCOMPARE(endpoint.variants.size(), std::size_t(1));
        QCOMPARE(endpoint.variants[0].version, 1);
        QCOMPARE(endpoint.canary.state, std::string("rolled_back"));
        QCOMPARE(endpoint.state, std::string("in_service"));
    }
    void rollbackGoesVersionByVersion() {
        DeployFixture f;
        for (int v = 1; v <= 3; ++v) {
            f.addVersion("{}");
            f.must(f.deployments.deploy(f.owner(), f.request(v)));
            finishDeployment(f, "census-production");
        }
        for (const int back : {2, 1}) {
            f.must(f.deployments.rollback(f.owner(), "census-production", "worse than before"));
            finishDeployment(f, "census-production");
            QCOMPARE(f.must(f.registry.inStage("census", "production"))->version, back);
        }
        QCOMPARE(
            codeOf(f.deployments.rollback(f.owner(), "census-production", "again")), ErrorCode::FailedPrecondition);
        QCOMPARE(f.count("deployment.rolled_back"), 2L);
    }
    void rollbackOfARunningCanaryNeedsNoServer() {
        DeployFixture f;
        for (int i = 0; i < 2; ++i) f.addVersion("{}");
        f.must(f.deployments.deploy(f.owner(), f.request(1)));
        finishDeployment(f, "census-production");
        auto canary = f.request(2);
        canary.canary = {10, 100};
        f.must(f.deployments.deploy(f.owner(), canary));
        const auto endpoint = f.must(f.deployments.rollback(f.owner(), "census-production", "looks odd"));
        QCOMPARE(endpoint.canary.state, std::string("rolled_back"));
        QCOMPARE(endpoint.canary.reason, std::string("looks odd"));
        QCOMPARE(f.must(f.registry.inStage("census", "production"))->version, 1);
    }
    void shiftWantsTwoVersions() {
        DeployFixture f;
        f.addVersion("{}");
        f.must(f.deployments.deploy(f.owner(), f.request(1)));
        finishDeployment(f, "census-production");
        QCOMPARE(codeOf(f.deployments.shift(f.owner(), "census-production", 50)), ErrorCode::FailedPrecondition);
        QCOMPARE(codeOf(f.deployments.shift(f.owner(), "census-production", 101)), ErrorCode::InvalidArgument);
    }
    void shiftMovesTheCurrentStepAndKeepsTheRestOfThePlan() {
        DeployFixture f;
        for (int i = 0; i < 2; ++i) f.addVersion("{}");
        f.must(f.deployments.deploy(f.owner(), f.request(1)));
        finishDeployment(f, "census-production");
        auto canary = f.request(2);
        canary.canary = {10, 50, 80, 100};
        f.must(f.deployments.deploy(f.owner(), canary));
        EndpointStore store(f.db);
        f.must(Rollout(f.ledger, f.registry)
                .startStep({"rule:deployment"}, f.must(store.find("census-production")).value(),
                    f.must(store.latestDeployment("census-production")).value(), 0));
        const auto endpoint = f.must(f.deployments.shift(f.owner(), "census-production", 60));
        QCOMPARE(endpoint.canary.plan, (std::vector<double>{60, 80, 100}));
        QCOMPARE(endpoint.variants[0].weight, 40.0);
        QCOMPARE(endpoint.variants[1].weight, 60.0);
    }
    void removedEndpointLeavesItsStage() {
        DeployFixture f;
        f.addVersion("{}");
        f.must(f.deployments.deploy(f.owner(), f.request(1)));
        finishDeployment(f, "census-production");
        f.must(f.deployments.remove(f.owner(), "census-production"));
        QVERIFY(f.must(f.deployments.list()).empty());
        QVERIFY(!f.must(f.registry.inStage("census", "production")));
        QCOMPARE(f.count("endpoint.deleted"), 1L);
        QVERIFY(f.deployments.deploy(f.owner(), f.request(1)));
    }
    void endpointWithoutAServiceIsStopped() {
        DeployFixture f;
        f.addVersion("{}");
        f.must(f.deployments.deploy(f.owner(), f.request(1)));
        finishDeployment(f, "census-production");
        EndpointStore store(f.db);
        f.must(store.setServer("http://127.0.0.1:1", "1:1:another-boot"));
        const auto endpoint = f.must(f.deployments.find("census-production"));
        QCOMPARE(endpoint.state, std::string("stopped"));
        QCOMPARE(endpoint.url, std::string());
        QCOMPARE(endpoint.variants[0].state, std::string("stopped"));
    }
    void captureFolderStaysInsideTheWorkspace() {
        DeployFixture f;
        for (const char* name : {"..", "/etc", "a/../../b"})
            QCOMPARE(f.deployments.captureFolder(name), f.root() / "logs" / "capture" / "unknown");
    }
    void countsOfOneMinuteAddUp() {
        DeployFixture f;
        f.addVersion("{}");
        f.must(f.deployments.deploy(f.owner(), f.request(1)));
        EndpointStore store(f.db);
        const auto id = f.must(store.variants("census-production")).at(0).id;
        InvocationCounts counts;
        for (int i = 0; i < 10; ++i) counts.add(5, i == 0);
        f.must(store.addCounts({{id, 60000, counts}, {id, 120000, counts}}));
        f.must(store.addCounts({{id, 60000, counts}, {id + 1000, 60000, counts}}));
        const auto points = f.must(f.deployments.traffic("census-production", 0));
        QCOMPARE(points.size(), std::size_t(2));
        QCOMPARE(points[0].invocations, std::int64_t(20));
        QCOMPARE(points[0].errors, std::int64_t(2));
        QVERIFY(std::abs(points[0].p50Ms - 5) < 0.15);
        QCOMPARE(f.must(f.deployments.find("census-production")).variants[0].invocations, std::int64_t(30));
        QCOMPARE(f.must(f.deployments.traffic("census-production", 60001)).size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestDeployService)
#include "tst_deploy_service.moc"
