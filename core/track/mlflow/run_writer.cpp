#include "core/track/mlflow/run_writer.h"

namespace slipway::track::mlflow {

namespace {

void pair(JsonWriter& writer, std::string_view key, std::string_view value) {
    writer.open('{');
    writer.member("key", key);
    writer.member("value", value);
    writer.close('}');
}

template <class Pairs> void list(JsonWriter& writer, std::string_view name, const Pairs& pairs) {
    if (pairs.empty()) return;
    writer.key(name);
    writer.open('[');
    for (const auto& [key, value] : pairs) pair(writer, key, value);
    writer.close(']');
}

void info(JsonWriter& writer, const Run& run, std::string_view artifactUri) {
    writer.key("info");
    writer.open('{');
    writer.member("run_id", run.id);
    writer.member("run_uuid", run.id);
    writer.member("run_name", run.name);
    writer.member("experiment_id", std::to_string(run.experiment));
    writer.member("user_id", run.userId);
    writer.member("status", name(run.status));
    writer.member("start_time", run.startedAt);
    writer.member("artifact_uri", artifactUri);
    writer.member("lifecycle_stage", run.deleted ? "deleted" : "active");
    if (run.endedAt != 0) writer.member("end_time", run.endedAt);
    writer.close('}');
}

void data(JsonWriter& writer, const Run& run) {
    writer.key("data");
    writer.open('{');
    if (!run.metrics.empty()) {
        writer.key("metrics");
        writer.open('[');
        for (const auto& [key, summary] : run.metrics) {
            writer.open('{');
            writer.member("key", key);
            writer.member("value", summary.latest);
            writer.member("timestamp", summary.latestAt);
            writer.member("step", summary.latestStep);
            writer.close('}');
        }
        writer.close(']');
    }
    list(writer, "params", run.parameters);
    list(writer, "tags", run.tags);
    writer.close('}');
}

void dataset(JsonWriter& writer, const InputDataset& input) {
    writer.open('{');
    writer.key("dataset");
    writer.open('{');
    writer.member("name", input.name);
    writer.member("digest", input.digest);
    writer.member("source_type", input.sourceType);
    writer.member("source", input.source);
    if (input.schema) writer.member("schema", *input.schema);
    if (input.profile) writer.member("profile", *input.profile);
    writer.close('}');
    list(writer, "tags", input.tags);
    writer.close('}');
}

void inputs(JsonWriter& writer, const Run& run) {
    writer.key("inputs");
    writer.open('{');
    if (!run.inputs.empty()) {
        writer.key("dataset_inputs");
        writer.open('[');
        for (const auto& input : run.inputs) dataset(writer, input);
        writer.close(']');
    }
    if (!run.inputModels.empty()) {
        writer.key("model_inputs");
        writer.open('[');
        for (const auto& model : run.inputModels) {
            writer.open('{');
            writer.member("model_id", model.model);
            writer.close('}');
        }
        writer.close(']');
    }
    writer.close('}');
}

void outputs(JsonWriter& writer, const Run& run) {
    if (run.outputModels.empty()) return;
    writer.key("outputs");
    writer.open('{');
    writer.key("model_outputs");
    writer.open('[');
    for (const auto& model : run.outputModels) {
        writer.open('{');
        writer.member("model_id", model.model);
        writer.member("step", model.step);
        writer.close('}');
    }
    writer.close(']');
    writer.close('}');
}

} // namespace

void append(JsonWriter& writer, const Run& run, std::string_view artifactUri) {
    writer.open('{');
    info(writer, run, artifactUri);
    data(writer, run);
    inputs(writer, run);
    outputs(writer, run);
    writer.close('}');
}

} // namespace slipway::track::mlflow
