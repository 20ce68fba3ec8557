#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/label/annotation.h"

namespace slipway::label {

/// A text with the class that a person gave it. Borrows the text.
struct LabelledText {
    std::string_view text;
    std::string label;
};

struct TextClassifierOptions {
    int rounds = 200;
    int depth = 6;
    double learningRate = 0.15;
    std::uint64_t seed = 1;
};

/// Learns classes of texts from hashed n-grams with boosted trees (XGBoost), in seconds for a few thousand texts.
/// The same texts give the same model.
class TextClassifier {
public:
    /// InvalidArgument with fewer than two classes or with over 1,000. Cancel between rounds.
    static Result<TextClassifier> train(
        const std::vector<LabelledText>& texts, const TextClassifierOptions& options, Progress& progress);
    TextClassifier(TextClassifier&&) noexcept;
    TextClassifier& operator=(TextClassifier&&) noexcept;
    ~TextClassifier();

    const std::vector<std::string>& labels() const; ///< sorted
    /// Of each text the probabilities of labels(), summing to 1.
    Result<std::vector<std::vector<double>>> probabilities(
        const std::vector<std::string_view>& texts, Progress& progress) const;

    /// The most probable class as a suggestion for a task; `model` names this model and its version.
    Prediction prediction(
        const std::vector<double>& probabilities, const std::string& question, const std::string& model) const;

private:
    struct State;
    explicit TextClassifier(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace slipway::label
