// Serves the container contract as behaviour.json in its bundle says: {"answer","status","delay_ms","die_after",
// "die_at_start"}. Ends when its standard input ends.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include <unistd.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/net/http_server.h"

using namespace slipway;

int main(int argc, char** argv) {
    std::string bundle, portFile;
    for (int i = 1; i + 1 < argc; ++i) {
        if (std::string_view(argv[i]) == "--bundle") bundle = argv[i + 1];
        if (std::string_view(argv[i]) == "--port-file") portFile = argv[i + 1];
    }
    const auto behaviour = readJsonFile(bundle + "/behaviour.json");
    if (!behaviour || boolOr(*behaviour, "die_at_start", false)) {
        std::fputs("error: this model cannot be loaded\n", stderr);
        return 7;
    }
    std::atomic<long long> left = integerOr(*behaviour, "die_after", -1);
    auto router = std::make_shared<net::Router>();
    router->add("GET", "/ping", [](const net::Request&) { return net::Response::text(200, ""); });
    router->add("POST", "/invocations", [&](const net::Request& request) {
        if (left-- == 0) std::_Exit(9);
        std::this_thread::sleep_for(std::chrono::milliseconds(integerOr(*behaviour, "delay_ms", 0)));
        auto response = net::Response::text(
            static_cast<int>(integerOr(*behaviour, "status", 200)), textOr(*behaviour, "answer") + " " + request.body);
        response.headers["Content-Type"] = "text/csv";
        return response;
    });
    auto server = net::HttpServer::start({}, router);
    if (!server || !writeFileAtomically(portFile, std::to_string(server->port()))) return 8;
    char byte;
    while (::read(STDIN_FILENO, &byte, 1) > 0) {
    }
    return 0;
}
