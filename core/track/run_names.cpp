#include "core/track/run_names.h"

#include <array>
#include <random>
#include <string_view>

#include <fmt/format.h>

namespace slipway::track {

namespace {

constexpr std::array<std::string_view, 32> kFirst{"amber", "bold", "brisk", "bright", "calm", "clear", "crisp", "deep",
    "eager", "early", "fair", "fleet", "fresh", "gentle", "golden", "high", "keen", "light", "lively", "lucky", "merry",
    "mild", "noble", "quick", "quiet", "silver", "smooth", "spry", "steady", "still", "swift", "warm"};
constexpr std::array<std::string_view, 32> kSecond{"anchor", "beacon", "bay", "breeze", "buoy", "cape", "cove",
    "current", "dock", "ferry", "gale", "gull", "harbor", "heron", "island", "keel", "lagoon", "lantern", "mast",
    "otter", "pier", "reef", "rudder", "sail", "seal", "shore", "skiff", "star", "surf", "tern", "tide", "wave"};

} // namespace

std::string madeUpName() {
    thread_local std::mt19937_64 random{std::random_device{}()};
    const auto pick = [](std::size_t count) {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
    };
    return fmt::format("{}-{}-{}", kFirst[pick(kFirst.size())], kSecond[pick(kSecond.size())], 100 + pick(900));
}

} // namespace slipway::track
