#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "core/net/http_message.h"
#include "core/track/liveness.h"
#include "core/track/run_store.h"

namespace slipway::track::mlflow {

/// Which processes of this machine talk to the server about which runs, told by their connections. Nothing here ever
/// fails a request; what cannot be told is "". Thread-safe.
class RunClients {
public:
    /// Mark of the process at the other end; "" when it is on another machine or of another account. Takes some
    /// milliseconds for a connection that was not seen before.
    std::string processOf(const net::Peer& peer);
    /// processOf() when it may be the program that MLflow's tags name: a Python, or one of that name. Not a tunnel or
    /// proxy that only hands on.
    std::string clientOf(const net::Peer& peer, const std::string& sourceName);

    /// The run has a process to be watched.
    void watch(const std::string& run);
    /// Its process or one that works for it: who writes points, parameters, heartbeats. Who only looks or takes notes
    /// does not go on with it.
    void wrote(const std::string& run, const net::Peer& peer);
    /// The process has set the run going, which was made by another client. If it logs points too, it is the run, and
    /// not one that only keeps account of others: claimed() says so, once.
    void setGoing(const std::string& run, const net::Peer& peer);
    std::string claimed(const std::string& run, const net::Peer& peer);
    void ended(const std::string& run);
    /// Who goes on with a run whose process is gone. Of a run that was not heard of since the server began somebody may
    /// be writing: so it is said once.
    Heir heirOf(const RunStore::Watched& run);

private:
    using SteadyClock = std::chrono::steady_clock;
    struct Line {
        net::Peer peer;
        SteadyClock::time_point at; ///< of its last write
    };
    struct Known {
        bool watched = false;
        std::string setGoingBy;  ///< mark of a process; "" for none
        std::vector<Line> lines; ///< newest connection last
    };
    Known& known(const std::string& run);
    static std::string lookUp(const net::Peer& peer, const std::string& except);

    static constexpr std::size_t kMostConnections = 4096, kMostRuns = 20000, kMostLines = 8;
    std::mutex m_mutex;
    std::map<std::uint64_t, std::string> m_processes; ///< by connection, newest last
    std::map<std::string, Known> m_runs;
};

} // namespace slipway::track::mlflow
