#include "core/data/data_steps.h"

#include <fmt/format.h>

#include "core/data/dataset_service.h"

namespace slipway::data {

namespace {

Result<std::string> needed(const pipeline::StepContext& context, const std::string& key) {
    const auto it = context.parameters.find(key);
    if (it == context.parameters.end() || it->second.empty())
        return fail(ErrorCode::InvalidArgument, fmt::format("the step needs the parameter '{}'", key),
            "Add it to the pipeline's definition");
    return it->second;
}

/// Hashes of the newest versions: the step's result changes when one of them does.
Result<std::string> allHashes(const DatasetService& datasets, const std::string& except) {
    SLIPWAY_ASSIGN(const auto list, datasets.list());
    std::string text;
    for (const auto& version : list)
        if (version.dataset != except) text += version.reference() + "=" + version.hash + ";";
    return text;
}

class MaterializeStep : public pipeline::Step {
public:
    explicit MaterializeStep(DatasetService& datasets) : m_datasets(datasets) {}
    std::string kind() const override { return "data.materialize"; }
    std::string help() const override { return "Stores the result of a SELECT over datasets as a new dataset version"; }
    std::vector<std::string> outputs() const override { return {"dataset", "rows", "hash"}; }

    Result<pipeline::Values> execute(const pipeline::StepContext& context) override {
        SLIPWAY_ASSIGN(const auto name, needed(context, "dataset"));
        SLIPWAY_ASSIGN(const auto sql, needed(context, "sql"));
        SLIPWAY_ASSIGN(const auto made, m_datasets.materialize(context.actor, name, sql, "pipeline", context.progress));
        context.log(fmt::format("{}: {} rows", made.reference(), made.rows));
        return pipeline::Values{
            {"dataset", made.reference()}, {"rows", std::to_string(made.rows)}, {"hash", made.hash}};
    }

    Result<std::string> fingerprint(const pipeline::StepContext& context) override {
        SLIPWAY_ASSIGN(const auto name, needed(context, "dataset"));
        return allHashes(m_datasets, name);
    }

private:
    DatasetService& m_datasets;
};

class FilterStep : public pipeline::Step {
public:
    explicit FilterStep(DatasetService& datasets) : m_datasets(datasets) {}
    std::string kind() const override { return "data.filter"; }
    std::string help() const override { return "Drops rows of a dataset by named rules and counts them"; }
    std::vector<std::string> outputs() const override { return {"dataset", "rows", "dropped"}; }

    Result<pipeline::Values> execute(const pipeline::StepContext& context) override {
        SLIPWAY_ASSIGN(const auto reference, needed(context, "from"));
        SLIPWAY_ASSIGN(const auto target, needed(context, "to"));
        SLIPWAY_ASSIGN(const auto from, m_datasets.find(reference));
        std::vector<FilterRule> rules;
        constexpr std::string_view prefix = "rule.";
        for (const auto& [key, value] : context.parameters)
            if (key.starts_with(prefix)) rules.push_back({key.substr(prefix.size()), value});
        SLIPWAY_ASSIGN(const auto filtered, m_datasets.filter(context.actor, from, rules, target, context.progress));
        for (const auto& count : filtered.counts)
            context.log(fmt::format("{}: {} rows dropped", count.rule, count.dropped));
        return pipeline::Values{{"dataset", filtered.version.reference()},
            {"rows", std::to_string(filtered.version.rows)},
            {"dropped", std::to_string(from.rows - filtered.version.rows)}};
    }

    Result<std::string> fingerprint(const pipeline::StepContext& context) override {
        SLIPWAY_ASSIGN(const auto reference, needed(context, "from"));
        SLIPWAY_ASSIGN(const auto from, m_datasets.find(reference));
        return from.hash;
    }

private:
    DatasetService& m_datasets;
};

} // namespace

std::unique_ptr<pipeline::Step> materializeStep(DatasetService& datasets) {
    return std::make_unique<MaterializeStep>(datasets);
}
std::unique_ptr<pipeline::Step> filterStep(DatasetService& datasets) {
    return std::make_unique<FilterStep>(datasets);
}

} // namespace slipway::data
