#include "core/train/algorithm.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/train/booster.h"
#include "core/train/bundle_format.h"
#include "core/train/parameters.h"
#include "core/train/training_set.h"

namespace slipway::train {

namespace {

/// What is computed each round; the last one is the loss that early stopping watches.
std::vector<std::string> metricsOf(Task task) {
    if (task == Task::Binary) return {"auc", "error", "logloss"};
    if (task == Task::Multiclass) return {"merror", "mlogloss"};
    return {"mae", "rmse"};
}

/// The same for the same job on every machine, since the order of sums depends on it.
int threadsFor(const TrainingJob& job) {
    constexpr std::size_t worthTwo = 4'000'000;
    if (job.threads > 0) return job.threads;
    return job.training.rowCount() * job.inputs.size() > worthTwo ? 2 : 1;
}

/// "[3]\ttrain-auc:0.91\tvalidation-auc:0.9" -> {"train-auc": 0.91, …}.
std::map<std::string, double> parseMetrics(const std::string& text) {
    std::map<std::string, double> metrics;
    for (const auto& part : split(text, '\t')) {
        const auto colon = part.rfind(':');
        if (colon == std::string::npos) continue;
        double value = std::numeric_limits<double>::quiet_NaN();
        std::from_chars(part.data() + colon + 1, part.data() + part.size(), value);
        metrics[part.substr(0, colon)] = value;
    }
    return metrics;
}

/// Remembers the round with the least loss.
class BestRound {
public:
    explicit BestRound(int patience) : m_patience(patience) {}
    void see(int round, double loss) {
        if (!(loss < m_loss)) return;
        m_loss = loss;
        m_round = round;
    }
    bool shouldStop(int round) const { return m_patience > 0 && round - m_round >= m_patience; }
    /// Rounds to keep of `trained`.
    int keep(int trained) const { return m_patience > 0 && m_round >= 0 ? m_round + 1 : trained; }

private:
    int m_patience;
    int m_round = -1;
    double m_loss = std::numeric_limits<double>::infinity();
};

struct Sets {
    TrainingMatrix training;
    std::optional<TrainingMatrix> validation;
    std::size_t rows = 0, skipped = 0, validationRows = 0;

    std::vector<Watched> watched() const {
        std::vector<Watched> list{{&training, "train"}};
        if (validation) list.push_back({&*validation, "validation"});
        return list;
    }
};

Result<Sets> makeSets(const TrainingJob& job, const BundleDescription& description) {
    const RowEncoder encoder(description.inputs);
    SLIPWAY_ASSIGN(const auto training, encodeRows(job.training, description, encoder, "training data"));
    SLIPWAY_ASSIGN(auto matrix, TrainingMatrix::create(training.rows, encoder.features()));
    Sets sets{std::move(matrix), std::nullopt, training.rows.count(), training.skipped, 0};
    if (job.validation.rowCount() == 0) return sets;
    SLIPWAY_ASSIGN(const auto validation, encodeRows(job.validation, description, encoder, "validation data"));
    if (validation.rows.count() == 0) return sets;
    SLIPWAY_ASSIGN(sets.validation, TrainingMatrix::create(validation.rows, encoder.features()));
    sets.validationRows = validation.rows.count();
    return sets;
}

Status configure(
    Booster& booster, const TrainingJob& job, const Parameters& parameters, const BundleDescription& description) {
    SLIPWAY_TRY(booster.set("verbosity", "0"));
    SLIPWAY_TRY(booster.set("tree_method", "hist"));
    SLIPWAY_TRY(booster.set("nthread", std::to_string(threadsFor(job))));
    SLIPWAY_TRY(booster.set("objective", std::string(objective(description.task))));
    if (description.task == Task::Multiclass)
        SLIPWAY_TRY(booster.set("num_class", std::to_string(description.labels.size())));
    for (const auto& [key, value] : parameters.engine)
        if (description.task == Task::Binary || key != "scale_pos_weight") SLIPWAY_TRY(booster.set(key, value));
    for (const auto& metric : metricsOf(description.task)) SLIPWAY_TRY(booster.set("eval_metric", metric));
    return {};
}

/// Boosts round by round; the number of rounds to keep.
Result<int> boost(Booster& booster, const Sets& sets, const Parameters& parameters, Task task,
    const RoundListener& listener, Progress& progress) {
    const auto watched = sets.watched();
    const auto loss = watched.back().name + "-" + metricsOf(task).back();
    BestRound best(parameters.earlyStopping);
    int round = 0;
    for (; round < parameters.rounds; ++round) {
        if (progress.cancelled())
            return fail(ErrorCode::Cancelled, fmt::format("training was cancelled after {} rounds", round));
        SLIPWAY_TRY(booster.update(round, sets.training));
        SLIPWAY_ASSIGN(const auto text, booster.evaluate(round, watched));
        const auto metrics = parseMetrics(text);
        if (listener) SLIPWAY_TRY(listener(round, metrics));
        const auto value = metrics.contains(loss) ? metrics.at(loss) : std::numeric_limits<double>::quiet_NaN();
        progress.update((round + 1.0) / parameters.rounds,
            fmt::format("round {} of {}, {} {:.4f}", round + 1, parameters.rounds, loss, value));
        best.see(round, value);
        if (best.shouldStop(round)) return best.keep(round + 1);
    }
    return best.keep(round);
}

} // namespace

std::vector<AlgorithmInfo> algorithms() {
    return {{"xgboost", "Gradient-boosted trees (XGBoost), for two or more classes and for numbers", parameterInfos()}};
}

Result<ModelBundle> trainModel(
    const TrainingJob& job, const std::filesystem::path& folder, const RoundListener& listener, Progress& progress) {
    SLIPWAY_ASSIGN(const auto parameters, checkAlgorithm(job.algorithm, job.parameters));
    SLIPWAY_ASSIGN(const auto description, describeTraining(job, parameters));
    limitEngineThreads(threadsFor(job));
    SLIPWAY_ASSIGN(const auto sets, makeSets(job, description));
    if (parameters.earlyStopping > 0 && !sets.validation)
        return fail(ErrorCode::InvalidArgument, "early stopping needs validation data",
            "Give a validation dataset, or leave early_stopping_rounds out");

    const auto watched = sets.watched();
    SLIPWAY_ASSIGN(auto booster, Booster::create(watched));
    SLIPWAY_TRY(configure(booster, job, parameters, description));
    SLIPWAY_ASSIGN(const auto rounds, boost(booster, sets, parameters, description.task, listener, progress));
    if (parameters.earlyStopping > 0) {
        SLIPWAY_ASSIGN(booster, booster.firstRounds(rounds));
    }
    SLIPWAY_ASSIGN(const auto model, booster.save());
    const Json details{{"algorithm", job.algorithm}, {"parameters", parameters.effective}, {"rounds", rounds},
        {"rows", {{"training", sets.rows}, {"without_target", sets.skipped}, {"validation", sets.validationRows}}},
        {"program", SLIPWAY_VERSION}};
    SLIPWAY_TRY(writeBundle(folder, model, toJson(description, details)));
    return ModelBundle::load(folder);
}

} // namespace slipway::train
