#pragma once

#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/registry/registry_schema.h"
#include "core/registry/registry_service.h"
#include "core/track/track_schema.h"
#include "core/track/tracker.h"
#include "tests/testkit/ledger_fixture.h"

namespace slipway::testkit {

/// A registry over a real tracker. "dan" trains, "rita" and "ruth" review; the workspace is ada's own until a test says
/// otherwise.
struct RegistryFixture : LedgerFixture {
    track::Tracker tracker{ledger, root()};
    registry::RegistryService registry{ledger, tracker, root(), {}};
    access::Actor dan{"dan"}, rita{"rita"};

    RegistryFixture()
        : LedgerFixture(
              {track::kSchemaV1, track::kSchemaV4, track::kSchemaV5, registry::kSchemaV1, registry::kSchemaV4}) {
        must(people.add({"dan", {access::Role::DataScientist}}));
        must(people.add({"rita", {access::Role::Reviewer, access::Role::DataScientist}}));
        must(people.add({"ruth", {access::Role::Reviewer}}));
    }

    struct RunRecipe {
        double auc = 0.93;
        bool model = true, tags = true, bias = true;
        double dppl = 0.18;
        track::RunStatus status = track::RunStatus::Finished;
    };

    std::string addRun(const access::Actor& actor, const std::string& name) { return addRun(actor, name, RunRecipe()); }
    std::string addRun(const access::Actor& actor, const std::string& name, const RunRecipe& recipe) {
        std::map<std::string, std::string> tags;
        if (recipe.tags)
            tags = {{"mlflow.source.git.commit", "0123456789abcdef"}, {"slipway.dataset.hash", "feed5eed"}};
        const auto experiment = must(tracker.experiment(actor, "census"));
        const auto run = must(tracker.start(actor, experiment.id, name, tags));
        const std::vector<track::MetricPoint> points{{"test_roc_auc", recipe.auc, 0, clock.now()}};
        must(tracker.logMetrics(run.id, points));
        if (recipe.model) {
            must(tracker.logArtifactBytes(run.id, "model/model.json", "{\"trees\":\"" + name + "\"}"));
            must(tracker.logArtifactBytes(run.id, "model/parts/more.txt", "more"));
        }
        if (recipe.bias)
            must(tracker.logArtifactBytes(run.id, "bias-sex.json",
                R"({"facet":{"column":"sex"},"post_training":{"DPPL":)" + std::to_string(recipe.dppl) + "}}"));
        must(tracker.finish(actor, run.id, recipe.status));
        return run.id;
    }
    registry::ModelVersion addVersion(const access::Actor& actor, const std::string& name) {
        return addVersion(actor, name, RunRecipe());
    }
    registry::ModelVersion addVersion(const access::Actor& actor, const std::string& name, const RunRecipe& recipe) {
        return must(registry.registerRun(actor, "m", addRun(actor, name, recipe)));
    }

    template <class T> static T must(Result<T> result) {
        if (!result) complain(result.error());
        return std::move(*result);
    }
    static void must(const Status& status) {
        if (!status) complain(status.error());
    }

private:
    [[noreturn]] static void complain(const Error& error) {
        std::fprintf(stderr, "%s\n", toLine(error).c_str());
        std::abort();
    }
};

} // namespace slipway::testkit
