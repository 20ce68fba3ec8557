#include "core/deploy/gateway.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/deploy/capture.h"
#include "core/net/router.h"
#include "core/net/upstream_pool.h"

namespace slipway::deploy {

namespace {

using SteadyClock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr int kServerFault =
    500; // a 4xx is the caller's mistake: it says nothing of the version, so no canary ends by it
constexpr auto kHost = "127.0.0.1";
constexpr std::chrono::milliseconds kAnswerTimeout{60000}, kPingTimeout{1000};
constexpr Timestamp kMinute = 60000;
constexpr std::string_view kTargetHeader = "X-Amzn-SageMaker-Target-Variant";
constexpr std::string_view kInferenceHeader = "X-Amzn-SageMaker-Inference-Id";

struct Routed {
    GatewayTarget target;
    double current = 0;   ///< of the smooth weighted round-robin
    bool suspect = false; ///< its server did not answer since the last route()
};

struct Choice {
    std::optional<GatewayTarget> target;
    net::Response refusal;
};

net::Response refuse(int status, ErrorCode code, std::string message, std::string hint) {
    auto response = net::errorResponse({code, std::move(message), std::move(hint)});
    response.status = status;
    return response;
}

/// "model:2" or, as SageMaker's names have no colon, "model-2".
bool isNamed(const GatewayTarget& target, std::string_view wanted) {
    return wanted == target.name() || wanted == captureFolderName(target.model, target.version);
}

/// Who called and how they proved it is no business of the model's.
net::Request toUpstream(const net::Request& request) {
    net::Request upstream;
    upstream.method = "POST";
    upstream.target = "/invocations";
    upstream.headers = request.headers;
    upstream.headers.erase("authorization");
    upstream.headers.erase("cookie");
    upstream.body = request.body;
    return upstream;
}

double millisecondsSince(SteadyClock::time_point begin) {
    return std::chrono::duration<double, std::milli>(SteadyClock::now() - begin).count();
}

} // namespace

struct Gateway::State {
    CaptureWriter& capture;
    const Clock& clock;
    net::UpstreamPool pool;
    mutable std::mutex mutex; ///< of what follows
    std::unordered_map<std::string, std::vector<Routed>> endpoints;
    std::unordered_map<std::int64_t, int> inFlight;
    std::map<std::pair<std::int64_t, Timestamp>, InvocationCounts> counts;

    State(CaptureWriter& writer, const Clock& time) : capture(writer), clock(time) {}

