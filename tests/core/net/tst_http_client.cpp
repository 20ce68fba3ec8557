#include <future>
#include <thread>

#include <QTest>

#include "core/net/http_client.h"
#include "core/net/http_server.h"

using namespace slipway;
using namespace slipway::net;
using namespace std::chrono_literals;

namespace {

std::shared_ptr<const Router> routes() {
    auto router = std::make_shared<Router>();
    router->add("POST", "/echo", [](const Request& request) {
        auto response = Response::text(201, request.body);
        response.headers["X-Seen"] = std::string(request.header("X-Sent"));
        return response;
    });
    router->add("GET", "/redirect", [](const Request&) {
        auto response = Response::text(302, "");
        response.headers["Location"] = "/target";
        return response;
    });
    router->add("GET", "/target", [](const Request&) { return Response::text(200, "arrived"); });
    router->add("GET", "/large", [](const Request&) { return Response::text(200, std::string(100000, 'x')); });
    router->add("GET", "/slow", [](const Request&) {
        std::this_thread::sleep_for(300ms);
        return Response::text(200, "late");
    });
    return router;
}

} // namespace

class TestHttpClient : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        auto server = HttpServer::start({}, routes());
        QVERIFY(server);
        m_server = std::make_unique<HttpServer>(std::move(*server));
    }
    void bodiesAndHeadersTravelBothWays() {
        HttpClient client;
        std::string body = "a";
        body += '\0';
        body += "\xff line\r\n";
        const auto answer = client.send("POST", m_server->url() + "/echo", body, {{"X-Sent", "value"}});
        QVERIFY(answer);
        QCOMPARE(answer->status, 201);
        QCOMPARE(answer->body, body);
        QCOMPARE(answer->headers.at("x-seen"), std::string("value"));
    }
    void statusOfFailureIsAnAnswerNotAnError() {
        HttpClient client;
        const auto answer = client.get(m_server->url() + "/nowhere");
        QVERIFY(answer);
        QCOMPARE(answer->status, 404);
    }
    void redirectsAreFollowedOnlyWhenAsked() {
        HttpClient client;
        QCOMPARE(client.get(m_server->url() + "/redirect")->status, 302);
        HttpClient::Options options;
        options.followRedirects = true;
        QCOMPARE(client.send("GET", m_server->url() + "/redirect", {}, {}, options)->body, std::string("arrived"));
    }
    void answersOverTheLimitAreRefused() {
        HttpClient client;
        HttpClient::Options options;
        options.maxBody = 99999;
        const auto answer = client.send("GET", m_server->url() + "/large", {}, {}, options);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::BadData);
        options.maxBody = 100000;
        QVERIFY(client.send("GET", m_server->url() + "/large", {}, {}, options));
    }
    void silenceEndsWithTheTimeout() {
        HttpClient client;
        HttpClient::Options options;
        options.timeout = 50ms;
        const auto answer = client.send("GET", m_server->url() + "/slow", {}, {}, options);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::Unavailable);
    }
    void cancelEndsTheRequest() {
        HttpClient client;
        Progress progress;
        progress.cancel();
        const auto answer = client.send("GET", m_server->url() + "/slow", {}, {}, {}, &progress);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::Cancelled);
    }
    void nobodyThereIsUnavailableAndSecretsAreNotShown() {
        HttpClient client;
        const auto answer = client.get("http://user:passw0rd@127.0.0.1:1/path?token=t0ken");
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::Unavailable);
        QVERIFY(answer.error().message.find("127.0.0.1:1/path") != std::string::npos);
        QVERIFY(answer.error().message.find("passw0rd") == std::string::npos);
        QVERIFY(answer.error().message.find("t0ken") == std::string::npos);
    }
    void onlyHttpIsSpoken() {
        HttpClient client;
        for (const char* url : {"file:///etc/passwd", "ftp://127.0.0.1/x", "", "no address"})
            QVERIFY2(!client.get(url), url);
    }
    void headersCannotBeSmuggledIn() {
        HttpClient client;
        QVERIFY(!client.send("GET", m_server->url() + "/target", {}, {{"X", "a\r\nY: b"}}));
    }

private:
    std::unique_ptr<HttpServer> m_server;
};

QTEST_GUILESS_MAIN(TestHttpClient)
#include "tst_http_client.moc"
