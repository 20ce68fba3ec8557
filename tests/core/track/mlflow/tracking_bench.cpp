#include "tests/core/track/mlflow/tracking_bench.h"

#include "core/base/file.h"
#include "core/base/id.h"
#include "core/base/text.h"
#include "core/track/experiments.h"
#include "core/track/track_schema.h"

namespace slipway::testkit {

namespace {

std::vector<std::pair<std::string, std::string>> queryOf(std::string_view target) {
    std::vector<std::pair<std::string, std::string>> query;
    const auto mark = target.find('?');
    if (mark == std::string_view::npos) return query;
    for (const auto& pair : split(target.substr(mark + 1), '&')) {
        const auto sign = pair.find('=');
        query.emplace_back(net::urlDecode(pair.substr(0, sign), true),
            sign == std::string::npos ? std::string() : net::urlDecode(pair.substr(sign + 1), true));
    }
    return query;
}

} // namespace

TrackingBench::TrackingBench()
    : LedgerFixture({track::kSchemaV1, track::kSchemaV4, track::kSchemaV5}),
      tracker(ledger, root()),
      router(std::make_shared<net::Router>()) {
    const auto job = [this](const Serving<track::Tracker>::Job& wanted) {
        const std::lock_guard guard(m_mutex);
        return wanted(tracker);
    };
    track::mlflow::addTrackingRoutes(*router, {{job, job}, owner()});
    static_cast<void>(track::Experiments(ledger).ensureDefault());
}

Answer TrackingBench::send(
    std::string_view method, const std::string& target, const std::string& body, const net::Headers& headers) {
    net::Request request;
    request.method = method;
    request.target = target;
    request.path = net::urlDecode(target.substr(0, target.find('?')));
    request.query = queryOf(target);
    request.headers = headers;
    if (router->bodyTo(method, target) == net::BodyTo::File) {
        request.bodyFile = root() / "artifacts" / ".incoming" / newId();
        static_cast<void>(makeFolders(request.bodyFile.parent_path()));
        static_cast<void>(writeFileAtomically(request.bodyFile, body));
    } else {
        request.body = body;
    }
    auto response = router->handle(request);
    Answer answer{response.status, response.headers, response.body, Json::object()};
    if (!response.file.empty()) answer.body = readFile(response.file).value_or("no such file");
    if (auto parsed = parseJson(answer.body, "the answer"); parsed && parsed->is_object()) answer.json = *parsed;
    return answer;
}

Answer TrackingBench::call(std::string_view method, const std::string& endpoint, const Json& fields) {
    return send(method, "/api/2.0/mlflow/" + endpoint, dump(fields));
}

Answer TrackingBench::get(const std::string& endpointAndQuery) {
    return send("GET", "/api/2.0/mlflow/" + endpointAndQuery, {}, {});
}

Answer TrackingBench::putArtifact(const std::string& path, const std::string& bytes) {
    return send("PUT", "/api/2.0/mlflow-artifacts/artifacts/" + path, bytes, {});
}

Answer TrackingBench::artifact(const std::string& path, std::string_view method) {
    return send(method, "/api/2.0/mlflow-artifacts/artifacts/" + path, {}, {});
}

std::string TrackingBench::experiment(const std::string& name) {
    return textOr(post("experiments/create", {{"name", name}}).json, "experiment_id");
}

std::string TrackingBench::run(const std::string& experiment) {
    const auto made = post("runs/create", {{"experiment_id", experiment}, {"start_time", 1000}});
    return made.status == 200 ? made.json["run"]["info"]["run_id"].get<std::string>() : made.message();
}

} // namespace slipway::testkit
