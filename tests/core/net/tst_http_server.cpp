#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

#include <QTest>

#include "core/net/http_client.h"
#include "core/net/http_server.h"
#include "tests/core/net/raw_client.h"

using namespace slipway;
using namespace slipway::net;
using namespace std::chrono_literals;
using testkit::answerTo;
using testkit::RawClient;

namespace {

std::shared_ptr<const Router> routes() {
    auto router = std::make_shared<Router>();
    router->add("POST", "/echo", [](const Request& request) { return Response::text(200, request.body); });
    router->add("GET", "/hello/{name}", [](const Request& request) {
        return Response::text(200, request.parameters.at("name") + std::string(request.queryValue("greeting", "!")));
    });
    router->add("GET", "/throw", [](const Request&) -> Response { throw std::runtime_error("secret detail"); });
    router->add("GET", "/header", [](const Request&) {
        auto response = Response::text(200, "x");
        response.headers["X-Text"] = "a\r\nInjected: yes";
        return response;
    });
    return router;
}

std::string get(int port, const std::string& path, const std::string& more = {}) {
    return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\n" + more + "\r\n";
}

std::string statusOf(const std::string& answer) {
    return answer.starts_with("HTTP/1.1 ") ? answer.substr(9, 3) : answer;
}

HttpServer startServer(const ServerOptions& options = {}) {
    return testkit::startServer(options, routes());
}

} // namespace

