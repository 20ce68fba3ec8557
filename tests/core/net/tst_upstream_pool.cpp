#include <atomic>
#include <thread>

#include <QTest>

#include "core/net/http_server.h"
#include "core/net/upstream_pool.h"

using namespace slipway;
using namespace slipway::net;
using namespace std::chrono_literals;

namespace {

Request post(const std::string& body) {
    Request request;
    request.method = "POST";
    request.target = "/echo";
    request.headers = {{"Content-Type", "text/plain"}, {"Connection", "close"}, {"X-Mine", "1"}};
    request.body = body;
    return request;
}

HttpServer echoServer(const ServerOptions& options = {}) {
    auto router = std::make_shared<Router>();
    router->add("POST", "/echo", [](const Request& request) {
        auto response = Response::text(200, request.body);
        response.headers["X-Seen"] = std::string(request.header("X-Mine")) + std::string(request.header("Connection"));
        return response;
    });
    router->add("POST", "/slow", [](const Request&) {
        std::this_thread::sleep_for(300ms);
        return Response::text(200, "late");
    });
    auto server = HttpServer::start(options, router);
    if (!server) qFatal("%s", toLine(server.error()).c_str());
    return std::move(*server);
}

} // namespace

class TestUpstreamPool : public QObject {
    Q_OBJECT
private slots:
    void requestsAreForwardedWithoutHopByHopFields() {
        const auto server = echoServer();
        UpstreamPool pool;
        const auto answer = pool.send("127.0.0.1", server.port(), post("hello"), 5s);
        QVERIFY2(answer.has_value(), answer ? "" : answer.error().message.c_str());
        QCOMPARE(answer->status, 200);
        QCOMPARE(answer->body, std::string("hello"));
        QCOMPARE(answer->headers.at("X-Seen"), std::string("1"));
        QVERIFY(!answer->headers.contains("Content-Length"));
    }
    void oneConnectionServesManyCalls() {
        ServerOptions options;
        options.maxConnections = 1; // a second connection would be turned away with 503
        const auto server = echoServer(options);
        UpstreamPool pool;
        for (int i = 0; i < 20; ++i) QCOMPARE(pool.send("127.0.0.1", server.port(), post("x"), 5s)->status, 200);
    }
    void connectionThatTheServerClosedIsReplaced() {
        ServerOptions options;
        options.idleTimeout = 50ms;
        const auto server = echoServer(options);
        UpstreamPool pool;
        QVERIFY(pool.send("127.0.0.1", server.port(), post("first"), 5s));
        std::this_thread::sleep_for(600ms); // past the idle timeout and the sweep after it
        const auto answer = pool.send("127.0.0.1", server.port(), post("second"), 5s);
        QVERIFY(answer);
        QCOMPARE(answer->body, std::string("second"));
    }
    void restartedServerOnTheSamePortIsReached() {
        UpstreamPool pool;
        ServerOptions options;
        {
            const auto server = echoServer();
            options.port = server.port();
            QVERIFY(pool.send("127.0.0.1", options.port, post("x"), 5s));
        }
        QVERIFY(!pool.send("127.0.0.1", options.port, post("x"), 5s));
        const auto again = echoServer(options);
        QVERIFY(pool.send("127.0.0.1", options.port, post("x"), 5s));
    }
    void nobodyThereIsUnavailable() {
        UpstreamPool pool;
        const auto answer = pool.send("127.0.0.1", 1, post("x"), 1s);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::Unavailable);
    }
    void silenceEndsWithTheTimeoutAndThePoolGoesOn() {
        const auto server = echoServer();
        UpstreamPool pool;
        auto slow = post("");
        slow.target = "/slow";
        const auto answer = pool.send("127.0.0.1", server.port(), slow, 50ms);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::Unavailable);
        QCOMPARE(pool.send("127.0.0.1", server.port(), post("x"), 5s)->body, std::string("x"));
    }
    void largeBodiesPassBothWays() {
        const auto server = echoServer();
        UpstreamPool pool;
        const std::string body(20u << 20, 'z');
        const auto answer = pool.send("127.0.0.1", server.port(), post(body), 30s);
        QVERIFY(answer);
        QVERIFY(answer->body == body);
    }
    void threadsShareThePool() {
        const auto server = echoServer();
        UpstreamPool pool;
        std::atomic<int> right = 0;
        std::vector<std::thread> threads;
        for (int t = 0; t < 6; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 200; ++i) {
                    const auto body = std::to_string(t * 1000 + i);
                    const auto answer = pool.send("127.0.0.1", server.port(), post(body), 10s);
                    if (answer && answer->body == body) ++right;
                }
            });
        for (auto& thread : threads) thread.join();
        QCOMPARE(right.load(), 1200);
    }
    void droppedServerLosesItsIdleConnections() {
        ServerOptions options;
        options.maxConnections = 1;
        const auto server = echoServer(options);
        UpstreamPool first, second;
        QCOMPARE(first.send("127.0.0.1", server.port(), post("x"), 5s)->status, 200);
        first.drop("127.0.0.1", server.port());
        QTRY_COMPARE(
            second.send("127.0.0.1", server.port(), post("x"), 5s).value_or(Response{503, {}, {}}).status, 200);
    }
};

QTEST_GUILESS_MAIN(TestUpstreamPool)
#include "tst_upstream_pool.moc"
