#include "ui/track/run/register_model.h"

#include "core/registry/mlflow/version_source.h"
#include "core/registry/model_catalog.h"
#include "core/workspace/workspace.h"

namespace slipway::ui {

namespace {

/// As a client's register_model() does it.
Result<registry::ModelVersion> registerLogged(workspace::Workspace& workspace, const access::Actor& actor,
    const std::string& model, const std::string& run, const std::string& logged) {
    auto& registry = workspace.registry();
    registry::ModelCatalog::NewVersion wanted;
    wanted.model = model;
    wanted.source = "models:/" + logged;
    wanted.modelId = logged;
    SLIPWAY_ASSIGN(auto meant, registry::mlflow::resolveSource(registry, wanted.source, run, logged));
    wanted.location = std::move(meant.location);
    wanted.runId = std::move(meant.runId);
    registry::ModelCatalog catalog(registry, actor);
    if (const auto known = catalog.find(model); !known) {
        if (known.error().code != ErrorCode::NotFound) return std::unexpected(known.error());
        registry::ModelCatalog::NewModel made;
        made.name = model;
        SLIPWAY_TRY(catalog.create(made));
    }
    SLIPWAY_ASSIGN(auto version, catalog.createVersion(wanted));
    return version.version;
}

} // namespace

Result<registry::ModelVersion> registerModelOf(
    workspace::Workspace& workspace, const access::Actor& actor, const std::string& model, const std::string& run) {
    SLIPWAY_ASSIGN(const auto found, workspace.tracker().find(run));
    const bool trained = workspace.tracker().artifactFile(found.id, "model/slipway-model.json").has_value();
    if (trained || found.outputModels.empty()) return workspace.registry().registerRun(actor, model, found.id);
    return registerLogged(workspace, actor, model, found.id, found.outputModels.back().model);
}

} // namespace slipway::ui
