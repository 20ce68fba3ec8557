#pragma once

#include <QList>
#include <QString>

namespace slipway::ui {

/// How well a query fits a text: parts of the query in order, each at the start of a word ("ap cl" fits "Approve
/// census-income v15"), or as a whole inside it. 0: not at all. `hits` are the positions to show in bold.
struct FuzzyMatch {
    int score = 0;
    QList<int> hits;
};

FuzzyMatch fuzzyMatch(const QString& query, const QString& text);

} // namespace slipway::ui
