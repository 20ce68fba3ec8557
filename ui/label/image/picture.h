#pragma once

#include <QImage>
#include <QPainter>
#include <QSize>
#include <memory>
#include <vector>

#include "ui/label/view_transform.h"

namespace slipway::ui {

/// Pixels of one item, ready to be drawn at any zoom. Immutable as seen from outside; every call from any thread.
class Picture {
public:
    virtual ~Picture() = default;

    virtual QSize size() const = 0; ///< as shown, in image pixels
    /// Draws what lies in `view` (view coordinates of `transform`) at the painter's resolution `ratio`. Coarser pixels
    /// stand in for finer ones that are not loaded yet.
    virtual void paint(
        QPainter& painter, const ViewTransform& transform, const QRectF& view, double ratio, bool smooth) const = 0;
    /// All of it, at most kOverview a side.
    virtual QImage overview() const = 0;
    /// Pixels of a part at full size; null when they are not in memory (a preview).
    virtual QImage pixels(const QRect& part) const = 0;
    virtual std::int64_t bytes() const = 0;
    virtual bool isPreview() const { return false; }
    virtual bool isPending() const { return false; } ///< finer pixels are on their way

    static constexpr int kOverview = 1024;
};

/// The format that is fastest to draw.
QImage drawable(const QImage& image);
/// The mean of each two by two pixels.
QImage halved(const QImage& image);

/// A picture in memory with its halves, down to a quarter of kOverview. `shown` differs from the image's size when the
/// image is a preview.
class LevelPicture : public Picture {
public:
    explicit LevelPicture(const QImage& image, QSize shown = {});

    QSize size() const override { return m_size; }
    void paint(QPainter& painter, const ViewTransform& transform, const QRectF& view, double ratio,
        bool smooth) const override;
    QImage overview() const override;
    QImage pixels(const QRect& part) const override;
    std::int64_t bytes() const override;
    bool isPreview() const override { return m_levels.front().size() != m_size; }

private:
    QSize m_size;
    std::vector<QImage> m_levels;
};

/// Which halving is just fine enough: its pixels are drawn at 0.5 … 1 of their size, or larger for level 0.
int levelFor(double scale, int levels);

} // namespace slipway::ui
