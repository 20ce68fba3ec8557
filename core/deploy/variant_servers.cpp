#include "core/deploy/variant_servers.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/log.h"
#include "core/deploy/capture.h"

namespace slipway::deploy {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr int kManyFailures = 3;
constexpr auto kStable = 5s;

std::chrono::milliseconds pauseAfter(int failures) {
    return std::min<std::chrono::milliseconds>(10s, 200ms * (1 << std::min(failures - 1, 10)));
}

void noteFailure(VariantServers::Server& server, std::string reason) {
    server.process.reset();
    server.ready = false;
    server.port = 0;
    ++server.failures;
    server.reason = std::move(reason);
    server.nextStart = SteadyClock::now() + pauseAfter(server.failures);
}

} // namespace

std::string_view VariantServers::Server::state() const {
    if (ready) return "in_service";
    return failures >= kManyFailures ? "failed" : "starting";
}

VariantServers::VariantServers(
    std::filesystem::path program, std::filesystem::path folder, std::function<bool(int)> answersPing)
    : m_program(std::move(program)), m_folder(std::move(folder)), m_answersPing(std::move(answersPing)) {}

void VariantServers::start(Server& server, const VariantRow& variant, const FindBundle& findBundle) {
    const auto bundle = findBundle();
    if (!bundle) return noteFailure(server, toLine(bundle.error()));
    const auto name = variant.endpoint + "-" + captureFolderName(variant.model, variant.version);
    auto started = ServerProcess::start(
        {m_program, *bundle, m_folder / fmt::format("{}.{}.port", name, variant.id), m_folder / (name + ".log")});
    if (!started) return noteFailure(server, toLine(started.error()));
    server.process.emplace(std::move(*started));
}

const VariantServers::Server& VariantServers::tend(const VariantRow& variant, const FindBundle& findBundle) {
    auto& server = m_servers[variant.id];
    const auto now = SteadyClock::now();
    if (!server.process && now >= server.nextStart) start(server, variant, findBundle);
    if (!server.process) return server;
    switch (server.process->look(m_answersPing)) {
    case ServerProcess::State::Starting:
        break;
    case ServerProcess::State::Ready:
        if (!server.ready) server.readySince = now;
        server.ready = true;
        server.port = server.process->port();
        if (now - server.readySince > kStable) server.failures = 0;
        break;
    case ServerProcess::State::Ended:
        log::warning(fmt::format("{} of endpoint {}: {}", variant.name(), variant.endpoint, server.process->failure()));
        noteFailure(server, server.process->failure());
        break;
    }
    return server;
}

const VariantServers::Server* VariantServers::find(std::int64_t variant) const {
    const auto found = m_servers.find(variant);
    return found == m_servers.end() ? nullptr : &found->second;
}

int VariantServers::readyPort(std::int64_t variant) const {
    const auto* server = find(variant);
    return server && server->ready ? server->port : 0;
}

bool VariantServers::hasFailed(std::int64_t variant) const {
    const auto* server = find(variant);
    return server && !server->ready && server->failures > 0;
}

bool VariantServers::hasGivenUp(std::int64_t variant) const {
    const auto* server = find(variant);
    return server && !server->ready && server->failures >= kManyFailures;
}

std::string VariantServers::reason(std::int64_t variant) const {
    const auto* server = find(variant);
    return !server || server->reason.empty() ? "its server is starting" : server->reason;
}

std::vector<std::int64_t> VariantServers::others(const std::set<std::int64_t>& wanted) const {
    std::vector<std::int64_t> list;
    for (const auto& [id, server] : m_servers)
        if (!wanted.contains(id)) list.push_back(id);
    return list;
}

int VariantServers::stop(std::int64_t variant) {
    const auto found = m_servers.find(variant);
    if (found == m_servers.end()) return 0;
    const int port = found->second.port;
    if (found->second.process) found->second.process->stop();
    m_servers.erase(found);
    return port;
}

void VariantServers::stopAll() {
    for (auto& [id, server] : m_servers)
        if (server.process) server.process->stop();
    m_servers.clear();
}

} // namespace slipway::deploy
