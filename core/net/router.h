#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/net/http_message.h"

namespace slipway::net {

/// Called on one of the server's worker threads, several at a time; may block. An exception becomes a 500.
using Handler = std::function<Response(const Request&)>;

/// Where a route wants the body of its requests: whole in Request::body, or in a file that it may be larger than
/// memory.
enum class BodyTo { Memory, File };

/// Method and path pattern -> handler. "{name}" takes one path part, "{name...}" the rest. Unknown path: 404, known
/// path with another method: 405 with Allow; both as {"error":{…}}. Doubled slashes count as one. Filled before the
/// server starts; then read-only.
class Router {
public:
    Router();
    ~Router();
    void add(std::string_view method, std::string_view pattern, Handler handler, BodyTo bodyTo = BodyTo::Memory);
    Response handle(Request& request) const;
    BodyTo bodyTo(std::string_view method, std::string_view target) const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// {"error":{"code","message","hint"}} with the HTTP status that fits the code; beside it "error_code" and "message" as
/// MLflow's clients read them.
Response errorResponse(const Error& error);
Response errorResponse(const Error& error, int status, std::string_view mlflowCode);

} // namespace slipway::net
