#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/base/result.h"

namespace slipway::workspace {

/// What a running service says about itself in <folder>/service.json (mode 0600).
struct ServiceInfo {
    int pid = 0;
    int port = 0;
    std::string host, url, token;
    std::string trackingUri;
};

/// The service of this workspace, when one is alive.
std::optional<ServiceInfo> findService(const std::filesystem::path& folder);
/// Does a process live that says it is the service? Cheaper than findService(): it is not asked.
bool hasService(const std::filesystem::path& folder);
/// Finds it, or starts `program serve` detached and waits until it is ready.
Result<ServiceInfo> ensureService(const std::filesystem::path& folder, const std::filesystem::path& program);

/// Ends the service of this workspace, if one is alive, and waits until it and its model servers are gone.
Status stopService(const std::filesystem::path& folder);

/// What outlives a window: HTTP server with the gateway's (and later other domains') routes, rules, endpoints. One per
/// workspace, guarded by a lock file: a second one is AlreadyExists naming pid and port. Owns its threads.
class ServiceHost {
public:
    struct Options {
        std::filesystem::path folder;
        std::filesystem::path program; ///< for model servers
        std::string host = "127.0.0.1";
        int port = 0; ///< 0: the one of the last time when it is free, else any
    };
    static Result<std::unique_ptr<ServiceHost>> start(const Options& options);
    ~ServiceHost();
    const ServiceInfo& info() const;
    void stop();

private:
    struct State;
    explicit ServiceHost(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace slipway::workspace
