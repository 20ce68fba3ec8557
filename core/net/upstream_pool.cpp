#include "core/net/upstream_pool.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffer_traits.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

namespace slipway::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using ErrorResult = boost::system::error_code;
using TimePoint = std::chrono::steady_clock::time_point;

namespace {

constexpr std::size_t kIdlePerServer = 64;
constexpr std::uint64_t kLargestAnswer = 256u << 20;

ErrorResult lastError() {
    return {errno, boost::system::system_category()};
}

/// A blocking TCP connection whose calls end at a deadline, as Beast's synchronous functions want it. Asio's own
/// blocking calls cannot be given one.
class TimedSocket {
public:
    explicit TimedSocket(int fd) : m_fd(fd) {}
    TimedSocket(TimedSocket&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)), m_end(other.m_end) {}
    TimedSocket& operator=(TimedSocket&&) = delete;
    ~TimedSocket() {
        if (m_fd >= 0) ::close(m_fd);
    }

    void endAt(TimePoint end) { m_end = end; }
    /// False when the peer closed it, or sent something that nobody asked for.
    bool isQuiet() const {
        char byte;
        return ::recv(m_fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }

    template <class Buffers> std::size_t read_some(const Buffers& buffers, ErrorResult& failed) {
        const asio::mutable_buffer buffer = *asio::buffer_sequence_begin(buffers);
        return transfer(POLLIN, failed, [&] { return ::recv(m_fd, buffer.data(), buffer.size(), MSG_DONTWAIT); });
    }
    template <class Buffers> std::size_t write_some(const Buffers& buffers, ErrorResult& failed) {
        std::array<iovec, 16> parts{};
        std::size_t count = 0;
        for (const asio::const_buffer part : beast::buffers_range_ref(buffers)) {
            if (count == parts.size()) break;
            parts[count++] = {const_cast<void*>(part.data()), part.size()};
        }
        msghdr message{};
        message.msg_iov = parts.data();
        message.msg_iovlen = count;
        return transfer(POLLOUT, failed, [&] { return ::sendmsg(m_fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL); });
    }
    template <class Buffers> std::size_t read_some(const Buffers& buffers) {
        return orThrow([&](ErrorResult& failed) { return read_some(buffers, failed); });
    }
    template <class Buffers> std::size_t write_some(const Buffers& buffers) {
        return orThrow([&](ErrorResult& failed) { return write_some(buffers, failed); });
    }

private:
    template <class Call> static std::size_t orThrow(Call call) {
        ErrorResult failed;
        const auto count = call(failed);
        if (failed) throw boost::system::system_error(failed);
        return count;
    }
    template <class Call> std::size_t transfer(short event, ErrorResult& failed, Call call) {
        while (true) {
            const auto count = call();
            if (count > 0) {
                failed = {};
                return static_cast<std::size_t>(count);
            }
            if (count == 0) {
                failed = asio::error::eof;
                return 0;
            }
            if (errno == EINTR) continue;
            if (errno != EAGAIN && errno != EWOULDBLOCK) {
                failed = lastError();
                return 0;
            }
            failed = waitFor(event);
            if (failed) return 0;
        }
    }
    ErrorResult waitFor(short event) const {
        pollfd waiting{m_fd, event, 0};
        while (true) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(m_end - std::chrono::steady_clock::now());
            const int ready = ::poll(&waiting, 1, static_cast<int>(std::max<long long>(0, left.count())));
            if (ready > 0) return {};
            if (ready == 0) return asio::error::timed_out;
            if (errno != EINTR) return lastError();
        }
    }

    int m_fd;
    TimePoint m_end = TimePoint::max();
};

Error cannotReach(const std::string& host, int port, const std::string& reason) {
    return {ErrorCode::Unavailable, fmt::format("the server at {}:{} cannot be reached: {}", host, port, reason),
        "See whether it runs"};
}

/// Loopback connects at once or not at all, so that no deadline is needed here.
Result<TimedSocket> connectTo(const std::string& host, int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    if (::inet_pton(AF_INET, host == "localhost" ? "127.0.0.1" : host.c_str(), &address.sin_addr) != 1)
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no IPv4 address", host), "Use 127.0.0.1");
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return failFromErrno(errno, "open a connection");
    TimedSocket socket(fd);
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    while (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        if (errno == EINTR || errno == EALREADY) continue;
        if (errno == EISCONN) break;
        return std::unexpected(cannotReach(host, port, lastError().message()));
    }
    return socket;
}

