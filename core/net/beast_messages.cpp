#include "core/net/beast_messages.h"

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/net/router.h"

namespace slipway::net {

namespace http = boost::beast::http;

namespace {

void readTarget(Request& request) {
    const std::string_view target = request.target;
    const auto mark = target.find('?');
    request.path = urlDecode(target.substr(0, mark));
    if (mark == std::string_view::npos) return;
    for (const auto& pair : split(target.substr(mark + 1, target.find('#') - mark - 1), '&')) {
        if (pair.empty()) continue;
        const auto equals = pair.find('=');
        const auto value = equals == std::string::npos ? std::string_view() : std::string_view(pair).substr(equals + 1);
        request.query.emplace_back(urlDecode(std::string_view(pair).substr(0, equals), true), urlDecode(value, true));
    }
}

/// A handler may have put a person's text into a header: it must not end the line.
std::string oneLine(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    return text;
}

template <class Message> void setHead(Message& message, const Response& response, bool keepAlive) {
    for (const auto& [key, value] : response.headers) message.set(oneLine(key), oneLine(value));
    message.keep_alive(keepAlive);
}

} // namespace

Request toRequest(const BeastHeader& message) {
    Request request;
    request.method = view(message.method_string());
    request.target = view(message.target());
    readTarget(request);
    for (const auto& field : message) {
        auto& value = request.headers[std::string(view(field.name_string()))];
        value += (value.empty() ? "" : ", ") + std::string(view(field.value()));
    }
    return request;
}

BeastResponse toBeast(Response&& response, unsigned version, bool keepAlive, bool headOnly) {
    BeastResponse message{static_cast<http::status>(response.status), version};
    setHead(message, response, keepAlive);
    const auto size = response.body.size();
    if (!headOnly) message.body() = std::move(response.body);
    if (response.status != 204 && response.status != 304) message.content_length(size);
    return message;
}

BeastResponseHead headOf(const Response& response, unsigned version, bool keepAlive, std::uint64_t size) {
    BeastResponseHead message{static_cast<http::status>(response.status), version};
    setHead(message, response, keepAlive);
    message.content_length(size);
    return message;
}

std::optional<Response> answerTo(boost::system::error_code failed, std::size_t limit) {
    const auto make = [](int status, ErrorCode code, std::string message, std::string hint) {
        auto response = errorResponse({code, std::move(message), std::move(hint)});
        response.status = status;
        return response;
    };
    if (failed == http::error::body_limit)
        return make(413, ErrorCode::InvalidArgument,
            fmt::format("the body is larger than {} bytes", withThousands(static_cast<long long>(limit))),
            "Send it in parts");
    if (failed == http::error::header_limit)
        return make(431, ErrorCode::InvalidArgument, "the header is too large", "Send fewer or shorter fields");
    if (failed == http::error::end_of_stream || failed == http::error::partial_message) return std::nullopt;
    if (failed.category() == make_error_code(http::error::bad_method).category())
        return make(
            400, ErrorCode::InvalidArgument, "this is no HTTP request: " + failed.message(), "Check the client");
    return std::nullopt;
}

} // namespace slipway::net
