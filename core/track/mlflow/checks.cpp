#include "core/track/mlflow/checks.h"

#include <charconv>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/track/limits.h"

namespace slipway::track::mlflow {

namespace {

std::unexpected<Error> tooLong(std::string_view path, std::size_t limit) {
    return fail(ErrorCode::InvalidArgument,
        fmt::format("'{}' exceeds the maximum length of {} characters", path, limit), "Shorten it");
}

} // namespace

Result<std::string> keyIn(const Fields& fields, std::string_view field, std::string_view shownAs) {
    const auto shown = shownAs.empty() ? field : shownAs;
    SLIPWAY_ASSIGN(auto key, fields.required(field, shown));
    switch (keyFault(key)) {
    case KeyFault::None:
        return key;
    case KeyFault::TooLong:
        return tooLong(fields.pathOf(shown), kMaxKey);
    case KeyFault::NotAPath:
        return fail(ErrorCode::InvalidArgument,
            fmt::format("Invalid value \"{}\" for parameter '{}' supplied: Names may be treated as files in certain "
                        "cases, and must not resolve to other names when treated as such",
                forMessage(key), fields.pathOf(shown)),
            "Use a relative path without '..'");
    default:
        return fail(ErrorCode::InvalidArgument,
            fmt::format("Invalid value \"{}\" for parameter '{}' supplied: Names may only contain alphanumerics, "
                        "underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/)",
                forMessage(key), fields.pathOf(shown)),
            "Rename it");
    }
}

Status addPair(const Fields& pair, const PairRules& rules, std::map<std::string, std::string>& all) {
    SLIPWAY_ASSIGN(const auto key, keyIn(pair, "key"));
    SLIPWAY_ASSIGN(auto value, pair.textOr("value", ""));
    if (const auto fits = fittingBytes(value, rules.limit); fits < value.size()) {
        if (!rules.cut) return tooLong(pair.pathOf("value"), rules.limit);
        value.resize(fits);
    }
    if (rules.unique && all.contains(key))
        return fail(ErrorCode::InvalidArgument,
            fmt::format("Duplicate parameter keys have been submitted: '{}'", forMessage(key)),
            "Please ensure the request contains only one param value per param key");
    all[key] = std::move(value);
    return {};
}

Result<std::map<std::string, std::string>> pairsIn(
    const Fields& fields, std::string_view list, const PairRules& rules) {
    std::map<std::string, std::string> all;
    SLIPWAY_ASSIGN(const auto pairs, fields.objects(list));
    for (const auto& pair : pairs) SLIPWAY_TRY(addPair(pair, rules, all));
    return all;
}

Result<std::string> shortText(const Fields& fields, std::string_view field, std::size_t limit) {
    SLIPWAY_ASSIGN(auto text, fields.required(field));
    if (fittingBytes(text, limit) < text.size()) return tooLong(fields.pathOf(field), limit);
    return text;
}

Result<std::int64_t> experimentId(const Fields& fields, std::string_view field) {
    const auto id = fields.integer(field);
    if (id && *id && **id >= 0) return **id;
    SLIPWAY_TRY(fields.required(field));
    return fields.invalid(field, "Experiment IDs are whole numbers");
}

Result<std::string> runId(const Fields& fields) {
    SLIPWAY_ASSIGN(const auto id, fields.text("run_id"));
    if (id && !id->empty()) return *id;
    SLIPWAY_ASSIGN(const auto old, fields.text("run_uuid"));
    if (old && !old->empty()) return *old;
    return fields.missing("run_id");
}

Result<std::int64_t> maxResults(const Fields& fields, std::optional<std::int64_t> fallback, std::int64_t limit) {
    SLIPWAY_ASSIGN(const auto wanted, fields.integer("max_results"));
    if (!wanted && fallback) return *fallback;
    if (!wanted) return fields.missing("max_results");
    if (*wanted >= 1 && *wanted <= limit) return *wanted;
    return fields.invalid("max_results", fmt::format("It must be at least 1 and at most {}", limit));
}

Result<MetricPoint> metricIn(const Fields& fields, std::string_view keyShownAs) {
    MetricPoint point;
    SLIPWAY_ASSIGN(point.key, keyIn(fields, "key", keyShownAs));
    SLIPWAY_ASSIGN(point.value, fields.requiredNumber("value"));
    SLIPWAY_ASSIGN(point.at, fields.requiredInteger("timestamp"));
    if (point.at < 0) return fields.invalid("timestamp", "Timestamps must be nonnegative long (64-bit integer) values");
    SLIPWAY_ASSIGN(const auto step, fields.integer("step"));
    point.step = step.value_or(0);
    return point;
}

} // namespace slipway::track::mlflow
