#include "ui/deploy/deploy_panel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/workspace/workspace.h"
#include "ui/deploy/endpoint_detail.h"
#include "ui/deploy/stage_column.h"
#include "ui/deploy/test_request_card.h"
#include "ui/shell/notifications.h"
#include "ui/shell/page_header.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

DeployPanel::DeployPanel(AppContext& app, QWidget* parent)
    : Panel(app, tr("Deployments"), Body::Scroll, parent), m_controller(app) {
    setObjectName(QStringLiteral("deployPanel"));
    m_startService = makeButton(
        tr("Start the service"), QStringLiteral("startServiceButton"), ButtonKind::Normal, QStringLiteral("play"));
    m_startService->setToolTip(tr("Endpoints run in the workspace's service, which also works with the window closed"));
    m_startService->hide();
    header().addAction(m_startService);
    m_empty = new EmptyState(QStringLiteral("rocket"), tr("No deployments yet"),
        tr("Approve a version in the Registry. A rule then puts it into staging, and you move it on to production."),
        this);
    m_empty->addButton(
        tr("Open Registry"), QStringLiteral("openRegistry"), [this] { this->app().navigate("registry"); });
    m_empty->addSnippet(QStringLiteral("slipway deploy MODEL VERSION --stage staging"));
    m_empty->hide();
    body().addWidget(m_empty);
    buildColumns();
    m_detail = new EndpointDetail(this);
    m_detail->hide();
    body().addWidget(m_detail);
    body().addStretch(1);
    connectController();
}

void DeployPanel::buildColumns() {
    m_stages = new QWidget(this);
    auto* row = new QHBoxLayout(m_stages);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(16);
    for (const auto& stage : app().workspace.deployments().stages()) {
        auto* column = new StageColumn(stage);
        row->addWidget(column, 1);
        m_columns.push_back(column);
        connect(column, &StageColumn::chosen, this, &DeployPanel::choose);
        connect(column, &StageColumn::copyRequested, this, &DeployPanel::copyUrl);
        connect(column, &StageColumn::rollbackRequested, this, [this](const QString& endpoint, const QString& target) {
            m_controller.rollback(endpoint.toStdString(), target);
        });
    }
    m_stages->hide();
    body().addWidget(m_stages);
}

void DeployPanel::connectController() {
    auto& test = m_detail->testRequest();
    connect(&m_controller, &DeployController::endpointsChanged, this, &DeployPanel::showEndpoints);
    connect(&m_controller, &DeployController::trafficChanged, this,
        [this] { m_detail->setTraffic(m_controller.traffic()); });
    connect(&m_controller, &DeployController::failed, this, [this](const Error& error) {
        showError(tr("Couldn't load the deployments"), error);
        setLoading(false);
    });
    connect(&m_controller, &DeployController::rolledBack, this, [this](const QString& endpoint, const QString& target) {
        Notice notice;
        notice.severity = Severity::Success;
        notice.title = tr("%1 goes back to %2").arg(endpoint, target);
        notice.text = tr("All new requests go to %1.").arg(target);
        notice.link = QStringLiteral("endpoint/") + endpoint;
        app().notifications.post(notice);
    });
    connect(
        &m_controller, &DeployController::rollbackFailed, this, [this](const QString& endpoint, const Error& error) {
            app().notifications.postError(tr("Couldn't roll %1 back").arg(endpoint), error);
            m_controller.load();
        });
    connect(&m_controller, &DeployController::serviceStarted, m_startService, &QWidget::hide);
    connect(&m_controller, &DeployController::serviceFailed, this, [this](const Error& error) {
        m_startService->setEnabled(true);
        app().notifications.postError(tr("Couldn't start the service"), error);
    });
    connect(m_startService, &QPushButton::clicked, this, [this] {
        m_startService->setEnabled(false);
        m_controller.startService();
    });
    connect(m_detail, &EndpointDetail::openRequested, this, [this](const QString& link) { app().navigate(link); });
    connect(m_detail, &EndpointDetail::rollbackRequested, this, [this](const QString& endpoint, const QString& target) {
        m_controller.rollback(endpoint.toStdString(), target);
    });
    connect(&test, &TestRequestCard::sendRequested, &m_controller, &DeployController::sendTest);
    connect(&test, &TestRequestCard::exampleRequested, this,
        [this](const QString& endpoint) { m_controller.loadExample(endpoint.toStdString()); });
    connect(&m_controller, &DeployController::exampleLoaded, &test, &TestRequestCard::setExample);
    connect(&m_controller, &DeployController::testAnswered, &test, &TestRequestCard::showAnswer);
    connect(&m_controller, &DeployController::testFailed, &test, &TestRequestCard::showFailure);
}

