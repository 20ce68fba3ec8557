#include "core/track/mlflow/run_inputs.h"

#include <fmt/format.h>

#include "core/track/limits.h"
#include "core/track/mlflow/checks.h"

namespace slipway::track::mlflow {

namespace {

constexpr std::size_t kMaxDatasetName = 500, kMaxDigest = 36, kMaxSource = 65535, kMaxSchema = 1048575,
                      kMaxProfile = 16777215, kMaxInputTagKey = 255, kMaxInputTagValue = 500;

Status checkLength(const Fields& fields, std::string_view field, std::string_view value, std::size_t limit) {
    if (fittingBytes(value, limit) == value.size()) return {};
    return fail(ErrorCode::InvalidArgument,
        fmt::format("'{}' exceeds the maximum length of {} characters", fields.pathOf(field), limit), "Shorten it");
}

Result<std::string> requiredWithin(const Fields& fields, std::string_view field, std::size_t limit) {
    SLIPWAY_ASSIGN(auto value, fields.required(field));
    SLIPWAY_TRY(checkLength(fields, field, value, limit));
    return value;
}

Result<std::optional<std::string>> optionalWithin(const Fields& fields, std::string_view field, std::size_t limit) {
    SLIPWAY_ASSIGN(auto value, fields.text(field));
    if (value) SLIPWAY_TRY(checkLength(fields, field, *value, limit));
    return value;
}

} // namespace

Result<std::vector<InputDataset>> datasetsIn(const Fields& fields) {
    std::vector<InputDataset> all;
    SLIPWAY_ASSIGN(const auto inputs, fields.objects("datasets"));
    for (const auto& input : inputs) {
        SLIPWAY_ASSIGN(const auto given, input.object("dataset"));
        if (!given) return input.missing("dataset");
        InputDataset dataset;
        SLIPWAY_ASSIGN(dataset.name, requiredWithin(*given, "name", kMaxDatasetName));
        SLIPWAY_ASSIGN(dataset.digest, requiredWithin(*given, "digest", kMaxDigest));
        SLIPWAY_ASSIGN(dataset.sourceType, given->required("source_type"));
        SLIPWAY_ASSIGN(dataset.source, requiredWithin(*given, "source", kMaxSource));
        SLIPWAY_ASSIGN(dataset.schema, optionalWithin(*given, "schema", kMaxSchema));
        SLIPWAY_ASSIGN(dataset.profile, optionalWithin(*given, "profile", kMaxProfile));
        SLIPWAY_ASSIGN(const auto tags, input.objects("tags"));
        for (const auto& tag : tags) {
            SLIPWAY_ASSIGN(auto key, requiredWithin(tag, "key", kMaxInputTagKey));
            SLIPWAY_ASSIGN(auto value, tag.textOr("value", ""));
            SLIPWAY_TRY(checkLength(tag, "value", value, kMaxInputTagValue));
            dataset.tags.emplace_back(std::move(key), std::move(value));
        }
        all.push_back(std::move(dataset));
    }
    return all;
}

Result<std::vector<ModelUse>> modelsIn(const Fields& fields) {
    std::vector<ModelUse> all;
    SLIPWAY_ASSIGN(const auto models, fields.objects("models"));
    for (const auto& model : models) {
        ModelUse use;
        SLIPWAY_ASSIGN(use.model, model.required("model_id"));
        SLIPWAY_ASSIGN(const auto step, model.integer("step"));
        use.step = step.value_or(0);
        all.push_back(std::move(use));
    }
    return all;
}

} // namespace slipway::track::mlflow
