#include "ui/track/table/filter_text.h"

#include <algorithm>

#include <QDateTime>

#include "ui/shell/notifications.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

using track::Filter;
using track::Operator;

/// The condition on the status that all runs must meet, when the filter has one.
const track::Comparison* statusCondition(const Filter& filter) {
    if (filter.kind == Filter::Kind::And) {
        for (const auto& child : filter.children)
            if (child.kind == Filter::Kind::Compare)
                if (const auto* found = statusCondition(child)) return found;
        return nullptr;
    }
    if (filter.kind != Filter::Kind::Compare) return nullptr;
    const auto& comparison = filter.comparison;
    if (comparison.group != track::FieldGroup::Attribute || comparison.key != "status") return nullptr;
    return comparison.op == Operator::Equal || comparison.op == Operator::In ? &comparison : nullptr;
}

QString statusText(const QStringList& statuses) {
    QStringList quoted;
    for (const auto& status : statuses) quoted << QLatin1Char('\'') + status + QLatin1Char('\'');
    if (quoted.size() == 1) return QStringLiteral("status = ") + quoted.front();
    return QStringLiteral("status IN (%1)").arg(quoted.join(QStringLiteral(", ")));
}

/// Two parts around something that was taken out, joined again by one AND.
QString joined(QString left, QString right) {
    left = left.trimmed();
    right = right.trimmed();
    if (left.endsWith(QStringLiteral(" and"), Qt::CaseInsensitive) || left.compare("and", Qt::CaseInsensitive) == 0)
        left = left.chopped(3).trimmed();
    if (right.startsWith(QStringLiteral("and "), Qt::CaseInsensitive)) right = right.mid(4).trimmed();
    if (left.isEmpty() || right.isEmpty()) return left + right;
    return left + QStringLiteral(" AND ") + right;
}

} // namespace

std::size_t bytesBefore(const QString& text, qsizetype position) {
    return static_cast<std::size_t>(text.left(position).toUtf8().size());
}

qsizetype charactersBefore(const QString& text, std::size_t bytes) {
    return QString::fromUtf8(text.toUtf8().left(static_cast<qsizetype>(bytes))).size();
}

ReadFilter readFilter(const QString& text) {
    ReadFilter read;
    track::TextRange where;
    auto filter = track::parseFilter(text.toStdString(), track::FilterTable::runs(), track::Dialect::Desktop,
        QDateTime::currentMSecsSinceEpoch(), &where);
    if (filter) {
        read.filter = std::move(*filter);
        return read;
    }
    read.problem = sentenceOf(filter.error());
    read.begin = charactersBefore(text, where.begin);
    read.end = charactersBefore(text, where.end);
    return read;
}

QStringList statusesOf(const QString& text) {
    QStringList found;
    const auto read = readFilter(text);
    const auto* condition = read.filter ? statusCondition(*read.filter) : nullptr;
    if (!condition) return found;
    if (const auto* one = std::get_if<std::string>(&condition->value)) found << format::text(*one);
    if (const auto* many = std::get_if<std::vector<std::string>>(&condition->value))
        for (const auto& each : *many) found << format::text(each);
    return found;
}

QString withStatuses(const QString& text, const QStringList& statuses) {
    const auto read = readFilter(text);
    if (!read.filter) return text;
    const auto* condition = statusCondition(*read.filter);
    if (!condition) return statuses.isEmpty() ? text : alsoWith(text, statusText(statuses));
    const qsizetype begin = charactersBefore(text, condition->range.begin);
    const qsizetype end = charactersBefore(text, condition->range.end);
    if (statuses.isEmpty()) return joined(text.left(begin), text.mid(end));
    return text.left(begin) + statusText(statuses) + text.mid(end);
}

QString alsoWith(const QString& text, const QString& condition) {
    if (text.trimmed().isEmpty()) return condition;
    const auto read = readFilter(text);
    const bool loose = read.filter && read.filter->kind == Filter::Kind::Or;
    return (loose ? QLatin1Char('(') + text.trimmed() + QLatin1Char(')') : text.trimmed()) + QStringLiteral(" AND ") +
           condition;
}

} // namespace slipway::ui