    Choice choose(const std::string& endpoint, std::string_view wanted, std::optional<std::int64_t> exceptVariant);
    void done(const std::string& endpoint, std::int64_t variant, double milliseconds, bool failed, bool died);
    void captureAnswer(const std::string& endpoint, const GatewayTarget& target, const net::Request& request,
        const net::Response& response, Timestamp at);
};

namespace {

/// Among those with weight, unless none is up; then any that is up; then a suspect one.
Routed* pick(std::vector<Routed>& list, std::optional<std::int64_t> exceptVariant) {
    const auto usable = [&](const Routed& r, bool weighted, bool trusted) {
        return r.target.variant != exceptVariant && (!weighted || r.target.weight > 0) && (!trusted || !r.suspect);
    };
    for (const auto& [weighted, trusted] : {std::pair(true, true), std::pair(false, true), std::pair(false, false)}) {
        Routed* best = nullptr;
        double total = 0;
        for (auto& routed : list) {
            if (!usable(routed, weighted, trusted)) continue;
            routed.current += routed.target.weight;
            total += routed.target.weight;
            if (!best || routed.current > best->current) best = &routed;
        }
        if (best) {
            best->current -= total;
            return best;
        }
    }
    return nullptr;
}

} // namespace

Choice Gateway::State::choose(
    const std::string& endpoint, std::string_view wanted, std::optional<std::int64_t> exceptVariant) {
    const std::lock_guard lock(mutex);
    const auto found = endpoints.find(endpoint);
    if (found == endpoints.end())
        return {{}, refuse(404, ErrorCode::NotFound, fmt::format("no endpoint is called '{}'", forMessage(endpoint)),
                        "`slipway endpoint list` shows them")};
    Routed* chosen = nullptr;
    if (!wanted.empty()) {
        const auto named =
            std::ranges::find_if(found->second, [&](const auto& r) { return isNamed(r.target, wanted); });
        if (named == found->second.end())
            return {{}, refuse(400, ErrorCode::InvalidArgument,
                            fmt::format("'{}' is no variant of this endpoint that serves now", forMessage(wanted)),
                            "Leave the header " + std::string(kTargetHeader) + " out")};
        chosen = &*named;
    } else {
        chosen = pick(found->second, exceptVariant);
    }
    if (!chosen)
        return {{}, refuse(503, ErrorCode::Unavailable,
                        fmt::format("no version serves the endpoint '{}' now", forMessage(endpoint)),
                        "Try again; `slipway endpoint show` has the reason")};
    ++inFlight[chosen->target.variant];
    return {chosen->target, {}};
}

void Gateway::State::done(
    const std::string& endpoint, std::int64_t variant, double milliseconds, bool failed, bool died) {
    const auto minute = clock.now() / kMinute * kMinute;
    const std::lock_guard lock(mutex);
    counts[{variant, minute}].add(milliseconds, failed);
    if (--inFlight[variant] == 0) inFlight.erase(variant);
    if (const auto found = endpoints.find(endpoint); died && found != endpoints.end())
        for (auto& routed : found->second) routed.suspect |= routed.target.variant == variant;
}

void Gateway::State::captureAnswer(const std::string& endpoint, const GatewayTarget& target,
    const net::Request& request, const net::Response& response, Timestamp at) {
    const auto type = response.headers.find("Content-Type");
    capture.add({endpoint, target.model, target.version, at, std::string(request.header(kInferenceHeader)),
        std::string(request.header("Content-Type")), request.body,
        type == response.headers.end() ? std::string() : type->second, response.body});
}

Gateway::Gateway(CaptureWriter& capture, const Clock& clock) : m_state(std::make_unique<State>(capture, clock)) {}
Gateway::~Gateway() = default;

void Gateway::route(const std::string& endpoint, std::vector<GatewayTarget> targets) {
    const std::lock_guard lock(m_state->mutex);
    auto& list = m_state->endpoints[endpoint];
    const bool same = std::ranges::equal(list, targets, [](const Routed& a, const GatewayTarget& b) {
        return a.target.variant == b.variant && a.target.weight == b.weight && a.target.port == b.port;
    });
    for (auto& routed : list) routed.suspect = false;
    if (same) return; // the round-robin goes on where it is
    list.clear();
    for (auto& target : targets) list.push_back({std::move(target), 0, false});
}

void Gateway::removeEndpoint(const std::string& endpoint) {
    const std::lock_guard lock(m_state->mutex);
    m_state->endpoints.erase(endpoint);
}

int Gateway::inFlight(std::int64_t variant) const {
    const std::lock_guard lock(m_state->mutex);
    const auto found = m_state->inFlight.find(variant);
    return found == m_state->inFlight.end() ? 0 : found->second;
}

void Gateway::forget(int port) {
    m_state->pool.drop(kHost, port);
}

net::Response Gateway::ping(const net::Request& request) const {
    const auto& endpoint = request.parameters.at("name");
    const std::lock_guard lock(m_state->mutex);
    const auto found = m_state->endpoints.find(endpoint);
    if (found == m_state->endpoints.end())
        return refuse(404, ErrorCode::NotFound, fmt::format("no endpoint is called '{}'", forMessage(endpoint)),
            "`slipway endpoint list` shows them");
    if (found->second.empty())
        return refuse(503, ErrorCode::Unavailable,
            fmt::format("no version serves the endpoint '{}' now", forMessage(endpoint)), "Try again");
    return net::Response::text(200, "");
}

net::Response Gateway::invoke(const net::Request& request) {
    const auto& endpoint = request.parameters.at("name");
    const auto wanted = request.header(kTargetHeader);
    auto choice = m_state->choose(endpoint, wanted, std::nullopt);
    if (!choice.target) return std::move(choice.refusal);
    const auto upstream = toUpstream(request);
    for (bool isRetry = false;; isRetry = true) {
        const auto target = *choice.target;
        const auto begin = SteadyClock::now();
        auto answer = m_state->pool.send(kHost, target.port, upstream, kAnswerTimeout);
        const double took = millisecondsSince(begin);
        if (answer) {
            if (answer->status == 200) m_state->captureAnswer(endpoint, target, request, *answer, m_state->clock.now());
            answer->headers["x-Amzn-Invoked-Production-Variant"] = target.name();
            m_state->done(endpoint, target.variant, took, answer->status >= kServerFault, false);
            return std::move(*answer);
        }
        const bool died = took < static_cast<double>(kAnswerTimeout.count());
        m_state->done(endpoint, target.variant, took, true, died);
        if (!died)
            return refuse(504, ErrorCode::Unavailable, fmt::format("{} did not answer in time", target.name()),
                "Send fewer rows at once");
        if (isRetry || !wanted.empty()) break;
        choice = m_state->choose(endpoint, wanted, target.variant);
        if (!choice.target) break;
    }
    return refuse(503, ErrorCode::Unavailable,
        fmt::format("the model server of the endpoint '{}' ended during the request", forMessage(endpoint)),
        "Try again; it is being started");
}

bool Gateway::answersPing(int port) {
    net::Request request;
    request.target = "/ping";
    const auto answer = m_state->pool.send(kHost, port, request, kPingTimeout);
    return answer && answer->status == 200;
}

std::vector<MinuteCounts> Gateway::takeCounts() {
    std::vector<MinuteCounts> taken;
    const std::lock_guard lock(m_state->mutex);
    for (auto& [key, counts] : m_state->counts) taken.push_back({key.first, key.second, counts});
    m_state->counts.clear();
    return taken;
}

void Gateway::returnCounts(const std::vector<MinuteCounts>& counts) {
    const std::lock_guard lock(m_state->mutex);
    for (const auto& entry : counts) m_state->counts[{entry.variant, entry.minute}].merge(entry.counts);
}

} // namespace slipway::deploy
