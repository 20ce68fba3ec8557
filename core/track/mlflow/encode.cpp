#include "core/track/mlflow/encode.h"

#include "core/base/json.h"
#include "core/track/artifact_uri.h"

namespace slipway::track::mlflow {

namespace {

Json toJson(const InputDataset& dataset) {
    Json shown{{"name", dataset.name}, {"digest", dataset.digest}, {"source_type", dataset.sourceType},
        {"source", dataset.source}};
    if (dataset.schema) shown["schema"] = *dataset.schema;
    if (dataset.profile) shown["profile"] = *dataset.profile;
    Json input{{"dataset", std::move(shown)}};
    for (const auto& [key, value] : dataset.tags) input["tags"].push_back({{"key", key}, {"value", value}});
    return input;
}

void setText(Json& object, std::string_view name, const std::string& text) {
    if (!text.empty()) object[name] = text;
}

Json toJson(const ModelMetricStore::Measured& measured) {
    auto shown = mlflow::toJson(measured.metric.point);
    shown["model_id"] = measured.metric.model;
    shown["run_id"] = measured.run;
    setText(shown, "dataset_name", measured.metric.datasetName);
    setText(shown, "dataset_digest", measured.metric.datasetDigest);
    return shown;
}

} // namespace

void setPairs(Json& object, std::string_view name, const std::map<std::string, std::string>& pairs) {
    if (pairs.empty()) return;
    auto& list = object[name] = Json::array();
    for (const auto& [key, value] : pairs) list.push_back({{"key", key}, {"value", value}});
}

Json toJson(const Experiment& experiment) {
    Json shown{{"experiment_id", std::to_string(experiment.id)}, {"name", experiment.name},
        {"artifact_location", experimentUri(experiment)},
        {"lifecycle_stage", experiment.deleted ? "deleted" : "active"}, {"creation_time", experiment.createdAt},
        {"last_update_time", experiment.updatedAt}};
    setPairs(shown, "tags", experiment.tags);
    return shown;
}

Json toJson(const MetricPoint& point) {
    return {{"key", point.key}, {"value", jsonNumber(point.value)}, {"timestamp", point.at}, {"step", point.step}};
}

Json infoToJson(const Run& run, std::string_view artifactUri) {
    Json info{{"run_id", run.id}, {"run_uuid", run.id}, {"run_name", run.name},
        {"experiment_id", std::to_string(run.experiment)}, {"user_id", run.userId}, {"status", name(run.status)},
        {"start_time", run.startedAt}, {"artifact_uri", artifactUri},
        {"lifecycle_stage", run.deleted ? "deleted" : "active"}};
    if (run.endedAt != 0) info["end_time"] = run.endedAt;
    return info;
}

Json toJson(const Run& run, std::string_view artifactUri) {
    Json data = Json::object(), inputs = Json::object();
    for (const auto& [key, summary] : run.metrics)
        data["metrics"].push_back(toJson(MetricPoint{key, summary.latest, summary.latestStep, summary.latestAt}));
    setPairs(data, "params", run.parameters);
    setPairs(data, "tags", run.tags);
    for (const auto& dataset : run.inputs) inputs["dataset_inputs"].push_back(toJson(dataset));
    for (const auto& model : run.inputModels) inputs["model_inputs"].push_back({{"model_id", model.model}});
    Json shown{{"info", infoToJson(run, artifactUri)}, {"data", std::move(data)}, {"inputs", std::move(inputs)}};
    for (const auto& model : run.outputModels)
        shown["outputs"]["model_outputs"].push_back({{"model_id", model.model}, {"step", model.step}});
    return shown;
}

Json toJson(const LoggedModel& model) {
    Json info{{"model_id", model.id}, {"experiment_id", std::to_string(model.experiment)}, {"name", model.name},
        {"creation_timestamp_ms", model.createdAt}, {"last_updated_timestamp_ms", model.updatedAt},
        {"artifact_uri", model.artifactUri}, {"status", name(model.status)}};
    setText(info, "model_type", model.modelType);
    setText(info, "source_run_id", model.sourceRun);
    setText(info, "status_message", model.statusMessage);
    setPairs(info, "tags", model.tags);
    Json data = Json::object();
    setPairs(data, "params", model.parameters);
    for (const auto& measured : model.metrics) data["metrics"].push_back(toJson(measured));
    return {{"info", std::move(info)}, {"data", std::move(data)}};
}

} // namespace slipway::track::mlflow
