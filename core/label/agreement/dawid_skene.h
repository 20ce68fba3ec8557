#pragma once

#include <cstddef>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"

namespace slipway::label {

/// One person said that an item is of a class; all by number from 0. The same person may answer an item again.
struct ClassVote {
    std::size_t item = 0, person = 0, label = 0;
};

struct DawidSkeneOptions {
    std::size_t items = 0, people = 0, labels = 0;
    int mostRounds = 1000;
    double tolerance = 1e-9; ///< ends when no probability of an item moves further in a round
    /// Votes that each person is taken to have given beforehand: this many of each class for items of each class, so
    /// that somebody with three answers is not taken to be never wrong. 0: maximum likelihood as in the paper.
    double priorVotes = 0.01;
};

/// Who errs how, and what each item then is: A. P. Dawid, A. M. Skene, "Maximum likelihood estimation of observer
/// error-rates using the EM algorithm" (1979).
struct DawidSkene {
    std::vector<std::vector<double>> posteriors;             ///< [item][label]; of an item without votes the shares
    std::vector<double> shares;                              ///< of each label among the items
    std::vector<std::vector<std::vector<double>>> confusion; ///< [person][true label][given label], rows sum to 1
    int rounds = 0;
    bool converged = false;
    double logLikelihood = 0;

    /// How often the person's class is the true one, over the labels as they are frequent.
    double quality(std::size_t person) const;
};

/// Starts from the shares of votes, as the paper does. InvalidArgument when a vote's number is too large, there is no
/// label, or people · labels² is over 2^26 numbers.
Result<DawidSkene> dawidSkene(
    const std::vector<ClassVote>& votes, const DawidSkeneOptions& options, Progress& progress);

} // namespace slipway::label
