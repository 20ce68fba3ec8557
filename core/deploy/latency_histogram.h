#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace slipway::deploy {

/// How long things took, in buckets that grow by 4 %: quantiles are at most 2 % off. From a microsecond to half an
/// hour.
class LatencyHistogram {
public:
    void add(double milliseconds);
    void merge(const LatencyHistogram& other);
    std::uint64_t count() const;
    /// Milliseconds; 0 when nothing was added. `share` 0.5 is the median.
    double quantile(double share) const;

    /// "120:5 121:7", bucket and count.
    std::string toText() const;
    static Result<LatencyHistogram> fromText(std::string_view text);

private:
    static constexpr std::size_t kBuckets = 544;
    std::array<std::uint64_t, kBuckets> m_counts{};
};

/// What was counted of some invocations.
struct InvocationCounts {
    std::int64_t invocations = 0, errors = 0;
    LatencyHistogram latency;
    void add(double milliseconds, bool failed);
    void merge(const InvocationCounts& other);
};

} // namespace slipway::deploy
