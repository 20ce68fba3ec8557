#include "core/deploy/server_process.h"

#include <charconv>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/text.h"

namespace slipway::deploy {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds kStartTimeout{60};
constexpr std::uintmax_t kLogLimit = 5u << 20;

/// What a program says last before it ends is usually why.
std::string lastLine(const fs::path& file) {
    const auto text = readFile(file, 2 * kLogLimit);
    if (!text) return {};
    const auto shown = trimmed(*text);
    const auto lineBreak = shown.rfind('\n');
    auto line = trimmed(lineBreak == std::string_view::npos ? shown : shown.substr(lineBreak + 1));
    if (line.starts_with("error: ")) line.remove_prefix(7);
    return forMessage(line, 300);
}

int readPort(const fs::path& file) {
    const auto text = readFile(file, 64);
    if (!text) return 0;
    const auto digits = trimmed(*text);
    int port = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    return failed == std::errc{} && end == digits.data() + digits.size() && port > 0 && port < 65536 ? port : 0;
}

} // namespace

ServerProcess::ServerProcess(process::ChildProcess child, Options options)
    : m_child(std::move(child)), m_options(std::move(options)), m_started(std::chrono::steady_clock::now()) {}

Result<ServerProcess> ServerProcess::start(const Options& options) {
    std::error_code ignored;
    SLIPWAY_TRY(makeFolders(options.logFile.parent_path()));
    SLIPWAY_TRY(makeFolders(options.portFile.parent_path()));
    fs::remove(options.portFile, ignored);
    if (const auto size = fs::file_size(options.logFile, ignored); !ignored && size > kLogLimit)
        fs::remove(options.logFile, ignored);
    process::ChildOptions child;
    child.program = options.program;
    child.arguments = {
        "model-server", "--bundle", options.bundle.string(), "--port", "0", "--port-file", options.portFile.string()};
    child.outputFile = options.logFile;
    child.holdStandardInput = true;
    SLIPWAY_ASSIGN(auto started, process::ChildProcess::start(child));
    return ServerProcess(std::move(started), options);
}

ServerProcess::State ServerProcess::look(const std::function<bool(int)>& answersPing) {
    if (!m_child.running()) {
        if (m_reason.empty()) {
            const auto line = lastLine(m_options.logFile);
            m_reason = fmt::format("its server ended with exit code {}{}{}",
                m_child.wait(std::chrono::milliseconds(0)).value_or(-1), line.empty() ? "" : ": ", line);
        }
        return State::Ended;
    }
    if (m_ready) return State::Ready;
    if (m_port == 0) m_port = readPort(m_options.portFile);
    m_ready = m_port != 0 && answersPing(m_port);
    if (m_ready) return State::Ready;
    if (std::chrono::steady_clock::now() - m_started < kStartTimeout) return State::Starting;
    m_reason = fmt::format("its server did not answer /ping within {} s", kStartTimeout.count());
    m_child.terminate();
    return State::Ended;
}

std::string ServerProcess::failure() const {
    return m_reason;
}

void ServerProcess::stop() {
    m_child.terminate();
    std::error_code ignored;
    fs::remove(m_options.portFile, ignored);
}

} // namespace slipway::deploy
