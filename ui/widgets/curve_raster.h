#pragma once

#include <QColor>
#include <QImage>
#include <QPointF>
#include <span>
#include <vector>

namespace slipway::ui {

/// Draws many long curves into a picture: hundreds of times as fast as QPainter's strokes. A curve with more points
/// than columns becomes one span a column, from its lowest to its highest value there: no spike is lost, however many
/// points there are. One with fewer is drawn segment by segment, smooth at its edges, with dashes.
class CurveRaster {
public:
    explicit CurveRaster(QSize pixels);

    struct Stroke {
        QColor color;
        double width = 2; ///< pixels
        Qt::PenStyle style = Qt::SolidLine;
        double opacity = 1;
    };
    /// Points in pixels of the picture, by x; one whose y is NaN is a gap.
    void draw(std::span<const QPointF> points, const Stroke& stroke);
    /// One pixel wide and without dashes, blended at once: for thousands of lines.
    void drawThin(std::span<const QPointF> points, const QColor& color, double opacity);
    const QImage& image() const { return m_image; }
    void setImage(const QImage& image) { m_image = image; } ///< of the same size and format, to draw over

private:
    void drawColumns(std::span<const QPointF> points, const Stroke& stroke);
    void drawSegments(std::span<const QPointF> points, const Stroke& stroke);
    void drawDashes(QPointF from, QPointF to, const Stroke& stroke, double& along);
    void cover(QPointF from, QPointF to, double halfWidth);
    void coverSpan(int column, double from, double to, double share);
    void mark(int column, int row, double share);
    void blend(const Stroke& stroke);

    struct Touched {
        int first, last;
    };
    QImage m_image;
    int m_width, m_height;
    std::vector<unsigned char> m_cover; ///< column by column
    std::vector<Touched> m_touched;     ///< rows of each column that the present curve covers
};

} // namespace slipway::ui
