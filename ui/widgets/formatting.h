#pragma once

#include <QString>
#include <cstdint>
#include <optional>
#include <string>

#include "core/base/time.h"

/// How numbers and times are written for people, in one place.
namespace slipway::ui::format {

QString missing();            ///< en dash
QString number(double value); ///< four significant digits: 0.9285, 1,234, 1.2e-05; not finite: "NaN", "∞"
QString metric(double value); ///< as number(), but keeps zeros at the end: points of a column line up
QString number(std::optional<double> value);                                 ///< missing() when there is none
QString fullNumber(double value);                                            ///< for tooltips: reads back exactly
QString count(std::int64_t value);                                           ///< 32,561
QString compact(std::int64_t value);                                         ///< 32.6 k, 1.2 M
QString plural(std::int64_t value, const QString& one, const QString& many); ///< "1 run", "1,204 runs"
QString percent(double share, int decimals = -1); ///< 0.125 -> "12.5 %"; decimals -1: as many as useful, at most one
QString bytes(std::int64_t value);                ///< 3.4 MB
QString duration(std::int64_t milliseconds);      ///< 0.4 s, 12 s, 3 min 20 s, 2 h 5 min
QString milliseconds(double value);               ///< 1.8 ms, 0.21 ms, 1.2 s
QString when(Timestamp at, Timestamp now = 0);    ///< under 24 h relative ("4 min ago"), else a date; 0: missing()
QString absolute(Timestamp at);                   ///< local time with zone, for tooltips
QString shortId(const std::string& id);           ///< first 8 of a long hexadecimal id
inline QString text(const std::string& value) {
    return QString::fromStdString(value);
}

} // namespace slipway::ui::format
