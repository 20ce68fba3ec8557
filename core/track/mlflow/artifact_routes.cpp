#include <algorithm>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/ledger/ledger.h"
#include "core/track/artifact_store.h"
#include "core/track/artifact_uri.h"
#include "core/track/experiments.h"
#include "core/track/logged_models.h"
#include "core/track/mlflow/artifact_reply.h"
#include "core/track/mlflow/checks.h"
#include "core/track/mlflow/reply.h"
#include "core/track/mlflow/tracking_routes.h"
#include "core/track/run_store.h"

namespace slipway::track::mlflow {

namespace {

namespace fs = std::filesystem;

constexpr auto kProxy = "mlflow-artifacts/artifacts";
constexpr std::size_t kMostFromBrowser = std::size_t{10} << 20;

Result<fs::path> workspaceOf(const Tracking& to) {
    return reading<fs::path>(to, [](Tracker& tracker) -> Result<fs::path> { return tracker.root(); });
}

/// What the path of a request names; a doubled slash before it makes it absolute.
Result<ArtifactRoot::Place> proxied(const Tracking& to, const net::Request& request) {
    const auto behind = request.target.find("mlflow-artifacts/artifacts//");
    const bool absolute = behind != std::string::npos && behind < request.target.find('?');
    const auto written = request.parameters.find("path");
    SLIPWAY_ASSIGN(auto path,
        artifactPath((absolute ? "/" : "") + (written == request.parameters.end() ? std::string() : written->second)));
    SLIPWAY_ASSIGN(const auto workspace, workspaceOf(to));
    return ArtifactRoot(workspace).place(path);
}

net::Response replyTo(const Status& done) {
    return done ? jsonReply(Json::object()) : errorReply(done.error());
}

net::Response put(const Tracking& to, const net::Request& request) {
    const auto place = proxied(to, request);
    if (!place) return errorReply(place.error());
    return replyTo(ArtifactStore::adopt(place->folder, place->path, request.bodyFile));
}

net::Response remove(const Tracking& to, const net::Request& request) {
    const auto place = proxied(to, request);
    if (!place) return errorReply(place.error());
    if (place->path.empty())
        return errorReply(
            400, "INVALID_PARAMETER_VALUE", "Invalid path: the artifacts of an experiment are not deleted all at once");
    return replyTo(ArtifactStore::remove(place->folder, place->path));
}

/// Experiments, then what stands outside of them.
Result<std::vector<ArtifactInfo>> listTop(const ArtifactRoot& root) {
    SLIPWAY_ASSIGN(auto all, listedIn({root.folder(), ""}));
    std::erase_if(all, [](const ArtifactInfo& info) { return !info.folder || !ArtifactRoot::isExperiment(info.path); });
    SLIPWAY_ASSIGN(const auto shared, listedIn({root.shared(), ""}));
    all.insert(all.end(), shared.begin(), shared.end());
    return all;
}

Status list(const Tracking& to, std::string_view written, Json& answer) {
    SLIPWAY_ASSIGN(const auto path, artifactPath(written));
    SLIPWAY_ASSIGN(const auto workspace, workspaceOf(to));
    const ArtifactRoot root(workspace);
    SLIPWAY_ASSIGN(const auto found, path.empty() ? listTop(root) : listedIn(root.place(path)));
    for (const auto& info : found) answer["files"].push_back(toJson(info));
    return {};
}

net::Response get(const Tracking& to, const net::Request& request) {
    const auto place = proxied(to, request);
    if (!place) return errorReply(place.error());
    return fileReply(*place);
}

net::Response listReply(const Tracking& to, const net::Request& request) {
    Json answer = Json::object();
    const auto done = list(to, request.queryValue("path"), answer);
    return done ? jsonReply(answer) : errorReply(done.error());
}

/// Where the artifacts of something are.
struct Kept {
    fs::path workspace;
    std::string uri;
};

Result<Kept> ofRun(const Tracking& to, const std::string& run) {
    return reading<Kept>(to, [&](Tracker& tracker) -> Result<Kept> {
        SLIPWAY_ASSIGN(const auto key, RunStore(tracker.ledger().db()).keyOf(run));
        SLIPWAY_ASSIGN(const auto experiment, Experiments(tracker.ledger()).find(key.experiment));
        return Kept{tracker.root(), runArtifactUri(experimentUri(experiment), run)};
    });
}

Result<Kept> ofModel(const Tracking& to, const Call& call) {
    const auto& id = call.request().parameters.at("model_id");
    return reading<Kept>(to, [&](Tracker& tracker) -> Result<Kept> {
        SLIPWAY_ASSIGN(const auto model, LoggedModels(tracker.ledger()).find(id));
        return Kept{tracker.root(), model.artifactUri};
    });
}

Status listOfRun(const Tracking& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto run, runId(call));
    SLIPWAY_ASSIGN(const auto path, call.textOr("path", ""));
    SLIPWAY_TRY(artifactPath(path));
    SLIPWAY_ASSIGN(const auto kept, ofRun(to, run));
    return listArtifacts(kept.workspace, kept.uri, path, answer);
}

Status listOfModel(const Tracking& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto path, call.textOr("artifact_directory_path", ""));
    SLIPWAY_TRY(artifactPath(path));
    SLIPWAY_ASSIGN(const auto kept, ofModel(to, call));
    return listArtifacts(kept.workspace, kept.uri, path, answer);
}

