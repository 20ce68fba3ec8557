// What the gateway adds to a prediction: the same model server process asked directly and through the gateway, in turn,
// over kept connections. Prints p50 and p99 of both, the difference and the ratio; ends with 1 when it adds more than
// the budget of 0.3 ms p50.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/deploy/capture.h"
#include "core/deploy/gateway.h"
#include "core/deploy/server_process.h"
#include "core/net/http_server.h"
#include "core/net/upstream_pool.h"

using namespace slipway;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr double kBudgetMs = 0.3;
constexpr auto kLimit = std::chrono::seconds(10);

[[noreturn]] void stop(const Error& error) {
    fmt::print(stderr, "{}\n", toLine(error));
    std::exit(2);
}

template <class T> T must(Result<T> result) {
    if (!result) stop(result.error());
    return std::move(*result);
}

double timeOne(net::UpstreamPool& client, int port, const net::Request& request) {
    const auto begin = SteadyClock::now();
    const auto answer = must(client.send("127.0.0.1", port, request, kLimit));
    const double took = std::chrono::duration<double, std::milli>(SteadyClock::now() - begin).count();
    if (answer.status != 200) stop({ErrorCode::Internal, fmt::format("status {}: {}", answer.status, answer.body), {}});
    return took;
}

double quantile(std::vector<double> values, double share) {
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::ranges::nth_element(values, at);
    return *at;
}

/// A real row for `slipway model-server`, or any text for the stand-in.
net::Request makeRequest(const std::string& target, const std::string& row) {
    net::Request request;
    request.method = "POST";
    request.target = target;
    request.headers["Content-Type"] = "text/csv";
    request.body = row + "\n";
    return request;
}

} // namespace

/// bench_gateway [PROGRAM BUNDLE ROW] [requests]: by default the stand-in server that answers at once.
int main(int argc, char** argv) {
    const auto folder = must(TemporaryFolder::create("slipway-bench"));
    deploy::ServerProcess::Options options{argc > 3 ? argv[1] : TEST_MODEL_SERVER,
        argc > 3 ? std::filesystem::path(argv[2]) : folder.path(), folder.path() / "port", folder.path() / "log"};
    const std::string row = argc > 3 ? argv[3] : "39,State-gov,77516,Bachelors,13";
    const int requests = argc == 2 || argc == 5 ? std::atoi(argv[argc - 1]) : 4000;
    if (argc <= 3)
        if (const auto written = writeFileAtomically(folder.path() / "behaviour.json", "{}"); !written)
            stop(written.error());

    deploy::CaptureWriter capture(folder.path() / "capture");
    deploy::Gateway gateway(capture, systemClock());
    auto server = must(deploy::ServerProcess::start(options));
    auto state = deploy::ServerProcess::State::Starting;
    while ((state = server.look([&](int port) { return gateway.answersPing(port); })) ==
           deploy::ServerProcess::State::Starting)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (state == deploy::ServerProcess::State::Ended) stop({ErrorCode::Unavailable, server.failure(), {}});
    gateway.route("e", {{1, "m", 1, server.port(), 100}});
    auto router = std::make_shared<net::Router>();
    router->add(
        "POST", "/endpoints/{name}/invocations", [&](const net::Request& asked) { return gateway.invoke(asked); });
    const auto front = must(net::HttpServer::start({.threads = 8}, router));

    net::UpstreamPool client;
    const auto direct = makeRequest("/invocations", row), through = makeRequest("/endpoints/e/invocations", row);
    std::vector<double> directMs, gatewayMs;
    for (int i = 0; i < requests + 200; ++i) { // in turn, so that the machine's mood is the same for both
        const double a = timeOne(client, server.port(), direct), b = timeOne(client, front.port(), through);
        if (i < 200) continue; // warm
        directMs.push_back(a);
        gatewayMs.push_back(b);
    }
    const double p50 = quantile(gatewayMs, 0.5) - quantile(directMs, 0.5);
    fmt::print("direct   p50 {:.3f} ms  p99 {:.3f} ms\ngateway  p50 {:.3f} ms  p99 {:.3f} ms\n",
        quantile(directMs, 0.5), quantile(directMs, 0.99), quantile(gatewayMs, 0.5), quantile(gatewayMs, 0.99));
    fmt::print("adds     p50 {:.3f} ms (budget {} ms), ratio {:.2f}, {} requests with capture\n", p50, kBudgetMs,
        quantile(gatewayMs, 0.5) / quantile(directMs, 0.5), requests);
    return p50 <= kBudgetMs ? 0 : 1;
}