void DeployPanel::refresh() {
    m_controller.load();
}

void DeployPanel::showObject(const QString& link) {
    m_wanted = QString(link).remove(QStringLiteral("endpoint/"));
    if (!m_controller.endpoints().empty()) chooseSelection();
}

void DeployPanel::showEvent(QShowEvent* event) {
    Panel::showEvent(event);
    m_controller.watch(true);
}

void DeployPanel::hideEvent(QHideEvent* event) {
    m_controller.watch(false);
    Panel::hideEvent(event);
}

void DeployPanel::showEndpoints() {
    clearError();
    const auto& endpoints = m_controller.endpoints();
    m_empty->setVisible(endpoints.empty());
    m_stages->setVisible(!endpoints.empty());
    for (auto* column : m_columns) column->setEndpoints(endpoints);
    updateSummary();
    if (endpoints.empty()) {
        m_detail->hide();
        m_startService->hide();
    } else {
        chooseSelection();
    }
    setLoading(false);
}

void DeployPanel::updateSummary() {
    const auto& endpoints = m_controller.endpoints();
    if (endpoints.empty()) return header().setSummary(tr("Nothing is deployed"));
    const auto inService =
        std::ranges::count_if(endpoints, [](const auto& view) { return view.endpoint.state == "in_service"; });
    auto summary =
        tr("%1 of %2 in service")
            .arg(inService)
            .arg(format::plural(static_cast<std::int64_t>(endpoints.size()), tr("endpoint"), tr("endpoints")));
    const auto firing = std::ranges::count_if(endpoints,
        [](const auto& view) { return std::ranges::count(view.endpoint.alarms, "firing", &deploy::Alarm::state) > 0; });
    summary += firing > 0 ? tr(" · %1 firing").arg(format::plural(firing, tr("alarm"), tr("alarms")))
                          : tr(" · no alarm is firing");
    const bool stopped = std::ranges::all_of(endpoints, [](const auto& view) { return view.endpoint.url.empty(); });
    m_startService->setVisible(stopped);
    if (stopped) summary += tr(" · the service is not running");
    header().setSummary(summary);
}

void DeployPanel::chooseSelection() {
    const auto& endpoints = m_controller.endpoints();
    if (!m_wanted.isEmpty()) {
        const auto wanted = m_wanted;
        m_wanted.clear();
        if (std::ranges::count(endpoints, wanted.toStdString(), &EndpointView::name) > 0) return choose(wanted);
    }
    if (const auto* selected = m_controller.selected()) {
        m_detail->setEndpoint(*selected);
        for (auto* column : m_columns) column->setSelected(selected->name());
        return m_detail->show();
    }
    const auto production =
        std::ranges::find_if(endpoints, [](const auto& view) { return view.endpoint.stage == "production"; });
    choose(format::text(production == endpoints.end() ? endpoints.front().name() : production->name()));
}

void DeployPanel::choose(const QString& endpoint) {
    m_controller.select(endpoint.toStdString());
    if (const auto* selected = m_controller.selected()) {
        m_detail->setEndpoint(*selected);
        for (auto* column : m_columns) column->setSelected(selected->name());
        m_detail->show();
    }
}

void DeployPanel::copyUrl(const QString& url) {
    QGuiApplication::clipboard()->setText(url + QStringLiteral("/invocations"));
    Notice notice;
    notice.title = tr("Address copied");
    notice.text = url + QStringLiteral("/invocations");
    app().notifications.post(notice);
}

} // namespace slipway::ui
