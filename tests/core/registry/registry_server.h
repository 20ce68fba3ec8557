#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "core/base/json.h"
#include "core/net/http_client.h"
#include "core/net/http_server.h"
#include "core/registry/mlflow/registry_routes.h"
#include "tests/core/registry/registry_fixture.h"

namespace slipway::testkit {

/// The registry's routes over HTTP, on the fixture's workspace; clients write as ada.
class RegistryServer : public RegistryFixture {
public:
    RegistryServer() {
        auto router = std::make_shared<net::Router>();
        registry::mlflow::addRegistryRoutes(*router, routes());
        m_server = std::make_unique<net::HttpServer>(must(net::HttpServer::start({}, router)));
    }

    registry::mlflow::Registry routes() {
        const auto one = [this](const Serving<registry::RegistryService>::Job& job) {
            const std::lock_guard lock(m_mutex);
            return job(registry);
        };
        return {{one, one}, owner()};
    }
    /// What the test itself does beside the server's threads.
    template <class Job> void locked(Job&& job) {
        const std::lock_guard lock(m_mutex);
        job();
    }

    struct Answer {
        int status = 0;
        Json json;
        std::string code() const { return textOr(json, "error_code"); }
        std::string message() const { return textOr(json, "message"); }
    };
    /// The fields go into the query of a GET, else into the body.
    Answer call(const std::string& method, const std::string& endpoint, const Json& fields) {
        auto url = m_server->url() + "/api/2.0/mlflow/" + endpoint;
        if (method == "GET") {
            char separator = '?';
            for (const auto& [key, value] : fields.items()) {
                url +=
                    separator + key + "=" + net::urlEncode(value.is_string() ? value.get<std::string>() : dump(value));
                separator = '&';
            }
        }
        const auto answer = must(m_client.send(
            method, url, method == "GET" ? std::string() : dump(fields), {{"Content-Type", "application/json"}}));
        auto json = parseJson(answer.body, "the answer");
        return {answer.status, json ? std::move(*json) : Json()};
    }
    Json made(const std::string& method, const std::string& endpoint, const Json& fields) {
        auto answer = call(method, endpoint, fields);
        if (answer.status != 200) must(Status(std::unexpected(Error{ErrorCode::Internal, answer.message(), {}})));
        return std::move(answer.json);
    }

    /// The body of a file; "" when it is refused.
    std::string get(const std::string& path) {
        auto answer = must(m_client.get(m_server->url() + path));
        return answer.status == 200 ? std::move(answer.body) : std::string();
    }

private:
    std::mutex m_mutex;
    net::HttpClient m_client;
    std::unique_ptr<net::HttpServer> m_server;
};

} // namespace slipway::testkit
