#include <atomic>
#include <map>
#include <thread>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QTest>

#include "core/base/file.h"
#include "core/deploy/capture.h"
#include "core/deploy/capture_reader.h"
#include "core/deploy/gateway.h"
#include "core/net/http_client.h"
#include "core/net/http_server.h"
#include "core/process/child_process.h"

using namespace slipway;
using namespace slipway::deploy;
using namespace std::chrono_literals;

namespace {

/// A model server in this process.
struct Upstream {
    std::atomic<int> seen = 0;
    std::string authorization = "none";
    std::unique_ptr<net::HttpServer> server;
    explicit Upstream(const std::string& answer, int status = 200, std::chrono::milliseconds delay = 0ms) {
        auto router = std::make_shared<net::Router>();
        router->add("GET", "/ping", [](const net::Request&) { return net::Response::text(200, ""); });
        router->add("POST", "/invocations", [=, this](const net::Request& request) {
            ++seen;
            if (!request.header("Authorization").empty()) authorization = request.header("Authorization");
            std::this_thread::sleep_for(delay);
            auto response = net::Response::text(status, answer);
            response.headers["Content-Type"] = "text/csv";
            return response;
        });
        auto started = net::HttpServer::start({}, router);
        if (!started) qFatal("%s", toLine(started.error()).c_str());
        server = std::make_unique<net::HttpServer>(std::move(*started));
    }
    GatewayTarget target(int version, double weight) const { return {version, "m", version, server->port(), weight}; }
};

/// A port of this machine on which nobody answers, and that nobody else gets meanwhile.
class HeldPort {
public:
    explicit HeldPort(int port) : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const int yes = 1;
        ::setsockopt(m_socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::bind(m_socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) qFatal("the port is taken");
    }
    HeldPort(const HeldPort&) = delete;
    HeldPort& operator=(const HeldPort&) = delete;
    ~HeldPort() { ::close(m_socket); }

private:
    int m_socket;
};

net::Request request(const std::string& endpoint, const std::string& body = "1\n") {
    net::Request wanted;
    wanted.method = "POST";
    wanted.target = "/endpoints/" + endpoint + "/invocations";
    wanted.parameters["name"] = endpoint;
    wanted.headers = {{"Content-Type", "text/csv"}, {"Host", "127.0.0.1"}, {"Authorization", "Bearer secret"}};
    wanted.body = body;
    return wanted;
}

std::map<std::int64_t, InvocationCounts> totals(Gateway& gateway) {
    std::map<std::int64_t, InvocationCounts> sums;
    for (const auto& entry : gateway.takeCounts()) sums[entry.variant].merge(entry.counts);
    return sums;
}

} // namespace

