#include <cstdint>
#include <string>
#include <string_view>

#include "core/net/http_message.h"
#include "core/net/router.h"
#include "tests/fuzz/require.h"

using namespace slipway;

namespace {

net::Response echo(const net::Request& request) {
    std::string body;
    for (const auto& [name, value] : request.parameters) body += name + "=" + value + "\n";
    for (const auto& [name, value] : request.query) body += net::urlEncode(name) + "=" + net::urlEncode(value) + "\n";
    return net::Response::text(200, body);
}

const net::Router& router() {
    static const auto* const routes = [] {
        auto* made = new net::Router;
        made->add("GET", "/ping", echo);
        made->add("POST", "/endpoints/{name}/invocations", echo);
        made->add("GET", "/endpoints/{name}/ping", echo);
        made->add("GET", "/artifacts/{run}/{path...}", echo);
        return made;
    }();
    return *routes;
}

} // namespace

/// First byte: the method; the rest: the request's target.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
    REQUIRE(net::urlDecode(net::urlEncode(bytes)) == bytes);
    REQUIRE(net::urlDecode(bytes).size() <= bytes.size());

    net::Request request;
    request.method = data[0] % 2 == 0 ? "GET" : "POST";
    request.target = bytes;
    const auto response = router().handle(request);
    REQUIRE(response.status >= 200 && response.status < 600);
    return 0;
}
