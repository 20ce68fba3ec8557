#include "core/process/child_process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <limits>
#include <mutex>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/text.h"

// posix_spawn instead of Boost.Process: it can close every other descriptor in the child, begin a session and change
// the folder without running code of ours between fork and exec, and it reports a program that cannot be started.

namespace slipway::process {

namespace fs = std::filesystem;

namespace {

/// Owns one file descriptor.
class Descriptor {
public:
    explicit Descriptor(int fd = -1) : m_fd(fd) {}
    Descriptor(Descriptor&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    ~Descriptor() { reset(); }
    int get() const { return m_fd; }
    void reset() {
        if (m_fd >= 0) ::close(std::exchange(m_fd, -1));
    }

private:
    int m_fd;
};

/// Detached children are still ours in the eyes of the system until they are waited for; done whenever we come by.
class DetachedChildren {
public:
    void add(pid_t pid) {
        const std::lock_guard lock(m_mutex);
        m_pids.push_back(pid);
    }
    void reap() {
        const std::lock_guard lock(m_mutex);
        std::erase_if(m_pids, [](pid_t pid) { return ::waitpid(pid, nullptr, WNOHANG) != 0; });
    }

private:
    std::mutex m_mutex;
    std::vector<pid_t> m_pids;
};

DetachedChildren& detachedChildren() {
    static DetachedChildren children;
    return children;
}

struct SpawnActions {
    posix_spawn_file_actions_t actions;
    SpawnActions() { ::posix_spawn_file_actions_init(&actions); }
    ~SpawnActions() { ::posix_spawn_file_actions_destroy(&actions); }
    SpawnActions(const SpawnActions&) = delete;
    SpawnActions& operator=(const SpawnActions&) = delete;
};

struct SpawnAttributes {
    posix_spawnattr_t attributes;
    SpawnAttributes() { ::posix_spawnattr_init(&attributes); }
    ~SpawnAttributes() { ::posix_spawnattr_destroy(&attributes); }
    SpawnAttributes(const SpawnAttributes&) = delete;
    SpawnAttributes& operator=(const SpawnAttributes&) = delete;
};

/// Signals as a fresh program expects them; an own group, so that Ctrl-C in our terminal does not reach the child.
void setAttributes(posix_spawnattr_t& attributes, bool detach) {
    sigset_t all, none;
    ::sigfillset(&all);
    ::sigdelset(&all, SIGKILL);
    ::sigdelset(&all, SIGSTOP);
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setpgroup(&attributes, 0);
    const int session = detach ? POSIX_SPAWN_SETSID : POSIX_SPAWN_SETPGROUP;
    ::posix_spawnattr_setflags(
        &attributes, static_cast<short>(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | session));
}

std::vector<std::string> environmentWith(const std::map<std::string, std::string>& added) {
    std::vector<std::string> list;
    for (char** entry = environ; entry && *entry; ++entry) {
        const std::string_view text(*entry);
        if (!added.contains(std::string(text.substr(0, text.find('='))))) list.emplace_back(text);
    }
    for (const auto& [key, value] : added) list.push_back(key + "=" + value);
    return list;
}

std::vector<char*> pointersTo(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (auto& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

int exitCodeOf(const siginfo_t& info) {
    return info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
}

int pollMilliseconds(std::chrono::milliseconds timeout) {
    return static_cast<int>(std::clamp<long long>(timeout.count(), 0, std::numeric_limits<int>::max()));
}

/// The child's standard input and output, in the order in which a child expects them.
struct Streams {
    Descriptor input, held, output;
};

Result<Streams> openStreams(const ChildOptions& options) {
    Streams streams;
    if (options.holdStandardInput) {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) return failFromErrno(errno, "make a pipe");
        streams.input = Descriptor(ends[0]);
        streams.held = Descriptor(ends[1]);
    } else {
        streams.input = Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        if (streams.input.get() < 0) return failFromErrno(errno, "read /dev/null");
    }
    const auto output = options.outputFile.empty() ? fs::path("/dev/null") : options.outputFile;
    streams.output = Descriptor(::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
    if (streams.output.get() < 0) return failFromErrno(errno, "write " + output.string());
    return streams;
}

} // namespace

struct ChildProcess::State {
    pid_t pid = -1;
    Descriptor pidFd, held;
    bool detached = false;
    std::optional<int> exitCode;
    std::uint64_t peakMemory = 0;

    void signal(int number) const {
        if (!exitCode) ::kill(-pid, number); // the child leads its own group
    }
    bool reap() {
        siginfo_t info{};
        rusage usage{}; // which only the system call itself fills
        if (::syscall(SYS_waitid, P_PID, pid, &info, WEXITED | WNOHANG, &usage) != 0) {
            if (errno == ECHILD) exitCode = 127; // somebody else waited for it
        } else if (info.si_pid == pid) {
            exitCode = exitCodeOf(info);
            peakMemory = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
        }
        return exitCode.has_value();
    }
    std::optional<int> wait(std::chrono::milliseconds timeout) {
        if (exitCode || reap()) return exitCode;
        const auto end = std::chrono::steady_clock::now() + timeout;
        while (true) {
            pollfd waiting{pidFd.get(), POLLIN, 0};
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
            const int ready = ::poll(&waiting, 1, pollMilliseconds(left));
            if (ready < 0 && errno == EINTR) continue;
            if (ready > 0) reap();
            return exitCode;
        }
    }
};

Result<ChildProcess> ChildProcess::start(const ChildOptions& options) {
    detachedChildren().reap();
    SLIPWAY_ASSIGN(auto streams, openStreams(options));

    SpawnActions files;
    ::posix_spawn_file_actions_adddup2(&files.actions, streams.input.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&files.actions, streams.output.get(), STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&files.actions, streams.output.get(), STDERR_FILENO);
    ::posix_spawn_file_actions_addclosefrom_np(&files.actions, 3);
    if (!options.workingFolder.empty())
        ::posix_spawn_file_actions_addchdir_np(&files.actions, options.workingFolder.c_str());
    SpawnAttributes attributes;
    setAttributes(attributes.attributes, options.detach);

    std::vector<std::string> words{options.program.string()};
    words.insert(words.end(), options.arguments.begin(), options.arguments.end());
    auto environment = environmentWith(options.environment);
    pid_t pid = -1;
    const int failed = ::posix_spawnp(&pid, options.program.c_str(), &files.actions, &attributes.attributes,
        pointersTo(words).data(), pointersTo(environment).data());
    if (failed != 0) return failFromErrno(failed, "start the program " + options.program.string());

    if (options.memoryLimit > 0) { // before it has done anything of its own: it is still being loaded
        const rlimit limit{options.memoryLimit, options.memoryLimit};
        ::prlimit(pid, RLIMIT_DATA, &limit, nullptr);
    }
    auto state = std::make_unique<State>();
    state->pid = pid;
    state->detached = options.detach;
    state->held = std::move(streams.held);
    state->pidFd = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (state->pidFd.get() < 0) {
        const int reason = errno;
        ::kill(-pid, SIGKILL);
        ::waitpid(pid, nullptr, 0);
        return failFromErrno(reason, "watch the program " + options.program.string());
    }
    return ChildProcess(std::move(state));
}

ChildProcess::ChildProcess(std::unique_ptr<State> state) : m_state(std::move(state)) {}
ChildProcess::ChildProcess(ChildProcess&&) noexcept = default;

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
    std::swap(m_state, other.m_state);
    return *this;
}

ChildProcess::~ChildProcess() {
    if (!m_state || m_state->exitCode) return;
    if (m_state->detached)
        detachedChildren().add(m_state->pid);
    else
        terminate();
}

int ChildProcess::pid() const {
    return m_state->pid;
}

std::uint64_t ChildProcess::peakMemory() const {
    return m_state->peakMemory;
}

bool ChildProcess::running() {
    return !m_state->exitCode && !m_state->reap();
}

void ChildProcess::interrupt() {
    if (running()) m_state->signal(SIGINT);
}

int ChildProcess::terminate(std::chrono::milliseconds grace) {
    if (!running()) return *m_state->exitCode;
    m_state->signal(SIGTERM);
    if (const auto code = m_state->wait(grace)) return *code;
    m_state->signal(SIGKILL);
    while (!m_state->wait(std::chrono::hours(1))) {
    }
    return *m_state->exitCode;
}

std::optional<int> ChildProcess::wait(std::chrono::milliseconds timeout) {
    return m_state->wait(timeout);
}

bool isAlive(int pid) {
    if (pid <= 0) return false;
    detachedChildren().reap();
    const auto stat = readFile(fmt::format("/proc/{}/stat", pid), 1u << 16);
    if (!stat) return false;
    const auto afterName = stat->rfind(')'); // the name before it may hold anything
    return afterName != std::string::npos && afterName + 2 < stat->size() && (*stat)[afterName + 2] != 'Z' &&
           (*stat)[afterName + 2] != 'X';
}

std::optional<std::string> outputOf(
    const fs::path& program, const std::vector<std::string>& arguments, std::chrono::milliseconds timeout) {
    const auto folder = TemporaryFolder::create("slipway-output");
    if (!folder) return std::nullopt;
    ChildOptions options;
    options.program = program;
    options.arguments = arguments;
    options.outputFile = folder->path() / "output";
    auto child = ChildProcess::start(options);
    if (!child || child->wait(timeout) != 0) return std::nullopt;
    constexpr std::uintmax_t limit = 16u << 20;
    auto text = readFile(options.outputFile, limit);
    return text ? std::optional(std::move(*text)) : std::nullopt;
}

fs::path ownProgram() {
    std::error_code failed;
    return fs::read_symlink("/proc/self/exe", failed);
}

} // namespace slipway::process
