#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "core/net/http_server.h"

namespace boost::asio {
class io_context;
class thread_pool;
} // namespace boost::asio

namespace slipway::net {

class RequestGuard;

/// One client of an HttpServer. Reading and writing complete on the server's own thread, the handler runs on a worker;
/// only one of the two uses the connection at a time. A deadline that passes shuts the socket down, which ends the
/// pending operation. Internal to the server.
class HttpConnection {
public:
    /// What it needs of its server, which outlives it.
    struct Server {
        const ServerOptions& options;
        const Router& router;
        const RequestGuard& guard;
        boost::asio::thread_pool& workers;
        std::function<bool()> stopping;
        std::function<void(const std::shared_ptr<HttpConnection>&)> closed;
    };
    /// Takes the descriptor of an accepted TCP connection.
    static std::shared_ptr<HttpConnection> make(boost::asio::io_context& io, int descriptor, const Server& server);

    virtual ~HttpConnection() = default;
    virtual void awaitRequest() = 0;
    /// The following are safe from any thread that holds a reference.
    virtual void checkDeadline(std::int64_t steadyMilliseconds) = 0;
    virtual void abort() = 0;
    virtual bool isAnswering() const = 0; ///< a whole request is here and its answer is not yet gone
    virtual bool isWaiting() const = 0;   ///< between two requests
};

} // namespace slipway::net
