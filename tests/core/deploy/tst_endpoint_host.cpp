#include <atomic>
#include <csignal>
#include <thread>

#include <QTest>

#include "core/base/json.h"
#include "core/deploy/capture_reader.h"
#include "core/deploy/endpoint_host.h"
#include "core/net/http_client.h"
#include "core/net/http_server.h"
#include "tests/core/deploy/deploy_fixture.h"

using namespace slipway;
using namespace slipway::deploy;
using testkit::DeployFixture;

namespace {

constexpr auto kEndpoint = "census-production";

/// Host and gateway over the fixture's workspace, with test_model_server as the program.
struct Service {
    DeployFixture& f;
    std::unique_ptr<EndpointHost> host;
    std::unique_ptr<net::HttpServer> server;

    explicit Service(DeployFixture& fixture) : f(fixture) {
        host = std::make_unique<EndpointHost>(EndpointHost::Options{TEST_MODEL_SERVER, f.root()});
        auto router = std::make_shared<net::Router>();
        host->addRoutes(*router);
        auto started = net::HttpServer::start({.threads = 8}, router);
        if (!started) qFatal("%s", toLine(started.error()).c_str());
        server = std::make_unique<net::HttpServer>(std::move(*started));
    }
    ~Service() {
        server->stop();
        host.reset();
    }
    Endpoint look() {
        f.must(host->reconcile(f.deployments, server->url()));
        return f.must(f.deployments.find(kEndpoint));
    }
    template <class Condition> Endpoint until(Condition condition) {
        for (int i = 0; i < 1500; ++i) {
            auto endpoint = look();
            if (condition(endpoint)) return endpoint;
            QTest::qWait(20);
        }
        qFatal("it did not come to that within 30 s");
        return {};
    }
    Endpoint untilState(const std::string& state) {
        return until([&](const Endpoint& e) { return e.state == state; });
    }
    net::Response send(const std::string& body = "1\n") {
        return f.must(http.send(
            "POST", server->url() + "/endpoints/" + kEndpoint + "/invocations", body, {{"Content-Type", "text/csv"}}));
    }
    void sendMany(int count) {
        for (int i = 0; i < count; ++i) send();
    }
    net::HttpClient http;
};

/// Version 1 in service, version 2 on its way by canary.
Endpoint startCanary(Service& service, const std::string& second, std::int64_t minimumRequests = 20) {
    auto& f = service.f;
    f.addVersion(R"({"answer":"one"})");
    f.addVersion(second);
    f.must(f.deployments.deploy(f.owner(), f.request(1)));
    service.untilState("in_service");
    auto request = f.request(2);
    request.canary = {10, 50, 100};
    request.intervalMs = 60000;
    request.minimumRequests = minimumRequests;
    f.must(f.deployments.deploy(f.owner(), request));
    return service.until([](const Endpoint& e) { return e.canary.steps.size() == 1 || e.canary.state != "running"; });
}

bool hasAlarm(const Endpoint& endpoint, const std::string& name, const std::string& state) {
    return std::ranges::any_of(endpoint.alarms, [&](const Alarm& a) { return a.name == name && a.state == state; });
}

} // namespace

