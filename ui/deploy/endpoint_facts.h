#pragma once

#include <QString>
#include <string>
#include <vector>

#include "core/deploy/endpoint.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/traffic_bar.h"

/// What a card says about an endpoint, from the stored state alone.
namespace slipway::ui {

/// An endpoint and the version that "Roll back" leads to.
struct EndpointView {
    deploy::Endpoint endpoint;
    std::string before; ///< "census-income:1", or "" when there was no version before
    const std::string& name() const { return endpoint.name; }
};

/// "census-income:2" -> "v2"; a text without a version stays.
QString versionOf(const std::string& reference);
/// What the endpoint says of its state, as a sentence of its own.
QString messageOf(const deploy::Endpoint& endpoint);
/// The versions an endpoint serves: "census-income v1 → v2" while a canary runs, else "census-income v2".
QString servedTitle(const deploy::Endpoint& endpoint);
/// In the order of the variants; a version has its colour slot wherever it is drawn.
std::vector<TrafficBar::Part> trafficParts(const deploy::Endpoint& endpoint);
int slotOf(const std::string& variant);

/// Counts over all variants; latencies of the one with the most traffic.
struct EndpointTotals {
    std::int64_t invocations = 0, errors = 0;
    double p50Ms = 0, p99Ms = 0;
    double errorShare() const {
        return invocations > 0 ? static_cast<double>(errors) / static_cast<double>(invocations) : 0;
    }
};
EndpointTotals totalsOf(const deploy::Endpoint& endpoint);

/// Worst alarm, or that there is none.
PillLook alarmLook(const deploy::Endpoint& endpoint);
QString alarmText(const deploy::Endpoint& endpoint);

} // namespace slipway::ui
