#include "core/track/sketch_store.h"

#include <algorithm>
#include <tuple>

#include "core/store/database.h"
#include "core/track/metric_store.h"

namespace slipway::track {

namespace {

// The newest points stay outside, so that writers who are a little out of order do not spoil it.
constexpr std::int64_t kLag = 256;
constexpr std::int64_t kExtendAfter = 1024;

} // namespace

Result<std::optional<CurveSketch>> SketchStore::find(std::int64_t run, std::int64_t key) const {
    SLIPWAY_ASSIGN(auto find, m_db.prepare("SELECT parts FROM metric_sketch WHERE run = ? AND key = ?"));
    find.bindAll(run, key);
    SLIPWAY_ASSIGN(const bool found, find.step());
    if (!found) return std::nullopt;
    SLIPWAY_ASSIGN(auto sketch, CurveSketch::decoded(find.view(0)));
    return std::optional(std::move(sketch));
}

Status SketchStore::update(std::int64_t run, std::int64_t key, const Added& added) {
    if (added.stored < kFewPoints) return {};
    SLIPWAY_ASSIGN(
        auto find, m_db.prepare("SELECT points, last_step, last_at FROM metric_sketch WHERE run = ? AND key = ?"));
    find.bindAll(run, key);
    SLIPWAY_ASSIGN(const bool found, find.step());
    const std::int64_t covered = found ? find.integer(0) : 0;
    const bool late = found && std::pair(added.firstStep, added.firstAt) <= std::pair(find.integer(1), find.integer(2));
    find.reset();
    if (late) return drop(run, key);
    if (found) {
        if (added.stored - covered < kExtendAfter + kLag) return {};
        SLIPWAY_ASSIGN(auto sketch, this->find(run, key));
        return extend(run, key, sketch ? std::move(*sketch) : CurveSketch(), added.stored);
    }
    // All points are read for a new one: only when the history has grown by a part of itself.
    const auto enough = std::max(kExtendAfter, added.stored / 4);
    const auto before = added.stored - added.count;
    if (before >= kFewPoints && added.stored / enough == before / enough) return {};
    return extend(run, key, {}, added.stored);
}

Status SketchStore::extend(std::int64_t run, std::int64_t key, CurveSketch sketch, std::int64_t stored) {
    const auto wanted = stored - kLag;
    // Points of one step and time stay together: what comes behind the last one is told by these.
    SLIPWAY_TRY(
        MetricStore(m_db).eachPointAfter(run, key, sketch.lastStep(), sketch.lastAt(), [&](const MetricPoint& point) {
            const bool together = point.step == sketch.lastStep() && point.at == sketch.lastAt();
            if (sketch.points() >= wanted && !together) return false;
            sketch.add(point);
            return true;
        }));
    if (sketch.points() == 0) return {};
    SLIPWAY_ASSIGN(auto put, m_db.prepare("INSERT OR REPLACE INTO metric_sketch(run, key, points, last_step, last_at, "
                                          "parts) VALUES(?, ?, ?, ?, ?, ?)"));
    put.bindAll(run, key, sketch.points(), sketch.lastStep(), sketch.lastAt());
    put.bindBlob(6, sketch.encoded());
    return put.run();
}

Status SketchStore::drop(std::int64_t run, std::int64_t key) {
    SLIPWAY_ASSIGN(auto remove, m_db.prepare("DELETE FROM metric_sketch WHERE run = ? AND key = ?"));
    return remove.bindAll(run, key).run();
}

} // namespace slipway::track
