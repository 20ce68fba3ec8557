#include "core/train/parameters.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::train {

namespace {

enum class Kind { Integer, Real, Task };

struct Spec {
    std::string_view name;
    Kind kind;
    std::string_view fallback;
    double minimum, maximum;
    bool engine; ///< XGBoost's own parameter of this name
    std::string_view help;
};

constexpr Spec kSpecs[] = {
    {"rounds", Kind::Integer, "150", 1, 10000, false, "Boosting rounds: trees that follow each other"},
    {"eta", Kind::Real, "0.1", 1e-6, 1, true, "Learning rate: how much of each tree is kept"},
    {"max_depth", Kind::Integer, "6", 1, 20, true, "Levels of a tree"},
    {"min_child_weight", Kind::Real, "1", 0, 1e9, true, "Weight that each leaf needs"},
    {"gamma", Kind::Real, "0", 0, 1e9, true, "Loss that a split must save"},
    {"subsample", Kind::Real, "1", 0.01, 1, true, "Share of rows that each tree sees"},
    {"colsample_bytree", Kind::Real, "1", 0.01, 1, true, "Share of features that each tree sees"},
    {"lambda", Kind::Real, "1", 0, 1e9, true, "L2 regularization of leaf weights"},
    {"alpha", Kind::Real, "0", 0, 1e9, true, "L1 regularization of leaf weights"},
    {"scale_pos_weight", Kind::Real, "1", 1e-9, 1e9, true, "Weight of the positive class"},
    {"max_bin", Kind::Integer, "256", 2, 65535, true, "Bins of a number column"},
    {"num_parallel_tree", Kind::Integer, "1", 1, 1000, true, "Trees a round: a boosted forest when above 1"},
    {"seed", Kind::Integer, "0", 0, 2147483647, true, "Start of the random numbers"},
    {"early_stopping_rounds", Kind::Integer, "0", 0, 10000, false,
        "End after so many rounds without better validation loss and keep the best; 0: never"},
    {"max_categories", Kind::Integer, "256", 2, 10000, false,
        "Categories of a text column that are kept, the most frequent; others count as missing"},
    {"task", Kind::Task, "auto", 0, 0, false,
        "binary, multiclass, regression; auto: by the target's type and number of values"},
};

std::string typeName(const Spec& spec) {
    if (spec.kind == Kind::Task) return "choice";
    return spec.kind == Kind::Integer ? "integer" : "real";
}

std::string wanted(const Spec& spec) {
    if (spec.kind == Kind::Task) return "Use auto, binary, multiclass or regression";
    return fmt::format(
        "Use {} from {} to {}", spec.kind == Kind::Integer ? "a whole number" : "a number", spec.minimum, spec.maximum);
}

bool fits(const Spec& spec, const std::string& text) {
    if (spec.kind == Kind::Task)
        return text == "auto" || text == "binary" || text == "multiclass" || text == "regression";
    double value = 0;
    const auto* last = text.data() + text.size();
    const auto [end, failed] = std::from_chars(text.data(), last, value);
    if (failed != std::errc{} || end != last || !(value >= spec.minimum && value <= spec.maximum)) return false;
    return spec.kind == Kind::Real || std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

Status checkNames(const std::map<std::string, std::string>& given) {
    for (const auto& [key, value] : given) {
        if (std::ranges::any_of(kSpecs, [&](const Spec& spec) { return spec.name == key; })) continue;
        std::vector<std::string> known;
        for (const auto& spec : kSpecs) known.emplace_back(spec.name);
        return fail(ErrorCode::InvalidArgument, fmt::format("xgboost has no parameter '{}'", forMessage(key)),
            "It takes " + join(known, ", "));
    }
    return {};
}

} // namespace

Result<Parameters> checkAlgorithm(const std::string& algorithm, const std::map<std::string, std::string>& given) {
    if (algorithm != "xgboost")
        return fail(ErrorCode::InvalidArgument, fmt::format("no algorithm is called '{}'", forMessage(algorithm)),
            "`slipway train algorithms` lists them");
    SLIPWAY_TRY(checkNames(given));
    Parameters parameters;
    for (const auto& spec : kSpecs) {
        const std::string key(spec.name);
        const auto it = given.find(key);
        const auto value = it == given.end() ? std::string(spec.fallback) : std::string(trimmed(it->second));
        if (!fits(spec, value))
            return fail(ErrorCode::InvalidArgument,
                fmt::format("parameter '{}' cannot be '{}'", key, forMessage(value)), wanted(spec));
        parameters.effective[key] = value;
        if (spec.engine) parameters.engine.emplace_back(key, value);
    }
    parameters.rounds = std::stoi(parameters.effective["rounds"]);
    parameters.earlyStopping = std::stoi(parameters.effective["early_stopping_rounds"]);
    parameters.maxCategories = std::stoi(parameters.effective["max_categories"]);
    parameters.task = parameters.effective["task"];
    return parameters;
}

std::vector<ParameterInfo> parameterInfos() {
    std::vector<ParameterInfo> infos;
    for (const auto& spec : kSpecs)
        infos.push_back({std::string(spec.name), typeName(spec), std::string(spec.fallback),
            fmt::format("{}. {}", spec.help, wanted(spec))});
    return infos;
}

} // namespace slipway::train
