#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/label/corpus.h"

namespace slipway::label {

/// The classes of many items by a model of who errs how (dawidSkene()), question by question.
struct ClassConsensus {
    using Chosen = std::vector<std::pair<std::string, double>>; ///< classes and how likely they are right
    std::vector<std::map<std::string, Chosen>> items;           ///< by question, of those that somebody answered
    /// How often each person's class is the true one, over all their votes; people without a class are not here.
    std::map<std::string, double> quality;
};

/// Of the last answer of each person; skips and ground truths say nothing. The most likely class of a question, and
/// none when several are equally likely. Where somebody chose several classes each class is a question of yes or no of
/// its own to all who answered the item, and those more likely than not are chosen.
Result<ClassConsensus> classConsensus(std::span<const Item> items, Progress& progress);

} // namespace slipway::label
