#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/deploy/deploy_service.h"
#include "core/net/router.h"

namespace slipway::deploy {

/// Makes the wanted state real, in the service process: starts a model server process per variant (`slipway
/// model-server`), waits for its /ping, routes traffic by weight, counts requests, captures, moves canaries on or back,
/// restarts servers that died. reconcile() is called about 5 times a second on the service's own thread with that
/// thread's DeployService; the gateway's handlers run on the HTTP server's threads.
class EndpointHost {
public:
    struct Options {
        std::filesystem::path program; ///< the `slipway` program that serves models
        std::filesystem::path root;    ///< workspace folder
        const Clock* clock = &systemClock();
    };
    explicit EndpointHost(Options options);
    ~EndpointHost(); ///< flushes counts and captures, stops the servers; the HTTP server ends before

    /// GET /endpoints/{name}/ping, POST /endpoints/{name}/invocations (and /invocations-style Target-Variant header).
    void addRoutes(net::Router& router);
    /// `url` of the service, stored with the endpoints.
    Status reconcile(DeployService& deployments, const std::string& url);
    /// Everything counted and captured so far is on disk after this.
    Status flush(DeployService& deployments);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace slipway::deploy
