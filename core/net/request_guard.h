#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/net/http_message.h"

namespace slipway::net {

struct ServerOptions;

/// Who may talk to a server, decided on the headers alone: Host names must be ours (else a web page could reach us
/// through a name that it points at this machine), an Origin must be ours (pages of other sites), and the token must
/// fit. Immutable after construction.
class RequestGuard {
public:
    RequestGuard(const ServerOptions& options, int port);

    struct Asked {
        std::string_view path, host, authorization;
        std::optional<std::string_view> origin;
    };
    /// 403 or 401; nothing when the request may pass.
    std::optional<Response> refusal(const Asked& asked) const;

private:
    bool isOurHost(std::string_view host) const;
    bool isOurOrigin(std::string_view origin) const;
    bool isPublic(std::string_view path) const;

    int m_port;
    bool m_anyAddress; ///< reachable from other machines: every literal address may be ours
    std::string m_token;
    std::vector<std::string> m_names;
    std::vector<std::string> m_publicPaths;
};

bool isLoopback(std::string_view host);

} // namespace slipway::net