Result<net::Response> fileOfRun(const Tracking& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto run, runId(call));
    SLIPWAY_ASSIGN(const auto path, call.required("path"));
    SLIPWAY_TRY(artifactPath(path));
    SLIPWAY_ASSIGN(const auto kept, ofRun(to, run));
    return fileReply(kept.workspace, kept.uri, path);
}

Result<net::Response> fileOfModel(const Tracking& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto path, call.required("artifact_file_path"));
    SLIPWAY_TRY(artifactPath(path));
    SLIPWAY_ASSIGN(const auto kept, ofModel(to, call));
    return fileReply(kept.workspace, kept.uri, path);
}

Result<net::Response> upload(const Tracking& to, const net::Request& request) {
    const auto refuse = [](std::string_view why) {
        return fail(ErrorCode::InvalidArgument, std::string(why), "See the API docs for the request's parameters");
    };
    const auto run = std::string(request.queryValue("run_uuid"));
    const auto path = request.queryValue("path");
    if (run.empty()) return refuse("Request must specify run_uuid");
    if (path.empty()) return refuse("Request must specify path");
    SLIPWAY_ASSIGN(const auto relative, artifactPath(path));
    if (request.body.size() > kMostFromBrowser) return refuse("Artifact size is too large. Max size is 10MB");
    if (request.body.empty()) return refuse("Request must specify data");
    SLIPWAY_ASSIGN(const auto kept, ofRun(to, run));
    SLIPWAY_ASSIGN(const auto place, ArtifactRoot(kept.workspace).placeOf(fmt::format("{}/{}", kept.uri, relative)));
    SLIPWAY_TRY(ArtifactStore::putBytes(place.folder, place.path, request.body));
    return jsonReply(Json::object());
}

using FileAnswer = Result<net::Response> (*)(const Tracking&, const Call&);

net::Handler fileHandler(const Tracking& to, FileAnswer answer) {
    return [to, answer](const net::Request& request) {
        const auto call = Call::decode(request);
        if (!call) return errorReply(call.error());
        auto reply = answer(to, *call);
        return reply ? std::move(*reply) : errorReply(reply.error());
    };
}

void addProxyRoutes(net::Router& router, const Tracking& to) {
    const auto below = fmt::format("{}/{{path...}}", kProxy);
    addApiHandler(router, "GET", kProxy, [to](const net::Request& request) { return listReply(to, request); });
    addApiHandler(router, "GET", below, [to](const net::Request& request) { return get(to, request); });
    addApiHandler(
        router, "PUT", below, [to](const net::Request& request) { return put(to, request); }, net::BodyTo::File);
    addApiHandler(router, "DELETE", below, [to](const net::Request& request) { return remove(to, request); });
    addApiHandler(router, "GET", "mlflow-artifacts/presigned/{path...}", [](const net::Request&) {
        return errorReply(
            501, "NOT_IMPLEMENTED", "Presigned URLs are not supported for the current artifact repository: use GET");
    });
}

} // namespace

void addArtifactRoutes(net::Router& router, const Tracking& to) {
    addProxyRoutes(router, to);
    addApi(
        router, "GET", "artifacts/list", [to](const Call& call, Json& answer) { return listOfRun(to, call, answer); });
    addApi(router, "GET", "logged-models/{model_id}/artifacts/directories",
        [to](const Call& call, Json& answer) { return listOfModel(to, call, answer); });
    addApiHandler(router, "GET", "mlflow/logged-models/{model_id}/artifacts/files", fileHandler(to, fileOfModel));
    for (const auto* path : {"/get-artifact", "/ajax-api/2.0/mlflow/get-artifact"})
        router.add("GET", path, fileHandler(to, fileOfRun));
    addApiHandler(router, "POST", "mlflow/upload-artifact", [to](const net::Request& request) {
        auto reply = upload(to, request);
        return reply ? std::move(*reply) : errorReply(reply.error());
    });
}

} // namespace slipway::track::mlflow
