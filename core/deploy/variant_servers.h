#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/deploy/endpoint_store.h"
#include "core/deploy/server_process.h"

namespace slipway::deploy {

/// The model servers of this host, one per variant: started, looked after, started again with growing pauses when they
/// end. One thread.
class VariantServers {
public:
    VariantServers(std::filesystem::path program, std::filesystem::path folder, std::function<bool(int)> answersPing);

    struct Server {
        std::optional<ServerProcess> process;
        bool ready = false;
        int port = 0;
        int failures = 0;   ///< in a row
        std::string reason; ///< of the last failure
        std::chrono::steady_clock::time_point nextStart, readySince;
        std::string_view state() const; ///< as stored with the variant
    };
    using FindBundle = std::function<Result<std::filesystem::path>()>;
    /// Starts the variant's server when there is none, and sees how it is.
    const Server& tend(const VariantRow& variant, const FindBundle& findBundle);

    bool isReady(std::int64_t variant) const { return readyPort(variant) != 0; }
    int readyPort(std::int64_t variant) const; ///< 0 while it is not ready
    bool hasFailed(std::int64_t variant) const;
    bool hasGivenUp(std::int64_t variant) const; ///< failed several times in a row; it is still tried now and then
    std::string reason(std::int64_t variant) const;

    std::vector<std::int64_t> others(const std::set<std::int64_t>& wanted) const;
    int stop(std::int64_t variant); ///< the port it had
    void stopAll();

private:
    void start(Server& server, const VariantRow& variant, const FindBundle& findBundle);
    const Server* find(std::int64_t variant) const;

    std::filesystem::path m_program, m_folder;
    std::function<bool(int)> m_answersPing;
    std::map<std::int64_t, Server> m_servers;
};

} // namespace slipway::deploy
