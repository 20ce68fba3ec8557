#include "core/monitor/text_drift.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "core/monitor/word_vectors.h"

namespace slipway::monitor {

namespace {

constexpr std::uint64_t kSeed = 42;
constexpr double kPenalty = 1e-4;
constexpr int kMostEpochs = 50, kPatience = 5;
constexpr double kTolerance = 1e-3; ///< of mean loss
constexpr int kRandomScores = 1000;

struct LabelledText {
    const std::string* text = nullptr;
    bool current = false;
};

/// Fisher–Yates by hand: the standard library's shuffle differs between implementations.
template <class T> void shuffle(std::vector<T>& items, std::mt19937_64& random) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random() % i]);
}

/// Area under the ROC curve, ties counted half.
double rocArea(const std::vector<double>& scores, const std::vector<bool>& positive) {
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
    double negatives = 0, positives = 0, wins = 0;
    for (std::size_t i = 0; i < order.size();) {
        double tiedNegatives = 0, tiedPositives = 0;
        const double score = scores[order[i]];
        for (; i < order.size() && scores[order[i]] == score; ++i)
            (positive[order[i]] ? tiedPositives : tiedNegatives) += 1;
        wins += tiedPositives * (negatives + tiedNegatives / 2);
        negatives += tiedNegatives;
        positives += tiedPositives;
    }
    return wins / (positives * negatives);
}

/// Linear model under the modified Huber loss, trained by stochastic gradient descent with step 1/(λ·(t₀+t)); the L1
/// penalty is paid cumulatively (Tsuruoka et al. 2009), so that only the words of a text are touched.
class LinearModel {
public:
    explicit LinearModel(std::size_t words) : m_weights(words, 0.0), m_paid(words, 0.0) {}

    void train(const std::vector<WordVector>& texts, const std::vector<bool>& positive, std::mt19937_64& random) {
        std::vector<std::size_t> order(texts.size());
        std::iota(order.begin(), order.end(), std::size_t(0));
        double best = std::numeric_limits<double>::infinity();
        int withoutGain = 0;
        for (int epoch = 0; epoch < kMostEpochs && withoutGain < kPatience; ++epoch) {
            shuffle(order, random);
            double loss = 0;
            for (const auto i : order) loss += learn(texts[i], positive[i] ? 1 : -1);
            withoutGain = loss > best - kTolerance * static_cast<double>(texts.size()) ? withoutGain + 1 : 0;
            best = std::min(best, loss);
        }
    }

    /// Between 0 and 1.
    double probability(const WordVector& text) const { return (std::clamp(decision(text), -1.0, 1.0) + 1) / 2; }

private:
    double decision(const WordVector& text) const {
        double sum = m_intercept;
        for (std::size_t i = 0; i < text.words.size(); ++i) sum += m_weights[text.words[i]] * text.weights[i];
        return sum;
    }

    /// One step; returns the loss before it.
    double learn(const WordVector& text, double label) {
        const double margin = decision(text) * label;
        const double step = 1 / (kPenalty * (kFirstStep + m_steps));
        m_steps += 1;
        const double slope = margin >= 1 ? 0 : margin >= -1 ? 2 * (1 - margin) : 4;
        for (std::size_t i = 0; i < text.words.size(); ++i)
            m_weights[text.words[i]] += step * slope * label * text.weights[i];
        m_intercept += step * slope * label * kInterceptDecay;
        m_due += step * kPenalty;
        for (const auto word : text.words) pay(word);
        return margin >= 1 ? 0 : margin >= -1 ? (1 - margin) * (1 - margin) : -4 * margin;
    }

    void pay(std::uint32_t word) {
        double& weight = m_weights[word];
        const double before = weight;
        if (weight > 0)
            weight = std::max(0.0, weight - (m_due + m_paid[word]));
        else if (weight < 0)
            weight = std::min(0.0, weight + (m_due - m_paid[word]));
        m_paid[word] += weight - before;
    }

    static constexpr double kFirstStep = 1000;      ///< Bottou's rule for this loss and penalty: first step 10
    static constexpr double kInterceptDecay = 0.01; ///< sparse rows move the intercept far more often than a weight
    std::vector<double> m_weights, m_paid;
    double m_intercept = 0, m_steps = 0, m_due = 0;
};

double randomScorePercentile(const std::vector<bool>& positive, std::mt19937_64& random) {
    std::vector<double> areas, scores(positive.size());
    for (int i = 0; i < kRandomScores; ++i) {
        for (double& score : scores) score = static_cast<double>(random() >> 11);
        areas.push_back(rocArea(scores, positive));
    }
    std::ranges::sort(areas);
    const double place = 0.95 * (areas.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    return areas[below] + (place - static_cast<double>(below)) * (areas[below + 1] - areas[below]);
}

bool hasBoth(const std::vector<bool>& labels) {
    return std::ranges::find(labels, true) != labels.end() && std::ranges::find(labels, false) != labels.end();
}

} // namespace

TextDrift textDrift(
    const std::vector<std::string>& reference, const std::vector<std::string>& current, bool fixedThreshold) {
    TextDrift result;
    std::vector<LabelledText> texts;
    for (const auto& text : reference) texts.push_back({&text, false});
    for (const auto& text : current) texts.push_back({&text, true});
    std::mt19937_64 random(kSeed);
    shuffle(texts, random);
    const std::size_t half = texts.size() / 2;

    std::vector<const std::string*> learned;
    std::vector<bool> learnedLabels, heldLabels;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        (i < half ? learnedLabels : heldLabels).push_back(texts[i].current);
        if (i < half) learned.push_back(texts[i].text);
    }
    if (!hasBoth(learnedLabels) || !hasBoth(heldLabels)) {
        result.note = "too few texts to learn from one half and check on the other";
        return result;
    }
    const WordWeights weights(learned);
    if (weights.wordCount() == 0) {
        result.note = "the texts hold no word that could tell them apart";
        return result;
    }
    std::vector<WordVector> vectors;
    for (const auto* text : learned) vectors.push_back(weights.vectorOf(*text));
    LinearModel model(weights.wordCount());
    model.train(vectors, learnedLabels, random);
    std::vector<double> scores;
    for (std::size_t i = half; i < texts.size(); ++i)
        scores.push_back(model.probability(weights.vectorOf(*texts[i].text)));
    result.auc = rocArea(scores, heldLabels);
    if (!fixedThreshold) result.threshold = randomScorePercentile(heldLabels, random);
    return result;
}

} // namespace slipway::monitor
