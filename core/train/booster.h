#pragma once

// For core/train sources only: the one place that sees XGBoost's C API.
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace slipway::train {

/// Sparse rows with their labels, as XGBoost trains on. Owns the handle.
class TrainingMatrix {
public:
    /// Compressed sparse rows: row r has the cells [rowStarts[r], rowStarts[r + 1]).
    struct Rows {
        std::vector<std::size_t> rowStarts{0};
        std::vector<unsigned> features;
        std::vector<float> values;
        std::vector<float> labels;
        std::size_t count() const { return labels.size(); }
    };
    static Result<TrainingMatrix> create(const Rows& rows, std::size_t features);
    void* handle() const { return m_handle.get(); }

private:
    struct Free {
        void operator()(void* handle) const noexcept;
    };
    explicit TrainingMatrix(void* handle) : m_handle(handle) {}
    std::unique_ptr<void, Free> m_handle;
};

/// Threads that XGBoost takes for work which the calling thread gives it, beside its parameter "nthread": parts of it
/// look only at this. Waiting threads spin, so a second one costs more than it gives where the work is small or cores
/// are busy.
void limitEngineThreads(int threads);

/// A named set whose metrics are computed after each round.
struct Watched {
    const TrainingMatrix* rows;
    std::string name;
};

/// One XGBoost model. score() may be called from several threads at once; everything else from one.
class Booster {
public:
    static Result<Booster> create(std::span<const Watched> sets);
    /// The bytes must come from save() and be checked before: XGBoost trusts what it reads.
    static Result<Booster> fromBytes(std::string_view bytes);

    Status set(const std::string& parameter, const std::string& value);
    Status update(int round, const TrainingMatrix& rows);
    /// XGBoost's own text: "[3]\ttrain-auc:0.9…\t…".
    Result<std::string> evaluate(int round, std::span<const Watched> sets);
    /// The model of the first `rounds` rounds only.
    Result<Booster> firstRounds(int rounds) const;
    Result<std::string> save() const; ///< XGBoost's JSON

    /// `values`: row-major, NaN where absent. `outputs` numbers per row.
    Result<std::vector<float>> score(std::span<const float> values, std::size_t features, std::size_t outputs) const;
    /// Total gain by feature number; features that no split uses are left out.
    Result<std::vector<std::pair<std::size_t, double>>> gains() const;

private:
    struct Free {
        void operator()(void* handle) const noexcept;
    };
    explicit Booster(void* handle) : m_handle(handle) {}
    std::unique_ptr<void, Free> m_handle;
};

} // namespace slipway::train
