#include "core/track/mlflow/reply.h"

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/log.h"

namespace slipway::track::mlflow {

namespace {

struct Kind {
    int status;
    std::string_view code;
};

Kind kindOf(ErrorCode code) {
    switch (code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::BadData:
    case ErrorCode::FailedPrecondition:
    case ErrorCode::CheckNotMet:
        return {400, "INVALID_PARAMETER_VALUE"};
    case ErrorCode::NotFound:
        return {404, "RESOURCE_DOES_NOT_EXIST"};
    case ErrorCode::AlreadyExists:
        return {400, "RESOURCE_ALREADY_EXISTS"};
    case ErrorCode::PermissionDenied:
        return {403, "PERMISSION_DENIED"};
    case ErrorCode::DiskFull:
        return {507, "RESOURCE_EXHAUSTED"};
    case ErrorCode::Unavailable:
        return {503, "TEMPORARILY_UNAVAILABLE"};
    case ErrorCode::Cancelled:
        return {499, "CANCELLED"};
    case ErrorCode::Internal:
        return {500, "INTERNAL_ERROR"};
    }
    return {500, "INTERNAL_ERROR"};
}

} // namespace

net::Response errorReply(int status, std::string_view code, std::string_view message) {
    auto response = net::Response::json(status, dump(Json{{"error_code", code}, {"message", message}}));
    response.headers["X-Content-Type-Options"] = "nosniff";
    return response;
}

net::Response errorReply(const Error& error) {
    const auto kind = kindOf(error.code);
    if (kind.status >= 500) log::error("tracking: " + toLine(error));
    return errorReply(kind.status, kind.code, toLine(error));
}

net::Response textReply(std::string json) {
    auto response = net::Response::json(200, std::move(json));
    response.headers["X-Content-Type-Options"] = "nosniff";
    return response;
}

net::Response jsonReply(const Json& document) {
    return textReply(dump(document));
}

void addApiHandler(net::Router& router, std::string_view method, std::string_view path, net::Handler handler,
    net::BodyTo bodyTo, std::string_view version) {
    for (const auto* prefix : {"/api/", "/ajax-api/"})
        router.add(method, fmt::format("{}{}/{}", prefix, version, path), handler, bodyTo);
}

net::Handler answering(Answer answer) {
    return [answer = std::move(answer)](const net::Request& request) {
        const auto call = Call::decode(request);
        if (!call) return errorReply(call.error());
        Json document = Json::object();
        if (const auto done = answer(*call, document); !done) return errorReply(done.error());
        return jsonReply(document);
    };
}

void addApiText(net::Router& router, std::string_view method, std::string_view path, TextAnswer answer) {
    addApiHandler(
        router, method, fmt::format("mlflow/{}", path), [answer = std::move(answer)](const net::Request& request) {
            const auto call = Call::decode(request);
            if (!call) return errorReply(call.error());
            auto text = answer(*call);
            return text ? textReply(std::move(*text)) : errorReply(text.error());
        });
}

void addApi(
    net::Router& router, std::string_view method, std::string_view path, Answer answer, std::string_view version) {
    addApiHandler(
        router, method, fmt::format("mlflow/{}", path), answering(std::move(answer)), net::BodyTo::Memory, version);
}

} // namespace slipway::track::mlflow
