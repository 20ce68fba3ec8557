#pragma once

#include <cstdint>
#include <string>

#include "core/access/actor.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/label/assist/learning_setting.h"
#include "core/label/learning/text_classifier.h"
#include "core/label/project.h"

namespace slipway {
class Ledger;
}

namespace slipway::label {

class LabelService;

/// Learns the classes of texts from people's answers while they label, and says what it thinks of the rest:
/// suggestions, and uncertainties for the order Uncertain. Same thread as the ledger's database.
class ActiveLearning {
public:
    static constexpr std::int64_t kFewestLabels = 20;

    ActiveLearning(Ledger& ledger, LabelService& labels) : m_ledger(ledger), m_labels(labels) {}

    Result<LearningSetting> setting(const Project& project) const;
    /// `every`: 0 turns it off.
    Status set(const access::Actor& actor, const Project& project, std::int64_t every, const std::string& question);
    /// So many answers as the setting says came since it learned last. Reads a few rows.
    Result<bool> isDue(const Project& project) const;

    enum class Uncertainty : std::uint8_t { Entropy, Margin };
    struct Options {
        std::string question;
        Uncertainty uncertainty = Uncertainty::Entropy;
        TextClassifierOptions classifier;
    };
    struct Learned {
        std::string model;        ///< "learner:PROJECT:LABELS"
        std::int64_t labels = 0;  ///< it learned from
        std::int64_t heldOut = 0; ///< answered tasks that it did not learn from (held_out.h)
        std::int64_t predicted = 0;
        bool complete = true; ///< false: cancelled while predicting, what was stored stays
    };
    /// Trains on the answers of people that count, the most frequent class of each task, without the held-out ones;
    /// then suggests for the tasks without an answer and the held-out ones, in place of what it suggested before. Some
    /// 5 seconds of the processor for 100,000 short texts, half as much again as hashing and trees alone
    /// (bench_assist). FailedPrecondition for other media, or with fewer than kFewestLabels labels or two classes.
    Result<Learned> learn(
        const access::Actor& actor, const Project& project, const Options& options, Progress& progress);

private:
    Ledger& m_ledger;
    LabelService& m_labels;
};

} // namespace slipway::label