bool isHopByHop(std::string_view name) {
    static const Headers names{{"Connection", ""}, {"Keep-Alive", ""}, {"Proxy-Authenticate", ""},
        {"Proxy-Authorization", ""}, {"Proxy-Connection", ""}, {"TE", ""}, {"Trailer", ""}, {"Transfer-Encoding", ""},
        {"Upgrade", ""}, {"Expect", ""}, {"Host", ""}, {"Content-Length", ""}};
    return names.contains(name);
}

using SpanRequest = http::request<http::span_body<const char>>;

SpanRequest toBeast(const Request& request, const std::string& host) {
    SpanRequest message;
    message.method_string(request.method);
    message.target(request.target);
    message.version(11);
    message.set(http::field::host, host);
    for (const auto& [key, value] : request.headers)
        if (!isHopByHop(key)) message.set(key, value);
    message.body() = {request.body.data(), request.body.size()};
    message.content_length(request.body.size());
    return message;
}

Response toResponse(http::response<http::string_body>&& message) {
    Response response;
    response.status = static_cast<int>(message.result_int());
    for (const auto& field : message) {
        const std::string name(field.name_string().data(), field.name_string().size());
        if (!isHopByHop(name)) response.headers[name] = std::string(field.value().data(), field.value().size());
    }
    response.body = std::move(message.body());
    return response;
}

/// One exchange, and how it ended.
struct Outcome {
    ErrorResult failed;
    bool answerBegan = false, keepAlive = false;
    Response response;
};

Outcome exchange(TimedSocket& socket, const SpanRequest& request, TimePoint end) {
    Outcome outcome;
    socket.endAt(end);
    http::request_serializer<http::span_body<const char>> serializer(request);
    http::write(socket, serializer, outcome.failed);
    if (outcome.failed) return outcome;
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(kLargestAnswer);
    parser.skip(request.method() == http::verb::head);
    http::read(socket, buffer, parser, outcome.failed);
    outcome.answerBegan = parser.got_some() || buffer.size() > 0;
    if (outcome.failed) return outcome;
    outcome.keepAlive = parser.get().keep_alive() && buffer.size() == 0;
    outcome.response = toResponse(parser.release());
    return outcome;
}

} // namespace

struct UpstreamPool::State {
    std::mutex mutex;
    std::unordered_map<std::string, std::vector<TimedSocket>> idle;

    std::optional<TimedSocket> take(const std::string& server) {
        const std::lock_guard lock(mutex);
        auto& sockets = idle[server];
        while (!sockets.empty()) {
            TimedSocket socket(std::move(sockets.back()));
            sockets.pop_back();
            if (socket.isQuiet()) return socket;
        }
        return std::nullopt;
    }
    void put(const std::string& server, TimedSocket&& socket) {
        const std::lock_guard lock(mutex);
        const auto known = idle.find(server); // not there: dropped while this call ran
        if (known != idle.end() && known->second.size() < kIdlePerServer) known->second.push_back(std::move(socket));
    }
};

UpstreamPool::UpstreamPool() : m_state(std::make_unique<State>()) {}
UpstreamPool::~UpstreamPool() = default;

Result<Response> UpstreamPool::send(
    const std::string& host, int port, const Request& request, std::chrono::milliseconds timeout) {
    const auto server = fmt::format("{}:{}", host, port);
    const auto message = toBeast(request, server);
    const auto end = std::chrono::steady_clock::now() + timeout;
    auto reused = m_state->take(server);
    while (true) {
        const bool fresh = !reused;
        if (fresh) {
            SLIPWAY_ASSIGN(auto opened, connectTo(host, port));
            reused.emplace(std::move(opened));
        }
        auto outcome = exchange(*reused, message, end);
        if (!outcome.failed) {
            if (outcome.keepAlive) m_state->put(server, std::move(*reused));
            return std::move(outcome.response);
        }
        reused.reset();
        if (outcome.failed == asio::error::timed_out)
            return fail(ErrorCode::Unavailable,
                fmt::format("the server at {} did not answer within {} ms", server, timeout.count()),
                "Try again later");
        if (fresh || outcome.answerBegan) return std::unexpected(cannotReach(host, port, outcome.failed.message()));
    }
}

void UpstreamPool::drop(const std::string& host, int port) {
    const std::lock_guard lock(m_state->mutex);
    m_state->idle.erase(fmt::format("{}:{}", host, port));
}

} // namespace slipway::net
