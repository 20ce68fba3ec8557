#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/net/http_message.h"

namespace slipway::net {

/// An HTTP client over libcurl that keeps its connections. One thread at a time. Only http and https; redirects are
/// not followed unless asked; at most `maxBody` bytes are taken.
class HttpClient {
public:
    HttpClient();
    ~HttpClient();
    HttpClient(HttpClient&&) noexcept;
    HttpClient& operator=(HttpClient&&) noexcept;

    struct Options {
        std::chrono::milliseconds timeout{30000};
        std::chrono::milliseconds connectTimeout{5000};
        std::size_t maxBody = 256u << 20;
        bool followRedirects = false;
    };
    /// Unavailable when nobody answers or time is over; an answer of any status is Ok.
    Result<Response> send(const std::string& method, const std::string& url, const std::string& body,
        const Headers& headers, const Options& options, Progress* progress = nullptr);
    Result<Response> send(
        const std::string& method, const std::string& url, const std::string& body = {}, const Headers& headers = {}) {
        return send(method, url, body, headers, Options());
    }
    Result<Response> get(const std::string& url) { return send("GET", url); }

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace slipway::net
