#include "ui/deploy/endpoint_facts.h"

#include <QObject>
#include <QStringList>
#include <algorithm>

#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

const deploy::Variant* busiest(const deploy::Endpoint& endpoint) {
    const auto found = std::ranges::max_element(endpoint.variants, {}, &deploy::Variant::weight);
    return found == endpoint.variants.end() ? nullptr : &*found;
}

int severityOf(const deploy::Alarm& alarm) {
    if (alarm.state == "firing") return 2;
    return alarm.state == "no_data" ? 1 : 0;
}

const deploy::Alarm* worstAlarm(const deploy::Endpoint& endpoint) {
    const auto found = std::ranges::max_element(endpoint.alarms, {}, severityOf);
    return found == endpoint.alarms.end() ? nullptr : &*found;
}

} // namespace

QString versionOf(const std::string& reference) {
    const auto colon = reference.rfind(':');
    if (colon == std::string::npos) return format::text(reference);
    return QStringLiteral("v") + format::text(reference.substr(colon + 1));
}

QString messageOf(const deploy::Endpoint& endpoint) {
    QString message = format::text(endpoint.message).remove('`');
    if (!message.isEmpty()) message[0] = message[0].toUpper();
    return message;
}

QString servedTitle(const deploy::Endpoint& endpoint) {
    if (endpoint.variants.empty()) return QObject::tr("No version");
    QStringList versions;
    for (const auto& variant : endpoint.variants)
        if (variant.weight > 0 || endpoint.variants.size() == 1) versions << QStringLiteral("v%1").arg(variant.version);
    if (versions.isEmpty()) versions << QStringLiteral("v%1").arg(endpoint.variants.back().version);
    return QStringLiteral("%1 %2").arg(
        format::text(endpoint.variants.back().model), versions.join(QStringLiteral(" → ")));
}

std::vector<TrafficBar::Part> trafficParts(const deploy::Endpoint& endpoint) {
    double sum = 0;
    for (const auto& variant : endpoint.variants) sum += variant.weight;
    std::vector<TrafficBar::Part> parts;
    for (const auto& variant : endpoint.variants)
        parts.push_back(
            {QStringLiteral("v%1").arg(variant.version), sum > 0 ? variant.weight / sum : 0, slotOf(variant.name())});
    return parts;
}

int slotOf(const std::string& variant) {
    const auto colon = variant.rfind(':');
    const int version = colon == std::string::npos ? 1 : QString::fromStdString(variant.substr(colon + 1)).toInt();
    return std::max(0, version - 1) % 7;
}

EndpointTotals totalsOf(const deploy::Endpoint& endpoint) {
    EndpointTotals totals;
    for (const auto& variant : endpoint.variants) {
        totals.invocations += variant.invocations;
        totals.errors += variant.errors;
    }
    if (const auto* main = busiest(endpoint)) {
        totals.p50Ms = main->p50Ms;
        totals.p99Ms = main->p99Ms;
    }
    return totals;
}

PillLook alarmLook(const deploy::Endpoint& endpoint) {
    const auto* alarm = worstAlarm(endpoint);
    if (!alarm) return {PillKind::Neutral, QObject::tr("No alarm")};
    return lookOf(alarm->state);
}

QString alarmText(const deploy::Endpoint& endpoint) {
    const auto* alarm = worstAlarm(endpoint);
    if (!alarm) return QObject::tr("No alarm watches this endpoint");
    const auto name = QObject::tr("Alarm “%1”").arg(format::text(alarm->name));
    return alarm->message.empty() ? name : QStringLiteral("%1: %2").arg(name, format::text(alarm->message));
}

} // namespace slipway::ui
