#include "core/track/mlflow/run_clients.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/process_owner.h"
#include "core/base/text.h"
#include "core/process/socket_owner.h"

namespace slipway::track::mlflow {

namespace fs = std::filesystem;

namespace {

int pidOf(const std::string& mark) {
    int pid = 0;
    for (const char c : mark) {
        if (c < '0' || c > '9' || pid > 100'000'000) break;
        pid = pid * 10 + (c - '0');
    }
    return pid;
}

bool isPython(const fs::path& program) {
    const auto name = program.filename().string();
    return name.starts_with("python") || name.starts_with("pypy") || name.starts_with("ipython");
}

} // namespace

std::string RunClients::lookUp(const net::Peer& peer, const std::string& except) {
    if (!peer.loopback || peer.port == 0) return {};
    for (const int pid : process::processesAtSocket(peer.port, peer.ownPort))
        if (auto mark = processMark(pid); !mark.empty() && mark != except) return mark;
    return {};
}

std::string RunClients::processOf(const net::Peer& peer) {
    if (!peer.loopback || peer.connection == 0) return {};
    {
        const std::lock_guard lock(m_mutex);
        if (const auto known = m_processes.find(peer.connection); known != m_processes.end()) return known->second;
    }
    auto mark = lookUp(peer, {});
    const std::lock_guard lock(m_mutex);
    m_processes[peer.connection] = mark;
    if (m_processes.size() > kMostConnections) m_processes.erase(m_processes.begin());
    return mark;
}

std::string RunClients::clientOf(const net::Peer& peer, const std::string& sourceName) {
    auto mark = processOf(peer);
    if (mark.empty()) return {};
    const auto folder = fs::path("/proc") / std::to_string(pidOf(mark));
    std::error_code failed;
    const auto program = fs::read_symlink(folder / "exe", failed);
    if (!failed && isPython(program)) return mark;
    const auto source = fs::path(sourceName).filename().string();
    const auto command = readFile(folder / "cmdline", 1u << 20);
    if (!command || source.empty()) return {};
    for (const auto& word : split(*command, '\0'))
        if (fs::path(word).filename() == source) return mark;
    return {};
}

RunClients::Known& RunClients::known(const std::string& run) {
    if (m_runs.size() >= kMostRuns && !m_runs.contains(run)) m_runs.erase(m_runs.begin());
    return m_runs[run];
}

void RunClients::watch(const std::string& run) {
    const std::lock_guard lock(m_mutex);
    known(run).watched = true;
}

void RunClients::ended(const std::string& run) {
    const std::lock_guard lock(m_mutex);
    m_runs.erase(run);
}

void RunClients::wrote(const std::string& run, const net::Peer& peer) {
    if (peer.connection == 0) return;
    bool seenAgain = false;
    {
        const std::lock_guard lock(m_mutex);
        auto& [watched, setGoingBy, lines] = known(run);
        const auto same = [&](const Line& line) { return line.peer.connection == peer.connection; };
        if (const auto line = std::ranges::find_if(lines, same); line != lines.end()) {
            line->at = SteadyClock::now();
            seenAgain = watched && !m_processes.contains(peer.connection);
        } else {
            if (lines.size() >= kMostLines) lines.erase(lines.begin());
            lines.push_back({peer, SteadyClock::now()});
        }
    }
    // A connection that is used once is gone before anybody asks; one that stays is worth the look.
    if (seenAgain) processOf(peer);
}

void RunClients::setGoing(const std::string& run, const net::Peer& peer) {
    auto mark = clientOf(peer, {});
    if (mark.empty()) return;
    const std::lock_guard lock(m_mutex);
    known(run).setGoingBy = std::move(mark);
}

std::string RunClients::claimed(const std::string& run, const net::Peer& peer) {
    std::string mark;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_runs.find(run);
        if (found == m_runs.end() || found->second.setGoingBy.empty()) return {};
        mark = found->second.setGoingBy;
    }
    if (processOf(peer) != mark) return {};
    const std::lock_guard lock(m_mutex);
    auto& now = known(run);
    now.setGoingBy.clear();
    now.watched = true;
    return mark;
}

Heir RunClients::heirOf(const RunStore::Watched& run) {
    std::vector<Line> lines;
    std::map<std::uint64_t, std::string> processes;
    {
        const std::lock_guard lock(m_mutex);
        const bool heardOf = m_runs.contains(run.id);
        auto& all = known(run.id);
        all.watched = true;
        if (!heardOf) return {{}, true};
        lines = all.lines;
        for (const auto& line : lines)
            if (const auto known = m_processes.find(line.peer.connection); known != m_processes.end())
                processes.insert(*known);
    }
    Heir heir;
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
        heir.process = lookUp(line->peer, run.owner);
        if (!heir.process.empty()) return heir;
        const auto known = processes.find(line->peer.connection);
        const bool ofTheDead = known != processes.end() && known->second == run.owner;
        if (!ofTheDead && SteadyClock::now() - line->at < std::chrono::milliseconds(kSilenceLimit)) heir.writing = true;
    }
    return heir;
}

} // namespace slipway::track::mlflow
