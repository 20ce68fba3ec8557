#include "ui/label/view_transform.h"

#include <algorithm>
#include <cmath>

namespace slipway::ui {

namespace {

constexpr double kLeast = 1.0 / 64, kMost = 64;
constexpr double kMargin = 16, kVisible = 32;

/// The start of the shown part of an axis, so that `kVisible` view pixels of the image (or all, if it has fewer) stay
/// inside.
double bounded(double start, double image, double view, double zoom) {
    const double kept = std::min(kVisible, image * zoom) / zoom;
    return std::clamp(start, kept - view / zoom, image - kept);
}

/// How far to move so that `from` … `to` lies in 0 … view.
double shift(double from, double to, double view) {
    if (from < 0) return -from;
    return to > view ? view - to : 0;
}

} // namespace

void ViewTransform::setSizes(QSizeF image, QSizeF view) {
    const bool wasShown = !m_image.isEmpty() && !m_view.isEmpty();
    const label::Point middle = toImage({m_view.width() / 2, m_view.height() / 2});
    m_image = image;
    m_view = view;
    if (wasShown) centreOn(middle);
}

void ViewTransform::fit() {
    if (m_image.isEmpty() || m_view.isEmpty()) return;
    const double across = (m_view.width() - 2 * kMargin) / m_image.width();
    const double down = (m_view.height() - 2 * kMargin) / m_image.height();
    m_zoom = std::clamp(std::min({across, down, 1.0}), kLeast, kMost);
    centreOn({m_image.width() / 2, m_image.height() / 2});
}

void ViewTransform::zoomAt(QPointF viewPoint, double factor) {
    const label::Point fixed = toImage(viewPoint);
    m_zoom = std::clamp(m_zoom * factor, kLeast, kMost);
    m_left = fixed.x - viewPoint.x() / m_zoom;
    m_top = fixed.y - viewPoint.y() / m_zoom;
    keepInView();
}

void ViewTransform::setZoom(double zoom) {
    zoomAt({m_view.width() / 2, m_view.height() / 2}, zoom / m_zoom);
}

void ViewTransform::panBy(QPointF viewDelta) {
    m_left -= viewDelta.x() / m_zoom;
    m_top -= viewDelta.y() / m_zoom;
    keepInView();
}

void ViewTransform::centreOn(label::Point image) {
    m_left = image.x - m_view.width() / m_zoom / 2;
    m_top = image.y - m_view.height() / m_zoom / 2;
    keepInView();
}

void ViewTransform::show(const label::Box& image) {
    const double across = (m_view.width() - 2 * kMargin) / std::max(image.width, 1.0);
    const double down = (m_view.height() - 2 * kMargin) / std::max(image.height, 1.0);
    if (const double most = std::min(across, down); most < m_zoom) {
        m_zoom = std::clamp(most, kLeast, kMost);
        centreOn(image.centre());
        return;
    }
    const QRectF box = toView(image).adjusted(-kMargin, -kMargin, kMargin, kMargin);
    panBy({shift(box.left(), box.right(), m_view.width()), shift(box.top(), box.bottom(), m_view.height())});
}

QRectF ViewTransform::toView(const label::Box& box) const {
    return {toView(label::Point{box.left, box.top}), QSizeF(box.width * m_zoom, box.height * m_zoom)};
}

label::Box ViewTransform::visible() const {
    return {m_left, m_top, m_view.width() / m_zoom, m_view.height() / m_zoom};
}

void ViewTransform::keepInView() {
    if (m_image.isEmpty() || m_view.isEmpty()) return;
    m_left = bounded(m_left, m_image.width(), m_view.width(), m_zoom);
    m_top = bounded(m_top, m_image.height(), m_view.height(), m_zoom);
}

} // namespace slipway::ui
