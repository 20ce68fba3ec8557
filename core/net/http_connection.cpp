#include "core/net/http_connection.h"

#include <algorithm>
#include <atomic>
#include <optional>

#include <sys/socket.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

#include "core/base/log.h"
#include "core/base/text.h"
#include "core/net/request_guard.h"

namespace slipway::net {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using ErrorResult = boost::system::error_code;
using Milliseconds = std::chrono::milliseconds;

namespace {

using BeastRequest = http::request<http::string_body>;
using BeastResponse = http::response<http::string_body>;

std::int64_t steadyMilliseconds() {
    return std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string_view view(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

void readTarget(Request& request) {
    const std::string_view target = request.target;
    const auto mark = target.find('?');
    request.path = urlDecode(target.substr(0, mark));
    if (mark == std::string_view::npos) return;
    for (const auto& pair : split(target.substr(mark + 1, target.find('#') - mark - 1), '&')) {
        if (pair.empty()) continue;
        const auto equals = pair.find('=');
        const auto value = equals == std::string::npos ? std::string_view() : std::string_view(pair).substr(equals + 1);
        request.query.emplace_back(urlDecode(std::string_view(pair).substr(0, equals), true), urlDecode(value, true));
    }
}

Request toRequest(BeastRequest&& message) {
    Request request;
    request.method = view(message.method_string());
    request.target = view(message.target());
    readTarget(request);
    for (const auto& field : message) {
        auto& value = request.headers[std::string(view(field.name_string()))];
        value += (value.empty() ? "" : ", ") + std::string(view(field.value()));
    }
    request.body = std::move(message.body());
    return request;
}

/// A handler may have put a person's text into a header: it must not end the line.
std::string oneLine(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    return text;
}

BeastResponse toBeast(Response&& response, unsigned version, bool keepAlive, bool headOnly) {
    BeastResponse message{static_cast<http::status>(response.status), version};
    for (auto& [key, value] : response.headers) message.set(oneLine(key), oneLine(std::move(value)));
    const auto size = response.body.size();
    if (!headOnly) message.body() = std::move(response.body);
    message.keep_alive(keepAlive);
    if (response.status != 204 && response.status != 304) message.content_length(size);
    return message;
}

Response callHandler(const Router& router, Request& request) {
    try {
        return router.handle(request);
    } catch (const std::exception& e) {
        log::error(fmt::format("{} {}: {}", request.method, forMessage(request.target), e.what()));
    } catch (...) {
        log::error(fmt::format("{} {}: unknown exception", request.method, forMessage(request.target)));
    }
    return errorResponse({ErrorCode::Internal, "the server failed on this request", "Its log has the reason"});
}

/// What to say about bytes that are no acceptable request; nothing when the peer just left.
std::optional<Response> answerTo(ErrorResult failed, const ServerOptions& options) {
    const auto make = [](int status, ErrorCode code, std::string message, std::string hint) {
        auto response = errorResponse({code, std::move(message), std::move(hint)});
        response.status = status;
        return response;
    };
    if (failed == http::error::body_limit)
        return make(413, ErrorCode::InvalidArgument,
            fmt::format("the body is larger than {} bytes", withThousands(static_cast<long long>(options.maxBody))),
            "Send it in parts");
    if (failed == http::error::header_limit)
        return make(431, ErrorCode::InvalidArgument,
            fmt::format("the header is larger than {} bytes", withThousands(static_cast<long long>(options.maxHeader))),
            "Send fewer or shorter fields");
    if (failed == http::error::end_of_stream || failed == http::error::partial_message) return std::nullopt;
    if (failed.category() == make_error_code(http::error::bad_method).category())
        return make(
            400, ErrorCode::InvalidArgument, "this is no HTTP request: " + failed.message(), "Check the client");
    return std::nullopt;
}

class BeastConnection : public HttpConnection, public std::enable_shared_from_this<BeastConnection> {
public:
    BeastConnection(tcp::socket socket, const Server& server) : m_socket(std::move(socket)), m_server(server) {}

    void awaitRequest() override {
        if (m_server.stopping()) return close();
        enter(Phase::Waiting, m_server.options.idleTimeout);
        if (m_buffer.size() > 0) return readHeader();
        m_socket.async_wait(tcp::socket::wait_read, [self = shared_from_this()](ErrorResult failed) {
            if (failed)
                self->close();
            else
                self->readHeader();
        });
    }
    void checkDeadline(std::int64_t now) override {
        if (now < m_deadline) return;
        if (m_phase == Phase::Reading) {
            m_timedOut = true;
            ::shutdown(m_socket.native_handle(), SHUT_RD); // the answer 408 still goes out
            m_deadline = now + kLingerMilliseconds;
        } else {
            abort();
        }
    }
    /// The descriptor lives as long as this object: nothing closes it but the destructor.
    void abort() override { ::shutdown(m_socket.native_handle(), SHUT_RDWR); }
    bool isAnswering() const override { return m_phase == Phase::Handling || m_phase == Phase::Writing; }
    bool isWaiting() const override { return m_phase == Phase::Waiting; }

private:
    enum class Phase { Waiting, Reading, Handling, Writing, Draining };
    static constexpr std::int64_t kLingerMilliseconds = 2000;
    static constexpr std::size_t kDrainLimit = 256u << 20;

    void enter(Phase phase, Milliseconds limit) {
        m_deadline = steadyMilliseconds() + limit.count();
        m_phase = phase;
    }

    void readHeader() {
        m_readingSince = steadyMilliseconds();
        m_bodyBytes = 0;
        enter(Phase::Reading, std::min(m_server.options.requestTimeout, m_server.options.slowTimeout));
        m_parser.emplace();
        m_parser->header_limit(static_cast<std::uint32_t>(m_server.options.maxHeader));
        m_parser->body_limit(m_server.options.maxBody);
        http::async_read_header(
            m_socket, m_buffer, *m_parser, [self = shared_from_this()](ErrorResult failed, std::size_t) {
                if (failed)
                    self->refuseBytes(failed);
                else
                    self->onHeader();
            });
    }

    void onHeader() {
        const auto& message = m_parser->get();
        const auto target = view(message.target());
        const auto path = urlDecode(target.substr(0, target.find('?')));
        RequestGuard::Asked asked{
            path, view(message[http::field::host]), view(message[http::field::authorization]), {}};
        if (message.find(http::field::origin) != message.end()) asked.origin = view(message[http::field::origin]);
        if (auto refused = m_server.guard.refusal(asked)) return refuse(std::move(*refused));
        if (m_parser->is_done()) return dispatch();
        if (toLower(view(message[http::field::expect])) == "100-continue") return sendContinue();
        readBody();
    }

    void sendContinue() {
        static constexpr std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n";
        asio::async_write(m_socket, asio::buffer(text), [self = shared_from_this()](ErrorResult failed, std::size_t) {
            if (failed)
                self->close();
            else
                self->readBody();
        });
    }

    void readBody() {
        const auto& options = m_server.options;
        const auto earned = Milliseconds(
            m_bodyBytes * 1000 / static_cast<std::int64_t>(std::max<std::size_t>(1, options.minBytesPerSecond)));
        m_deadline = m_readingSince + std::min(options.requestTimeout, options.slowTimeout + earned).count();
        http::async_read_some(
            m_socket, m_buffer, *m_parser, [self = shared_from_this()](ErrorResult failed, std::size_t bytes) {
                self->m_bodyBytes += static_cast<std::int64_t>(bytes);
                if (failed)
                    self->refuseBytes(failed);
                else if (self->m_parser->is_done())
                    self->dispatch();
                else if (self->m_timedOut) // bytes may still come after the end of reading
                    self->refuseBytes(http::error::partial_message);
                else
                    self->readBody();
            });
    }

    void dispatch() {
        enter(Phase::Handling, std::chrono::hours(24 * 365));
        auto message = m_parser->release();
        m_version = message.version();
        m_keepAlive = message.keep_alive();
        m_headOnly = message.method() == http::verb::head;
        asio::post(m_server.workers, [self = shared_from_this(), request = toRequest(std::move(message))]() mutable {
            self->respond(callHandler(self->m_server.router, request));
        });
    }

    void respond(Response response) {
        const bool keepAlive = m_keepAlive && !m_server.stopping();
        enter(Phase::Writing, m_server.options.requestTimeout);
        m_response.emplace(toBeast(std::move(response), m_version, keepAlive, m_headOnly));
        http::async_write(
            m_socket, *m_response, [self = shared_from_this(), keepAlive](ErrorResult failed, std::size_t) {
                self->m_response.reset();
                if (failed || !keepAlive)
                    self->close();
                else
                    self->awaitRequest();
            });
    }

    void refuseBytes(ErrorResult failed) {
        auto response = answerTo(failed, m_server.options);
        if (m_timedOut) {
            response =
                errorResponse({ErrorCode::InvalidArgument, "the request did not arrive in time", "Send it faster"});
            response->status = 408;
        }
        if (!response) return close();
        refuse(std::move(*response));
    }

    /// Answers before the request was read whole. What is still on its way is taken and dropped for a while: closing
    /// at once would reset the connection, and the client would never see the answer.
    void refuse(Response response) {
        enter(Phase::Writing, Milliseconds(kLingerMilliseconds));
        const bool headOnly = m_parser->is_header_done() && m_parser->get().method() == http::verb::head;
        m_response.emplace(toBeast(std::move(response), 11, false, headOnly));
        http::async_write(m_socket, *m_response, [self = shared_from_this()](ErrorResult failed, std::size_t) {
            if (failed) return self->close();
            ErrorResult ignored;
            self->m_socket.shutdown(tcp::socket::shutdown_send, ignored);
            self->enter(Phase::Draining, Milliseconds(kLingerMilliseconds));
            self->drain();
        });
    }

    void drain() {
        m_buffer.clear();
        m_socket.async_read_some(
            m_buffer.prepare(1 << 16), [self = shared_from_this()](ErrorResult failed, std::size_t bytes) {
                self->m_drained += bytes;
                if (failed || self->m_drained > kDrainLimit)
                    self->close();
                else
                    self->drain();
            });
    }

    void close() {
        ErrorResult ignored;
        m_socket.shutdown(tcp::socket::shutdown_both, ignored);
        m_server.closed(shared_from_this());
    }

    tcp::socket m_socket;
    const Server& m_server;
    boost::beast::flat_buffer m_buffer;
    std::optional<http::request_parser<http::string_body>> m_parser;
    std::optional<BeastResponse> m_response;
    std::atomic<std::int64_t> m_deadline = 0;
    std::atomic<Phase> m_phase = Phase::Waiting;
    std::atomic<bool> m_timedOut = false;
    std::size_t m_drained = 0;
    std::int64_t m_readingSince = 0, m_bodyBytes = 0;
    unsigned m_version = 11;
    bool m_keepAlive = false, m_headOnly = false;
};

} // namespace

std::shared_ptr<HttpConnection> HttpConnection::make(asio::io_context& io, int descriptor, const Server& server) {
    tcp::socket socket(io);
    ErrorResult ignored;
    socket.assign(tcp::v4(), descriptor, ignored); // the family matters for new sockets only
    socket.set_option(tcp::no_delay(true), ignored);
    return std::make_shared<BeastConnection>(std::move(socket), server);
}

} // namespace slipway::net
