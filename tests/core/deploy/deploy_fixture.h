#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

#include "core/deploy/deploy_schema.h"
#include "core/deploy/deploy_service.h"
#include "core/registry/registry_schema.h"
#include "core/track/track_schema.h"
#include "core/track/tracker.h"
#include "tests/testkit/ledger_fixture.h"

namespace slipway::testkit {

/// Deployments over a real registry; the model "census" has the versions that a test adds. "dan" is a data scientist.
struct DeployFixture : LedgerFixture {
    track::Tracker tracker{ledger, root()};
    registry::RegistryService registry{ledger, tracker, root(), openGate()};
    deploy::DeployService deployments{ledger, registry, root(),
        {{"dev", "local", false}, {"staging", "local", true}, {"production", "local", true}, {"cloud", "aws", true}}};
    access::Actor dan{"dan"};

    DeployFixture()
        : LedgerFixture({track::kSchemaV1, track::kSchemaV4, track::kSchemaV5, registry::kSchemaV1, registry::kSchemaV4,
              deploy::kSchemaV1}) {
        must(people.add({"dan", {access::Role::DataScientist}}));
    }

    /// Registered, with a bundle that test_model_server understands.
    registry::ModelVersion addPending(const std::string& behaviour, const std::string& model = "census") {
        const auto experiment = must(tracker.experiment(owner(), "census"));
        const auto run = must(tracker.start(owner(), experiment.id, "run", {}));
        must(tracker.logArtifactBytes(run.id, "model/behaviour.json", behaviour));
        must(tracker.finish(owner(), run.id, track::RunStatus::Finished));
        return must(registry.registerRun(owner(), model, run.id));
    }
    registry::ModelVersion addVersion(const std::string& behaviour, const std::string& model = "census") {
        const auto version = addPending(behaviour, model);
        return must(registry.approve(owner(), model, version.version, "good enough for a test", 0));
    }
    deploy::DeployRequest request(int version, const std::string& stage = "production") const {
        deploy::DeployRequest wanted;
        wanted.model = "census";
        wanted.version = version;
        wanted.stage = stage;
        return wanted;
    }
    std::vector<std::string> eventTypes() {
        std::vector<std::string> types;
        for (const auto& event : must(events.after(0, 1000))) types.push_back(event.type);
        return types;
    }
    long count(const std::string& type) {
        const auto types = eventTypes();
        return std::count(types.begin(), types.end(), type);
    }

    template <class T> static T must(Result<T> result) {
        if (!result) complain(result.error());
        return std::move(*result);
    }
    static void must(const Status& status) {
        if (!status) complain(status.error());
    }

private:
    static registry::GatePolicy openGate() {
        registry::GatePolicy policy;
        policy.atLeast.clear();
        policy.beatsProduction = false;
        policy.maxBiasDppl.reset();
        return policy;
    }
    [[noreturn]] static void complain(const Error& error) {
        std::fprintf(stderr, "%s\n", toLine(error).c_str());
        std::abort();
    }
};

} // namespace slipway::testkit
