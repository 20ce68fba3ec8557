#include "core/train/model_shape.h"

#include <charconv>

#include <fmt/format.h>

#include "core/base/json.h"

namespace slipway::train {

namespace {

/// XGBoost writes its sizes as texts: "12".
long long sizeOf(const Json& object, std::string_view key) {
    const auto text = textOr(object, key);
    long long value = -1;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failed == std::errc{} && end == text.data() + text.size() ? value : -1;
}

const Json& member(const Json& object, const char* key) {
    static const Json kNothing;
    if (!object.is_object()) return kNothing;
    const auto it = object.find(key);
    return it == object.end() ? kNothing : *it;
}

bool isNumbers(const Json& list, std::size_t size, bool whole) {
    if (!list.is_array() || list.size() != size) return false;
    for (const auto& item : list)
        if (whole ? !item.is_number_integer() : !item.is_number()) return false;
    return true;
}

bool hasArrays(const Json& tree, std::size_t nodes) {
    for (const auto* key : {"left_children", "right_children", "parents", "split_indices", "split_type"})
        if (!isNumbers(member(tree, key), nodes, true)) return false;
    for (const auto* key : {"base_weights", "loss_changes", "split_conditions", "sum_hessian"})
        if (!isNumbers(member(tree, key), nodes, false)) return false;
    const auto& defaultLeft = member(tree, "default_left");
    return defaultLeft.is_array() && defaultLeft.size() == nodes;
}

/// Walks from the root: each node is reached at most once, leaves have no child, splits two.
bool isTree(const Json& tree, std::size_t nodes, std::size_t features) {
    const auto &left = tree["left_children"], &right = tree["right_children"];
    std::vector<bool> seen(nodes);
    std::vector<std::size_t> waiting{0};
    while (!waiting.empty()) {
        const auto node = waiting.back();
        waiting.pop_back();
        if (seen[node]) return false;
        seen[node] = true;
        const auto a = left[node].get<long long>(), b = right[node].get<long long>();
        if (a == -1 && b == -1) continue;
        const auto limit = static_cast<long long>(nodes), feature = tree["split_indices"][node].get<long long>();
        if (a < 0 || b < 0 || a >= limit || b >= limit) return false;
        if (feature < 0 || feature >= static_cast<long long>(features) || tree["split_type"][node] != 0) return false;
        waiting.push_back(static_cast<std::size_t>(a));
        waiting.push_back(static_cast<std::size_t>(b));
    }
    return true;
}

bool isSoundTree(const Json& tree, std::size_t features) {
    const auto& parameters = member(tree, "tree_param");
    const auto nodes = sizeOf(parameters, "num_nodes");
    if (nodes < 1 || sizeOf(parameters, "num_feature") != static_cast<long long>(features)) return false;
    if (sizeOf(parameters, "size_leaf_vector") > 1) return false;
    for (const auto* key : {"categories", "categories_nodes", "categories_segments", "categories_sizes"})
        if (const auto& list = member(tree, key); !list.is_null() && !(list.is_array() && list.empty())) return false;
    const auto count = static_cast<std::size_t>(nodes);
    return hasArrays(tree, count) && isTree(tree, count, features);
}

/// The reason why it is not sound; "" when it is.
std::string unsound(const Json& model, const BundleDescription& description, std::size_t features) {
    const auto& learner = member(model, "learner");
    const auto& shape = member(learner, "learner_model_param");
    const auto classes = description.task == Task::Multiclass ? static_cast<long long>(description.outputs()) : 0;
    if (textOr(member(learner, "objective"), "name") != objective(description.task)) return "it learnt another task";
    if (sizeOf(shape, "num_feature") != static_cast<long long>(features)) return "it has another number of features";
    if (sizeOf(shape, "num_class") != classes) return "it has another number of classes";
    const auto& booster = member(learner, "gradient_booster");
    if (textOr(booster, "name") != "gbtree") return "it is no model of trees";
    const auto& forest = member(booster, "model");
    const auto& trees = member(forest, "trees");
    const auto count = sizeOf(member(forest, "gbtree_model_param"), "num_trees");
    if (!trees.is_array() || count != static_cast<long long>(trees.size())) return "trees are missing";
    if (!isNumbers(member(forest, "tree_info"), trees.size(), true)) return "trees are missing";
    for (const auto& group : forest["tree_info"])
        if (group.get<long long>() < 0 || group.get<long long>() >= static_cast<long long>(description.outputs()))
            return "a tree belongs to no class";
    for (std::size_t i = 0; i < trees.size(); ++i)
        if (!isSoundTree(trees[i], features)) return fmt::format("tree {} is broken", i + 1);
    return {};
}

} // namespace

Status checkModelShape(
    std::string_view model, const BundleDescription& description, std::size_t features, std::string_view what) {
    SLIPWAY_ASSIGN(const auto json, parseJson(model, what));
    if (const auto reason = unsound(json, description, features); !reason.empty())
        return fail(ErrorCode::BadData, fmt::format("{} does not fit its description: {}", what, reason),
            "Take the bundle from its run again, or train the model again");
    return {};
}

} // namespace slipway::train
