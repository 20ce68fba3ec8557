#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "tests/core/track/mlflow/tracking_bench.h"
#include "tests/fuzz/require.h"

using namespace slipway;

namespace {

/// With something of each kind to be found and changed.
std::unique_ptr<testkit::TrackingBench> makeBench() {
    auto bench = std::make_unique<testkit::TrackingBench>();
    const auto experiment = bench->experiment();
    const auto run = bench->run(experiment);
    bench->post("runs/log-batch", {{"run_id", run}, {"metrics", {{{"key", "m"}, {"value", 1}, {"timestamp", 1}}}}});
    bench->post("logged-models", {{"experiment_id", experiment}, {"name", "net"}});
    bench->putArtifact(experiment + "/" + run + "/artifacts/a.txt", "a");
    return bench;
}

} // namespace

/// "METHOD target", a line end, and a body: whatever it is, the answer is one that MLflow's clients read, and no
/// mistake of a client's is a 5xx, which they would repeat for minutes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr int kInputsPerWorkspace = 2000;
    static std::unique_ptr<testkit::TrackingBench> bench;
    static int inputs = 0;
    if (inputs++ % kInputsPerWorkspace == 0) bench = makeBench();
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto line = text.substr(0, text.find('\n'));
    const auto blank = line.find(' ');
    if (blank == std::string_view::npos) return -1;
    const auto body = line.size() < text.size() ? text.substr(line.size() + 1) : std::string_view();
    const auto answer = bench->send(line.substr(0, blank), std::string(line.substr(blank + 1)), std::string(body));
    REQUIRE(answer.status >= 200 && (answer.status < 500 || answer.status == 501));
    if (answer.status >= 400) REQUIRE(!answer.code().empty() && answer.json["message"].is_string());
    return 0;
}
