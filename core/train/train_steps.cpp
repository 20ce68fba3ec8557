#include "core/train/train_steps.h"

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/pipeline/pipeline_service.h"
#include "core/train/training_service.h"

namespace slipway::train {

namespace {

Result<std::string> needed(const pipeline::StepContext& context, const std::string& key) {
    const auto it = context.parameters.find(key);
    if (it != context.parameters.end() && !it->second.empty()) return it->second;
    return fail(ErrorCode::InvalidArgument, fmt::format("the step needs the parameter '{}'", key),
        "Add it to the pipeline's definition");
}

std::string valueOr(const pipeline::StepContext& context, const std::string& key, const std::string& fallback) {
    const auto it = context.parameters.find(key);
    return it == context.parameters.end() ? fallback : it->second;
}

Result<TrainingRequest> requestOf(const pipeline::StepContext& context) {
    TrainingRequest request;
    SLIPWAY_ASSIGN(request.experiment, needed(context, "experiment"));
    SLIPWAY_ASSIGN(request.trainDataset, needed(context, "dataset"));
    SLIPWAY_ASSIGN(request.target, needed(context, "target"));
    request.runName = valueOr(context, "name", "");
    request.validationDataset = valueOr(context, "validation", "");
    request.algorithm = valueOr(context, "algorithm", request.algorithm);
    for (const auto& part : split(valueOr(context, "inputs", ""), ','))
        if (const auto name = trimmed(part); !name.empty()) request.inputs.emplace_back(name);
    constexpr std::string_view prefix = "param.";
    for (const auto& [key, value] : context.parameters)
        if (key.starts_with(prefix)) request.parameters[key.substr(prefix.size())] = value;
    return request;
}

void addComputed(pipeline::Values& values, const std::map<std::string, std::optional<double>>& metrics) {
    for (const auto& [name, value] : metrics)
        if (value) values[name] = toText(*value);
}

class TrainStep : public pipeline::Step {
public:
    explicit TrainStep(TrainingService& training) : m_training(training) {}
    std::string kind() const override { return "train.start"; }
    std::string help() const override { return "Trains a model on a dataset as a tracked run"; }
    std::vector<std::string> outputs() const override { return {"run", "name"}; }

    Result<pipeline::Values> execute(const pipeline::StepContext& context) override {
        SLIPWAY_ASSIGN(const auto request, requestOf(context));
        SLIPWAY_ASSIGN(const auto run, m_training.train(context.actor, request, context.progress));
        context.log(fmt::format("run {} ({}) on {}", run.id, run.name, request.trainDataset));
        pipeline::Values values{{"run", run.id}, {"name", run.name}};
        for (const auto& [name, metric] : run.metrics)
            if (!name.starts_with("system/") && !name.starts_with("process/")) values[name] = toText(metric.latest);
        return values;
    }

    Result<std::string> fingerprint(const pipeline::StepContext& context) override {
        SLIPWAY_ASSIGN(const auto request, requestOf(context));
        return m_training.fingerprint(request);
    }

private:
    TrainingService& m_training;
};

class EvaluateStep : public pipeline::Step {
public:
    explicit EvaluateStep(TrainingService& training) : m_training(training) {}
    std::string kind() const override { return "train.evaluate"; }
    std::string help() const override { return "Scores a dataset with a run's model and computes its metrics"; }
    std::vector<std::string> outputs() const override { return {"run"}; }

    Result<pipeline::Values> execute(const pipeline::StepContext& context) override {
        SLIPWAY_ASSIGN(const auto run, needed(context, "run"));
        SLIPWAY_ASSIGN(const auto dataset, needed(context, "dataset"));
        SLIPWAY_ASSIGN(const auto evaluation, m_training.evaluate(context.actor, run, dataset, context.progress));
        pipeline::Values values{{"run", run}, {"rows", std::to_string(evaluation.rows)}};
        addComputed(values, evaluation.metrics);
        context.log(fmt::format("{} rows of {}", evaluation.rows, dataset));
        return values;
    }

private:
    TrainingService& m_training;
};

class BiasStep : public pipeline::Step {
public:
    explicit BiasStep(TrainingService& training) : m_training(training) {}
    std::string kind() const override { return "train.bias"; }
    std::string help() const override { return "Compares a model's predictions between a group and everybody else"; }
    std::vector<std::string> outputs() const override { return {"run"}; }

    Result<pipeline::Values> execute(const pipeline::StepContext& context) override {
        SLIPWAY_ASSIGN(const auto run, needed(context, "run"));
        SLIPWAY_ASSIGN(const auto facet, needed(context, "facet"));
        SLIPWAY_ASSIGN(const auto value, needed(context, "facet_value"));
        SLIPWAY_ASSIGN(const auto report, m_training.bias(context.actor, run, facet, value, context.progress));
        pipeline::Values values{{"run", run}};
        addComputed(values, report.preTraining);
        addComputed(values, report.postTraining);
        context.log(fmt::format(
            "{} rows of {} = {}, {} others", report.disadvantagedRows, facet, value, report.advantagedRows));
        return values;
    }

private:
    TrainingService& m_training;
};

} // namespace

std::unique_ptr<pipeline::Step> trainStep(TrainingService& training) {
    return std::make_unique<TrainStep>(training);
}
std::unique_ptr<pipeline::Step> evaluateStep(TrainingService& training) {
    return std::make_unique<EvaluateStep>(training);
}
std::unique_ptr<pipeline::Step> biasStep(TrainingService& training) {
    return std::make_unique<BiasStep>(training);
}

void addTrainSteps(TrainingService& training, pipeline::StepRegistry& steps) {
    steps.add(trainStep(training));
    steps.add(evaluateStep(training));
    steps.add(biasStep(training));
}

} // namespace slipway::train
