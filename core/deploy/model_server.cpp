#include "core/deploy/model_server.h"

#include <cerrno>

#include <poll.h>
#include <sys/eventfd.h>
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

/// Blocks until standard input ends or a stop is asked for.
Status waitForEnd(const std::stop_token& stop) {
    const int event = ::eventfd(0, EFD_CLOEXEC);
    if (event < 0) return failFromErrno(errno, "wait for the end");
    {
        const std::stop_callback wake(stop, [event] { ::eventfd_write(event, 1); });
        pollfd waiting[2] = {{event, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
        while (waiting[0].revents == 0) {
            if (::poll(waiting, 2, -1) < 0) {
                if (errno != EINTR) break;
                waiting[0].revents = 0;
                continue;
            }
            char buffer[256]; // whatever is written there does not matter, its end does
            if (waiting[1].revents != 0 && ::read(STDIN_FILENO, buffer, sizeof buffer) <= 0) break;
        }
    }
    ::close(event);
    return {};
}

} // namespace

void addModelRoutes(net::Router& router, std::shared_ptr<const train::ModelBundle> bundle) {
    router.add("GET", "/ping", [](const net::Request&) { return net::Response::text(200, ""); });
    router.add("POST", "/invocations", [bundle](const net::Request& request) { return invoke(*bundle, request); });
}

Status runModelServer(const std::filesystem::path& bundle, const std::string& host, int port,
    const std::filesystem::path& portFile, const std::stop_token& stop) {
    SLIPWAY_ASSIGN(auto loaded, train::ModelBundle::load(bundle));
    auto router = std::make_shared<net::Router>();
    addModelRoutes(*router, std::make_shared<const train::ModelBundle>(std::move(loaded)));
    net::ServerOptions options;
    options.host = host;
    options.port = port;
    options.idleTimeout = std::chrono::minutes(10); // the gateway keeps its connections
    SLIPWAY_ASSIGN(auto server, net::HttpServer::start(options, router));
    if (!portFile.empty()) SLIPWAY_TRY(writeFileAtomically(portFile, std::to_string(server.port()) + "\n"));
    const auto ended = waitForEnd(stop);
    server.stop();
    return ended;
}

} // namespace slipway::deploy
