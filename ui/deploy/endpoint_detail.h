#pragma once

#include <QWidget>
#include <vector>

#include "ui/deploy/deploy_controller.h"

class QPushButton;

namespace slipway::ui {

class CanaryTrack;
class Card;
class DataTable;
class ListTableModel;
class Pill;
class SectionHeader;
class TestRequestCard;
class TextLabel;
class TrafficCharts;

/// The selected endpoint: canary, versions behind it, alarms, traffic over time, a test request.
class EndpointDetail : public QWidget {
    Q_OBJECT
public:
    explicit EndpointDetail(QWidget* parent = nullptr);
    void setEndpoint(const EndpointView& view);
    void setTraffic(const std::vector<deploy::TrafficPoint>& traffic);
    TestRequestCard& testRequest() const { return *m_test; }

signals:
    void openRequested(const QString& link);
    void rollbackRequested(const QString& endpoint, const QString& target);

private:
    Card* makeCanaryCard();
    Card* makeVariantsCard();
    void setCanary(const deploy::Endpoint& endpoint);
    void setVariants(const deploy::Endpoint& endpoint);

    QString m_name, m_target;
    SectionHeader* m_title;
    QPushButton* m_rollback;
    CanaryTrack* m_track = nullptr;
    Pill *m_canaryState = nullptr, *m_alarmState = nullptr;
    TextLabel *m_canaryText = nullptr, *m_alarmText = nullptr;
    ListTableModel* m_variants = nullptr;
    DataTable* m_variantTable = nullptr;
    TrafficCharts* m_charts = nullptr;
    TestRequestCard* m_test = nullptr;
};

} // namespace slipway::ui
