#pragma once

#include <QWidget>
#include <vector>

#include "core/deploy/endpoint.h"

namespace slipway::ui {

class LineChart;

/// Requests, errors and latency per minute, one curve a version.
class TrafficCharts : public QWidget {
    Q_OBJECT
public:
    explicit TrafficCharts(QWidget* parent = nullptr);
    void setTraffic(const std::vector<deploy::TrafficPoint>& traffic);

private:
    LineChart *m_requests, *m_errors, *m_latency;
};

} // namespace slipway::ui
