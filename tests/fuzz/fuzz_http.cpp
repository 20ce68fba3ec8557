#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/net/http_server.h"
#include "tests/fuzz/require.h"

using namespace slipway;

namespace {

net::HttpServer startServer() {
    auto router = std::make_shared<net::Router>();
    const auto echo = [](const net::Request& request) { return net::Response::text(200, request.body); };
    router->add("GET", "/ping", echo);
    router->add("POST", "/endpoints/{name}/invocations", echo);
    net::ServerOptions options;
    options.threads = 1;
    options.maxBody = 4096;
    options.maxHeader = 2048;
    auto server = net::HttpServer::start(options, router);
    REQUIRE(server);
    return std::move(*server);
}

/// Sends the bytes, then end of file; everything that comes back. Closing with a reset leaves no waiting port behind.
std::string converse(int port, std::string_view bytes) {
    const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    REQUIRE(client >= 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    const linger reset{1, 0};
    ::setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    static_cast<void>(::send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL));
    ::shutdown(client, SHUT_WR);
    std::string answer;
    char buffer[4096];
    for (ssize_t got; (got = ::recv(client, buffer, sizeof buffer, 0)) > 0;)
        answer.append(buffer, static_cast<std::size_t>(got));
    ::close(client);
    return answer;
}

} // namespace

/// What a client may send over one connection. Whatever it is, the next client is served.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto server = startServer();
    const auto answer = converse(server.port(), {reinterpret_cast<const char*>(data), size});
    REQUIRE(answer.empty() || answer.starts_with("HTTP/1."));
    const auto host = "127.0.0.1:" + std::to_string(server.port());
    const auto next = converse(server.port(), "GET /ping HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    REQUIRE(next.starts_with("HTTP/1.1 200"));
    return 0;
}
