#include "ui/widgets/chart_scale.h"

#include <QDateTime>
#include <QLocale>
#include <algorithm>
#include <cmath>

#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

double niceStep(double span, int wanted) {
    const double raw = span / std::max(1, wanted - 1);
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0})
        if (raw <= factor * power * 1.0001) return factor * power;
    return 10 * power;
}

QString tickLabel(double value, double step) {
    if (std::abs(value) < step * 1e-6) return QStringLiteral("0");
    const double size = std::abs(value);
    if (size >= 1e6 || size < 1e-4) return format::number(value);
    int decimals = 0;
    for (double part = step; decimals < 6 && std::abs(part - std::round(part)) > 1e-6 * std::max(1.0, part); part *= 10)
        ++decimals;
    if (decimals == 0) return format::count(std::llround(value));
    return QString::number(value, 'f', decimals);
}

} // namespace

Ticks niceTicks(double from, double to, int wanted, bool grow) {
    if (!std::isfinite(from) || !std::isfinite(to)) return {{0, 1}, {"0", "1"}, 0, 1};
    if (to - from <= std::abs(from) * 1e-12) {
        const double pad = from == 0 ? 0.5 : std::abs(from) * 0.1;
        from -= pad;
        to += pad;
    }
    const double step = niceStep(to - from, wanted);
    Ticks ticks;
    ticks.from = grow ? std::floor(from / step + 1e-9) * step : from;
    ticks.to = grow ? std::ceil(to / step - 1e-9) * step : to;
    for (double index = std::ceil(ticks.from / step - 1e-9); index * step <= ticks.to + step * 1e-9; ++index) {
        ticks.values.push_back(index * step);
        ticks.labels.push_back(tickLabel(index * step, step));
    }
    return ticks;
}

Ticks timeTicks(double from, double to, int wanted) {
    constexpr double kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
    constexpr double kSteps[] = {kSecond, 2 * kSecond, 5 * kSecond, 10 * kSecond, 30 * kSecond, kMinute, 2 * kMinute,
        5 * kMinute, 10 * kMinute, 30 * kMinute, kHour, 2 * kHour, 3 * kHour, 6 * kHour, 12 * kHour, kDay, 2 * kDay,
        7 * kDay, 14 * kDay, 30 * kDay, 90 * kDay, 365 * kDay};
    Ticks ticks;
    if (to <= from) to = from + kMinute;
    ticks.from = from;
    ticks.to = to;
    const double raw = (to - from) / std::max(1, wanted - 1);
    double step = kSteps[std::size(kSteps) - 1];
    for (const double candidate : kSteps)
        if (candidate >= raw) {
            step = candidate;
            break;
        }
    const double zone = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(from)).offsetFromUtc() * kSecond;
    const char* form = step < kMinute ? "HH:mm:ss" : step < kDay ? "HH:mm" : "d MMM";
    for (double at = std::ceil((from + zone) / step) * step - zone; at <= to; at += step) {
        ticks.values.push_back(at);
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(at));
        QString label = QLocale::c().toString(time, QString::fromLatin1(form));
        if (step < kDay && step >= kHour && time.time().hour() == 0)
            label = QLocale::c().toString(time, QStringLiteral("d MMM"));
        ticks.labels.push_back(label);
    }
    return ticks;
}

Ticks durationTicks(double from, double to, int wanted) {
    constexpr double kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
    constexpr double kSteps[] = {kSecond, 2 * kSecond, 5 * kSecond, 10 * kSecond, 30 * kSecond, kMinute, 2 * kMinute,
        5 * kMinute, 10 * kMinute, 30 * kMinute, kHour, 2 * kHour, 6 * kHour, 12 * kHour, kDay, 2 * kDay, 7 * kDay};
    if (!(to > from)) to = from + kSecond;
    const double raw = (to - from) / std::max(1, wanted - 1);
    double step = raw < kSecond ? niceStep(to - from, wanted) : std::ceil(raw / (7 * kDay)) * 7 * kDay;
    for (const double candidate : kSteps)
        if (raw >= kSecond && candidate >= raw) {
            step = candidate;
            break;
        }
    Ticks ticks;
    ticks.from = from;
    ticks.to = to;
    const double unit = step < kSecond   ? 1
                        : step < kMinute ? kSecond
                        : step < kHour   ? kMinute
                        : step < kDay    ? kHour
                                         : kDay;
    const char* word = unit == 1         ? " ms"
                       : unit == kSecond ? " s"
                       : unit == kMinute ? " min"
                       : unit == kHour   ? " h"
                                         : " d";
    for (double index = std::ceil(from / step - 1e-9); index * step <= to + step * 1e-9; ++index) {
        ticks.values.push_back(index * step);
        ticks.labels.push_back(
            index == 0 ? QStringLiteral("0") : format::number(index * step / unit) + QLatin1String(word));
    }
    return ticks;
}

Ticks logTicks(double from, double to, int wanted) {
    if (!(from > 0) || !std::isfinite(to) || !(to > from)) return {{1, 10}, {"1", "10"}, 1, 10};
    const double powers = std::log10(to / from);
    if (powers < 1) return niceTicks(from, to, wanted, false);
    Ticks ticks;
    ticks.from = from;
    ticks.to = to;
    const int apart = std::max(1, static_cast<int>(std::ceil(powers / std::max(1, wanted))));
    const bool between = powers * 3 <= wanted + 1;
    for (int power = static_cast<int>(std::floor(std::log10(from))); power <= std::log10(to) + 1e-9; power += apart)
        for (const double factor : {1.0, 2.0, 5.0}) {
            const double value = factor * std::pow(10.0, power);
            if (factor > 1 && !between) break;
            if (value < from * (1 - 1e-9) || value > to * (1 + 1e-9)) continue;
            ticks.values.push_back(value);
            ticks.labels.push_back(format::number(value));
        }
    return ticks;
}

QVector<QPointF> thinned(const QVector<QPointF>& points, int columns) {
    if (points.size() <= 2 * static_cast<qsizetype>(columns) || columns < 2) return points;
    QVector<QPointF> result;
    result.reserve(2 * columns + 2);
    const double first = points.first().x();
    const double width = (points.last().x() - first) / columns;
    if (width <= 0) return points;
    result.push_back(points.first());
    qsizetype i = 0;
    for (int column = 0; column < columns && i < points.size(); ++column) {
        const double end = column + 1 == columns ? points.last().x() : first + (column + 1) * width;
        qsizetype low = -1, high = -1;
        for (; i < points.size() && (points[i].x() <= end || column + 1 == columns); ++i) {
            if (low < 0 || points[i].y() < points[low].y()) low = i;
            if (high < 0 || points[i].y() > points[high].y()) high = i;
        }
        if (low < 0) continue;
        result.push_back(points[std::min(low, high)]);
        if (low != high) result.push_back(points[std::max(low, high)]);
    }
    result.push_back(points.last());
    return result;
}

QVector<QPointF> inRange(const QVector<QPointF>& points, double from, double to) {
    const auto byX = [](const QPointF& p, double x) { return p.x() < x; };
    auto first = std::lower_bound(points.begin(), points.end(), from, byX);
    auto last = std::upper_bound(first, points.end(), to, [](double x, const QPointF& p) { return x < p.x(); });
    if (first != points.begin()) --first;
    if (last != points.end()) ++last;
    return QVector<QPointF>(first, last);
}

} // namespace slipway::ui
