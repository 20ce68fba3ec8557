#include "core/workspace/service_host.h"

#include <atomic>
#include <cerrno>
#include <charconv>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "core/base/process_owner.h"
#include "core/deploy/endpoint_host.h"
#include "core/net/http_client.h"
#include "core/net/http_server.h"
#include "core/net/request_guard.h"
#include "core/process/child_process.h"
#include "core/process/resource_usage.h"
#include "core/registry/mlflow/registry_routes.h"
#include "core/registry/mlflow/webhook_delivery.h"
#include "core/track/experiments.h"
#include "core/track/liveness.h"
#include "core/track/mlflow/tracking_routes.h"
#include "core/workspace/service_pool.h"
#include "core/workspace/workspace.h"

namespace slipway::workspace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr auto kInfoName = "service.json", kLockName = "service.lock";
constexpr auto kRound = 200ms, kLifeRound = 2000ms, kStartLimit = 10000ms, kHealthLimit = 2000ms;
constexpr auto kStopLimit = 60s;
constexpr auto kMlflowVersion = "3.11.1"; ///< whose protocol we speak; clients choose their endpoints by it

struct StoredInfo {
    ServiceInfo info;
    std::string process; ///< mark of the process that wrote it
};

std::optional<StoredInfo> readInfo(const fs::path& folder) {
    const auto json = readJsonFile(folder / kInfoName);
    if (!json || !json->is_object()) return std::nullopt;
    StoredInfo stored;
    stored.info.pid = static_cast<int>(integerOr(*json, "pid", 0));
    stored.info.port = static_cast<int>(integerOr(*json, "port", 0));
    stored.info.host = textOr(*json, "host");
    stored.info.url = textOr(*json, "url");
    stored.info.token = textOr(*json, "token");
    stored.info.trackingUri = textOr(*json, "tracking_uri");
    stored.process = textOr(*json, "process");
    return stored;
}

Status writeInfo(const fs::path& folder, const ServiceInfo& info) {
    Json json;
    json["pid"] = info.pid;
    json["port"] = info.port;
    json["host"] = info.host;
    json["url"] = info.url;
    json["token"] = info.token;
    json["tracking_uri"] = info.trackingUri;
    json["process"] = ownProcessMark();
    return writeFileAtomically(folder / kInfoName, dump(json, 2) + "\n", 0600);
}

bool answersHealth(const ServiceInfo& info) {
    net::HttpClient client;
    net::HttpClient::Options options;
    options.timeout = options.connectTimeout = kHealthLimit;
    const auto answer = client.send("GET", info.url + "/health", {}, {}, options);
    return answer && answer->status == 200;
}

/// Held while a service runs on the folder; the system releases it when the process ends, however it ends.
class ServiceLock {
public:
    static Result<ServiceLock> take(const fs::path& folder) {
        const auto path = folder / kLockName;
        ServiceLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        if (lock.m_fd < 0) return failFromErrno(errno, "write " + path.string());
        if (::flock(lock.m_fd, LOCK_EX | LOCK_NB) == 0) return lock;
        if (errno != EWOULDBLOCK) return failFromErrno(errno, "lock " + path.string());
        const auto other = readInfo(folder);
        return fail(ErrorCode::AlreadyExists,
            other ? fmt::format("a service runs on this workspace already: process {}, port {}", other->info.pid,
                        other->info.port)
                  : std::string("a service is starting on this workspace already"),
            "Use that one, or end it first");
    }
    ServiceLock(ServiceLock&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    ServiceLock& operator=(ServiceLock&&) = delete;
    /// The port of the service that held it last, 0 when there was none.
    int rememberedPort() const {
        char digits[8] = {};
        const auto size = ::pread(m_fd, digits, sizeof digits - 1, 0);
        int port = 0;
        if (size > 0) std::from_chars(digits, digits + size, port);
        return port > 0 && port < 65536 ? port : 0;
    }
    /// For links and scripts that hold a URL of ours: a convenience, so that failing is no error.
    void remember(int port) const {
        const auto text = fmt::format("{:<6}\n", port);
        if (::pwrite(m_fd, text.data(), text.size(), 0) < 0) log::info("the service's port could not be remembered");
    }
    ~ServiceLock() {
        if (m_fd >= 0) ::close(m_fd);
    }

private:
    explicit ServiceLock(int fd) : m_fd(fd) {}
    int m_fd;
};

/// Says something once until it changes: a loop that fails five times a second must not fill the log.
class QuietLog {
public:
    void report(std::string_view what, const Status& status) {
        auto text = status ? std::string() : toLine(status.error());
        if (text == m_last) return;
        m_last = std::move(text);
        if (!m_last.empty()) log::warning(fmt::format("{}: {}", what, m_last));
    }

private:
    std::string m_last;
};

} // namespace

struct ServiceHost::State {
    Options options;
    ServiceInfo info;
    access::Actor actor; ///< in whose name tracking clients write
    std::optional<ServiceLock> lock;
    std::unique_ptr<deploy::EndpointHost> endpoints;
    std::unique_ptr<ServicePool> pool;
    std::unique_ptr<registry::mlflow::WebhookDelivery> webhooks;
    std::shared_ptr<track::mlflow::RunClients> clients = std::make_shared<track::mlflow::RunClients>();
    Timestamp listeningSince = 0;
    std::optional<net::HttpServer> server;
    std::thread rulesThread, endpointsThread, livenessThread;
    std::mutex mutex;
    std::condition_variable wake;
    bool stopping = false;

