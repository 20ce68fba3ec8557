#pragma once

#include <QString>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/label/annotation.h"
#include "core/label/gesture.h"

namespace slipway::ui {

/// What models suggest for the open item and nobody has answered yet: a suggestion that is in the annotation already
/// is left out, and comes back when that is undone. A value of this page; knows no widgets.
class SuggestionList {
public:
    struct ClassSuggestion {
        label::ItemClass answer;
        double score = 0;
        QString model;
    };
    struct Counts {
        int total = 0, above = 0; ///< above: at the threshold or over it; classes of the item count too
        int rejected = 0;
        bool operator==(const Counts&) const = default;
    };

    /// Of another task.
    void setPredictions(std::int64_t task, std::vector<label::Prediction> predictions);
    /// 0 … 1. What has no score counts as 0.
    void setThreshold(double threshold);
    double threshold() const { return m_threshold; }
    enum class Change { None, Fewer, Other };
    /// Reads what is answered. Fewer: some of what was left is not any more. Without `severalClasses` one class answers
    /// its question.
    Change update(const label::Annotation& annotation, bool severalClasses);
    /// True when an edit can change what is left.
    static bool concerns(const label::Edit& edit);

    void reject(const QString& model, const QString& region);
    void rejectClass(const label::ItemClass& answer);
    /// All of this task's come back.
    void bringBackRejected();

    Counts counts() const;
    /// At the threshold or above, as a view shows them.
    std::vector<label::Prediction> shown() const;
    /// Classes of the whole item at the threshold or above, surest first.
    std::vector<ClassSuggestion> classes() const;

private:
    bool isAbove(double score) const { return score >= m_threshold - 1e-9; }
    std::int64_t m_task = 0;
    std::vector<label::Prediction> m_all;  ///< of the task
    std::vector<std::vector<bool>> m_left; ///< of m_all's regions
    std::vector<std::vector<bool>> m_leftClasses;
    std::set<std::pair<std::int64_t, std::string>> m_rejected; ///< task and key of the suggestion
    double m_threshold = 0;
};

} // namespace slipway::ui
