#include <QtTest>

#include "tests/core/registry/registry_server.h"

using namespace slipway;
using testkit::RegistryServer;

namespace {

constexpr auto kNote = "reviewed, it is fine so";

std::string tagOf(const Json& object, const std::string& key) {
    if (object.contains("tags"))
        for (const auto& tag : object["tags"])
            if (tag["key"] == key) return tag["value"].get<std::string>();
    return {};
}

std::vector<std::string> names(const Json& answer, const char* list) {
    std::vector<std::string> all;
    if (answer.contains(list))
        for (const auto& one : answer[list]) all.push_back(one["name"].get<std::string>());
    return all;
}

Json version(const std::string& name, int number) {
    return {{"name", name}, {"version", std::to_string(number)}};
}

} // namespace

/// The registry that MLflow's clients see is the one that people decide in.
class TestMlflowRegistry : public QObject {
    Q_OBJECT
private slots:
    void whatAClientRegistersWaitsForAPerson() {
        RegistryServer f;
        const auto run = f.addRun(f.dan, "first", {.model = false});
        f.made("POST", "registered-models/create", {{"name", "two words"}});
        const auto made = f.made("POST", "model-versions/create",
            {{"name", "two words"}, {"source", "s3://bucket/x"}, {"run_id", run},
                {"tags", {{{"key", "a"}, {"value", "b"}}}}})["model_version"];
        QCOMPARE(made["version"], "1");
        QCOMPARE(made["status"], "READY");
        QCOMPARE(made["current_stage"], "None");
        QCOMPARE(made["tags"].size(), std::size_t(1));
        const auto pending = f.registry.pending();
        QCOMPARE(pending->size(), std::size_t(1));
        QCOMPARE(pending->front().model, std::string("two words"));
        QCOMPARE(pending->front().metrics.at("test_roc_auc"), 0.93);
        QCOMPARE(pending->front().registeredBy, std::string("ada"));
        QCOMPARE(f.events.page(0, 1)->front().type, std::string("model.registered"));
        QCOMPARE(f.audit.page(0, 1)->front().action, std::string("model.register"));
    }
    void itsGateIsOpenWithoutABundleButAsksForANote() {
        RegistryServer f;
        const auto run = f.addRun(f.dan, "first", {.model = false});
        f.made("POST", "registered-models/create", {{"name", "m"}});
        f.made("POST", "model-versions/create", {{"name", "m"}, {"source", "s3://bucket/x"}, {"run_id", run}});
        const auto version = f.registry.find("m", 1);
        const auto gate = f.registry.gate(*version);
        const auto file = std::ranges::find(gate->evidence, "model file intact", &registry::Evidence::check);
        QVERIFY(file->state == registry::EvidenceState::NotRun);
        QVERIFY(!file->required);
        QVERIFY(gate->open());
        QCOMPARE(f.registry.approve(f.owner(), "m", 1, "").error().code, ErrorCode::InvalidArgument);
        QVERIFY(f.registry.approve(f.owner(), "m", 1, kNote).has_value());
    }
    void metricsOfARunThatGoesOnCountUntilTheDecision() {
        RegistryServer f;
        const auto experiment = f.must(f.tracker.experiment(f.dan, "census"));
        const auto run = f.must(f.tracker.start(f.dan, experiment.id, "long", {}));
        f.made("POST", "registered-models/create", {{"name", "m"}});
        f.made("POST", "model-versions/create", {{"name", "m"}, {"source", "s3://bucket/x"}, {"run_id", run.id}});
        QVERIFY(!f.registry.gate(*f.registry.find("m", 1))->open());
        const std::vector<track::MetricPoint> points{{"test_roc_auc", 0.95, 0, f.clock.now()}};
        f.must(f.tracker.logMetrics(run.id, points));
        QCOMPARE(f.registry.find("m", 1)->metrics.at("test_roc_auc"), 0.95);
        QVERIFY(f.registry.approve(f.owner(), "m", 1, kNote).has_value());
        const std::vector<track::MetricPoint> later{{"test_roc_auc", 0.5, 1, f.clock.now()}};
        f.must(f.tracker.logMetrics(run.id, later));
        QCOMPARE(f.registry.find("m", 1)->metrics.at("test_roc_auc"), 0.95);
    }
    void anApprovalMovesTheAliasAndSaysWhoDecided() {
        RegistryServer f;
        f.addVersion(f.dan, "first");
        f.addVersion(f.dan, "second");
        const auto get = [&](int number) {
            return f.made("GET", "model-versions/get", version("m", number))["model_version"];
        };
        QCOMPARE(tagOf(get(1), "slipway.approval"), std::string("pending"));
        QVERIFY(f.registry.approve(f.owner(), "m", 1, kNote).has_value());
        QCOMPARE(tagOf(get(1), "slipway.approval"), std::string("approved"));
        QCOMPARE(tagOf(get(1), "slipway.decided_by"), std::string("ada"));
        QCOMPARE(get(1)["aliases"], Json::array({"approved"}));
        f.clock.advance(1000);
        QVERIFY(f.registry.approve(f.owner(), "m", 2, kNote).has_value());
        const Json byAlias{{"name", "m"}, {"alias", "approved"}};
        QCOMPARE(f.made("GET", "registered-models/alias", byAlias)["model_version"]["version"], "2");
        QVERIFY(f.registry.undo(f.owner(), "m", 2).has_value());
        QCOMPARE(f.made("GET", "registered-models/alias", byAlias)["model_version"]["version"], "1");
        QVERIFY(f.registry.reject(f.owner(), "m", 1, "the test data leaked").has_value());
        QCOMPARE(f.call("GET", "registered-models/alias", byAlias).status, 400);
        QCOMPARE(tagOf(get(1), "slipway.approval"), std::string("rejected"));
        const auto found = f.made("GET", "model-versions/search", {{"filter", "tags.`slipway.approval` = 'rejected'"}});
        QCOMPARE(names(found, "model_versions").size(), std::size_t(1));
    }
    void clientsCannotApprove() {
        RegistryServer f;
        f.addVersion(f.dan, "first");
        auto forged = version("m", 1);
        forged["key"] = "slipway.approval";
        forged["value"] = "approved";
        for (const auto& [method, endpoint] : {std::pair{"POST", "model-versions/set-tag"},
                 std::pair{"DELETE", "model-versions/delete-tag"}, std::pair{"POST", "registered-models/set-tag"}}) {
            const auto refused = f.call(method, endpoint, forged);
            QCOMPARE(refused.status, 400);
            QCOMPARE(refused.code(), std::string("INVALID_PARAMETER_VALUE"));
        }
        auto alias = version("m", 1);
        alias["alias"] = "approved";
        QCOMPARE(f.call("POST", "registered-models/alias", alias).status, 400);
        QCOMPARE(
            f.call("POST", "model-versions/create",
                 {{"name", "m"}, {"source", "s3://b/x"}, {"tags", {{{"key", "slipway.approval"}, {"value", "x"}}}}})
                .status,
            400);
        // A copy brings tags along; what was decided about the other one is left out.
        f.made("POST", "model-versions/create",
            {{"name", "m"}, {"source", "models:/m/1"},
                {"tags", {{{"key", "slipway.approval"}, {"value", "approved"}}}}});
        QVERIFY(f.registry.find("m", 2)->status == registry::VersionStatus::Pending);
    }
    void stagesOfSlipwayShowAsLabels() {
        RegistryServer f;
        f.addVersion(f.dan, "first");
        f.addVersion(f.dan, "second");
        const auto label = [&](int number) { return f.registry.find("m", number)->currentStage; };
        QVERIFY(f.registry.setStage("m", 1, "staging", "ada"));
        QCOMPARE(label(1), std::string("Staging"));
        QVERIFY(f.registry.setStage("m", 1, "production", "ada"));
        QCOMPARE(label(1), std::string("Production"));
        QVERIFY(f.registry.setStage("m", 2, "production", "ada"));
        QCOMPARE(label(1), std::string("Staging"));
        QCOMPARE(label(2), std::string("Production"));
        QVERIFY(f.registry.setStage("m", 0, "staging"));
        QCOMPARE(label(1), std::string("None"));
        // The client's label deploys nothing.
        auto wanted = version("m", 1);
        wanted["stage"] = "production";
        QCOMPARE(
            f.made("POST", "model-versions/transition-stage", wanted)["model_version"]["current_stage"], "Production");
        QCOMPARE((*f.registry.inStage("m", "production"))->version, 2);
        QCOMPARE(f.call("DELETE", "model-versions/delete", version("m", 2)).status, 400);
        QCOMPARE(f.call("DELETE", "registered-models/delete", {{"name", "m"}}).status, 400);
        QCOMPARE(f.call("POST", "registered-models/rename", {{"name", "m"}, {"new_name", "n"}}).status, 400);
    }
    void aBundleOfOursIsKeptForAVersionOfTheClientsToo() {
        RegistryServer f;
        const auto run = f.addRun(f.dan, "first");
        f.must(f.tracker.logArtifactBytes(run, "model/slipway-model.json", "{}"));
        f.made("POST", "registered-models/create", {{"name", "m"}});
        const auto made = f.made(
            "POST", "model-versions/create", {{"name", "m"}, {"source", "runs:/" + run + "/model"}, {"run_id", run}});
        const auto version = f.registry.find("m", 1);
        QVERIFY(version->hasBundle());
        QVERIFY(std::filesystem::exists(version->bundle / "slipway-model.json"));
        QCOMPARE(made["model_version"]["source"], "runs:/" + run + "/model");
        QVERIFY(version->location.ends_with(run + "/artifacts/model"));
    }
    void aRenamedModelKeepsEverythingAndItsOldNameIsFree() {
        RegistryServer f;
        const auto first = f.addVersion(f.dan, "first");
        QVERIFY(f.registry.approve(f.owner(), "m", 1, kNote).has_value());
        auto alias = version("m", 1);
        alias["alias"] = "best";
        f.made("POST", "registered-models/alias", alias);
        f.made("POST", "registered-models/rename", {{"name", "m"}, {"new_name", "n"}});
        QCOMPARE(f.call("GET", "registered-models/get", {{"name", "m"}}).status, 404);
        const auto moved = f.registry.find("n", 1);
        QVERIFY(moved->status == registry::VersionStatus::Approved);
        QCOMPARE(moved->bundle, first.bundle);
        QCOMPARE(f.registry.history("n", 1)->size(), std::size_t(2));
        const auto again = f.addVersion(f.dan, "second"); // "m" anew
        QCOMPARE(again.version, 1);
        QVERIFY(again.bundle != first.bundle);
        QVERIFY(std::filesystem::exists(first.bundle / "model.json"));
        f.made("DELETE", "registered-models/delete", {{"name", "n"}});
        QVERIFY(!std::filesystem::exists(first.bundle));
        QVERIFY(std::filesystem::exists(again.bundle / "model.json"));
    }
    void numbersAreNeverGivenTwice() {
        RegistryServer f;
        f.made("POST", "registered-models/create", {{"name", "m"}});
        const auto create = [&] {
            return f.made(
                "POST", "model-versions/create", {{"name", "m"}, {"source", "s3://b/x"}})["model_version"]["version"];
        };
        QCOMPARE(create(), "1");
        QCOMPARE(create(), "2");
        f.made("DELETE", "model-versions/delete", version("m", 2));
        QCOMPARE(create(), "3");
        QCOMPARE(f.call("GET", "model-versions/get", version("m", 2)).message().substr(0, 44),
            std::string("Model Version (name=m, version=2) not found."));
    }
    void promptsAreNoModels() {
        RegistryServer f;
        const Json tags = {{{"key", "mlflow.prompt.is_prompt"}, {"value", "true"}}};
        f.made("POST", "registered-models/create", {{"name", "p"}, {"tags", tags}});
        f.made("POST", "model-versions/create", {{"name", "p"}, {"source", "dummy-source"}, {"tags", tags}});
        QVERIFY(f.registry.pending()->empty());
        QVERIFY(f.registry.versions()->empty());
        QVERIFY(f.events.after(0, 100, "model.registered")->empty());
        QVERIFY(names(f.made("GET", "registered-models/search", Json::object()), "registered_models").empty());
    }
    void placesOutsideOfARunsArtifactsAreRefused_data() {
        QTest::addColumn<QString>("source");
        for (const auto* source : {"/etc/passwd", "file:///etc", "./a", "../a", "C:\\x", "file://host/x",
                 "s3://bucket/../x", "s3://bucket/%2e%2e/x", "s3://bucket/%252e%252e/x", "https://host/a?x=/../y",
                 "mlflow-artifacts:/1/%00", "mlflow-artifacts://host/a/..\\b"})
            QTest::newRow(source) << source;
    }
    void placesOutsideOfARunsArtifactsAreRefused() {
        QFETCH(QString, source);
        RegistryServer f;
        const auto run = f.addRun(f.dan, "first");
        f.made("POST", "registered-models/create", {{"name", "m"}});
        for (const auto& id : {std::string(), run}) {
            const auto refused = f.call(
                "POST", "model-versions/create", {{"name", "m"}, {"source", source.toStdString()}, {"run_id", id}});
            QCOMPARE(refused.status, 400);
            QCOMPARE(refused.code(), std::string("INVALID_PARAMETER_VALUE"));
        }
    }
    void aFileOfAVersionIsReadOnlyFromItsPlace() {
        RegistryServer f;
        f.addVersion(f.dan, "first");
        QVERIFY(f.get("/model-versions/get-artifact?name=m&version=1&path=parts/more.txt") == "more");
        for (const auto* path : {"../bias-sex.json", "%2e%2e/bias-sex.json", "/etc/passwd", "none.txt", "parts"})
            QVERIFY(f.get(std::string("/model-versions/get-artifact?name=m&version=1&path=") + path).empty());
    }
    void aSearchGoesPageByPage() {
        RegistryServer f;
        for (int i = 0; i < 7; ++i) f.made("POST", "registered-models/create", {{"name", "m" + std::to_string(i)}});
        std::vector<std::string> all;
        Json wanted{{"max_results", 3}, {"order_by", "name DESC"}};
        for (int page = 0; page < 3; ++page) {
            const auto answer = f.made("GET", "registered-models/search", wanted);
            for (auto& name : names(answer, "registered_models")) all.push_back(std::move(name));
            QCOMPARE(answer.contains("next_page_token"), page < 2);
            if (page < 2) wanted["page_token"] = answer["next_page_token"];
        }
        QCOMPARE(all, (std::vector<std::string>{"m6", "m5", "m4", "m3", "m2", "m1", "m0"}));
        QCOMPARE(f.call("GET", "registered-models/search", {{"max_results", 1001}}).status, 400);
        QCOMPARE(f.call("GET", "registered-models/search", {{"filter", "name == 'a'"}}).status, 400);
    }
};

QTEST_GUILESS_MAIN(TestMlflowRegistry)
#include "tst_mlflow_registry.moc"
