#include "ui/deploy/endpoint_card.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/deploy/endpoint_facts.h"
#include "ui/shell/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

TextLabel* addFigure(QHBoxLayout* row, const QString& name) {
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(new TextLabel(name, FontRole::Axis, Token::TextMuted));
    auto* value = new TextLabel({}, FontRole::Strong);
    column->addWidget(value);
    row->addLayout(column, 1);
    return value;
}

} // namespace

EndpointCard::EndpointCard(const EndpointView& view, QWidget* parent)
    : Card(format::text(view.name()), parent), m_name(view.name()) {
    setProperty("endpoint", format::text(m_name));
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    m_state = new Pill;
    addHeaderWidget(m_state);
    m_served = new TextLabel({}, FontRole::Section);
    m_message = new TextLabel({}, FontRole::Caption, Token::BadText);
    m_message->setWordWrap(true);
    m_traffic = new TrafficBar(tr("Traffic of %1").arg(format::text(m_name)));
    body().addWidget(m_served);
    body().addWidget(m_message);
    body().addWidget(m_traffic);
    body().addWidget(makeFigures());
    auto* alarms = new QHBoxLayout;
    alarms->setSpacing(8);
    m_alarm = new Pill;
    m_alarmText = new ElidedLabel({}, FontRole::Caption, Token::TextSecondary);
    alarms->addWidget(m_alarm);
    alarms->addWidget(m_alarmText, 1);
    body().addLayout(alarms);
    body().addWidget(makeFooter());
    setEndpoint(view);
}

QWidget* EndpointCard::makeFigures() {
    auto* figures = new QWidget;
    auto* row = new QHBoxLayout(figures);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    m_requests = addFigure(row, tr("Requests"));
    m_errors = addFigure(row, tr("Errors"));
    m_p50 = addFigure(row, tr("p50"));
    m_p99 = addFigure(row, tr("p99"));
    return figures;
}

QWidget* EndpointCard::makeFooter() {
    auto* footer = new QWidget;
    auto* row = new QHBoxLayout(footer);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    m_urlText = new ElidedLabel({}, FontRole::Code, Token::TextSecondary);
    m_urlText->setElideMode(Qt::ElideMiddle);
    m_copy = makeIconButton(QStringLiteral("copy"), tr("Copy the address"), QStringLiteral("copyUrlButton"));
    m_rollback =
        makeButton(tr("Roll back"), QStringLiteral("rollbackButton"), ButtonKind::Normal, QStringLiteral("rollback"));
    row->addWidget(m_urlText, 1);
    row->addWidget(m_copy);
    row->addSpacing(4);
    row->addWidget(m_rollback);
    connect(m_copy, &QToolButton::clicked, this, [this] { copyRequested(m_url); });
    connect(m_rollback, &QPushButton::clicked, this, [this] {
        m_rollback->setEnabled(false); // shows at once that the click was taken
        rollbackRequested(format::text(m_name), m_target);
    });
    return footer;
}

void EndpointCard::setEndpoint(const EndpointView& view) {
    const auto& endpoint = view.endpoint;
    m_state->setLook(lookOf(endpoint.state));
    m_served->setText(servedTitle(endpoint));
    m_message->setText(messageOf(endpoint));
    m_message->setToken(endpoint.state == "failed" ? Token::BadText : Token::TextSecondary);
    m_message->setVisible(!endpoint.message.empty());
    m_traffic->setParts(trafficParts(endpoint));
    setFigures(endpoint);
    const auto alarm = alarmLook(endpoint);
    m_alarm->setLook(alarm);
    m_alarmText->setText(alarmText(endpoint));
    m_url = format::text(endpoint.url);
    m_urlText->setText(m_url.isEmpty() ? tr("no address while stopped") : m_url);
    m_copy->setEnabled(!m_url.isEmpty());
    m_target = view.before.empty() ? QString() : versionOf(view.before);
    const bool target = !m_target.isEmpty();
    m_rollback->setText(target ? tr("Roll back to %1").arg(m_target) : tr("Roll back"));
    m_rollback->setEnabled(target);
    m_rollback->setToolTip(
        target ? tr("All traffic goes back to %1 at once").arg(m_target) : tr("There is no version before this one"));
    m_rollback->setAccessibleName(QStringLiteral("%1, %2").arg(m_rollback->text(), format::text(endpoint.name)));
    setAccessibleName(
        tr("Endpoint %1, %2, %3, %4").arg(format::text(endpoint.name), m_served->text(), m_state->word(), alarm.word));
}

void EndpointCard::setFigures(const deploy::Endpoint& endpoint) {
    const auto totals = totalsOf(endpoint);
    const bool any = totals.invocations > 0;
    m_requests->setText(format::count(totals.invocations));
    m_errors->setText(totals.errors == 0 ? QStringLiteral("0")
                                         : QStringLiteral("%1 (%2)").arg(
                                               format::count(totals.errors), format::percent(totals.errorShare())));
    m_errors->setToken(totals.errors > 0 ? Token::BadText : Token::Text);
    m_p50->setText(any ? format::milliseconds(totals.p50Ms) : format::missing());
    m_p99->setText(any ? format::milliseconds(totals.p99Ms) : format::missing());
}

void EndpointCard::setSelected(bool selected) {
    if (m_selected == selected) return;
    m_selected = selected;
    update();
}

void EndpointCard::paintEvent(QPaintEvent* event) {
    Card::paintEvent(event);
    if (!m_selected && !hasFocus()) return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color(hasFocus() ? Token::Focus : Token::Accent), 2));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 10, 10);
}

void EndpointCard::mousePressEvent(QMouseEvent* event) {
    Card::mousePressEvent(event);
    if (event->button() == Qt::LeftButton) chosen(format::text(m_name));
}

void EndpointCard::keyPressEvent(QKeyEvent* event) {
    const auto key = event->key();
    if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space) return chosen(format::text(m_name));
    Card::keyPressEvent(event);
}

} // namespace slipway::ui
