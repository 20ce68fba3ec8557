#include "core/registry/mlflow/encode.h"

#include "core/base/json.h"
#include "core/track/mlflow/encode.h"

namespace slipway::registry::mlflow {

Json toJson(const CatalogVersion& all) {
    const auto& version = all.version;
    Json shown{{"name", version.model}, {"version", std::to_string(version.version)},
        {"creation_timestamp", version.createdAt}, {"last_updated_timestamp", version.updatedAt},
        {"current_stage", version.currentStage}, {"source", version.source}, {"run_id", version.runId},
        {"status", "READY"}};
    if (!version.description.empty()) shown["description"] = version.description;
    if (!version.runLink.empty()) shown["run_link"] = version.runLink;
    if (!version.modelId.empty()) shown["model_id"] = version.modelId;
    if (!all.aliases.empty()) shown["aliases"] = all.aliases;
    track::mlflow::setPairs(shown, "tags", all.tags);
    return shown;
}

Json toJson(const RegisteredModel& model) {
    Json shown{
        {"name", model.name}, {"creation_timestamp", model.createdAt}, {"last_updated_timestamp", model.updatedAt}};
    if (!model.description.empty()) shown["description"] = model.description;
    track::mlflow::setPairs(shown, "tags", model.tags);
    for (const auto& [alias, version] : model.aliases)
        shown["aliases"].push_back({{"alias", alias}, {"version", std::to_string(version)}});
    for (const auto& version : model.latest) shown["latest_versions"].push_back(toJson(version));
    return shown;
}

} // namespace slipway::registry::mlflow
