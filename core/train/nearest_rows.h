#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace slipway::train {

/// The rows nearest to a point, Euclidean and exact; of equally near rows the earlier one wins. Equal rows are stored
/// once, so that columns with few values cost nothing. Read-only once built, then usable from several threads.
class NearestRows {
public:
    /// `values` row-major with `columns` per row, all finite.
    NearestRows(const std::vector<double>& values, std::size_t columns, std::size_t mostNeighbours);
    ~NearestRows();
    NearestRows(NearestRows&&) noexcept;
    NearestRows& operator=(NearestRows&&) noexcept;

    /// At most mostNeighbours row numbers, nearest first.
    std::vector<std::size_t> find(const double* point) const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace slipway::train
