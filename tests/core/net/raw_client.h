#pragma once

#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QtGlobal>

#include "core/net/http_server.h"

namespace slipway::testkit {

/// A TCP client that sends exactly the bytes it is told to, for what a well-behaved HTTP client never does.
class RawClient {
public:
    explicit RawClient(int port) : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_connected = ::connect(m_fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    ~RawClient() { ::close(m_fd); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool isConnected() const { return m_connected; }
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    void finishSending() { ::shutdown(m_fd, SHUT_WR); }
    /// Until the peer closes, `enough` is found, or 20 s without a byte.
    std::string receive(std::string_view enough = {}) {
        std::string text;
        char buffer[4096];
        while (enough.empty() || text.find(enough) == std::string::npos) {
            pollfd waiting{m_fd, POLLIN, 0};
            if (::poll(&waiting, 1, 20000) <= 0) return text + "<nothing more came>";
            const auto got = ::recv(m_fd, buffer, sizeof buffer, 0);
            if (got <= 0) break;
            text.append(buffer, static_cast<std::size_t>(got));
        }
        return text;
    }

private:
    int m_fd;
    bool m_connected = false;
};

/// Everything that a server says to these bytes.
inline std::string answerTo(int port, const std::string& bytes) {
    RawClient client(port);
    client.send(bytes);
    client.finishSending();
    return client.receive();
}

inline net::HttpServer startServer(const net::ServerOptions& options, std::shared_ptr<const net::Router> routes) {
    auto server = net::HttpServer::start(options, std::move(routes));
    if (!server) qFatal("%s", toLine(server.error()).c_str());
    return std::move(*server);
}

} // namespace slipway::testkit
