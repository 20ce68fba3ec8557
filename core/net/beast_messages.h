#pragma once

// For core/net's sources only: heavy.
#include <optional>
#include <string_view>

#include <boost/beast/http.hpp>

#include "core/net/http_message.h"
#include "core/net/http_server.h"

namespace slipway::net {

// Between Beast's messages and ours.

using BeastHeader = boost::beast::http::request_header<>;
using BeastResponse = boost::beast::http::response<boost::beast::http::string_body>;
using BeastResponseHead = boost::beast::http::response<boost::beast::http::empty_body>;

inline std::string_view view(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

/// Everything but the body.
Request toRequest(const BeastHeader& message);
BeastResponse toBeast(Response&& response, unsigned version, bool keepAlive, bool headOnly);
/// The head of an answer whose body of `size` bytes is sent apart.
BeastResponseHead headOf(const Response& response, unsigned version, bool keepAlive, std::uint64_t size);

/// What to say about bytes that are no acceptable request; nothing when the peer just left.
std::optional<Response> answerTo(boost::system::error_code failed, std::size_t limit);

} // namespace slipway::net
