#include "core/deploy/latency_histogram.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "core/base/text.h"

namespace slipway::deploy {

namespace {

constexpr double kGrowth = 1.04, kMicrosecondsPerMillisecond = 1000;
const double kLogGrowth = std::log(kGrowth);

} // namespace

void LatencyHistogram::add(double milliseconds) {
    const double microseconds = std::max(1.0, milliseconds * kMicrosecondsPerMillisecond);
    const auto bucket = static_cast<std::size_t>(std::log(microseconds) / kLogGrowth);
    ++m_counts[std::min(bucket, kBuckets - 1)];
}

void LatencyHistogram::merge(const LatencyHistogram& other) {
    for (std::size_t i = 0; i < kBuckets; ++i) m_counts[i] += other.m_counts[i];
}

std::uint64_t LatencyHistogram::count() const {
    return std::accumulate(m_counts.begin(), m_counts.end(), std::uint64_t{0});
}

double LatencyHistogram::quantile(double share) const {
    const auto total = count();
    if (total == 0) return 0;
    const auto rank =
        std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(total))));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < kBuckets; ++i) {
        seen += m_counts[i];
        if (seen >= rank) return std::exp((static_cast<double>(i) + 0.5) * kLogGrowth) / kMicrosecondsPerMillisecond;
    }
    return 0;
}

std::string LatencyHistogram::toText() const {
    std::string text;
    for (std::size_t i = 0; i < kBuckets; ++i)
        if (m_counts[i] > 0) text += (text.empty() ? "" : " ") + std::to_string(i) + ":" + std::to_string(m_counts[i]);
    return text;
}

Result<LatencyHistogram> LatencyHistogram::fromText(std::string_view text) {
    LatencyHistogram histogram;
    const auto* at = text.data();
    const auto* const end = text.data() + text.size();
    while (at < end) {
        std::size_t bucket = 0;
        std::uint64_t count = 0;
        const auto first = std::from_chars(at, end, bucket);
        if (first.ec != std::errc{} || first.ptr == end || *first.ptr != ':' || bucket >= kBuckets)
            return fail(ErrorCode::BadData, "stored latencies '" + forMessage(text) + "' cannot be read");
        const auto second = std::from_chars(first.ptr + 1, end, count);
        if (second.ec != std::errc{} || (second.ptr != end && *second.ptr != ' '))
            return fail(ErrorCode::BadData, "stored latencies '" + forMessage(text) + "' cannot be read");
        histogram.m_counts[bucket] += count;
        at = second.ptr == end ? end : second.ptr + 1;
    }
    return histogram;
}

void InvocationCounts::add(double milliseconds, bool failed) {
    ++invocations;
    if (failed) ++errors;
    latency.add(milliseconds);
}

void InvocationCounts::merge(const InvocationCounts& other) {
    invocations += other.invocations;
    errors += other.errors;
    latency.merge(other.latency);
}

} // namespace slipway::deploy
