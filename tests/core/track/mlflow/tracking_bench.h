#pragma once

#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>

#include "core/base/json.h"
#include "core/net/router.h"
#include "core/track/mlflow/tracking_routes.h"
#include "core/track/tracker.h"
#include "tests/testkit/ledger_fixture.h"

namespace slipway::testkit {

struct Answer {
    int status = 0;
    net::Headers headers;
    std::string body; ///< of a file answer: what stands in the file
    Json json;        ///< {} when the body is none

    std::string code() const { return textOr(json, "error_code"); }
    std::string message() const { return textOr(json, "message"); }
    /// "404 RESOURCE_DOES_NOT_EXIST", "200"
    std::string verdict() const { return std::to_string(status) + (code().empty() ? "" : " " + code()); }
};

/// The routes of MLflow's protocol on a workspace of its own, asked without a network between.
class TrackingBench : public LedgerFixture {
public:
    TrackingBench();

    Answer send(std::string_view method, const std::string& target, const std::string& body = {},
        const net::Headers& headers = {{"Content-Type", "application/json"}});
    Answer post(const std::string& endpoint, const Json& fields) { return call("POST", endpoint, fields); }
    Answer call(std::string_view method, const std::string& endpoint, const Json& fields = Json::object());
    Answer get(const std::string& endpointAndQuery);
    Answer putArtifact(const std::string& path, const std::string& bytes);
    Answer artifact(const std::string& path, std::string_view method = "GET");

    std::string experiment(const std::string& name = "census"); ///< its id
    std::string run(const std::string& experiment);             ///< its id

    track::Tracker tracker;
    std::shared_ptr<net::Router> router;

private:
    std::mutex m_mutex; ///< the ledger's database belongs to one thread at a time
};

} // namespace slipway::testkit
