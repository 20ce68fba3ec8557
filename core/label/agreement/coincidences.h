#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>

namespace slipway::label {

/// What the difference of two ratings means.
enum class Scale : std::uint8_t { Nominal, Ordinal, Interval, Ratio };

/// Krippendorff's α (Content Analysis, 2004, chapter 11) from counts of coinciding ratings, so that units can be added
/// and taken away and none has to be read again. Counts are whole numbers: the order of changes plays no part.
class Coincidences {
public:
    /// All ratings of one unit (or of several with the same ones), by whom does not matter; missing ones are left out.
    /// Fewer than two say nothing. None is NaN; for Scale::Ratio none is negative.
    void add(std::span<const double> ratings, std::int64_t units = 1) { change(ratings, units); }
    void remove(std::span<const double> ratings) { change(ratings, -1); }

    std::int64_t units() const; ///< with two ratings or more
    /// nullopt when nothing differs in all units together.
    std::optional<double> alpha(Scale scale) const;

private:
    struct OfSize {
        std::int64_t units = 0;
        std::map<std::pair<double, double>, std::int64_t> pairs; ///< ordered pairs of ratings of different people
    };
    void change(std::span<const double> ratings, std::int64_t by);

    std::map<std::int64_t, OfSize> m_bySize; ///< by the number of ratings of a unit
};

} // namespace slipway::label
