#pragma once

#include <QObject>
#include <QTimer>
#include <optional>
#include <string>
#include <vector>

#include "core/deploy/deploy_service.h"
#include "ui/deploy/endpoint_facts.h"
#include "ui/shell/app_context.h"

namespace slipway::ui {

/// One answer of the panel's poll.
struct DeployFacts {
    std::vector<EndpointView> endpoints;
    std::vector<deploy::TrafficPoint> traffic; ///< of the selected endpoint, last 24 hours
};

struct TestAnswer {
    int status = 0;
    QString body;
    double milliseconds = 0;
};

/// Reads endpoints once a second while watching, rolls back, sends test requests. Decides nothing.
class DeployController : public QObject {
    Q_OBJECT
public:
    explicit DeployController(AppContext& app, QObject* parent = nullptr);

    void watch(bool on); ///< polls while the panel is visible
    void load();
    void select(const std::string& endpoint);
    void rollback(const std::string& endpoint, const QString& target);
    /// A row of the data that the served model was made from, as a request body.
    void loadExample(const std::string& endpoint);
    void sendTest(const QString& url, const QString& body);
    void startService();

    const std::vector<EndpointView>& endpoints() const { return m_facts.endpoints; }
    const std::vector<deploy::TrafficPoint>& traffic() const { return m_facts.traffic; }
    const EndpointView* selected() const;

signals:
    void endpointsChanged();
    void trafficChanged();
    void rolledBack(const QString& endpoint, const QString& target);
    void rollbackFailed(const QString& endpoint, const slipway::Error& error);
    void exampleLoaded(const QString& endpoint, const QString& body);
    void testAnswered(const slipway::ui::TestAnswer& answer);
    void testFailed(const slipway::Error& error);
    void serviceStarted();
    void serviceFailed(const slipway::Error& error);
    void failed(const slipway::Error& error);

private:
    void take(DeployFacts facts);

    AppContext& m_app;
    QTimer m_poll;
    bool m_reading = false;
    std::string m_selected;
    DeployFacts m_facts;
};

} // namespace slipway::ui
