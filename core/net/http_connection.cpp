#include "core/net/http_connection.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

#include "core/base/log.h"
#include "core/base/text.h"
#include "core/net/beast_messages.h"
#include "core/net/body_file.h"
#include "core/net/request_guard.h"

namespace slipway::net {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using ErrorResult = boost::system::error_code;
using Milliseconds = std::chrono::milliseconds;

namespace {

std::int64_t steadyMilliseconds() {
    return std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
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

Peer peerOf(const tcp::socket& socket) {
    static std::atomic<std::uint64_t> count = 0;
    Peer peer;
    peer.connection = ++count;
    ErrorResult failed;
    const auto there = socket.remote_endpoint(failed);
    if (failed) return peer;
    const auto here = socket.local_endpoint(failed);
    if (failed) return peer;
    auto address = there.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    peer.address = address.to_string();
    peer.port = there.port();
    peer.ownPort = here.port();
    peer.loopback = address.is_loopback() || there.address() == here.address(); // by the machine's own name
    return peer;
}

class BeastConnection : public HttpConnection, public std::enable_shared_from_this<BeastConnection> {
public:
    BeastConnection(tcp::socket socket, const Server& server)
        : m_socket(std::move(socket)), m_server(server), m_peer(peerOf(m_socket)) {}

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
    static constexpr std::size_t kChunk = 256u << 10; ///< of a file that comes or goes

    void enter(Phase phase, Milliseconds limit) {
        m_deadline = steadyMilliseconds() + limit.count();
        m_phase = phase;
    }

    void readHeader() {
        m_readingSince = steadyMilliseconds();
        m_bodyBytes = 0;
        enter(Phase::Reading, std::min(m_server.options.requestTimeout, m_server.options.slowTimeout));
        m_fileParser.reset();
        m_toFile = false;
        m_parser.emplace();
        m_parser->header_limit(static_cast<std::uint32_t>(m_server.options.maxHeader));
        m_parser->body_limit(std::max(m_server.options.maxBody, m_server.options.maxFileBody)); // by route: onHeader()
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
        m_toFile = m_server.router.bodyTo(view(message.method_string()), target) == BodyTo::File;
        if (!m_toFile) {
            const auto announced = m_parser->content_length();
            if (announced && *announced > m_server.options.maxBody) return refuseBytes(http::error::body_limit);
            m_parser->body_limit(m_server.options.maxBody);
            if (m_parser->is_done()) return dispatch();
        }
        if (!m_parser->is_done() && toLower(view(message[http::field::expect])) == "100-continue")
            return sendContinue();
        startBody();
    }

    void startBody() {
        if (!m_toFile) return readBody();
        const bool empty = m_parser->is_done();
        m_head = m_parser->get().base();
        if (!empty) m_fileParser.emplace(std::move(*m_parser));
        asio::post(m_server.workers, [self = shared_from_this(), empty] {
            auto made = BodyFile::create(self->m_server.options.bodyFolder);
            if (made) self->m_bodyFile.emplace(std::move(*made));
            auto status = made ? Status() : Status(std::unexpected(made.error()));
            self->onIo([self, empty, status = std::move(status)] {
                if (!status)
                    self->refuse(errorResponse(status.error()));
                else if (empty)
                    self->dispatchFile();
                else
                    self->readFilePart(0);
            });
        });
    }

    /// Fills the chunk from `filled` on; a full one, and the last, goes to the file by way of a worker, since a disk
    /// may keep it waiting.
    void readFilePart(std::size_t filled) {
        m_chunk.resize(kChunk);
        auto& body = m_fileParser->get().body();
        body.data = m_chunk.data() + filled;
        body.size = m_chunk.size() - filled;
        body.more = true;
        m_deadline = m_readingSince + (m_server.options.slowTimeout + earned()).count();
        http::async_read_some(
            m_socket, m_buffer, *m_fileParser, [self = shared_from_this()](ErrorResult failed, std::size_t bytes) {
                self->m_bodyBytes += static_cast<std::int64_t>(bytes);
                if (failed == http::error::need_buffer) failed = {};
                if (failed) return self->refuseBytes(failed);
                const auto filledNow = self->m_chunk.size() - self->m_fileParser->get().body().size;
                const bool done = self->m_fileParser->is_done();
                if (self->m_timedOut && !done) return self->refuseBytes(http::error::partial_message);
                if (!done && filledNow < self->m_chunk.size()) return self->readFilePart(filledNow);
                self->storeFilePart(filledNow, done);
            });
    }

    void storeFilePart(std::size_t filled, bool done) {
        asio::post(m_server.workers, [self = shared_from_this(), filled, done] {
            auto status = self->m_bodyFile->append({self->m_chunk.data(), filled});
            self->onIo([self, done, status = std::move(status)] {
                if (!status)
                    self->refuse(errorResponse(status.error()));
                else if (done)
                    self->dispatchFile();
                else
                    self->readFilePart(0);
            });
        });
    }

    void dispatchFile() {
        enter(Phase::Handling, std::chrono::hours(24 * 365));
        takeFlags(m_head);
        asio::post(m_server.workers, [self = shared_from_this()] {
            self->m_chunk = {};
            self->m_bodyFile->finish();
            auto request = toRequest(self->m_head);
            request.bodyFile = self->m_bodyFile->path();
            request.peer = self->m_peer;
            auto response = callHandler(self->m_server.router, request);
            self->m_bodyFile.reset();
            self->respond(std::move(response));
        });
    }

    void onIo(std::function<void()> then) { asio::post(m_socket.get_executor(), std::move(then)); }

    Milliseconds earned() const {
        return Milliseconds(m_bodyBytes * 1000 /
                            static_cast<std::int64_t>(std::max<std::size_t>(1, m_server.options.minBytesPerSecond)));
    }

    void sendContinue() {
        static constexpr std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n";
        asio::async_write(m_socket, asio::buffer(text), [self = shared_from_this()](ErrorResult failed, std::size_t) {
            if (failed)
                self->close();
            else
                self->startBody();
        });
    }

    void readBody() {
        const auto& options = m_server.options;
        m_deadline = m_readingSince + std::min(options.requestTimeout, options.slowTimeout + earned()).count();
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

    void takeFlags(const BeastHeader& message) {
        m_version = message.version();
        m_keepAlive = m_fileParser ? m_fileParser->keep_alive() : m_parser->keep_alive();
        m_headOnly = message.method() == http::verb::head;
    }

    void dispatch() {
        enter(Phase::Handling, std::chrono::hours(24 * 365));
        takeFlags(m_parser->get());
        auto message = m_parser->release();
        auto request = toRequest(message);
        request.body = std::move(message.body());
        request.peer = m_peer;
        asio::post(m_server.workers, [self = shared_from_this(), request = std::move(request)]() mutable {
            self->respond(callHandler(self->m_server.router, request));
        });
    }

    void respond(Response response) {
        m_fileParser.reset();
        if (!response.file.empty()) return respondWithFile(std::move(response));
        const bool keepAlive = m_keepAlive && !m_server.stopping();
        enter(Phase::Writing, m_server.options.requestTimeout);
        m_response.emplace(toBeast(std::move(response), m_version, keepAlive, m_headOnly));
        http::async_write(
            m_socket, *m_response, [self = shared_from_this(), keepAlive](ErrorResult failed, std::size_t) {
                self->m_response.reset();
                self->answered(!failed && keepAlive);
            });
    }

    void answered(bool goOn) {
        if (goOn)
            awaitRequest();
        else
            close();
    }

    void respondWithFile(Response response) {
        m_sending.fd = ::open(response.file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        const auto reason = errno;
        struct stat facts{};
        if (m_sending.fd < 0 || ::fstat(m_sending.fd, &facts) != 0 || !S_ISREG(facts.st_mode)) {
            m_sending.close();
            log::error(fmt::format("the file {} of an answer cannot be read", response.file.string()));
            return respond(errorResponse(failFromErrno(reason, "read the file of this answer").error()));
        }
        m_sending.left = m_headOnly ? 0 : static_cast<std::uint64_t>(facts.st_size);
        m_sending.keepAlive = m_keepAlive && !m_server.stopping();
        enter(Phase::Writing, m_server.options.requestTimeout);
        m_fileHead.emplace(headOf(response, m_version, m_sending.keepAlive, static_cast<std::uint64_t>(facts.st_size)));
        m_fileHeadWriter.emplace(*m_fileHead);
        http::async_write_header(m_socket, *m_fileHeadWriter,
            [self = shared_from_this()](ErrorResult failed, std::size_t) { self->sendFilePart(failed); });
    }

    void sendFilePart(ErrorResult failed) {
        if (failed || m_sending.left == 0) {
            m_sending.close();
            m_chunk = {};
            return answered(!failed && m_sending.keepAlive);
        }
        asio::post(m_server.workers, [self = shared_from_this()] {
            self->m_chunk.resize(std::min<std::uint64_t>(kChunk, self->m_sending.left));
            const auto got = ::read(self->m_sending.fd, self->m_chunk.data(), self->m_chunk.size());
            self->onIo([self, got] {
                if (got <= 0) { // shorter than it was: the client must not take it for whole
                    self->m_sending.close();
                    return self->close();
                }
                self->m_sending.left -= static_cast<std::uint64_t>(got);
                self->enter(Phase::Writing, self->m_server.options.requestTimeout);
                asio::async_write(self->m_socket, asio::buffer(self->m_chunk.data(), static_cast<std::size_t>(got)),
                    [self](ErrorResult broken, std::size_t) { self->sendFilePart(broken); });
            });
        });
    }

    void refuseBytes(ErrorResult failed) {
        auto response = answerTo(failed, m_toFile ? m_server.options.maxFileBody : m_server.options.maxBody);
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
        const bool headOnly =
            !m_fileParser && m_parser->is_header_done() && m_parser->get().method() == http::verb::head;
        m_bodyFile.reset();
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
    const Peer m_peer;
    boost::beast::flat_buffer m_buffer;
    std::optional<http::request_parser<http::string_body>> m_parser;
    std::optional<BeastResponse> m_response;

    // A body that goes to a file, and a file that is the answer's body.
    struct Sending {
        int fd = -1;
        std::uint64_t left = 0;
        bool keepAlive = false;
        void close() {
            if (fd >= 0) ::close(std::exchange(fd, -1));
        }
        ~Sending() { close(); }
    };
    bool m_toFile = false;
    BeastHeader m_head;
    std::optional<http::request_parser<http::buffer_body>> m_fileParser;
    std::optional<BodyFile> m_bodyFile;
    std::vector<char> m_chunk;
    std::optional<BeastResponseHead> m_fileHead;
    std::optional<http::response_serializer<http::empty_body>> m_fileHeadWriter;
    Sending m_sending;

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
