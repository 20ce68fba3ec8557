#pragma once

#include "ui/deploy/deploy_controller.h"
#include "ui/widgets/card.h"

class QPlainTextEdit;
class QPushButton;

namespace slipway::ui {

class Pill;
class TextLabel;

/// Sends rows to the endpoint and shows the answer beside them.
class TestRequestCard : public Card {
    Q_OBJECT
public:
    explicit TestRequestCard(QWidget* parent = nullptr);
    /// Another endpoint empties the card; the same one keeps what was typed.
    void setEndpoint(const deploy::Endpoint& endpoint);
    void setExample(const QString& endpoint, const QString& body);
    void showAnswer(const TestAnswer& answer);
    void showFailure(const Error& error);

signals:
    void sendRequested(const QString& url, const QString& body);
    void exampleRequested(const QString& endpoint);

private:
    void updateButton();

    QString m_endpoint, m_url;
    bool m_waiting = false;
    QPlainTextEdit *m_request, *m_answer;
    QPushButton* m_send;
    Pill* m_status;
    TextLabel* m_took;
};

} // namespace slipway::ui