class TestEndpointHost : public QObject {
    Q_OBJECT
private slots:
    void firstDeploymentComesIntoServiceAndAnswers() {
        DeployFixture f;
        Service service(f);
        f.addVersion(R"({"answer":"one"})");
        f.must(f.deployments.deploy(f.owner(), f.request(1)));
        const auto endpoint = service.untilState("in_service");
        QCOMPARE(endpoint.url, service.server->url() + "/endpoints/" + kEndpoint);
        QCOMPARE(endpoint.variants.at(0).state, std::string("in_service"));
        const auto answer = service.send();
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, std::string("one 1\n"));
        QCOMPARE(answer.headers.at("x-amzn-invoked-production-variant"), std::string("census:1"));
        QCOMPARE(service.http.get(endpoint.url + "/ping")->status, 200);
        QCOMPARE(f.count("deployment.finished"), 1L);
    }
    void modelThatCannotBeLoadedFailsTheEndpointWithItsReason() {
        DeployFixture f;
        Service service(f);
        f.addVersion(R"({"die_at_start":true})");
        f.must(f.deployments.deploy(f.owner(), f.request(1)));
        const auto endpoint = service.untilState("failed");
        QVERIFY2(endpoint.message.find("this model cannot be loaded") != std::string::npos, endpoint.message.c_str());
        QVERIFY(hasAlarm(endpoint, "canary", "firing"));
        QCOMPARE(service.send().status, 503);
        QCOMPARE(f.count("deployment.rolled_back"), 1L);
        f.addVersion("{}"); // the next version heals it
        f.must(f.deployments.deploy(f.owner(), f.request(2)));
        QVERIFY(hasAlarm(service.untilState("in_service"), "canary", "ok"));
    }
    void canaryGoesThroughItsStepsByTimeAndRequests() {
        DeployFixture f;
        Service service(f);
        auto endpoint = startCanary(service, R"({"answer":"two"})");
        QCOMPARE(endpoint.state, std::string("updating"));
        QCOMPARE(endpoint.variants.at(1).weight, 10.0);
        QCOMPARE(f.must(f.registry.inStage("census", "production"))->version, 1);
        service.sendMany(200); // 20 of them to the new one
        QCOMPARE(service.look().canary.step, 0);
        f.clock.advance(60000);
        endpoint = service.until([](const Endpoint& e) { return e.canary.step == 1; });
        QCOMPARE(endpoint.canary.steps.at(0).invocations, std::int64_t(20));
        QCOMPARE(endpoint.canary.steps.at(0).errors, std::int64_t(0));
        QVERIFY(endpoint.canary.steps.at(0).p50Ms > 0);
        QCOMPARE(endpoint.variants.at(1).weight, 50.0);
        f.clock.advance(60000);
        QCOMPARE(service.look().canary.step, 1); // the time is over, the requests are not here yet
        service.sendMany(40);
        service.until([](const Endpoint& e) { return e.canary.step == 2; });
        f.clock.advance(60000);
        service.sendMany(20);
        endpoint = service.untilState("in_service");
        QCOMPARE(endpoint.canary.state, std::string("finished"));
        QCOMPARE(endpoint.variants.size(), std::size_t(1));
        QCOMPARE(endpoint.variants.at(0).version, 2);
        QCOMPARE(f.must(f.registry.inStage("census", "production"))->version, 2);
        QCOMPARE(service.send().body, std::string("two 1\n"));
    }
    void errorsRollTheCanaryBack() {
        DeployFixture f;
        Service service(f);
        startCanary(service, R"({"answer":"two","status":500})");
        service.sendMany(200);
        const auto endpoint = service.until([](const Endpoint& e) { return e.canary.state == "rolled_back"; });
        QCOMPARE(endpoint.state, std::string("in_service"));
        QCOMPARE(endpoint.canary.reason, std::string("20 of 20 requests failed (100.0 %, limit 1.0 %)"));
        QVERIFY(hasAlarm(endpoint, "canary", "firing"));
        QCOMPARE(endpoint.variants.size(), std::size_t(1));
        QCOMPARE(f.count("deployment.rolled_back"), 1L);
        service.look();
        for (int i = 0; i < 20; ++i) QCOMPARE(service.send().body, std::string("one 1\n"));
        QCOMPARE(f.must(f.registry.inStage("census", "production"))->version, 1);
        QVERIFY(hasAlarm(service.look(), "canary", "firing"));
    }
    void newServerThatDiesRollsBackAndNoRequestIsLost() {
        DeployFixture f;
        Service service(f);
        startCanary(service, R"({"answer":"two","die_after":2})", 1000);
        for (int i = 0; i < 60; ++i) QCOMPARE(service.send().status, 200);
        const auto endpoint = service.until([](const Endpoint& e) { return e.canary.state == "rolled_back"; });
        QVERIFY2(endpoint.canary.reason.find("exit code 9") != std::string::npos, endpoint.canary.reason.c_str());
        QVERIFY(hasAlarm(endpoint, "canary", "firing"));
    }
    void liveServerThatDiesIsStartedAgain() {
        DeployFixture f;
        Service service(f);
        f.addVersion(R"({"answer":"one","die_after":3})");
        f.must(f.deployments.deploy(f.owner(), f.request(1)));
        service.untilState("in_service");
        for (int i = 0; i < 3; ++i) QCOMPARE(service.send().status, 200);
        QCOMPARE(service.send().status, 503);
        const auto down = service.until([](const Endpoint& e) { return hasAlarm(e, "server", "firing"); });
        QCOMPARE(down.state, std::string("creating"));
        const auto again = service.untilState("in_service");
        QVERIFY(hasAlarm(again, "server", "ok"));
        QCOMPARE(service.send().status, 200);
    }
    void rollbackByHandBringsTheOldVersionBack() {
        DeployFixture f;
        Service service(f);
        f.addVersion(R"({"answer":"one"})");
        f.addVersion(R"({"answer":"two"})");
        for (int v = 1; v <= 2; ++v) {
            f.must(f.deployments.deploy(f.owner(), f.request(v)));
            service.untilState("in_service");
        }
        service.look();
        QCOMPARE(service.send().body, std::string("two 1\n"));
        f.must(f.deployments.rollback(f.owner(), kEndpoint, "worse"));
        service.untilState("in_service");
        service.look();
        QCOMPARE(service.send().body, std::string("one 1\n"));
    }
    void updateUnderLoadLosesNoRequest() {
        DeployFixture f;
        Service service(f);
        f.addVersion(R"({"answer":"one","delay_ms":2})");
        f.addVersion(R"({"answer":"two","delay_ms":1})");
        f.must(f.deployments.deploy(f.owner(), f.request(1)));
        const auto url = service.untilState("in_service").url + "/invocations";
        std::atomic<bool> stop = false;
        std::atomic<int> sent = 0, right = 0;
        std::vector<std::thread> clients;
        for (int c = 0; c < 4; ++c)
            clients.emplace_back([&] {
                net::HttpClient client;
                while (!stop) {
                    ++sent;
                    const auto answer = client.send("POST", url, "1\n", {{"Content-Type", "text/csv"}});
                    if (answer && answer->status == 200) ++right;
                }
            });
        auto request = f.request(2);
        request.canary = {20, 100};
        request.intervalMs = 0;
        request.minimumRequests = 30;
        f.must(f.deployments.deploy(f.owner(), request));
        service.until([](const Endpoint& e) { return e.canary.state == "finished"; });
        for (int i = 0; i < 10; ++i) { // the old server drains and is stopped
            service.look();
            QTest::qWait(20);
        }
        stop = true;
        for (auto& client : clients) client.join();
        QCOMPARE(right.load(), sent.load());
        f.must(service.host->flush(f.deployments));
        const auto points = f.must(f.deployments.traffic(kEndpoint, 0));
        std::int64_t counted = 0;
        for (const auto& point : points) counted += point.invocations;
        QCOMPARE(counted, std::int64_t(sent));
        const auto captured = readCaptured(f.deployments.captureFolder(kEndpoint), 0, systemClock().now() + 1000);
        QCOMPARE(captured->rows.size(), static_cast<std::size_t>(sent));
        QVERIFY(service.look().canary.steps.at(0).invocations >= 30);
    }
    void restartedServiceGoesOnWithTheCanary() {
        DeployFixture f;
        {
            Service service(f);
            startCanary(service, R"({"answer":"two"})", 10);
            service.sendMany(50); // 5 for the new one
            f.must(service.host->flush(f.deployments));
        }
        QCOMPARE(f.must(f.deployments.find(kEndpoint)).url, std::string());
        Service again(f);
        const auto endpoint = again.until([](const Endpoint& e) {
            return e.variants.size() == 2 && e.variants[0].state == "in_service" && e.variants[1].state == "in_service";
        });
        QCOMPARE(endpoint.canary.state, std::string("running"));
        QCOMPARE(endpoint.canary.steps.at(0).invocations, std::int64_t(5));
        QCOMPARE(endpoint.variants[1].weight, 10.0);
        again.sendMany(50);
        f.clock.advance(60000);
        again.until([](const Endpoint& e) { return e.canary.step == 1; });
    }
    void deletedEndpointIsGoneFromTheGatewayAndItsServerEnds() {
        DeployFixture f;
        Service service(f);
        f.addVersion(R"({"answer":"one"})");
        f.must(f.deployments.deploy(f.owner(), f.request(1)));
        const auto url = service.untilState("in_service").url;
        f.must(f.deployments.remove(f.owner(), kEndpoint));
        f.must(service.host->reconcile(f.deployments, service.server->url()));
        QCOMPARE(service.http.send("POST", url + "/invocations", "1\n")->status, 404);
    }
};

QTEST_GUILESS_MAIN(TestEndpointHost)
#include "tst_endpoint_host.moc"
