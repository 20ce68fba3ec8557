#include "core/net/router.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"

namespace slipway::net {

namespace {

struct Part {
    enum class Kind { Literal, One, Rest } kind;
    std::string text; ///< the literal, or the parameter's name
};

std::vector<Part> parsePattern(std::string_view pattern) {
    std::vector<Part> parts;
    for (auto& piece : split(pattern.substr(pattern.starts_with('/') ? 1 : 0), '/')) {
        if (!piece.starts_with('{') || !piece.ends_with('}'))
            parts.push_back({Part::Kind::Literal, piece});
        else if (piece.ends_with("...}"))
            parts.push_back({Part::Kind::Rest, piece.substr(1, piece.size() - 5)});
        else
            parts.push_back({Part::Kind::One, piece.substr(1, piece.size() - 2)});
    }
    return parts;
}

/// Earlier is tried first: literals before parameters before rests, part by part.
std::string precedence(const std::vector<Part>& parts) {
    std::string key;
    for (const auto& part : parts)
        key += part.kind == Part::Kind::Literal ? 'a' : part.kind == Part::Kind::One ? 'b' : 'c';
    return key;
}

using Parameters = std::map<std::string, std::string>;

/// Pieces are as sent, so that an encoded slash stays inside its part.
bool matches(const std::vector<Part>& parts, const std::vector<std::string>& pieces, Parameters& parameters) {
    std::size_t at = 0;
    for (const auto& part : parts) {
        if (part.kind == Part::Kind::Rest) {
            std::vector<std::string> rest(
                pieces.begin() + static_cast<std::ptrdiff_t>(std::min(at, pieces.size())), pieces.end());
            parameters[part.text] = urlDecode(join(rest, "/"));
            return at <= pieces.size();
        }
        if (at == pieces.size()) return false;
        if (part.kind == Part::Kind::Literal) {
            if (urlDecode(pieces[at]) != part.text) return false;
        } else {
            if (pieces[at].empty()) return false;
            parameters[part.text] = urlDecode(pieces[at]);
        }
        ++at;
    }
    return at == pieces.size();
}

/// Parts of the path as sent: an encoded slash stays inside its part, doubled slashes count as one.
std::vector<std::string> pathPieces(std::string_view path) {
    std::vector<std::string> pieces;
    const auto all = split(path.substr(path.starts_with('/') ? 1 : 0), '/');
    for (std::size_t i = 0; i < all.size(); ++i)
        if (!all[i].empty() || i + 1 == all.size()) pieces.push_back(all[i]);
    return pieces;
}

std::string_view rawPath(std::string_view target) {
    std::string_view path = target;
    path = path.substr(0, path.find_first_of("?#"));
    if (const auto scheme = path.find("://"); scheme != std::string_view::npos && !path.starts_with('/')) {
        const auto slash = path.find('/', scheme + 3);
        path = slash == std::string_view::npos ? std::string_view("/") : path.substr(slash);
    }
    return path;
}

int statusOf(ErrorCode code) {
    switch (code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::BadData:
        return 400;
    case ErrorCode::PermissionDenied:
        return 403;
    case ErrorCode::NotFound:
        return 404;
    case ErrorCode::AlreadyExists:
    case ErrorCode::FailedPrecondition:
    case ErrorCode::CheckNotMet:
        return 409;
    case ErrorCode::DiskFull:
        return 507;
    case ErrorCode::Unavailable:
        return 503;
    case ErrorCode::Cancelled:
        return 499;
    case ErrorCode::Internal:
        return 500;
    }
    return 500;
}

std::string_view mlflowCodeOf(ErrorCode code) {
    switch (code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::BadData:
        return "INVALID_PARAMETER_VALUE";
    case ErrorCode::PermissionDenied:
        return "PERMISSION_DENIED";
    case ErrorCode::NotFound:
        return "RESOURCE_DOES_NOT_EXIST";
    case ErrorCode::AlreadyExists:
    case ErrorCode::FailedPrecondition:
    case ErrorCode::CheckNotMet:
        return "RESOURCE_CONFLICT";
    case ErrorCode::DiskFull:
        return "RESOURCE_EXHAUSTED";
    case ErrorCode::Unavailable:
        return "TEMPORARILY_UNAVAILABLE";
    case ErrorCode::Cancelled:
        return "CANCELLED";
    case ErrorCode::Internal:
        return "INTERNAL_ERROR";
    }
    return "INTERNAL_ERROR";
}

} // namespace

struct Router::State {
    struct Route {
        std::string method;
        std::vector<Part> parts;
        Handler handler;
        BodyTo bodyTo;
    };
    std::vector<Route> routes;
};

Router::Router() : m_state(std::make_unique<State>()) {}
Router::~Router() = default;

void Router::add(std::string_view method, std::string_view pattern, Handler handler, BodyTo bodyTo) {
    State::Route route{std::string(method), parsePattern(pattern), std::move(handler), bodyTo};
    const auto place = std::ranges::upper_bound(m_state->routes, precedence(route.parts), {},
        [](const State::Route& other) { return precedence(other.parts); });
    m_state->routes.insert(place, std::move(route));
}

BodyTo Router::bodyTo(std::string_view method, std::string_view target) const {
    const auto pieces = pathPieces(rawPath(target));
    for (const auto& route : m_state->routes)
        if (Parameters parameters; route.method == method && matches(route.parts, pieces, parameters))
            return route.bodyTo;
    return BodyTo::Memory;
}

Response Router::handle(Request& request) const {
    const auto path = rawPath(request.target.empty() ? request.path : request.target);
    const auto pieces = pathPieces(path);
    const std::string_view method = request.method == "HEAD" ? "GET" : std::string_view(request.method);
    std::vector<std::string> allowed;
    for (const auto& route : m_state->routes) {
        Parameters parameters;
        if (!matches(route.parts, pieces, parameters)) continue;
        if (route.method != method) {
            if (std::ranges::find(allowed, route.method) == allowed.end()) allowed.push_back(route.method);
            continue;
        }
        request.parameters = std::move(parameters);
        return route.handler(request);
    }
    if (allowed.empty())
        return errorResponse(
            {ErrorCode::NotFound, fmt::format("there is nothing at {}", forMessage(path)), "Check the path"}, 404,
            "ENDPOINT_NOT_FOUND");
    auto response = errorResponse(
        {ErrorCode::InvalidArgument, fmt::format("{} does not take {}", forMessage(path), forMessage(request.method)),
            "Use " + join(allowed, ", ")});
    response.status = 405;
    response.headers["Allow"] = join(allowed, ", ");
    return response;
}

Response errorResponse(const Error& error) {
    return errorResponse(error, statusOf(error.code), mlflowCodeOf(error.code));
}

Response errorResponse(const Error& error, int status, std::string_view mlflowCode) {
    Json document;
    document["error"] = {{"code", name(error.code)}, {"message", error.message}, {"hint", error.hint}};
    document["error_code"] = mlflowCode;
    document["message"] = toLine(error);
    return Response::json(status, dump(document));
}

} // namespace slipway::net
