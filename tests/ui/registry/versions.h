#pragma once

#include <map>
#include <string>

#include "tests/testkit/ui_fixture.h"

/// Model versions for the panels that show them.
namespace slipway::testkit {

struct VersionRecipe {
    double auc = 0.93, accuracy = 0.87, logLoss = 0.28;
    double dppl = 0.18; ///< bias between groups; above 0.30 warns
};

inline registry::ModelVersion addVersion(
    UiFixture& f, const std::string& run, const VersionRecipe& recipe = {}, const std::string& model = "census") {
    const auto check = [](const auto& result) {
        if (!result) qFatal("%s", toLine(result.error()).c_str());
    };
    auto& tracker = f.workspace->tracker();
    const auto experiment = tracker.experiment(f.owner(), "trial");
    check(experiment);
    const auto started = tracker.start(f.owner(), experiment->id, run,
        {{"mlflow.source.git.commit", "0123456789abcdef"}, {"slipway.dataset", "census:1"},
            {"slipway.dataset.hash", "feed5eed"}});
    check(started);
    const std::vector<track::MetricPoint> metrics{{"test_roc_auc", recipe.auc, 0, 1},
        {"test_accuracy", recipe.accuracy, 0, 1}, {"test_log_loss", recipe.logLoss, 0, 1}, {"train-auc", 0.99, 0, 1}};
    check(tracker.logMetrics(started->id, metrics));
    check(tracker.logParameters(started->id, {{"max_depth", run == "deep" ? "8" : "4"}, {"eta", "0.1"}}));
    check(tracker.logArtifactBytes(started->id, "model/model.json", "{\"trees\":\"" + run + "\"}"));
    check(tracker.logArtifactBytes(started->id, "bias-sex.json",
        R"({"facet":{"column":"sex"},"post_training":{"DPPL":)" + std::to_string(recipe.dppl) + "}}"));
    check(tracker.finish(f.owner(), started->id, track::RunStatus::Finished));
    auto version = f.workspace->registry().registerRun(f.owner(), model, started->id);
    check(version);
    return std::move(*version);
}

/// Approved at once, with no undo window.
inline void approve(UiFixture& f, const registry::ModelVersion& version) {
    const auto done = f.workspace->registry().approve(f.owner(), version.model, version.version, "fine", 0);
    if (!done) qFatal("%s", toLine(done.error()).c_str());
}

} // namespace slipway::testkit