class TestGateway : public QObject {
    Q_OBJECT
    TemporaryFolder m_folder = TemporaryFolder::create().value();
private slots:
    void weightsAreKeptExactlyAndEvenly() {
        CaptureWriter capture(m_folder.path());
        Gateway gateway(capture, systemClock());
        Upstream old("old"), fresh("new");
        gateway.route("e", {old.target(1, 90), fresh.target(2, 10)});
        int sinceLast = 0, longest = 0;
        for (int i = 0; i < 100; ++i) {
            const bool isNew = gateway.invoke(request("e")).body == "new";
            sinceLast = isNew ? 0 : sinceLast + 1;
            longest = std::max(longest, sinceLast);
        }
        QCOMPARE(old.seen.load(), 90);
        QCOMPARE(fresh.seen.load(), 10);
        QVERIFY(longest <= 10);
        const auto counts = totals(gateway);
        QCOMPARE(counts.at(1).invocations, std::int64_t(90));
        QCOMPARE(counts.at(2).invocations, std::int64_t(10));
        QCOMPARE(counts.at(2).latency.count(), std::uint64_t(10));
        QVERIFY(gateway.takeCounts().empty());
    }
    void answerNamesTheVariantAndPassesThrough() {
        CaptureWriter capture(m_folder.path());
        Gateway gateway(capture, systemClock());
        Upstream upstream("bad rows", 400);
        gateway.route("e", {upstream.target(3, 100)});
        const auto answer = gateway.invoke(request("e"));
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.body, std::string("bad rows"));
        QCOMPARE(answer.headers.at("x-amzn-invoked-production-variant"), std::string("m:3"));
        const auto counts = totals(gateway);
        QCOMPARE(counts.at(3).invocations, std::int64_t(1));
        QCOMPARE(counts.at(3).errors, std::int64_t(0)); // the caller's mistake, not the version's
    }
    void aServerFaultCountsAgainstTheVersion() {
        CaptureWriter capture(m_folder.path());
        Gateway gateway(capture, systemClock());
        Upstream upstream("broken", 500);
        gateway.route("e", {upstream.target(3, 100)});
        QCOMPARE(gateway.invoke(request("e")).status, 500);
        QCOMPARE(totals(gateway).at(3).errors, std::int64_t(1));
    }
    void credentialsStayAtTheGateway() {
        CaptureWriter capture(m_folder.path());
        Gateway gateway(capture, systemClock());
        Upstream upstream("ok");
        gateway.route("e", {upstream.target(1, 100)});
        QCOMPARE(gateway.invoke(request("e")).status, 200);
        QCOMPARE(upstream.authorization, std::string("none"));
    }
    void targetVariantIsHonoured() {
        CaptureWriter capture(m_folder.path());
        Gateway gateway(capture, systemClock());
        Upstream old("old"), fresh("new");
        gateway.route("e", {old.target(1, 100), fresh.target(2, 0)});
        for (const char* name : {"m:2", "m-2"}) {
            auto targeted = request("e");
            targeted.headers["X-Amzn-SageMaker-Target-Variant"] = name;
            QCOMPARE(gateway.invoke(targeted).body, std::string("new"));
        }
        auto unknown = request("e");
        unknown.headers["X-Amzn-SageMaker-Target-Variant"] = "m:9";
        QCOMPARE(gateway.invoke(unknown).status, 400);
    }
    void unknownEndpointIs404AndNobodyInServiceIs503() {
        CaptureWriter capture(m_folder.path());
        Gateway gateway(capture, systemClock());
        QCOMPARE(gateway.invoke(request("nobody")).status, 404);
        QCOMPARE(gateway.ping(request("nobody")).status, 404);
        gateway.route("e", {});
        const auto answer = gateway.invoke(request("e"));
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.body.find("\"error\"") != std::string::npos);
        QCOMPARE(gateway.ping(request("e")).status, 503);
        gateway.removeEndpoint("e");
        QCOMPARE(gateway.invoke(request("e")).status, 404);
    }
    void requestWhoseServerDiedIsAnsweredByAnother() {
        CaptureWriter capture(m_folder.path());
        Gateway gateway(capture, systemClock());
        Upstream dead("dead"), alive("alive");
        const auto target = dead.target(1, 100);
        const int port = dead.server->port();
        dead.server->stop();
        const HeldPort held(port); // else a server of another test could stand there
        gateway.route("e", {target, alive.target(2, 0)});
        for (int i = 0; i < 5; ++i) QCOMPARE(gateway.invoke(request("e")).body, std::string("alive"));
        const auto counts = totals(gateway);
        QCOMPARE(counts.at(1).errors, std::int64_t(1)); // asked once, then left alone until the next route()
        QCOMPARE(counts.at(2).invocations, std::int64_t(5));
        QCOMPARE(counts.at(2).errors, std::int64_t(0));
    }
    void serverThatDiesInTheMiddleOfAnAnswerLosesNoRequest() {
        // Real processes: the first ends on its fourth request without a word.
        const auto write = [&](const std::string& name, const std::string& behaviour) {
            std::filesystem::create_directories(m_folder.path() / name);
            QVERIFY(writeFileAtomically(m_folder.path() / name / "behaviour.json", behaviour));
        };
        write("dies", R"({"answer":"dies","die_after":3})");
        write("lives", R"({"answer":"lives"})");
        std::vector<process::ChildProcess> children;
        std::vector<GatewayTarget> targets;
        for (const std::string name : {"dies", "lives"}) {
            process::ChildOptions options;
            options.program = TEST_MODEL_SERVER;
            const auto portFile = m_folder.path() / (name + ".port");
            options.arguments = {"model-server", "--bundle", (m_folder.path() / name).string(), "--port", "0",
                "--port-file", portFile.string()};
            options.holdStandardInput = true;
            children.push_back(process::ChildProcess::start(options).value());
            QTRY_VERIFY_WITH_TIMEOUT(std::filesystem::exists(portFile), 20000);
            const auto version = static_cast<int>(targets.size()) + 1;
            targets.push_back({version, "m", version, std::stoi(readFile(portFile).value()), 50});
        }
        CaptureWriter capture(m_folder.path());
        Gateway gateway(capture, systemClock());
        gateway.route("e", targets);
        for (int i = 0; i < 20; ++i) QCOMPARE(gateway.invoke(request("e")).status, 200);
        const auto counts = totals(gateway);
        QCOMPARE(counts.at(1).invocations, std::int64_t(4));
        QCOMPARE(counts.at(1).errors, std::int64_t(1));
        QCOMPARE(counts.at(2).invocations, std::int64_t(17));
    }
    void drainUnderLoadLosesNothing() {
        CaptureWriter capture(m_folder.path());
        Gateway gateway(capture, systemClock());
        auto router = std::make_shared<net::Router>();
        router->add(
            "POST", "/endpoints/{name}/invocations", [&](const net::Request& asked) { return gateway.invoke(asked); });
        auto front = net::HttpServer::start({.threads = 8}, router);
        QVERIFY(front);
        auto old = std::make_unique<Upstream>("old", 200, 2ms);
        Upstream fresh("new", 200, 1ms);
        gateway.route("e", {old->target(1, 100), fresh.target(2, 0)});

        std::atomic<bool> stop = false;
        std::atomic<int> sent = 0, right = 0;
        std::vector<std::thread> clients;
        for (int c = 0; c < 6; ++c)
            clients.emplace_back([&] {
                net::HttpClient client;
                while (!stop) {
                    ++sent;
                    const auto answer = client.send("POST", front->url() + "/endpoints/e/invocations", "1\n");
                    if (answer && answer->status == 200) ++right;
                }
            });
        const auto waitForMore = [&](int more) {
            const int target = right + more;
            QTRY_VERIFY_WITH_TIMEOUT(right >= target, 30000);
        };
        waitForMore(50);
        gateway.route("e", {old->target(1, 50), fresh.target(2, 50)});
        waitForMore(50);
        gateway.route("e", {fresh.target(2, 100)}); // the old one is retired …
        QTRY_COMPARE_WITH_TIMEOUT(gateway.inFlight(1), 0, 30000);
        const int oldSeen = old->seen;
        old->server->stop(); // … and stopped once it is idle
        waitForMore(50);
        stop = true;
        for (auto& client : clients) client.join();
        QCOMPARE(right.load(), sent.load());
        QCOMPARE(old->seen.load(), oldSeen);
        const auto counts = totals(gateway);
        QCOMPARE(counts.at(1).invocations + counts.at(2).invocations, std::int64_t(sent));
        QCOMPARE(counts.at(1).errors + counts.at(2).errors, std::int64_t(0));
    }
    void onlyGoodAnswersAreCaptured() {
        const auto folder = TemporaryFolder::create().value();
        CaptureWriter capture(folder.path());
        Gateway gateway(capture, systemClock());
        Upstream good("0.5,yes\n0.25,no\n"), bad("bad", 400);
        gateway.route("e", {good.target(1, 100)});
        auto asked = request("e", "39,a\n40,b\n");
        asked.headers["X-Amzn-SageMaker-Inference-Id"] = "mine";
        QCOMPARE(gateway.invoke(asked).status, 200);
        gateway.route("e", {bad.target(2, 100)});
        QCOMPARE(gateway.invoke(request("e")).status, 400);
        QVERIFY(capture.flush());
        const auto read = readCaptured(folder.path() / "e", 0, systemClock().now() + 1000);
        QCOMPARE(read->rows.size(), std::size_t(2));
        QCOMPARE(read->rows[1].inputCells, (std::vector<std::string>{"40", "b"}));
        QCOMPARE(read->rows[1].label, std::string("no"));
        QCOMPARE(read->rows[1].variant, std::string("m:1"));
    }
    void countsThatCouldNotBeStoredComeBack() {
        CaptureWriter capture(m_folder.path());
        Gateway gateway(capture, systemClock());
        Upstream upstream("ok");
        gateway.route("e", {upstream.target(1, 100)});
        QCOMPARE(gateway.invoke(request("e")).status, 200);
        const auto taken = gateway.takeCounts();
        QCOMPARE(gateway.invoke(request("e")).status, 200);
        gateway.returnCounts(taken);
        QCOMPARE(totals(gateway).at(1).invocations, std::int64_t(2));
    }
};

QTEST_GUILESS_MAIN(TestGateway)
#include "tst_gateway.moc"
