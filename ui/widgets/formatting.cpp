#include "ui/widgets/formatting.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <cmath>

#include "core/base/text.h"

namespace slipway::ui::format {

namespace {

const QChar kDash(0x2013);
const QChar kThinSpace(0x00A0); ///< no-break: a unit stays with its number

QString trimZeros(QString text) {
    if (!text.contains('.') || text.contains('e')) return text;
    while (text.endsWith('0')) text.chop(1);
    if (text.endsWith('.')) text.chop(1);
    return text;
}

QString withUnit(const QString& number, const QString& unit) {
    return number + kThinSpace + unit;
}

QString significant(double value, int digits) {
    const double size = std::abs(value);
    const int whole = size < 1 ? 1 : static_cast<int>(std::floor(std::log10(size))) + 1;
    return trimZeros(QString::number(value, 'f', std::clamp(digits - whole, 0, 10)));
}

QString text(const char* english) {
    return QCoreApplication::translate("format", english);
}

} // namespace

QString missing() {
    return QString(kDash);
}

QString number(double value) {
    if (std::isnan(value)) return QStringLiteral("NaN");
    if (std::isinf(value)) return value > 0 ? QStringLiteral("∞") : QStringLiteral("−∞");
    if (value == 0) return QStringLiteral("0");
    const double size = std::abs(value);
    if (size < 1e-4 || size >= 1e9) {
        QString scientific = QString::number(value, 'e', 3);
        const qsizetype at = scientific.indexOf('e');
        return trimZeros(scientific.left(at)) + scientific.mid(at);
    }
    if (size >= 999.5) return count(std::llround(value));
    const int whole = static_cast<int>(std::floor(std::log10(size))) + 1;
    return trimZeros(QString::number(value, 'f', std::max(0, 4 - whole)));
}

QString metric(double value) {
    const double size = std::abs(value);
    if (!(size >= 1e-4 && size < 999.5) || value == std::floor(value)) return number(value);
    const int whole = static_cast<int>(std::floor(std::log10(size))) + 1;
    return QString::number(value, 'f', std::max(0, 4 - whole));
}

QString number(std::optional<double> value) {
    return value ? number(*value) : missing();
}
QString fullNumber(double value) {
    return QString::fromStdString(toText(value));
}
QString count(std::int64_t value) {
    return QString::fromStdString(withThousands(value));
}

QString compact(std::int64_t value) {
    const double size = std::abs(static_cast<double>(value));
    if (size < 10000) return count(value);
    if (size < 999950) return withUnit(significant(static_cast<double>(value) / 1e3, 3), QStringLiteral("k"));
    if (size < 999.95e6) return withUnit(significant(static_cast<double>(value) / 1e6, 3), QStringLiteral("M"));
    return withUnit(significant(static_cast<double>(value) / 1e9, 3), QStringLiteral("B"));
}

QString plural(std::int64_t value, const QString& one, const QString& many) {
    return count(value) + ' ' + (value == 1 ? one : many);
}

QString percent(double share, int decimals) {
    if (std::isnan(share)) return missing();
    const double value = share * 100;
    if (decimals < 0) {
        if (value > 0 && value < 0.1) return withUnit(QStringLiteral("<0.1"), QStringLiteral("%"));
        return withUnit(trimZeros(QString::number(value, 'f', 1)), QStringLiteral("%"));
    }
    return withUnit(QString::number(value, 'f', decimals), QStringLiteral("%"));
}

QString bytes(std::int64_t value) {
    const char* units[] = {"B", "kB", "MB", "GB", "TB"};
    double size = static_cast<double>(value);
    int unit = 0;
    while (size >= 999.5 && unit < 4) {
        size /= 1000;
        ++unit;
    }
    return withUnit(unit == 0 ? count(value) : significant(size, 3), QString::fromLatin1(units[unit]));
}

QString duration(std::int64_t ms) {
    if (ms < 0) return missing();
    if (ms < 100) return withUnit(ms < 1 ? QStringLiteral("<1") : QString::number(ms), QStringLiteral("ms"));
    if (ms < 1000) return withUnit(significant(static_cast<double>(ms) / 1000, 2), QStringLiteral("s"));
    const std::int64_t seconds = (ms + 500) / 1000;
    if (seconds < 10) return withUnit(significant(static_cast<double>(ms) / 1000, 2), QStringLiteral("s"));
    if (seconds < 60) return withUnit(QString::number(seconds), QStringLiteral("s"));
    const auto two = [](std::int64_t a, const char* unitA, std::int64_t b, const char* unitB) {
        const QString first = withUnit(QString::number(a), QString::fromLatin1(unitA));
        return b == 0 ? first : first + ' ' + withUnit(QString::number(b), QString::fromLatin1(unitB));
    };
    if (seconds < 3600) return two(seconds / 60, "min", seconds % 60, "s");
    if (seconds < 86400) return two(seconds / 3600, "h", seconds % 3600 / 60, "min");
    return two(seconds / 86400, "d", seconds % 86400 / 3600, "h");
}

QString milliseconds(double value) {
    if (!std::isfinite(value)) return missing();
    if (value >= 1000) return withUnit(significant(value / 1000, 3), QStringLiteral("s"));
    return withUnit(significant(value, value < 1 ? 3 : 2), QStringLiteral("ms"));
}

QString when(Timestamp at, Timestamp now) {
    if (at == 0) return missing();
    if (now == 0) now = QDateTime::currentMSecsSinceEpoch();
    const std::int64_t age = now - at;
    const auto ago = [](std::int64_t value, const char* unit) {
        return text("%1 %2 ago").arg(value).arg(QString::fromLatin1(unit));
    };
    if (age >= -1000 && age < 45000) return text("just now");
    if (age >= 0 && age < 3600000) return ago(std::max<std::int64_t>(1, (age + 30000) / 60000), "min");
    if (age >= 0 && age < 86400000) return ago(age / 3600000, "h");
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(at);
    const QDateTime today = QDateTime::fromMSecsSinceEpoch(now);
    if (time.date().year() == today.date().year()) return QLocale::c().toString(time, QStringLiteral("d MMM HH:mm"));
    return QLocale::c().toString(time, QStringLiteral("d MMM yyyy"));
}

QString absolute(Timestamp at) {
    if (at == 0) return missing();
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(at);
    return QLocale::c().toString(time, QStringLiteral("d MMMM yyyy, HH:mm:ss ")) + time.timeZoneAbbreviation();
}

QString shortId(const std::string& id) {
    return QString::fromStdString(id.substr(0, 8));
}

} // namespace slipway::ui::format