    State(Options wanted, ServiceLock held) : options(std::move(wanted)), lock(std::move(held)) {}
    ~State() { stop(); }

    /// False when it is time to end.
    bool pause(std::chrono::milliseconds time) {
        std::unique_lock guard(mutex);
        return !wake.wait_for(guard, time, [&] { return stopping; });
    }
    Status listen();
    void runRules(Workspace& workspace);
    void runLiveness(Workspace& workspace);
    void runEndpoints(Workspace& workspace);
    void cancelPipelines();
    void stop();
};

Status ServiceHost::State::listen() {
    auto router = std::make_shared<net::Router>();
    endpoints->addRoutes(*router);
    router->add("GET", "/health", [](const net::Request&) { return net::Response::text(200, "OK"); });
    router->add("GET", "/version", [](const net::Request&) { return net::Response::text(200, kMlflowVersion); });
    const registry::mlflow::Registry models{pool->serving(&Workspace::registry), actor, net::isLoopback(options.host)};
    registry::mlflow::addRegistryRoutes(*router, models);
    track::mlflow::addTrackingRoutes(*router, {pool->serving(&Workspace::tracker), actor, clients});
    net::ServerOptions wanted;
    wanted.host = options.host;
    wanted.port = options.port;
    wanted.bodyFolder = options.folder / "artifacts" / ".incoming"; // on the disk where they will stay
    wanted.threads = 32; // they wait for model servers; /health must find a free one
    wanted.publicPaths = {"/health", "/version"};
    if (!net::isLoopback(options.host)) wanted.token = info.token;
    if (options.port == 0) wanted.port = lock->rememberedPort();
    auto started = net::HttpServer::start(wanted, router);
    if (!started && options.port == 0 && wanted.port != 0) { // someone else has it now
        wanted.port = 0;
        started = net::HttpServer::start(wanted, router);
    }
    if (!started) return std::unexpected(std::move(started.error()));
    server.emplace(std::move(*started));
    lock->remember(server->port());
    info.port = server->port();
    info.url = info.trackingUri = server->url();
    webhooks = std::make_unique<registry::mlflow::WebhookDelivery>(models);
    return {};
}

void ServiceHost::State::runRules(Workspace& workspace) {
    QuietLog quiet;
    do {
        const auto ran = workspace.rules().runPending();
        quiet.report("rules", ran ? Status() : Status(std::unexpected(ran.error())));
    } while (pause(kRound));
}

/// Apart from the rules, whose pipelines may take minutes: who was killed says so soon.
void ServiceHost::State::runLiveness(Workspace& workspace) {
    QuietLog quiet;
    const auto heirOf = [this](const track::RunStore::Watched& run) { return clients->heirOf(run); };
    track::Liveness liveness(workspace.ledger(), listeningSince);
    auto killed = process::outOfMemoryCount().machine, killedBefore = killed;
    do {
        // Two looks back: its socket and its last words may keep a run alive for one.
        const auto now = process::outOfMemoryCount().machine;
        liveness.setMemoryWasShort(now != killedBefore);
        killedBefore = std::exchange(killed, now);
        const auto dead = liveness.markDead(heirOf);
        quiet.report("runs", dead ? Status() : Status(std::unexpected(dead.error())));
    } while (pause(kLifeRound));
}

void ServiceHost::State::runEndpoints(Workspace& workspace) {
    QuietLog quiet;
    auto& deployments = workspace.deployments();
    do quiet.report("endpoints", endpoints->reconcile(deployments, info.url));
    while (pause(kRound));
    server->stop(); // running requests are answered, then counted
    quiet.report("endpoints", endpoints->flush(deployments));
}

/// A pipeline that a rule started would hold up the end for minutes.
void ServiceHost::State::cancelPipelines() {
    if (!rulesThread.joinable()) return;
    const auto workspace = Workspace::open(options.folder);
    if (!workspace) return;
    auto& pipelines = (*workspace)->pipelines();
    const auto runs = pipelines.runs({}, 100);
    if (!runs) return;
    for (const auto& run : *runs)
        if (run.state == "running" && run.trigger.starts_with("rule:"))
            if (const auto asked = pipelines.requestCancel({"rule:service-stop"}, run.id); !asked)
                log::warning(toLine(asked.error()));
}

void ServiceHost::State::stop() {
    {
        const std::lock_guard guard(mutex);
        if (stopping) return;
        stopping = true;
    }
    wake.notify_all();
    cancelPipelines();
    std::error_code ignored;
    if (const auto stored = readInfo(options.folder); stored && stored->process == ownProcessMark())
        fs::remove(options.folder / kInfoName, ignored);
    for (auto* thread : {&rulesThread, &endpointsThread, &livenessThread})
        if (thread->joinable()) thread->join();
    if (server) server->stop();
    endpoints.reset();
    server.reset();
    webhooks.reset();
    pool.reset();
    lock.reset();
}

