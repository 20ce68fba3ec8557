#include "ui/deploy/deploy_controller.h"

#include <algorithm>
#include <chrono>

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/deploy/endpoint_store.h"
#include "core/net/http_client.h"
#include "core/train/model_bundle.h"
#include "core/workspace/service_host.h"
#include "core/workspace/workspace.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr std::int64_t kDay = 24LL * 60 * 60 * 1000;
constexpr std::size_t kLongestAnswer = 1u << 20;

/// The version that served before the newest one, as DeployService::rollback() finds it.
Result<std::string> versionBefore(workspace::Workspace& workspace, const deploy::Endpoint& endpoint) {
    if (endpoint.variants.empty()) return std::string();
    const auto& newest = endpoint.variants.back();
    const deploy::EndpointStore store(workspace.db());
    SLIPWAY_ASSIGN(const auto row, store.introductionOf(endpoint.name, newest.model, newest.version));
    return row && !row->fromModel.empty() ? row->fromName() : std::string();
}

Result<DeployFacts> readFacts(workspace::Workspace& workspace, const std::string& selected) {
    DeployFacts facts;
    SLIPWAY_ASSIGN(auto endpoints, workspace.deployments().list());
    for (auto& endpoint : endpoints) {
        SLIPWAY_ASSIGN(auto before, versionBefore(workspace, endpoint));
        facts.endpoints.push_back({std::move(endpoint), std::move(before)});
    }
    const auto known = std::ranges::find(facts.endpoints, selected, &EndpointView::name);
    if (known == facts.endpoints.end()) return facts;
    SLIPWAY_ASSIGN(facts.traffic, workspace.deployments().traffic(selected, systemClock().now() - kDay));
    return facts;
}

Json jsonOf(const table::Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
    if (const auto* number = std::get_if<double>(&value)) return jsonNumber(*number);
    if (const auto* truth = std::get_if<bool>(&value)) return *truth;
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    return nullptr;
}

/// The first row of the dataset that trained the model, or an empty table when it is gone.
table::Table firstRow(workspace::Workspace& workspace, const std::string& run) {
    const auto found = workspace.tracker().find(run);
    if (!found) return {};
    const auto tag = found->tags.find("slipway.dataset");
    if (tag == found->tags.end()) return {};
    const auto dataset = workspace.datasets().find(tag->second);
    if (!dataset) return {};
    auto rows = workspace.datasets().rows(*dataset, 0, 1);
    return rows ? std::move(*rows) : table::Table();
}

Result<QString> exampleBody(workspace::Workspace& workspace, const std::string& endpoint) {
    SLIPWAY_ASSIGN(const auto found, workspace.deployments().find(endpoint));
    if (found.variants.empty()) return QString();
    const auto& newest = found.variants.back();
    SLIPWAY_ASSIGN(const auto version, workspace.registry().find(newest.model, newest.version));
    SLIPWAY_ASSIGN(const auto bundle, train::ModelBundle::load(version.bundle));
    const auto row = firstRow(workspace, version.runId);
    Json instance = Json::object();
    for (const auto& input : bundle.inputs()) {
        const int column = row.indexOf(input.name);
        const bool known = column >= 0 && row.rowCount() > 0;
        instance[input.name] = known ? jsonOf(row.cells[static_cast<std::size_t>(column)][0]) : Json(nullptr);
    }
    Json body;
    body["instances"] = Json::array({instance});
    return format::text(dump(body, 2));
}

Result<TestAnswer> send(const std::string& url, const std::string& body, Progress& progress) {
    net::HttpClient client;
    net::HttpClient::Options options;
    options.maxBody = kLongestAnswer;
    const auto started = std::chrono::steady_clock::now();
    const bool isJson = body.starts_with("{") || body.starts_with("[");
    SLIPWAY_ASSIGN(
        const auto response, client.send("POST", url + "/invocations", body,
                                 {{"Content-Type", isJson ? "application/json" : "text/csv"}}, options, &progress));
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - started;
    return TestAnswer{response.status, format::text(response.body), took.count()};
}

