#include "core/label/learning/text_classifier.h"

#include <algorithm>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "core/label/learning/text_features.h"
#include "core/train/booster.h"

namespace slipway::label {

namespace {

constexpr std::size_t kMostLabels = 1000;
constexpr std::size_t kBatch = 16; ///< texts scored at once: each is a full row of features
constexpr unsigned kUnused = ~0u;
constexpr std::size_t kMostFeatures = 10'000; ///< of those that are there; more cost time and gain nothing
constexpr double kTextsPerFeature = 300;      ///< a feature must be in two texts, and in one of so many

using Features = std::vector<std::pair<unsigned, float>>;

/// By bucket, how far the texts that have it differ in their classes from all texts (χ² of presence). 0 for those that
/// too few texts have.
std::vector<double> differences(
    const std::vector<Features>& texts, const std::vector<std::vector<std::size_t>>& byLabel) {
    std::vector<double> documents(kTextBuckets), squares(kTextBuckets), own(kTextBuckets);
    for (const auto& members : byLabel) {
        for (const auto text : members)
            for (const auto& [bucket, times] : texts[text]) ++own[bucket];
        for (const auto text : members)
            for (const auto& [bucket, times] : texts[text]) {
                documents[bucket] += own[bucket];
                squares[bucket] += own[bucket] * own[bucket] / static_cast<double>(members.size());
                own[bucket] = 0;
            }
    }
    const auto all = static_cast<double>(texts.size());
    const double least = std::max(2.0, all / kTextsPerFeature);
    std::vector<double> result(kTextBuckets);
    for (unsigned bucket = 0; bucket < kTextBuckets; ++bucket)
        if (documents[bucket] >= least) result[bucket] = squares[bucket] * all / documents[bucket] - documents[bucket];
    return result;
}

/// Bucket -> number of the feature: those that tell classes apart best.
std::vector<unsigned> usedFeatures(const std::vector<double>& differences, std::size_t& count) {
    std::vector<unsigned> order;
    for (unsigned bucket = 0; bucket < kTextBuckets; ++bucket)
        if (differences[bucket] > 0) order.push_back(bucket);
    std::ranges::stable_sort(order, std::ranges::greater(), [&](unsigned bucket) { return differences[bucket]; });
    order.resize(std::min(order.size(), kMostFeatures));
    std::ranges::sort(order); // rows list their features rising
    count = 0;
    std::vector<unsigned> numbers(kTextBuckets, kUnused);
    for (const auto bucket : order) numbers[bucket] = static_cast<unsigned>(count++);
    return numbers;
}

train::TrainingMatrix::Rows rowsOf(const std::vector<Features>& texts, const std::vector<unsigned>& numbers) {
    train::TrainingMatrix::Rows rows;
    for (const auto& features : texts) {
        for (const auto& [bucket, times] : features)
            if (numbers[bucket] != kUnused) {
                rows.features.push_back(numbers[bucket]);
                rows.values.push_back(times);
            }
        rows.rowStarts.push_back(rows.features.size());
    }
    return rows;
}

std::size_t indexOf(const std::vector<std::string>& labels, const std::string& label) {
    return static_cast<std::size_t>(std::ranges::lower_bound(labels, label) - labels.begin());
}

std::vector<std::vector<std::size_t>> textsByLabel(
    const std::vector<LabelledText>& texts, const std::vector<std::string>& labels) {
    std::vector<std::vector<std::size_t>> result(labels.size());
    for (std::size_t i = 0; i < texts.size(); ++i) result[indexOf(labels, texts[i].label)].push_back(i);
    return result;
}

Status configure(train::Booster& booster, const TextClassifierOptions& options, std::size_t labels) {
    const bool binary = labels == 2;
    SLIPWAY_TRY(booster.set("verbosity", "0"));
    SLIPWAY_TRY(booster.set("tree_method", "hist"));
    SLIPWAY_TRY(booster.set("nthread", "1")); // the same sums on every machine
    SLIPWAY_TRY(booster.set("objective", binary ? "binary:logistic" : "multi:softprob"));
    if (!binary) SLIPWAY_TRY(booster.set("num_class", std::to_string(labels)));
    SLIPWAY_TRY(booster.set("max_depth", std::to_string(options.depth)));
    SLIPWAY_TRY(booster.set("eta", fmt::format("{}", options.learningRate)));
    SLIPWAY_TRY(booster.set("colsample_bytree", "0.2"));
    SLIPWAY_TRY(booster.set("subsample", "0.8"));
    return booster.set("seed", std::to_string(options.seed % 2'000'000'000));
}

} // namespace

struct TextClassifier::State {
    std::vector<std::string> labels;
    std::vector<unsigned> numbers;
    std::size_t features = 0;
    train::Booster booster;

    std::size_t outputs() const { return labels.size() == 2 ? 1 : labels.size(); }
};

TextClassifier::TextClassifier(std::unique_ptr<State> state) : m_state(std::move(state)) {}
TextClassifier::TextClassifier(TextClassifier&&) noexcept = default;
TextClassifier& TextClassifier::operator=(TextClassifier&&) noexcept = default;
TextClassifier::~TextClassifier() = default;

const std::vector<std::string>& TextClassifier::labels() const {
    return m_state->labels;
}

Result<TextClassifier> TextClassifier::train(
    const std::vector<LabelledText>& texts, const TextClassifierOptions& options, Progress& progress) {
    std::set<std::string> names;
    for (const auto& text : texts) names.insert(text.label);
    if (names.size() < 2)
        return fail(
            ErrorCode::InvalidArgument, "a classifier needs texts of two classes", "Label a few of another class");
    if (names.size() > kMostLabels)
        return fail(ErrorCode::InvalidArgument, fmt::format("{} classes are too many to learn", names.size()),
            fmt::format("Use at most {}", kMostLabels));
    const std::vector<std::string> labels(names.begin(), names.end());
    std::vector<Features> features;
    for (const auto& text : texts) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "training was cancelled");
        features.push_back(textFeatures(text.text));
    }
    std::size_t count = 0;
    auto numbers = usedFeatures(differences(features, textsByLabel(texts, labels)), count);
    if (count == 0)
        return fail(ErrorCode::InvalidArgument, "no word tells the classes of these texts apart", "Label more texts");
    auto rows = rowsOf(features, numbers);
    features.clear();
    for (const auto& text : texts) rows.labels.push_back(static_cast<float>(indexOf(labels, text.label)));
    train::limitEngineThreads(1);
    SLIPWAY_ASSIGN(const auto matrix, train::TrainingMatrix::create(rows, count));
    const std::vector<train::Watched> watched{{&matrix, "train"}};
    SLIPWAY_ASSIGN(auto booster, train::Booster::create(watched));
    SLIPWAY_TRY(configure(booster, options, labels.size()));
    for (int round = 0; round < options.rounds; ++round) {
        if (progress.cancelled())
            return fail(ErrorCode::Cancelled, fmt::format("training was cancelled after {} rounds", round));
        SLIPWAY_TRY(booster.update(round, matrix));
        progress.update((round + 1.0) / options.rounds, fmt::format("round {} of {}", round + 1, options.rounds));
    }
    // Without the training rows, which the engine keeps for as long as its model.
    SLIPWAY_ASSIGN(const auto bytes, booster.save());
    SLIPWAY_ASSIGN(auto light, train::Booster::fromBytes(bytes));
    return TextClassifier(std::make_unique<State>(State{labels, std::move(numbers), count, std::move(light)}));
}

Result<std::vector<std::vector<double>>> TextClassifier::probabilities(
    const std::vector<std::string_view>& texts, Progress& progress) const {
    const auto width = m_state->features, outputs = m_state->outputs();
    std::vector<std::vector<double>> result;
    result.reserve(texts.size());
    for (std::size_t start = 0; start < texts.size(); start += kBatch) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "predicting was cancelled");
        const auto batch = std::min(kBatch, texts.size() - start);
        std::vector<float> values(batch * width, std::numeric_limits<float>::quiet_NaN());
        for (std::size_t i = 0; i < batch; ++i)
            for (const auto& [bucket, times] : textFeatures(texts[start + i]))
                if (const auto number = m_state->numbers[bucket]; number != kUnused) values[i * width + number] = times;
        SLIPWAY_ASSIGN(const auto scores, m_state->booster.score(values, width, outputs));
        for (std::size_t i = 0; i < batch; ++i) {
            std::vector<double> row(scores.begin() + static_cast<std::ptrdiff_t>(i * outputs),
                scores.begin() + static_cast<std::ptrdiff_t>((i + 1) * outputs));
            if (outputs == 1) row = {1 - row[0], row[0]};
            result.push_back(std::move(row));
        }
        progress.update(static_cast<double>(start + batch) / static_cast<double>(texts.size()),
            fmt::format("{} of {} texts", start + batch, texts.size()));
    }
    return result;
}

Prediction TextClassifier::prediction(
    const std::vector<double>& probabilities, const std::string& question, const std::string& model) const {
    const auto best = std::ranges::max_element(probabilities);
    const auto& label = m_state->labels.at(static_cast<std::size_t>(best - probabilities.begin()));
    Prediction prediction;
    prediction.model = model;
    prediction.score = *best;
    prediction.answer.annotator = model;
    prediction.answer.classes.push_back({question, label, *best});
    return prediction;
}

} // namespace slipway::label
