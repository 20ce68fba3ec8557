#include "core/net/http_server.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_set>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <fmt/format.h>

#include "core/base/text.h"
#include "core/net/http_connection.h"
#include "core/net/request_guard.h"

namespace slipway::net {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using ErrorResult = boost::system::error_code;
using Milliseconds = std::chrono::milliseconds;

struct HttpServer::State {
    ServerOptions options;
    std::shared_ptr<const Router> router;
    asio::io_context io;
    asio::thread_pool workers;
    tcp::acceptor acceptor{io};
    asio::steady_timer sweepTimer{io}, retryTimer{io};
    std::optional<RequestGuard> guard;
    std::optional<HttpConnection::Server> face; ///< what connections see
    int port = 0;
    std::thread ioThread;
    std::atomic<bool> stopping = false;
    std::mutex mutex; ///< of the connections
    std::condition_variable gone;
    std::unordered_set<std::shared_ptr<HttpConnection>> connections;

    State(ServerOptions wanted, std::shared_ptr<const Router> routes)
        : options(std::move(wanted)),
          router(std::move(routes)),
          workers(static_cast<std::size_t>(std::max(1, options.threads))) {}

    Status listen();
    void accept();
    void admit(tcp::socket socket);
    void sweep();
    void remove(const std::shared_ptr<HttpConnection>& connection);
    std::vector<std::shared_ptr<HttpConnection>> snapshot();
    void stop();
};

Status HttpServer::State::listen() {
    ErrorResult failed;
    auto address = asio::ip::make_address(options.host == "localhost" ? "127.0.0.1" : options.host, failed);
    if (failed) {
        tcp::resolver resolver(io);
        const auto found = resolver.resolve(options.host, "", failed);
        if (failed || found.empty())
            return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no address", forMessage(options.host)),
                "Use 127.0.0.1, or the address of a network card");
        address = found.begin()->endpoint().address();
    }
    if (options.port < 0 || options.port > 65535)
        return fail(ErrorCode::InvalidArgument, fmt::format("{} is no port", options.port), "Use 0 to 65535");
    const tcp::endpoint endpoint(address, static_cast<unsigned short>(options.port));
    acceptor.open(endpoint.protocol(), failed);
    if (!failed) acceptor.set_option(tcp::acceptor::reuse_address(true), failed);
    if (!failed) acceptor.bind(endpoint, failed);
    if (!failed) acceptor.listen(asio::socket_base::max_listen_connections, failed);
    if (failed == asio::error::address_in_use)
        return fail(ErrorCode::AlreadyExists, fmt::format("port {} on {} is taken", options.port, options.host),
            "Choose another port, or 0 for any free one");
    if (failed == asio::error::access_denied)
        return fail(ErrorCode::PermissionDenied, fmt::format("port {} may not be used by this account", options.port),
            "Choose a port from 1024 up");
    if (failed)
        return fail(ErrorCode::Unavailable,
            fmt::format("cannot listen on {} port {}: {}", forMessage(options.host), options.port, failed.message()),
            "Check the address");
    port = acceptor.local_endpoint().port();
    guard.emplace(options, port);
    face.emplace(HttpConnection::Server{options, *router, *guard, workers, [this] { return stopping.load(); },
        [this](const auto& connection) { remove(connection); }});
    return {};
}

void HttpServer::State::accept() {
    acceptor.async_accept([this](ErrorResult failed, tcp::socket socket) {
        if (stopping || failed == asio::error::operation_aborted) return;
        if (failed) { // out of descriptors: others must close first
            retryTimer.expires_after(Milliseconds(50));
            retryTimer.async_wait([this](ErrorResult aborted) {
                if (!aborted && !stopping) accept();
            });
            return;
        }
        admit(std::move(socket));
        accept();
    });
}

void HttpServer::State::admit(tcp::socket socket) {
    ErrorResult ignored;
    std::shared_ptr<HttpConnection> connection;
    {
        const std::lock_guard lock(mutex);
        if (connections.size() < static_cast<std::size_t>(options.maxConnections)) {
            connection = HttpConnection::make(io, socket.release(), *face);
            connections.insert(connection);
        }
    }
    if (connection) return connection->awaitRequest();
    static constexpr std::string_view full =
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\nConnection: close\r\n\r\n";
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(full), ignored);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
}

std::vector<std::shared_ptr<HttpConnection>> HttpServer::State::snapshot() {
    const std::lock_guard lock(mutex);
    return {connections.begin(), connections.end()};
}

void HttpServer::State::sweep() {
    sweepTimer.expires_after(Milliseconds(250));
    sweepTimer.async_wait([this](ErrorResult aborted) {
        if (aborted) return;
        const auto now =
            std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
        for (const auto& connection : snapshot()) connection->checkDeadline(now);
        sweep();
    });
}

void HttpServer::State::remove(const std::shared_ptr<HttpConnection>& connection) {
    const std::lock_guard lock(mutex);
    connections.erase(connection);
    if (connections.empty()) gone.notify_all();
}

void HttpServer::State::stop() {
    if (!ioThread.joinable() || stopping.exchange(true)) return;
    asio::post(io, [this] {
        ErrorResult ignored;
        acceptor.close(ignored);
        retryTimer.cancel();
    });
    // Connections between two requests end now, half-sent requests a second later, the others after their answer; who
    // does not take it is cut off.
    const auto begin = std::chrono::steady_clock::now();
    const auto passed = [&](Milliseconds time) { return std::chrono::steady_clock::now() - begin > time; };
    std::unique_lock lock(mutex);
    while (!connections.empty() && !passed(std::chrono::seconds(30))) {
        const bool late = passed(std::chrono::seconds(1));
        for (const auto& connection : connections)
            if (connection->isWaiting() || (late && !connection->isAnswering())) connection->abort();
        gone.wait_for(lock, Milliseconds(50));
    }
    for (const auto& connection : connections) connection->abort();
    lock.unlock();
    workers.join();
    io.stop();
    ioThread.join();
    connections.clear();
}

HttpServer::HttpServer(std::unique_ptr<State> state) : m_state(std::move(state)) {}
HttpServer::HttpServer(HttpServer&&) noexcept = default;

HttpServer& HttpServer::operator=(HttpServer&& other) noexcept {
    std::swap(m_state, other.m_state);
    return *this;
}

HttpServer::~HttpServer() {
    if (m_state) m_state->stop();
}

Result<HttpServer> HttpServer::start(const ServerOptions& options, std::shared_ptr<const Router> router) {
    auto state = std::make_unique<State>(options, std::move(router));
    SLIPWAY_TRY(state->listen());
    state->accept();
    state->sweep();
    state->ioThread = std::thread([&io = state->io] { io.run(); });
    return HttpServer(std::move(state));
}

int HttpServer::port() const {
    return m_state->port;
}

std::string HttpServer::url() const {
    const auto& host = m_state->options.host;
    if (host == "0.0.0.0" || host == "::" || host == "localhost")
        return fmt::format("http://{}:{}", host == "::" ? "[::1]" : "127.0.0.1", port());
    return host.find(':') == std::string::npos ? fmt::format("http://{}:{}", host, port())
                                               : fmt::format("http://[{}]:{}", host, port());
}

void HttpServer::stop() {
    m_state->stop();
}

} // namespace slipway::net
