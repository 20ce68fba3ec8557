#include "ui/deploy/test_request_card.h"

#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/base/json.h"
#include "ui/shell/notifications.h"
#include "ui/shell/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/pill.h"

namespace slipway::ui {

namespace {

QPlainTextEdit* addField(QHBoxLayout* row, const QString& title, const QString& objectName) {
    auto* column = new QVBoxLayout;
    column->setSpacing(6);
    auto* label = new TextLabel(title, FontRole::Control);
    auto* field = new QPlainTextEdit;
    field->setObjectName(objectName);
    field->setAccessibleName(title);
    field->setTabChangesFocus(true);
    field->setFont(fontFor(FontRole::Code));
    field->setFixedHeight(190);
    field->setLineWrapMode(QPlainTextEdit::NoWrap);
    label->setBuddy(field);
    column->addWidget(label);
    column->addWidget(field);
    row->addLayout(column, 1);
    return field;
}

QString indented(const QString& body) {
    const auto json = parseJson(body.toStdString(), "answer");
    return json ? format::text(dump(*json, 2)) : body;
}

} // namespace

TestRequestCard::TestRequestCard(QWidget* parent) : Card(tr("Test request"), parent) {
    setCaption(tr("JSON with instances, or CSV rows in the order of the inputs; it counts as traffic"));
    auto* row = new QHBoxLayout;
    row->setSpacing(16);
    m_request = addField(row, tr("Request"), QStringLiteral("testRequest"));
    m_answer = addField(row, tr("Answer"), QStringLiteral("testAnswer"));
    m_answer->setReadOnly(true);
    m_answer->setPlaceholderText(tr("The prediction appears here"));
    body().addLayout(row);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    m_send = makeButton(tr("Send"), QStringLiteral("sendTestButton"), ButtonKind::Normal, QStringLiteral("play"));
    m_status = new Pill;
    m_took = new TextLabel({}, FontRole::Caption, Token::TextSecondary);
    m_took->setWordWrap(true);
    buttons->addWidget(m_send);
    buttons->addWidget(m_status);
    buttons->addWidget(m_took, 1);
    body().addLayout(buttons);
    m_status->hide();
    connect(m_request, &QPlainTextEdit::textChanged, this, &TestRequestCard::updateButton);
    connect(m_send, &QPushButton::clicked, this, [this] {
        m_waiting = true;
        updateButton();
        sendRequested(m_url, m_request->toPlainText());
    });
}

void TestRequestCard::setEndpoint(const deploy::Endpoint& endpoint) {
    const auto name = format::text(endpoint.name);
    m_url = endpoint.state == "stopped" ? QString() : format::text(endpoint.url);
    if (name != m_endpoint) {
        m_endpoint = name;
        m_request->clear();
        m_answer->clear();
        m_status->hide();
        m_took->clear();
        m_waiting = false;
        exampleRequested(name);
    }
    updateButton();
}

void TestRequestCard::setExample(const QString& endpoint, const QString& body) {
    if (endpoint == m_endpoint && m_request->toPlainText().isEmpty()) m_request->setPlainText(body);
}

void TestRequestCard::updateButton() {
    m_send->setText(m_waiting ? tr("Sending…") : tr("Send"));
    m_send->setEnabled(!m_waiting && !m_url.isEmpty() && !m_request->toPlainText().trimmed().isEmpty());
    if (m_url.isEmpty()) m_took->setText(tr("The endpoint has no address while the service is not running."));
}

void TestRequestCard::showAnswer(const TestAnswer& answer) {
    m_waiting = false;
    m_answer->setPlainText(indented(answer.body));
    const bool fine = answer.status < 400;
    m_status->setLook(fine ? PillKind::Ok : PillKind::Bad, tr("HTTP %1").arg(answer.status));
    m_status->show();
    m_took->setText(tr("answered in %1").arg(format::milliseconds(answer.milliseconds)));
    updateButton();
}

void TestRequestCard::showFailure(const Error& error) {
    m_waiting = false;
    m_answer->clear();
    m_status->setLook(PillKind::Bad, tr("No answer"));
    m_status->show();
    m_took->setText(sentenceOf(error));
    updateButton();
}

} // namespace slipway::ui
