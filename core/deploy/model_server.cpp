#include "core/deploy/model_server.h"

#include <cerrno>
#include <csignal>

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/deploy/prediction_rows.h"
#include "core/net/http_server.h"

namespace slipway::deploy {

namespace {

net::Response invoke(const train::ModelBundle& bundle, const net::Request& request) {
    const auto contentType = request.header("Content-Type");
    const auto asked = payloadKind(contentType);
    auto rows = rowsFromRequest(contentType, request.body, bundle.inputs());
    if (!rows) {
        auto response = net::errorResponse(rows.error());
        if (asked == PayloadKind::Unknown) response.status = 415;
        return response;
    }
    const auto predictions = bundle.predict(*rows);
    if (!predictions) return net::errorResponse(predictions.error());

    // What the client accepts, else the form in which it asked.
    auto kind = payloadKind(request.header("Accept"));
    if (kind == PayloadKind::Unknown) kind = asked == PayloadKind::Csv ? PayloadKind::Csv : PayloadKind::Json;
    net::Response response;
    response.headers["Content-Type"] = kind == PayloadKind::Csv         ? "text/csv; charset=utf-8"
                                       : kind == PayloadKind::JsonLines ? "application/jsonlines"
                                                                        : "application/json";
    response.body = answerText(kind, *predictions);
    return response;
}

/// Blocks SIGTERM and SIGINT in this thread and those it will start; they are read from descriptor().
class EndSignals {
public:
    EndSignals() {
        ::sigemptyset(&m_signals);
        ::sigaddset(&m_signals, SIGTERM);
        ::sigaddset(&m_signals, SIGINT);
        ::pthread_sigmask(SIG_BLOCK, &m_signals, &m_before);
        m_descriptor = ::signalfd(-1, &m_signals, SFD_CLOEXEC);
    }
    ~EndSignals() {
        if (m_descriptor >= 0) ::close(m_descriptor);
        ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }
    EndSignals(const EndSignals&) = delete;
    EndSignals& operator=(const EndSignals&) = delete;
    int descriptor() const { return m_descriptor; }

private:
    sigset_t m_signals{}, m_before{};
    int m_descriptor = -1;
};

void waitForEnd(int signals) {
    pollfd waiting[2] = {{signals, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
    while (true) {
        if (::poll(waiting, 2, -1) < 0) {
            if (errno == EINTR) continue;
            return;
        }
        if (waiting[0].revents != 0) return;
        char buffer[256]; // whatever is written there does not matter, its end does
        if (waiting[1].revents != 0 && ::read(STDIN_FILENO, buffer, sizeof buffer) <= 0) return;
    }
}

} // namespace

void addModelRoutes(net::Router& router, std::shared_ptr<const train::ModelBundle> bundle) {
    router.add("GET", "/ping", [](const net::Request&) { return net::Response::text(200, ""); });
    router.add("POST", "/invocations", [bundle](const net::Request& request) { return invoke(*bundle, request); });
}

Status runModelServer(
    const std::filesystem::path& bundle, const std::string& host, int port, const std::filesystem::path& portFile) {
    const EndSignals signals;
    SLIPWAY_ASSIGN(auto loaded, train::ModelBundle::load(bundle));
    auto router = std::make_shared<net::Router>();
    addModelRoutes(*router, std::make_shared<const train::ModelBundle>(std::move(loaded)));
    net::ServerOptions options;
    options.host = host;
    options.port = port;
    options.idleTimeout = std::chrono::minutes(10); // the gateway keeps its connections
    SLIPWAY_ASSIGN(auto server, net::HttpServer::start(options, router));
    if (!portFile.empty()) SLIPWAY_TRY(writeFileAtomically(portFile, std::to_string(server.port()) + "\n"));
    waitForEnd(signals.descriptor());
    server.stop();
    return {};
}

} // namespace slipway::deploy