bool sameTraffic(const std::vector<deploy::TrafficPoint>& a, const std::vector<deploy::TrafficPoint>& b) {
    return std::ranges::equal(a, b, [](const auto& x, const auto& y) {
        return x.at == y.at && x.variant == y.variant && x.invocations == y.invocations && x.errors == y.errors;
    });
}

} // namespace

DeployController::DeployController(AppContext& app, QObject* parent) : QObject(parent), m_app(app) {
    m_poll.setInterval(1000);
    connect(&m_poll, &QTimer::timeout, this, &DeployController::load);
}

void DeployController::watch(bool on) {
    on ? m_poll.start() : m_poll.stop();
}

const EndpointView* DeployController::selected() const {
    const auto found = std::ranges::find(m_facts.endpoints, m_selected, &EndpointView::name);
    return found == m_facts.endpoints.end() ? nullptr : &*found;
}

void DeployController::load() {
    if (m_reading) return; // a slow disk must not pile up reads
    m_reading = true;
    m_app.jobs.start<DeployFacts>(
        this, {.title = tr("Load deployments"), .key = {}, .quiet = true, .result = {}},
        [name = m_selected](workspace::Workspace& workspace, Progress&) { return readFacts(workspace, name); },
        [this, name = m_selected](Result<DeployFacts> facts) {
            m_reading = false;
            if (!facts) return failed(facts.error());
            take(std::move(*facts));
            if (name != m_selected) load();
        });
}

void DeployController::take(DeployFacts facts) {
    const bool traffic = !sameTraffic(m_facts.traffic, facts.traffic);
    m_facts = std::move(facts);
    endpointsChanged();
    if (traffic) trafficChanged();
}

void DeployController::select(const std::string& endpoint) {
    if (m_selected == endpoint) return;
    m_selected = endpoint;
    load();
}

void DeployController::rollback(const std::string& endpoint, const QString& target) {
    const auto name = format::text(endpoint);
    m_app.jobs.start<deploy::Endpoint>(
        this,
        {.title = tr("Roll %1 back to %2").arg(name, target),
            .key = {},
            .quiet = false,
            .result = QStringLiteral("endpoint/") + name},
        [endpoint, actor = m_app.actor()](workspace::Workspace& workspace, Progress&) {
            return workspace.deployments().rollback(actor, endpoint, "rolled back by hand");
        },
        [this, name, target](Result<deploy::Endpoint> changed) {
            if (!changed) return rollbackFailed(name, changed.error());
            const auto found = std::ranges::find(m_facts.endpoints, changed->name, &EndpointView::name);
            if (found != m_facts.endpoints.end()) found->endpoint = std::move(*changed);
            endpointsChanged();
            rolledBack(name, target);
            load();
        });
}

void DeployController::loadExample(const std::string& endpoint) {
    m_app.jobs.start<QString>(
        this, {.title = tr("Load an example request"), .key = "example", .quiet = true, .result = {}},
        [endpoint](workspace::Workspace& workspace, Progress&) { return exampleBody(workspace, endpoint); },
        [this, endpoint](Result<QString> body) { exampleLoaded(format::text(endpoint), body.value_or(QString())); });
}

void DeployController::sendTest(const QString& url, const QString& body) {
    m_app.jobs.startPlain<TestAnswer>(
        this, {.title = tr("Send a test request"), .key = "test", .quiet = true, .result = {}},
        [url = url.toStdString(), body = body.trimmed().toStdString()](
            Progress& progress) { return send(url, body, progress); },
        [this](Result<TestAnswer> answer) { answer ? testAnswered(*answer) : testFailed(answer.error()); });
}

void DeployController::startService() {
    m_app.jobs.startPlain<bool>(
        this, {.title = tr("Start the service"), .key = "service", .quiet = false, .result = {}},
        [folder = m_app.workspace.folder(), program = m_app.program](Progress&) -> Result<bool> {
            SLIPWAY_ASSIGN([[maybe_unused]] const auto info, workspace::ensureService(folder, program));
            return true;
        },
        [this](Result<bool> started) {
            if (!started) return serviceFailed(started.error());
            serviceStarted();
            load();
        });
}

} // namespace slipway::ui