ServiceHost::ServiceHost(std::unique_ptr<State> state) : m_state(std::move(state)) {}
ServiceHost::~ServiceHost() = default;

Result<std::unique_ptr<ServiceHost>> ServiceHost::start(const Options& wanted) {
    std::error_code failed;
    auto options = wanted;
    options.folder = fs::absolute(wanted.folder, failed).lexically_normal();
    SLIPWAY_ASSIGN(auto forRules, Workspace::open(options.folder));
    if (forRules->readOnly())
        return fail(ErrorCode::PermissionDenied,
            fmt::format("the workspace in {} cannot be written", options.folder.string()), "Change its permissions");
    SLIPWAY_ASSIGN(auto forEndpoints, Workspace::open(options.folder));
    SLIPWAY_ASSIGN(auto forLiveness, Workspace::open(options.folder));
    SLIPWAY_ASSIGN(auto lock, ServiceLock::take(options.folder));
    auto state = std::make_unique<State>(options, std::move(lock));
    state->info.pid = ::getpid();
    state->info.host = options.host;
    state->info.token = newId();
    state->endpoints =
        std::make_unique<deploy::EndpointHost>(deploy::EndpointHost::Options{options.program, options.folder});
    SLIPWAY_ASSIGN(state->actor, forRules->actor());
    SLIPWAY_ASSIGN(state->pool, ServicePool::open(options.folder));
    SLIPWAY_TRY(track::Experiments(forRules->ledger()).ensureDefault());
    std::error_code ignored;
    fs::remove_all(options.folder / "artifacts" / ".incoming", ignored); // of a killed service
    state->listeningSince = systemClock().now();
    SLIPWAY_TRY(state->listen());
    // What a killed process left running says so from now on.
    SLIPWAY_TRY(forRules->pipelines().markOrphans());
    SLIPWAY_TRY(writeInfo(options.folder, state->info));
    state->rulesThread = std::thread([raw = state.get(), opened = std::move(forRules)] { raw->runRules(*opened); });
    state->endpointsThread =
        std::thread([raw = state.get(), opened = std::move(forEndpoints)] { raw->runEndpoints(*opened); });
    state->livenessThread =
        std::thread([raw = state.get(), opened = std::move(forLiveness)] { raw->runLiveness(*opened); });
    return std::unique_ptr<ServiceHost>(new ServiceHost(std::move(state)));
}

const ServiceInfo& ServiceHost::info() const {
    return m_state->info;
}

void ServiceHost::stop() {
    m_state->stop();
}

std::optional<ServiceInfo> findService(const fs::path& folder) {
    const auto stored = readInfo(folder);
    if (!stored || !isMarkAlive(stored->process) || !answersHealth(stored->info)) return std::nullopt;
    return stored->info;
}

bool hasService(const fs::path& folder) {
    const auto stored = readInfo(folder);
    return stored && isMarkAlive(stored->process);
}

Status stopService(const fs::path& folder) {
    const auto stored = readInfo(folder);
    if (!stored || !isMarkAlive(stored->process) || stored->info.pid <= 1) return {};
    if (::kill(stored->info.pid, SIGTERM) != 0)
        return failFromErrno(errno, fmt::format("end the service, process {}", stored->info.pid));
    const auto end = std::chrono::steady_clock::now() + kStopLimit;
    while (isMarkAlive(stored->process)) {
        if (std::chrono::steady_clock::now() > end)
            return fail(ErrorCode::Unavailable,
                fmt::format("the service, process {}, did not end within {} s", stored->info.pid, kStopLimit.count()),
                "logs/service.log says what it does");
        std::this_thread::sleep_for(50ms);
    }
    return {};
}

Result<ServiceInfo> ensureService(const fs::path& folder, const fs::path& program) {
    if (const auto running = findService(folder)) return *running;
    std::error_code failed;
    const auto root = fs::absolute(folder, failed).lexically_normal();
    SLIPWAY_TRY(makeFolders(root / "logs"));
    process::ChildOptions options;
    options.program = program;
    options.arguments = {"--workspace", root.string(), "serve", "--port", "0"};
    options.outputFile = root / "logs" / "service-output.log"; // the service has a log of its own
    options.detach = true;
    SLIPWAY_ASSIGN(auto child, process::ChildProcess::start(options));
    const auto end = std::chrono::steady_clock::now() + kStartLimit;
    while (std::chrono::steady_clock::now() < end) {
        if (const auto running = findService(root)) return *running;
        // It ends at once when another one was faster; that one is found then.
        if (const auto code = child.wait(50ms); code && *code != 0) {
            std::this_thread::sleep_for(100ms);
            if (const auto running = findService(root)) return *running;
            if (readInfo(root)) continue;
            return fail(ErrorCode::Unavailable, fmt::format("the service ended with exit code {}", *code),
                fmt::format("{} has its last words", options.outputFile.string()));
        }
    }
    return fail(ErrorCode::Unavailable, "the service did not start within 10 s",
        fmt::format("{} has its last words", options.outputFile.string()));
}

} // namespace slipway::workspace
