#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/net/router.h"

namespace slipway::net {

struct ServerOptions {
    std::string host = "127.0.0.1";
    int port = 0;                    ///< 0: any free one
    int threads = 4;                 ///< that run handlers; reading and writing have a thread of their own
    int maxConnections = 512;        ///< 503 beyond; well below the usual limit of open files
    std::size_t maxBody = 64u << 20; ///< 413 beyond
    std::size_t maxFileBody = std::size_t{1} << 40; ///< of routes that take it as a file
    std::filesystem::path bodyFolder = std::filesystem::temp_directory_path() / "slipway-bodies"; ///< where those go
    std::size_t maxHeader = 64u << 10;                                                            ///< 431 beyond
    std::chrono::milliseconds idleTimeout{60000};     ///< of a connection between two requests
    std::chrono::milliseconds requestTimeout{120000}; ///< to send one request (408), and to take its answer
    /// A request that comes slower than this is cut off (408) before that time is up: its header must be here after
    /// slowTimeout, its body may take slowTimeout and a second more for each minBytesPerSecond that have come.
    std::chrono::milliseconds slowTimeout{30000};
    std::size_t minBytesPerSecond = 1024;
    std::string token; ///< when not empty: "Authorization: Bearer TOKEN" is asked for, except on publicPaths
    std::vector<std::string> publicPaths;  ///< exact paths or "/prefix/*"
    std::vector<std::string> allowedHosts; ///< besides loopback names with our port; others get 403 (DNS rebinding).
                                           ///< Bound beyond loopback, literal addresses are taken too
};

/// HTTP/1.1 over Boost.Beast: keep-alive, pipelining in order, limits on sizes and times; HEAD is answered as GET
/// without its body. Requests from a web page of
/// another origin (Origin header that is not ours) are refused with 403. Start once; stop() or the destructor ends it
/// after running handlers have answered. stop() may be called from any thread but a handler's.
class HttpServer {
public:
    /// AlreadyExists when the port is taken.
    static Result<HttpServer> start(const ServerOptions& options, std::shared_ptr<const Router> router);
    HttpServer(HttpServer&&) noexcept;
    HttpServer& operator=(HttpServer&&) noexcept;
    ~HttpServer();
    int port() const;
    std::string url() const; ///< "http://127.0.0.1:8080"
    void stop();

private:
    struct State;
    explicit HttpServer(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace slipway::net
