#pragma once

#include <QPointF>
#include <optional>
#include <vector>

#include "core/base/result.h"

namespace slipway::ui {

/// A value over the plane, known at some points and linear in between.
class ChartSurface {
public:
    struct Sample {
        QPointF at; ///< 0 … 1 in both directions
        double value = 0;
    };
    static constexpr std::size_t kMostSamples = 2000;

    /// Joins the points to Delaunay triangles by insertion (A. Bowyer, "Computing Dirichlet tessellations", and D. F.
    /// Watson, both The Computer Journal 24, 1981); points at the same place count with their mean. FailedPrecondition
    /// with fewer than three places, when all lie on a line, and above kMostSamples.
    static Result<ChartSurface> through(const std::vector<Sample>& samples);

    /// Linear within the triangle that the place lies in; nothing outside all of them: there is no guessing.
    std::optional<double> at(const QPointF& place) const;
    /// at() for the middles of columns × rows cells, row by row from the top; NaN outside the triangles.
    std::vector<float> raster(int columns, int rows) const;
    double lowest() const { return m_lowest; }
    double highest() const { return m_highest; }

private:
    struct Triangle {
        std::size_t a, b, c;
    };
    void insert(std::size_t sample);
    bool circleHolds(const Triangle& triangle, const QPointF& place) const;

    std::vector<Sample> m_samples; ///< then the three corners of the triangle around all
    std::vector<Triangle> m_triangles;
    double m_lowest = 0, m_highest = 1;
};

} // namespace slipway::ui
