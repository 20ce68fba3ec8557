#include "core/net/request_guard.h"

#include <algorithm>
#include <utility>

#include <arpa/inet.h>
#include <openssl/evp.h>

#include "core/base/text.h"
#include "core/net/http_server.h"
#include "core/net/router.h"

namespace slipway::net {

namespace {

/// "name:port", "[::1]:port" or "name" apart; port "" when there is none.
std::pair<std::string, std::string> splitPort(std::string_view host) {
    const auto bracket = host.find(']');
    const auto colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
    if (colon == std::string_view::npos) return {toLower(host), ""};
    return {toLower(host.substr(0, colon)), std::string(host.substr(colon + 1))};
}

std::string withoutBrackets(std::string_view host) {
    if (host.size() > 2 && host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    return std::string(host);
}

bool isAddress(std::string_view host) {
    const auto text = withoutBrackets(host);
    unsigned char bytes[sizeof(in6_addr)];
    return ::inet_pton(AF_INET, text.c_str(), bytes) == 1 || ::inet_pton(AF_INET6, text.c_str(), bytes) == 1;
}

bool equalInConstantTime(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
    return difference == 0;
}

Response refuse(int status, std::string message, std::string hint) {
    return errorResponse({ErrorCode::PermissionDenied, std::move(message), std::move(hint)}, status,
        status == 401 ? "UNAUTHENTICATED" : "PERMISSION_DENIED");
}

/// What stands behind "Bearer ", or the password behind "Basic " (clients that know no tokens); "" for neither.
std::string givenToken(std::string_view authorization) {
    const auto blank = authorization.find(' ');
    if (blank == std::string_view::npos) return {};
    const auto scheme = toLower(authorization.substr(0, blank));
    const auto rest = trimmed(authorization.substr(blank + 1));
    if (scheme == "bearer") return std::string(rest);
    if (scheme != "basic" || rest.size() > 4096 || rest.size() % 4 != 0) return {};
    std::string text(rest.size(), '\0');
    const auto size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(text.data()),
        reinterpret_cast<const unsigned char*>(rest.data()), static_cast<int>(rest.size()));
    const auto padding = std::ranges::count(rest, '=');
    if (size < padding) return {};
    text.resize(static_cast<std::size_t>(size - padding));
    const auto colon = text.find(':');
    return colon == std::string::npos ? std::string() : text.substr(colon + 1);
}

} // namespace

bool isLoopback(std::string_view host) {
    const auto name = toLower(withoutBrackets(host));
    in_addr address{};
    if (::inet_pton(AF_INET, name.c_str(), &address) == 1) return (ntohl(address.s_addr) >> 24) == 127;
    return name == "localhost" || name == "::1";
}

RequestGuard::RequestGuard(const ServerOptions& options, int port)
    : m_port(port),
      m_anyAddress(!isLoopback(options.host)),
      m_token(options.token),
      m_names{"localhost", "127.0.0.1", "[::1]"},
      m_publicPaths(options.publicPaths) {
    m_names.push_back(toLower(options.host));
    for (const auto& name : options.allowedHosts) m_names.push_back(toLower(name));
}

bool RequestGuard::isOurHost(std::string_view host) const {
    const auto [name, port] = splitPort(host);
    // Behind a forwarded port the number differs; names that point elsewhere are what matters there.
    if (m_anyAddress && isAddress(name)) return true;
    if (std::ranges::find(m_names, toLower(host)) != m_names.end() && !port.empty()) return true;
    if (std::ranges::find(m_names, name) == m_names.end()) return false;
    return port.empty() ? m_port == 80 || m_anyAddress : port == std::to_string(m_port);
}

bool RequestGuard::isOurOrigin(std::string_view origin) const {
    constexpr std::string_view scheme = "http://";
    return origin.starts_with(scheme) && isOurHost(origin.substr(scheme.size()));
}

bool RequestGuard::isPublic(std::string_view path) const {
    return std::ranges::any_of(m_publicPaths, [&](std::string_view allowed) {
        return allowed.ends_with("/*") ? path.starts_with(allowed.substr(0, allowed.size() - 1)) : path == allowed;
    });
}

std::optional<Response> RequestGuard::refusal(const Asked& asked) const {
    // A loopback name without a port comes from clients that leave it out; no other site is called so.
    if (!isOurHost(asked.host) && !isLoopback(asked.host) && !isPublic(asked.path))
        return refuse(403, "this server is not '" + forMessage(asked.host) + "'",
            "Use its address, or allow the name when starting it");
    if (asked.origin && !isOurOrigin(*asked.origin))
        return refuse(403, "requests from pages of '" + forMessage(*asked.origin) + "' are not taken",
            "Call it from a program, not from a web page");
    if (m_token.empty() || isPublic(asked.path)) return std::nullopt;
    if (equalInConstantTime(givenToken(asked.authorization), m_token)) return std::nullopt;
    auto response = refuse(401, "this server wants its token",
        "Send the header Authorization: Bearer TOKEN (MLFLOW_TRACKING_TOKEN for MLflow's client)");
    response.headers["WWW-Authenticate"] = "Bearer";
    return response;
}

} // namespace slipway::net
