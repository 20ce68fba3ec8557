#include <charconv>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/track/mlflow/reply.h"
#include "core/track/mlflow/tracking_routes.h"
#include "core/track/multipart_uploads.h"

namespace slipway::track::mlflow {

namespace {

constexpr auto kPart = "mlflow-artifacts/mpu/part";

Result<std::filesystem::path> workspaceOf(const Tracking& to) {
    return reading<std::filesystem::path>(
        to, [](Tracker& tracker) -> Result<std::filesystem::path> { return tracker.root(); });
}

/// The folder is in the route, the file's name at the end of "path": clients send the whole path on their machine.
Result<std::string> targetIn(const Call& call) {
    SLIPWAY_ASSIGN(const auto path, call.required("path"));
    const auto name = path.substr(path.find_last_of('/') + 1);
    SLIPWAY_ASSIGN(auto target, artifactPath(fmt::format("{}/{}", call.request().parameters.at("path"), name)));
    if (name.empty()) return call.invalid("path", "It names no file");
    return target;
}

/// Parts come to this server, by the name under which the client knows it and with what let it in.
Json credential(const net::Request& request, const std::string& upload, std::int64_t number) {
    const auto scheme = request.header("X-Forwarded-Proto") == "https" ? "https" : "http";
    Json one{{"url", fmt::format("{}://{}/api/2.0/{}/{}/{}", scheme, request.header("Host"), kPart, upload, number)},
        {"part_number", number}};
    if (const auto authorization = request.header("Authorization"); !authorization.empty())
        one["headers"]["Authorization"] = authorization;
    return one;
}

Status begin(const Tracking& to, const Call& call, Json& answer) {
    SLIPWAY_TRY(targetIn(call));
    SLIPWAY_ASSIGN(const auto wanted, call.integer("num_parts"));
    const auto count = wanted.value_or(1);
    if (count < 1 || count > MultipartUploads::kMostParts)
        return call.invalid(
            "num_parts", fmt::format("It must be at least 1 and at most {}", MultipartUploads::kMostParts));
    SLIPWAY_ASSIGN(const auto workspace, workspaceOf(to));
    SLIPWAY_ASSIGN(const auto upload, MultipartUploads(workspace).begin());
    answer["upload_id"] = upload;
    for (std::int64_t number = 1; number <= count; ++number)
        answer["credentials"].push_back(credential(call.request(), upload, number));
    return {};
}

Result<net::Response> putPart(const Tracking& to, const net::Request& request) {
    const auto& written = request.parameters.at("number");
    std::int64_t number = 0;
    const auto [end, failed] = std::from_chars(written.data(), written.data() + written.size(), number);
    if (failed != std::errc{} || end != written.data() + written.size()) number = 0;
    SLIPWAY_ASSIGN(const auto workspace, workspaceOf(to));
    SLIPWAY_ASSIGN(const auto mark,
        MultipartUploads(workspace).putPart(request.parameters.at("upload"), number, request.bodyFile));
    auto response = jsonReply(Json::object());
    response.headers["ETag"] = fmt::format("\"{}\"", mark);
    return response;
}

Result<MultipartUploads::Part> partIn(const Fields& fields) {
    MultipartUploads::Part part;
    SLIPWAY_ASSIGN(part.number, fields.requiredInteger("part_number"));
    SLIPWAY_ASSIGN(part.mark, fields.required("etag"));
    std::erase(part.mark, '"');
    return part;
}

Status end(const Tracking& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto target, targetIn(call));
    SLIPWAY_ASSIGN(const auto upload, call.required("upload_id"));
    SLIPWAY_ASSIGN(const auto given, call.objects("parts"));
    if (given.empty()) return call.missing("parts");
    std::vector<MultipartUploads::Part> parts;
    for (const auto& one : given) {
        SLIPWAY_ASSIGN(auto part, partIn(one));
        parts.push_back(std::move(part));
    }
    SLIPWAY_ASSIGN(const auto workspace, workspaceOf(to));
    return MultipartUploads(workspace).end(upload, parts, ArtifactRoot(workspace).place(target));
}

Status cancel(const Tracking& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto upload, call.required("upload_id"));
    SLIPWAY_ASSIGN(const auto workspace, workspaceOf(to));
    return MultipartUploads(workspace).cancel(upload);
}

void addAction(net::Router& router, std::string_view action, Answer answer) {
    for (const auto* below : {"", "/{path...}"})
        addApiHandler(router, "POST", fmt::format("mlflow-artifacts/mpu/{}{}", action, below),
            [answer](const net::Request& request) {
                auto placed = request;
                placed.parameters.try_emplace("path");
                const auto call = Call::decode(placed);
                if (!call) return errorReply(call.error());
                Json document = Json::object();
                if (const auto done = answer(*call, document); !done) return errorReply(done.error());
                return jsonReply(document);
            });
}

} // namespace

void addMultipartRoutes(net::Router& router, const Tracking& to) {
    addAction(router, "create", [to](const Call& call, Json& answer) { return begin(to, call, answer); });
    addAction(router, "complete", [to](const Call& call, Json&) { return end(to, call); });
    addAction(router, "abort", [to](const Call& call, Json&) { return cancel(to, call); });
    addApiHandler(
        router, "PUT", fmt::format("{}/{{upload}}/{{number}}", kPart),
        [to](const net::Request& request) {
            auto reply = putPart(to, request);
            return reply ? std::move(*reply) : errorReply(reply.error());
        },
        net::BodyTo::File);
}

} // namespace slipway::track::mlflow
