#pragma once

#include <QString>
#include <QStringList>
#include <optional>

#include "core/track/filter.h"

namespace slipway::ui {

/// Places of the filter language are bytes, those of a text field are characters.
std::size_t bytesBefore(const QString& text, qsizetype position);
qsizetype charactersBefore(const QString& text, std::size_t bytes);

/// The filter, and what is wrong with it.
struct ReadFilter {
    std::optional<track::Filter> filter;
    QString problem;              ///< a sentence: what was expected
    qsizetype begin = 0, end = 0; ///< where, in characters
};
ReadFilter readFilter(const QString& text);

/// The states ("RUNNING") that the filter asks for with `status = …` or `status IN (…)` beside what else it asks.
QStringList statusesOf(const QString& filter);
/// The filter with another such condition; none: without it. The rest stays to the letter. A filter that cannot be read
/// stays as it is.
QString withStatuses(const QString& filter, const QStringList& statuses);
/// `filter` and also `condition`.
QString alsoWith(const QString& filter, const QString& condition);

} // namespace slipway::ui
