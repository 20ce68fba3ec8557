#include <QtTest>

#include <atomic>
#include <condition_variable>
#include <functional>

#include "core/registry/mlflow/webhook_delivery.h"
#include "core/registry/mlflow/webhook_sender.h"
#include "tests/core/registry/registry_server.h"

using namespace slipway;
using testkit::RegistryServer;

namespace {

/// Takes what is sent to it, and answers with the statuses in turn, then 200.
class Receiver {
public:
    struct Sent {
        net::Headers headers;
        std::string body;
        Json json;
    };
    explicit Receiver(std::vector<int> statuses = {}) : m_statuses(std::move(statuses)) {
        auto router = std::make_shared<net::Router>();
        router->add("POST", "/hook", [this](const net::Request& request) {
            const std::lock_guard lock(m_mutex);
            m_sent.push_back({request.headers, request.body, *parseJson(request.body, "what was sent")});
            m_wake.notify_all();
            const auto number = m_sent.size() - 1;
            return net::Response::text(number < m_statuses.size() ? m_statuses[number] : 200, "told");
        });
        m_server = std::make_unique<net::HttpServer>(std::move(*net::HttpServer::start({}, router)));
    }
    std::string url() const { return m_server->url() + "/hook"; }
    /// Waits until that many have come.
    std::vector<Sent> sent(std::size_t count) {
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock, std::chrono::seconds(60), [&] { return m_sent.size() >= count; });
        return m_sent;
    }

private:
    std::vector<int> m_statuses;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<Sent> m_sent;
    std::unique_ptr<net::HttpServer> m_server;
};

Json on(const char* entity, const char* action) {
    return {{"entity", entity}, {"action", action}};
}

} // namespace

class TestWebhooks : public QObject {
    Q_OBJECT
private slots:
    void aSecretIsNeverShown() {
        RegistryServer f;
        const auto made = f.made("POST", "webhooks",
            {{"name", "hook"}, {"url", "https://example.com/x"}, {"secret", "hidden"},
                {"events", Json::array({on("MODEL_VERSION", "CREATED")})}})["webhook"];
        const auto id = made["webhook_id"].get<std::string>();
        QVERIFY(dump(made).find("hidden") == std::string::npos);
        QVERIFY(dump(f.made("GET", "webhooks/" + id, Json::object())).find("hidden") == std::string::npos);
        QVERIFY(dump(f.made("GET", "webhooks", Json::object())).find("hidden") == std::string::npos);
        const auto entries = f.audit.page(0, 10);
        QVERIFY(entries && !entries->empty());
        for (const auto& entry : *entries) QVERIFY(entry.details.find("hidden") == std::string::npos);
    }

    void whatHappensIsSentSignedAndInOrder() {
        RegistryServer f;
        Receiver receiver;
        f.addVersion(f.dan, "before"); // not told: the webhook came later
        f.made("POST", "webhooks",
            {{"name", "hook"}, {"url", receiver.url()}, {"secret", "shh"},
                {"events", Json::array({on("REGISTERED_MODEL", "CREATED"), on("MODEL_VERSION", "CREATED"),
                               on("MODEL_VERSION_ALIAS", "CREATED")})}});
        registry::mlflow::WebhookDelivery delivery(f.routes());
        f.made("POST", "registered-models/create", {{"name", "n"}, {"description", "d"}});
        f.made("POST", "model-versions/create", {{"name", "n"}, {"source", "s3://b/x"}});
        f.locked([&] { QVERIFY(f.registry.approve(f.owner(), "m", 1, "reviewed, it is fine").has_value()); });
        const auto sent = receiver.sent(3);
        QCOMPARE(sent.size(), std::size_t(3));
        QCOMPARE(sent[0].json["entity"], "registered_model");
        QCOMPARE(sent[0].json["data"]["description"], "d");
        QCOMPARE(sent[1].json["data"]["version"], "1");
        QCOMPARE(sent[1].json["data"]["source"], "s3://b/x");
        QCOMPARE(sent[2].json["data"]["alias"], "approved"); // what a person decided, in whichever process
        QCOMPARE(sent[2].json["data"]["name"], "m");
        const auto header = [&](const char* name) { return sent[0].headers.find(std::string_view(name))->second; };
        QCOMPARE(header("X-MLflow-Signature"), registry::mlflow::webhookSignature("shh", header("X-MLflow-Delivery-Id"),
                                                   header("X-MLflow-Timestamp"), sent[0].body));
    }
    void aSignatureIsThatOfStandardWebhooks() {
        // Worked out with Python's hmac.
        QCOMPARE(registry::mlflow::webhookSignature("shh", "id", "1700000000", "{}"),
            std::string("v1,92pO/xPM7U0bQ6OI8avbJAWq1qN4dyqmEylMaY1L1yM="));
    }
    void aReceiverThatIsDownIsToldAgain() {
        RegistryServer f;
        Receiver receiver({503, 429});
        f.made("POST", "webhooks",
            {{"name", "hook"}, {"url", receiver.url()}, {"events", Json::array({on("REGISTERED_MODEL", "CREATED")})}});
        f.made("POST", "registered-models/create", {{"name", "n"}});
        registry::mlflow::WebhookDelivery delivery(f.routes());
        const auto sent = receiver.sent(3);
        QCOMPARE(sent.size(), std::size_t(3));
        const auto id = [&](std::size_t i) {
            return sent[i].headers.find(std::string_view("X-MLflow-Delivery-Id"))->second;
        };
        QCOMPARE(id(0), id(2)); // by which the receiver knows it
    }
    void aWebhookIsTriedOut() {
        RegistryServer f;
        Receiver receiver({200, 404});
        const auto made = f.made("POST", "webhooks",
            {{"name", "hook"}, {"url", receiver.url()}, {"events", Json::array({on("PROMPT_TAG", "SET")})}})["webhook"];
        const auto path = "webhooks/" + made["webhook_id"].get<std::string>() + "/test";
        const auto result = f.made("POST", path, Json::object())["result"];
        QCOMPARE(result["success"], true);
        QCOMPARE(result["response_body"], "told");
        QCOMPARE(receiver.sent(1)[0].json["data"]["key"], "example_key");
        QCOMPARE(f.made("POST", path, Json::object())["result"]["success"], false);
    }
    void aServiceThatOthersReachTellsNoPrivateHost() {
        for (const auto* host : {"127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
                 "0.0.0.0", "224.0.0.1", "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "localhost"})
            QVERIFY2(!registry::mlflow::checkPublicHost(host), host);
        for (const auto* host : {"8.8.8.8", "172.32.0.1", "2606:4700::1111"})
            QVERIFY2(registry::mlflow::checkPublicHost(host).has_value(), host);
        registry::mlflow::WebhookSender sender(false);
        registry::Webhook webhook;
        webhook.url = "http://user@127.0.0.1:9/x";
        QCOMPARE(sender.send(webhook, "{}", "id").error().code, ErrorCode::InvalidArgument);
    }
};

QTEST_GUILESS_MAIN(TestWebhooks)
#include "tst_webhooks.moc"
