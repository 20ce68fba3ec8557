#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/access/actor.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/label/agreement/auto_label.h"
#include "core/label/project.h"

namespace slipway {
class Ledger;
}

namespace slipway::label {

class LabelService;

struct AutoLabelRequest {
    AutoLabelWish wish;
    std::string model;    ///< whose suggestions; empty: the classifier that learned last
    std::string question; ///< whose classes; of the classifier, the one that it learned
};

/// What auto-label would do.
struct AutoLabelPlan {
    AutoLabelRequest request; ///< with the model filled in
    AutoLabelRule rule;
    std::int64_t heldOut = 0;    ///< tasks that it was measured on
    std::int64_t unlabelled = 0; ///< tasks without an answer that the model has a class for
    std::int64_t labels = 0;     ///< of them reach the threshold
    std::string summary;         ///< one sentence for people
    std::int64_t look = 0;       ///< how often somebody has looked at what held-out labels of this project prove
    std::string refusal;         ///< why apply() would do nothing whatever the rule is; empty: it would
};

/// One use of the rule, and what people found when they looked at a sample of it.
struct AutoLabelBatch {
    std::int64_t id = 0;
    std::string model;
    AutoLabelWish wish;
    double threshold = 0, lowerBound = 0; ///< of the precision, when it was used
    std::string createdBy;
    Timestamp createdAt = 0;
    std::int64_t labelled = 0; ///< tasks, those of the audit included
    std::int64_t sampled = 0;  ///< of them for the audit
    std::int64_t audited = 0;  ///< of them answered by people
    std::int64_t skipped = 0;  ///< of them skipped by people or broken
    std::int64_t correct = 0;  ///< people agree
    double upperBound = 1;     ///< no precision above it is believable
    bool stopped = false;      ///< the upper bound has been below the wish
};
struct AutoLabelStatus {
    std::vector<AutoLabelBatch> batches; ///< oldest first
    std::string refusal;                 ///< why no further batch is labelled; empty: nothing speaks against it
};

/// Labels classes of whole items without a person where a lower confidence bound on held-out labels (held_out.h,
/// agreement/auto_label.h) proves the precision that was asked for; people keep looking at a random sample of each
/// batch without seeing what the model said (agreement/audit.h). Same thread as the ledger's database.
///
/// Only tasks with a suggestion of the model are looked at. Held-out ones have it too unless the model learned from
/// them: the sample ends at the first task without one, so that it stays a fair one. A model from elsewhere must not
/// have been trained on this project's labels.
///
/// Each plan is a look at the held-out labels, and whoever looks often enough sees any precision proven by chance once.
/// So looks are counted, and look number n tests at alpha / (n · (n + 1)): the chance that any batch of a project was
/// labelled with less than the wished precision is at most alpha, however often one looked and whatever model or wish
/// one tried.
class AutoLabeler {
public:
    AutoLabeler(Ledger& ledger, LabelService& labels) : m_ledger(ledger), m_labels(labels) {}

    /// Labels nothing; counts the look, unless it shows the same as the one before. NotFound when there is no such
    /// model.
    Result<AutoLabelPlan> plan(
        const access::Actor& actor, const Project& project, const AutoLabelRequest& request, Progress& progress);

    struct Applied {
        AutoLabelPlan plan;
        std::int64_t batch = 0; ///< 0: nothing reached a threshold
        std::int64_t labelled = 0, sampled = 0;
        bool complete = true; ///< false: cancelled, what was stored stays
    };
    /// Plans and stores answers of annotator "auto:MODEL". CheckNotMet with the reason when an earlier batch stopped or
    /// people are behind with their looks.
    Result<Applied> apply(
        const access::Actor& actor, const Project& project, const AutoLabelRequest& request, Progress& progress);

    Result<AutoLabelStatus> status(const Project& project) const;
    /// Takes the answers of a batch away, except those that a reviewer has accepted or corrected. How many. Tasks go
    /// back into the queue. Cancelled half way, calling it again does the rest.
    Result<std::int64_t> remove(
        const access::Actor& actor, const Project& project, std::int64_t batch, Progress& progress);

private:
    Ledger& m_ledger;
    LabelService& m_labels;
};

} // namespace slipway::label
