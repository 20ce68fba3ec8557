#include "core/process/socket_owner.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/process/proc_files.h"

namespace slipway::process {

namespace fs = std::filesystem;

namespace {

constexpr auto kTimeLimit = std::chrono::milliseconds(300);
constexpr std::uintmax_t kMaxTable = 64u << 20;

struct Socket {
    std::uint64_t inode = 0;
    unsigned user = 0;
};

template <class Number> std::optional<Number> number(std::string_view text, int base = 10) {
    Number value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

int portOf(std::string_view address) {
    const auto colon = address.rfind(':');
    return colon == std::string_view::npos ? -1 : number<int>(address.substr(colon + 1), 16).value_or(-1);
}

/// "sl local remote st queues timer retransmits uid timeout inode …", ports in hexadecimal digits.
std::optional<Socket> socketIn(const char* table, int port, int peerPort) {
    const auto text = readFile(table, kMaxTable);
    if (!text) return std::nullopt;
    const auto ending = fmt::format(":{:04X} ", port);
    for (std::size_t at = 0; (at = text->find(ending, at)) != std::string::npos; at += ending.size()) {
        const auto start = text->rfind('\n', at) + 1;
        const auto fields = wordsIn(std::string_view(*text).substr(start, text->find('\n', at) - start));
        if (fields.size() < 10 || portOf(fields[1]) != port || portOf(fields[2]) != peerPort) continue;
        const auto user = number<unsigned>(fields[7]);
        const auto inode = number<std::uint64_t>(fields[9]);
        if (user && inode && *inode != 0) return Socket{*inode, *user};
    }
    return std::nullopt;
}

bool holds(const fs::path& descriptors, const std::string& wanted) {
    std::error_code failed;
    char target[64];
    for (fs::directory_iterator at(descriptors, failed), end; !failed && at != end; at.increment(failed)) {
        const auto size = ::readlink(at->path().c_str(), target, sizeof target);
        if (size > 0 && std::string_view(target, static_cast<std::size_t>(size)) == wanted) return true;
    }
    return false;
}

bool isOf(int pid, unsigned user) {
    struct stat facts{};
    return ::stat(fmt::format("/proc/{}", pid).c_str(), &facts) == 0 && facts.st_uid == user;
}

int parentOf(int pid) {
    const auto stat = readFile(fmt::format("/proc/{}/stat", pid), 1u << 16);
    const auto afterName = stat ? stat->rfind(')') : std::string::npos;
    if (afterName == std::string::npos) return 0;
    const auto fields = wordsIn(std::string_view(*stat).substr(afterName + 1));
    constexpr std::size_t parentField = 1;
    return fields.size() > parentField ? number<int>(fields[parentField]).value_or(0) : 0;
}

} // namespace

std::vector<int> processesAtSocket(int port, int peerPort) {
    auto socket = socketIn("/proc/net/tcp", port, peerPort);
    if (!socket) socket = socketIn("/proc/net/tcp6", port, peerPort);
    if (!socket) return {};
    const auto wanted = fmt::format("socket:[{}]", socket->inode);
    const auto end = std::chrono::steady_clock::now() + kTimeLimit;
    const auto isHolder = [&](int pid) {
        return isOf(pid, socket->user) && holds(fmt::format("/proc/{}/fd", pid), wanted);
    };
    std::vector<int> all, found;
    std::error_code failed;
    for (fs::directory_iterator at("/proc", failed), last; !failed && at != last; at.increment(failed))
        if (const auto pid = number<int>(at->path().filename().native())) all.push_back(*pid);
    std::ranges::sort(all, std::greater{}); // who has just connected is likely to be young
    for (const int pid : all) {
        if (isHolder(pid)) found.push_back(pid);
        if (!found.empty() || std::chrono::steady_clock::now() > end) break;
    }
    for (int pid = found.empty() ? 0 : parentOf(found.front()); pid > 1 && isHolder(pid); pid = parentOf(pid))
        found.insert(found.begin(), pid);
    return found;
}

} // namespace slipway::process
