#include <filesystem>
#include <fstream>
#include <limits>

#include <QTest>

#include "tests/core/registry/registry_fixture.h"

using namespace slipway;
using namespace slipway::registry;
using testkit::RegistryFixture;

namespace {

Evidence evidenceOf(const RegistryService& registry, const ModelVersion& version, const std::string& start) {
    const auto gate = registry.gate(version);
    if (gate)
        for (const auto& evidence : gate->evidence)
            if (evidence.check.starts_with(start)) return evidence;
    return {"missing", EvidenceState::NotRun, "no such evidence"};
}

bool is(const Evidence& evidence, EvidenceState state) {
    if (evidence.state != state)
        qWarning(
            "%s: %s (%s)", evidence.check.c_str(), std::string(name(evidence.state)).c_str(), evidence.fact.c_str());
    return evidence.state == state;
}

} // namespace

class TestGate : public QObject {
    Q_OBJECT
private slots:
    void aGoodVersionWarnsOnlyThatNothingIsInProduction() {
        RegistryFixture f;
        const auto version = f.addVersion(f.dan, "good");
        const auto gate = f.registry.gate(version);
        QVERIFY(gate->open());
        QVERIFY(gate->needsNote());
        QVERIFY(is(evidenceOf(f.registry, version, "test_roc_auc at least 0.9"), EvidenceState::Pass));
        QVERIFY(is(evidenceOf(f.registry, version, "beats production"), EvidenceState::Warn));
        QVERIFY(is(evidenceOf(f.registry, version, "bias on sex"), EvidenceState::Pass));
        QVERIFY(is(evidenceOf(f.registry, version, "model file intact"), EvidenceState::Pass));
        QVERIFY(is(evidenceOf(f.registry, version, "reproducible"), EvidenceState::Pass));
        QCOMPARE(f.registry.approve(f.owner(), "m", 1, "  ").error().code, ErrorCode::InvalidArgument);
        QVERIFY(f.registry.approve(f.owner(), "m", 1, "the first one").has_value());
    }
    void aWeakVersionIsStopped() {
        RegistryFixture f;
        const auto version = f.addVersion(f.dan, "weak", {.auc = 0.8999});
        QVERIFY(is(evidenceOf(f.registry, version, "test_roc_auc"), EvidenceState::Fail));
        const auto refused = f.registry.approve(f.owner(), "m", 1, "please");
        QCOMPARE(refused.error().code, ErrorCode::CheckNotMet);
        QVERIFY(refused.error().message.find("0.8999") != std::string::npos);
        QVERIFY(f.registry.find("m", 1)->status == VersionStatus::Pending);
    }
    void aMetricThatIsNoNumberOrMissingIsStopped() {
        RegistryFixture f;
        const auto nan = f.addVersion(f.dan, "nan", {.auc = std::numeric_limits<double>::quiet_NaN()});
        QVERIFY(is(evidenceOf(f.registry, nan, "test_roc_auc"), EvidenceState::Fail));
        RegistryService strict(f.ledger, f.tracker, f.root(), {.atLeast = {{"test_f1", 0.5}}});
        QVERIFY(is(evidenceOf(strict, nan, "test_f1"), EvidenceState::NotRun));
        QVERIFY(!strict.gate(nan)->open());
        QCOMPARE(strict.approve(f.owner(), "m", 1, "please").error().code, ErrorCode::CheckNotMet);
    }
    void itMustNotBeWorseThanProduction() {
        RegistryFixture f;
        f.addVersion(f.dan, "old", {.auc = 0.95});
        QVERIFY(f.registry.setStage("m", 1, "production"));
        const auto worse = f.addVersion(f.dan, "worse", {.auc = 0.9449});
        QVERIFY(is(evidenceOf(f.registry, worse, "beats production"), EvidenceState::Fail));
        const auto even = f.addVersion(f.dan, "even", {.auc = 0.9451}); // within the tolerance of 0.005
        QVERIFY(is(evidenceOf(f.registry, even, "beats production"), EvidenceState::Pass));
        QVERIFY(is(evidenceOf(f.registry, *f.registry.find("m", 1), "beats production"), EvidenceState::Pass));
        QVERIFY(!f.registry.gate(even)->needsNote());
        QVERIFY(f.registry.approve(f.owner(), "m", 3, "").has_value());
    }
    void biasBeyondTheLimitAsksForANote() {
        RegistryFixture f;
        QVERIFY(is(evidenceOf(f.registry, f.addVersion(f.dan, "biased", {.dppl = -0.31}), "bias on sex"),
            EvidenceState::Warn));
        const auto unchecked = f.addVersion(f.dan, "unchecked", {.bias = false});
        QVERIFY(is(evidenceOf(f.registry, unchecked, "bias between groups"), EvidenceState::NotRun));
        QVERIFY(f.registry.gate(unchecked)->open());
        QVERIFY(f.registry.gate(unchecked)->needsNote());
        RegistryService lenient(f.ledger, f.tracker, f.root(), {.maxBiasDppl = {}});
        QCOMPARE(evidenceOf(lenient, unchecked, "bias").check, std::string("missing"));
    }
    void aBiasReportThatCannotBeReadIsStopped() {
        RegistryFixture f;
        const auto run = f.addRun(f.dan, "x");
        RegistryFixture::must(f.tracker.logArtifactBytes(run, "bias-race.json", "not json"));
        RegistryFixture::must(f.tracker.logArtifactBytes(
            run, "bias-age.json", R"({"facet":{"column":"age"},"post_training":{"DPPL":null}})"));
        const auto version = f.registry.registerRun(f.dan, "m", run);
        QVERIFY(is(evidenceOf(f.registry, *version, "bias report bias-race.json"), EvidenceState::Fail));
        QVERIFY(is(evidenceOf(f.registry, *version, "bias on age"), EvidenceState::Warn));
        QVERIFY(!f.registry.gate(*version)->open());
    }
    void aChangedModelFileIsNoticed() {
        RegistryFixture f;
        const auto version = f.addVersion(f.dan, "good");
        std::ofstream(version.bundle / "model.json", std::ios::app) << " ";
        QVERIFY(is(evidenceOf(f.registry, version, "model file intact"), EvidenceState::Fail));
        QCOMPARE(f.registry.approve(f.owner(), "m", 1, "please").error().code, ErrorCode::CheckNotMet);
        std::filesystem::remove_all(version.bundle);
        QVERIFY(is(evidenceOf(f.registry, version, "model file intact"), EvidenceState::Fail));
    }
    void anAddedOrRenamedFileIsNoticed() {
        RegistryFixture f;
        const auto version = f.addVersion(f.dan, "good");
        std::filesystem::rename(version.bundle / "parts" / "more.txt", version.bundle / "more.txt");
        QVERIFY(is(evidenceOf(f.registry, version, "model file intact"), EvidenceState::Fail));
    }
    void aRunWithoutCodeOrDataWarns() {
        RegistryFixture f;
        const auto version = f.addVersion(f.dan, "loose", {.tags = false});
        QVERIFY(is(evidenceOf(f.registry, version, "reproducible"), EvidenceState::Warn));
    }
    void theAuthorIsNotTheReviewerInASharedWorkspace() {
        RegistryFixture f;
        const auto version = f.addVersion(f.rita, "ritas");
        QCOMPARE(evidenceOf(f.registry, version, "reviewer").check, std::string("missing"));
        QVERIFY(f.people.setPersonal(false));
        QVERIFY(is(evidenceOf(f.registry, version, "reviewer is not the author"), EvidenceState::Pass));
        QVERIFY(!f.registry.gate(version, f.rita)->open());
        QVERIFY(f.registry.gate(version, {"ruth"})->open());
    }
};

QTEST_GUILESS_MAIN(TestGate)
#include "tst_gate.moc"
