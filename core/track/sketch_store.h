#pragma once

#include <cstdint>
#include <optional>

#include "core/base/result.h"
#include "core/track/curve_sketch.h"

namespace slipway::store {
class Database;
}

namespace slipway::track {

/// Sketches of long metric histories beside their points. A sketch holds the points up to its last one, by step and
/// time; those behind it are read one by one. A point that comes late, before that one, makes it wrong: then it is
/// dropped, and made anew when the history has grown. Same thread as its Database.
class SketchStore {
public:
    explicit SketchStore(store::Database& db) : m_db(db) {}

    /// From as many points on a history has one.
    static constexpr std::int64_t kFewPoints = 2048;

    Result<std::optional<CurveSketch>> find(std::int64_t run, std::int64_t key) const;

    struct Added {
        std::int64_t firstStep = 0; ///< of the first of them by step and time
        Timestamp firstAt = 0;
        std::int64_t count = 0, stored = 0; ///< stored: points that the history has now
    };
    /// After points were added, inside their transaction.
    Status update(std::int64_t run, std::int64_t key, const Added& added);

private:
    Status extend(std::int64_t run, std::int64_t key, CurveSketch sketch, std::int64_t stored);
    Status drop(std::int64_t run, std::int64_t key);
    store::Database& m_db;
};

} // namespace slipway::track
