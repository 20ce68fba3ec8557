#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/label/agreement/category_agreement.h"
#include "core/label/agreement/coincidences.h"
#include "core/label/agreement/task_agreement.h"

namespace slipway::label {

/// Agreement of a whole project, kept live: a task's part is added when an answer comes, and taken away before it
/// changes, so that no other task is read again. All sums are whole numbers: what was added and taken away again leaves
/// nothing, in any order. As large as people², labels and the ways in which classes are chosen, not as tasks.
class AgreementTotals {
public:
    void add(const TaskAgreement& task) { change(task, 1); }
    void remove(const TaskAgreement& task) { change(task, -1); }

    std::int64_t tasks() const { return m_all.count; } ///< with two answers or more
    std::optional<double> mean() const { return m_all.mean(); }

    struct PersonPair {
        std::string first, second;
        std::int64_t tasks = 0;
        double mean = 0;
    };
    std::vector<PersonPair> pairs() const;
    struct Part {
        std::string name;
        std::int64_t tasks = 0; ///< pairs of answers that it was part of
        double mean = 0;
    };
    std::vector<Part> people() const; ///< each person's mean over the pairs that they are one of
    /// Regions and spans, by label, over all pairs of answers.
    LabelMatches labels() const;

    std::vector<std::string> questions() const;
    /// Classes as numbers when all of them are, else in their order as text: the order for weights and scales. Interval
    /// and ratio want numbers (not negative for ratio).
    std::optional<double> alpha(const std::string& question, Scale scale = Scale::Nominal) const;
    std::optional<FleissSums::Kappa> fleiss(const std::string& question) const;
    std::optional<double> cohen(const std::string& question, const std::string& first, const std::string& second,
        Weighting weighting = Weighting::None) const;
    /// Of a class: of all that chose it, the share of the others who did too (positive agreement).
    std::vector<Part> classes(const std::string& question) const;

    /// To keep between runs.
    Json toJson() const;
    static Result<AgreementTotals> fromJson(const Json& json);
    bool operator==(const AgreementTotals&) const = default;

private:
    /// Numbers in 0 … 1 as whole multiples of 2^-32.
    struct Sum {
        std::int64_t count = 0, units = 0;
        void change(double value, int by);
        std::optional<double> mean() const;
        bool operator==(const Sum&) const = default;
    };
    using Votes = std::map<std::string, std::int64_t>; ///< people by class
    struct Question {
        std::map<Votes, std::int64_t> tables; ///< tasks by how people chose
        /// By two people, the tasks by the classes they chose.
        std::map<std::pair<std::string, std::string>, std::map<std::pair<std::string, std::string>, std::int64_t>>
            pairs;
        bool operator==(const Question&) const = default;
    };
    void change(const TaskAgreement& task, int by);
    void changeQuestion(const ClassVotes& votes, int by);
    void changeLabels(const PairAgreement& pair, int by);

    Sum m_all;
    std::map<std::pair<std::string, std::string>, Sum> m_pairs;
    struct LabelSum {
        std::int64_t pairs = 0, first = 0, second = 0, units = 0;
        bool operator==(const LabelSum&) const = default;
    };
    std::map<std::string, LabelSum> m_labelSums;
    std::map<std::string, Question> m_questions;
};

} // namespace slipway::label
