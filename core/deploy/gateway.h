#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/deploy/endpoint_store.h"
#include "core/net/http_message.h"

namespace slipway::deploy {

class CaptureWriter;

/// A variant whose server is ready.
struct GatewayTarget {
    std::int64_t variant = 0;
    std::string model;
    int version = 0;
    int port = 0;
    double weight = 0;
    std::string name() const { return model + ":" + std::to_string(version); }
};

/// Sends each request to one of its endpoint's variants by smooth weighted round-robin: of any hundred requests each
/// variant gets its percent exactly, evenly spread. A request whose server died goes to another variant, once. Counts
/// and captures what passes. Thread-safe.
class Gateway {
public:
    Gateway(CaptureWriter& capture, const Clock& clock);
    ~Gateway();

    /// From now on requests of this endpoint go to these. A target that is left out gets no new ones.
    void route(const std::string& endpoint, std::vector<GatewayTarget> targets);
    void removeEndpoint(const std::string& endpoint);
    /// Requests that are with the variant's server now. Once it is no longer routed to and this is 0, it may be
    /// stopped.
    int inFlight(std::int64_t variant) const;
    /// Closes idle connections to a server that was stopped.
    void forget(int port);

    net::Response ping(const net::Request& request) const;
    net::Response invoke(const net::Request& request);
    bool answersPing(int port);

    /// What was counted since the last call.
    std::vector<MinuteCounts> takeCounts();
    /// Puts counts back that could not be stored.
    void returnCounts(const std::vector<MinuteCounts>& counts);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace slipway::deploy
