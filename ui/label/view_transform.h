#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include "core/label/geometry.h"

namespace slipway::ui {

/// Where an image lies in a view: zoom (view pixels per image pixel) and the image point at the view's top left corner.
/// Pure arithmetic; zoom stays in 1/64 … 64.
class ViewTransform {
public:
    void setSizes(QSizeF image, QSizeF view);      ///< keeps what is in the middle
    void fit();                                    ///< the whole image with a margin of 16, never over 100 %
    void zoomAt(QPointF viewPoint, double factor); ///< what is under the pointer stays there
    void setZoom(double zoom);                     ///< about the middle
    void panBy(QPointF viewDelta);                 ///< at least 32 view pixels of the image stay in the view
    void centreOn(label::Point image);
    void show(const label::Box& image); ///< zooms out or pans as little as needed

    double zoom() const { return m_zoom; }
    QPointF toView(label::Point image) const { return {(image.x - m_left) * m_zoom, (image.y - m_top) * m_zoom}; }
    label::Point toImage(QPointF view) const { return {view.x() / m_zoom + m_left, view.y() / m_zoom + m_top}; }
    QRectF toView(const label::Box& box) const;
    label::Box visible() const; ///< the part of the image plane that the view shows

private:
    void keepInView();
    QSizeF m_image, m_view;
    double m_zoom = 1, m_left = 0, m_top = 0;
};

} // namespace slipway::ui