class TestHttpServer : public QObject {
    Q_OBJECT
private slots:
    void requestsAreRoutedWithDecodedPartsAndQuery() {
        const auto server = startServer();
        const auto answer = answerTo(server.port(), get(server.port(), "/hello/b%C3%A4r?greeting=%2C+hi&x"));
        QCOMPARE(statusOf(answer), std::string("200"));
        QVERIFY(answer.ends_with("bär, hi"));
    }
    void pipelinedRequestsAreAnsweredInOrderOnOneConnection() {
        const auto server = startServer();
        RawClient client(server.port());
        std::string bytes;
        for (const char* name : {"one", "two", "three"}) bytes += get(server.port(), std::string("/hello/") + name);
        QVERIFY(client.send(bytes));
        const auto text = client.receive("three!");
        QVERIFY(text.find("one!") < text.find("two!"));
        QVERIFY(text.find("two!") < text.find("three!"));
        QVERIFY(client.send(get(server.port(), "/hello/again", "Connection: close\r\n")));
        QVERIFY(client.receive().find("again!") != std::string::npos);
    }
    void requestThatArrivesByteByByteIsAnswered() {
        const auto server = startServer();
        RawClient client(server.port());
        const auto bytes =
            "POST /echo HTTP/1.1\r\nHost: localhost:" + std::to_string(server.port()) +
            "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n4\r\nabcd\r\n1\r\ne\r\n0\r\n\r\n";
        for (const char byte : bytes) QVERIFY(client.send(std::string_view(&byte, 1)));
        QVERIFY(client.receive().ends_with("abcde"));
    }
    void doubledSlashesCountAsOne() {
        const auto server = startServer();
        QVERIFY(answerTo(server.port(), get(server.port(), "//hello//you", "Connection: close\r\n")).ends_with("you!"));
    }
    void passwordOfBasicAuthorizationIsTheTokenToo() {
        ServerOptions options;
        options.token = "secret";
        const auto server = startServer(options);
        HttpClient client;
        const auto status = [&](const std::string& authorization) {
            return client.send("GET", server.url() + "/hello/x", {}, {{"Authorization", authorization}})->status;
        };
        QCOMPARE(status("Basic YWRhOnNlY3JldA=="), 200);
        QCOMPARE(status("Bearer secret"), 200);
        for (const char* wrong :
            {"Basic c2VjcmV0", "Basic YWRhOnNlY3JldHM=", "Basic ====", "Basic !", "Basic", "Bearer"})
            QCOMPARE(status(wrong), 401);
    }
    void bodiesOverTheLimitAreRefusedWhetherAnnouncedOrNot() {
        ServerOptions options;
        options.maxBody = 1000;
        const auto server = startServer(options);
        const auto head = "POST /echo HTTP/1.1\r\nHost: localhost:" + std::to_string(server.port()) + "\r\n";
        QCOMPARE(statusOf(answerTo(server.port(), head + "Content-Length: 1001\r\n\r\n")), std::string("413"));
        RawClient chunked(server.port());
        chunked.send(head + "Transfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 2000 && chunked.send("64\r\n" + std::string(100, 'x') + "\r\n"); ++i) {
        }
        QCOMPARE(statusOf(chunked.receive()), std::string("413"));
        const auto exact = head + "Content-Length: 1000\r\nConnection: close\r\n\r\n" + std::string(1000, 'y');
        QVERIFY(answerTo(server.port(), exact).ends_with(std::string(1000, 'y')));
    }
    void clientSeesTheRefusalWhileItStillSends() {
        ServerOptions options;
        options.maxBody = 1000;
        const auto server = startServer(options);
        HttpClient client;
        const auto answer = client.send("POST", server.url() + "/echo", std::string(8u << 20, 'x'));
        QVERIFY2(answer.has_value(), answer ? "" : answer.error().message.c_str());
        QCOMPARE(answer->status, 413);
    }
    void headersOverTheLimitAreRefused() {
        ServerOptions options;
        options.maxHeader = 4096;
        const auto server = startServer(options);
        const auto answer =
            answerTo(server.port(), get(server.port(), "/hello/x", "X: " + std::string(5000, 'x') + "\r\n"));
        QCOMPARE(statusOf(answer), std::string("431"));
    }
    void garbageIsABadRequest() {
        const auto server = startServer();
        QCOMPARE(statusOf(answerTo(server.port(), "\x16\x03\x01 not http\r\n\r\n")), std::string("400"));
        QCOMPARE(statusOf(answerTo(server.port(), "GET / HTTP/9.9\r\n\r\n")), std::string("400"));
        const auto twoLengths = "POST /echo HTTP/1.1\r\nHost: localhost:" + std::to_string(server.port()) +
                                "\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd";
        QCOMPARE(statusOf(answerTo(server.port(), twoLengths)), std::string("400"));
    }
    void foreignHostNamesAreRefused() {
        const auto server = startServer();
        const auto port = std::to_string(server.port());
        const auto with = [&](const std::string& host) {
            return statusOf(
                answerTo(server.port(), "GET /hello/x HTTP/1.1\r\n" + (host.empty() ? "" : "Host: " + host + "\r\n") +
                                            "Connection: close\r\n\r\n"));
        };
        QCOMPARE(with("127.0.0.1:" + port), std::string("200"));
        QCOMPARE(with("LocalHost:" + port), std::string("200"));
        QCOMPARE(with("[::1]:" + port), std::string("200"));
        QCOMPARE(with("localhost"), std::string("200"));
        for (const auto& host : {std::string(), "evil.example:" + port, "127.0.0.1.evil.example:" + port,
                 std::string("localhost.evil.example"), std::string("localhost:1"), "10.0.0.1:" + port})
            QVERIFY2(with(host) == "403", host.c_str());
    }
    void allowedHostNamesAreTaken() {
        ServerOptions options;
        options.allowedHosts = {"workbench.example"};
        const auto server = startServer(options);
        const auto text = "GET /hello/x HTTP/1.1\r\nHost: workbench.example:" + std::to_string(server.port()) +
                          "\r\nConnection: close\r\n\r\n";
        QCOMPARE(statusOf(answerTo(server.port(), text)), std::string("200"));
    }
    void pagesOfOtherOriginsAreRefused() {
        const auto server = startServer();
        const auto with = [&](const std::string& origin) {
            return statusOf(answerTo(
                server.port(), get(server.port(), "/hello/x", "Connection: close\r\nOrigin: " + origin + "\r\n")));
        };
        QCOMPARE(with(server.url()), std::string("200"));
        for (const char* origin : {"http://evil.example", "null", "https://localhost", "http://localhost:1", ""})
            QVERIFY2(with(origin) == "403", origin);
    }
    void tokenIsWantedExceptOnPublicPaths() {
        ServerOptions options;
        options.token = "s3cret";
        options.publicPaths = {"/hello/public"};
        const auto server = startServer(options);
        const auto with = [&](const std::string& path, const std::string& header) {
            return statusOf(answerTo(server.port(), get(server.port(), path, "Connection: close\r\n" + header)));
        };
        QCOMPARE(with("/hello/x", "Authorization: Bearer s3cret\r\n"), std::string("200"));
        QCOMPARE(with("/hello/public", ""), std::string("200"));
        QCOMPARE(with("/hello/x", ""), std::string("401"));
        QCOMPARE(with("/hello/x", "Authorization: Bearer s3creT\r\n"), std::string("401"));
        QCOMPARE(with("/hello/x", "Authorization: Bearer \r\n"), std::string("401"));
        QCOMPARE(with("/hello/x", "Authorization: Basic s3cret\r\n"), std::string("401"));
    }
    void slowRequestsAreCutOff() {
        ServerOptions options;
        options.requestTimeout = 100ms;
        const auto server = startServer(options);
        RawClient slowHeader(server.port()), slowBody(server.port());
        slowHeader.send("GET /hello/x HTTP/1.1\r\nHost: loc");
        slowBody.send("POST /echo HTTP/1.1\r\nHost: localhost:" + std::to_string(server.port()) +
                      "\r\nContent-Length: 10\r\n\r\nabc");
        QCOMPARE(statusOf(slowHeader.receive()), std::string("408"));
        QCOMPARE(statusOf(slowBody.receive()), std::string("408"));
    }
    void bodiesThatTrickleAreCutOffLongBeforeTheWholeTime() {
        ServerOptions options;
        options.slowTimeout = 300ms;
        options.minBytesPerSecond = 1000;
        const auto server = startServer(options);
        const auto head = "POST /echo HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                          "\r\nContent-Length: 100000\r\n\r\n";
        RawClient client(server.port());
        QVERIFY(client.send(head));
        std::jthread trickle([&](const std::stop_token& stop) {
            while (!stop.stop_requested() && client.send("x")) std::this_thread::sleep_for(50ms);
        });
        const auto answer = client.receive("did not arrive in time");
        trickle.request_stop();
        QCOMPARE(statusOf(answer), std::string("408"));
    }
    void bodiesInPartsAreTakenAsLongAsTheyComeFastEnough() {
        ServerOptions options;
        options.slowTimeout = 2000ms;
        options.minBytesPerSecond = 100;
        const auto server = startServer(options);
        const std::string body(60000, 'x');
        RawClient client(server.port());
        QVERIFY(client.send("POST /echo HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                            "\r\nConnection: close\r\nContent-Length: 60000\r\n\r\n"));
        for (std::size_t at = 0; at < body.size(); at += 10000) {
            QVERIFY(client.send(std::string_view(body).substr(at, 10000)));
            std::this_thread::sleep_for(450ms);
        }
        QVERIFY(client.receive().ends_with(body));
    }
    void idleConnectionsAreClosed() {
        ServerOptions options;
        options.idleTimeout = 100ms;
        const auto server = startServer(options);
        RawClient silent(server.port());
        QCOMPARE(silent.receive(), std::string());
        RawClient once(server.port());
        once.send(get(server.port(), "/hello/x"));
        QVERIFY(once.receive().ends_with("x!"));
    }
    void connectionsOverTheLimitAreTurnedAwayAndComeBackLater() {
        ServerOptions options;
        options.maxConnections = 2;
        const auto server = startServer(options);
        {
            RawClient first(server.port()), second(server.port());
            first.send(get(server.port(), "/hello/1"));
            second.send(get(server.port(), "/hello/2"));
            QVERIFY(first.receive("1!").ends_with("1!"));
            QVERIFY(second.receive("2!").ends_with("2!"));
            RawClient third(server.port());
            QCOMPARE(statusOf(third.receive()), std::string("503"));
        }
        QTRY_COMPARE(statusOf(answerTo(server.port(), get(server.port(), "/hello/3", "Connection: close\r\n"))),
            std::string("200"));
    }
    void takenPortIsAlreadyExists() {
        const auto server = startServer();
        ServerOptions options;
        options.port = server.port();
        const auto second = HttpServer::start(options, routes());
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::AlreadyExists);
        QVERIFY(second.error().message.find(std::to_string(server.port())) != std::string::npos);
    }
    void unknownAddressIsInvalid() {
        ServerOptions options;
        options.host = "no.such.host.invalid";
        const auto server = HttpServer::start(options, routes());
        QVERIFY(!server);
        QCOMPARE(server.error().code, ErrorCode::InvalidArgument);
    }
    void exceptionsBecome500WithoutTheirText() {
        const auto server = startServer();
        const auto answer = answerTo(server.port(), get(server.port(), "/throw", "Connection: close\r\n"));
        QCOMPARE(statusOf(answer), std::string("500"));
        QVERIFY(answer.find("secret detail") == std::string::npos);
    }
    void headerValuesCannotEndTheLine() {
        const auto server = startServer();
        const auto answer = answerTo(server.port(), get(server.port(), "/header", "Connection: close\r\n"));
        QVERIFY(answer.find("X-Text: a  Injected: yes\r\n") != std::string::npos);
    }
    void headHasTheLengthButNoBody() {
        const auto server = startServer();
        const auto answer =
            answerTo(server.port(), "HEAD /hello/x HTTP/1.1\r\nHost: localhost:" + std::to_string(server.port()) +
                                        "\r\nConnection: close\r\n\r\n");
        QVERIFY(answer.find("Content-Length: 2\r\n") != std::string::npos);
        QVERIFY(answer.ends_with("\r\n\r\n"));
    }
    void expectingClientsAreToldToContinue() {
        const auto server = startServer();
        RawClient client(server.port());
        client.send("POST /echo HTTP/1.1\r\nHost: localhost:" + std::to_string(server.port()) +
                    "\r\nContent-Length: 3\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");
        QVERIFY(client.receive("\r\n\r\n").starts_with("HTTP/1.1 100"));
        client.send("abc");
        QVERIFY(client.receive().ends_with("abc"));
    }
    void stopWaitsForTheRunningAnswer() {
        std::promise<void> entered, proceed;
        auto router = std::make_shared<Router>();
        router->add("GET", "/wait", [&](const Request&) {
            entered.set_value();
            proceed.get_future().wait();
            return Response::text(200, "done");
        });
        auto server = HttpServer::start({}, router);
        QVERIFY(server);
        RawClient idle(server->port()), client(server->port());
        client.send(get(server->port(), "/wait"));
        entered.get_future().wait();
        std::thread stopper([&] { server->stop(); });
        QCOMPARE(idle.receive(), std::string()); // closed by the stop, so that it is under way
        proceed.set_value();
        QVERIFY(client.receive().ends_with("done"));
        stopper.join();
        QVERIFY(!RawClient(server->port()).isConnected());
    }
    void manyClientsAtOnceGetTheirOwnAnswers() {
        const auto server = startServer();
        std::atomic<int> right = 0;
        std::vector<std::thread> threads;
        for (int t = 0; t < 8; ++t)
            threads.emplace_back([&, t] {
                HttpClient client;
                for (int i = 0; i < 50; ++i) {
                    const auto body = std::to_string(t) + "/" + std::to_string(i);
                    const auto answer = client.send("POST", server.url() + "/echo", body);
                    if (answer && answer->body == body) ++right;
                }
            });
        for (auto& thread : threads) thread.join();
        QCOMPARE(right.load(), 400);
    }
};

QTEST_GUILESS_MAIN(TestHttpServer)
#include "tst_http_server.moc"
