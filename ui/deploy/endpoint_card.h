#pragma once

#include "ui/deploy/endpoint_facts.h"
#include "ui/widgets/card.h"

class QPushButton;
class QToolButton;

namespace slipway::ui {

class ElidedLabel;
class Pill;
class TextLabel;
class TrafficBar;

/// One endpoint at a glance, with its Roll back. Click, Enter or Space selects it. Updates in place.
class EndpointCard : public Card {
    Q_OBJECT
public:
    explicit EndpointCard(const EndpointView& view, QWidget* parent = nullptr);
    void setEndpoint(const EndpointView& view);
    void setSelected(bool selected);
    const std::string& endpointName() const { return m_name; }

signals:
    void chosen(const QString& endpoint);
    void rollbackRequested(const QString& endpoint, const QString& target);
    void copyRequested(const QString& url);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* makeFigures();
    QWidget* makeFooter();
    void setFigures(const deploy::Endpoint& endpoint);

    std::string m_name;
    QString m_url, m_target;
    bool m_selected = false;
    Pill *m_state, *m_alarm;
    TextLabel *m_served, *m_message;
    ElidedLabel *m_alarmText, *m_urlText;
    TrafficBar* m_traffic;
    TextLabel *m_requests, *m_errors, *m_p50, *m_p99;
    QToolButton* m_copy;
    QPushButton* m_rollback;
};

} // namespace slipway::ui
