#include "ui/label/image/picture.h"

#include <algorithm>
#include <cmath>

namespace slipway::ui {

namespace {

/// Of four pixels at once, two bytes apart so that sums do not run over.
QRgb meanOf(QRgb a, QRgb b, QRgb c, QRgb d) {
    constexpr QRgb kEven = 0x00FF00FF;
    const QRgb even = (a & kEven) + (b & kEven) + (c & kEven) + (d & kEven) + 0x00020002;
    const QRgb odd = ((a >> 8) & kEven) + ((b >> 8) & kEven) + ((c >> 8) & kEven) + ((d >> 8) & kEven) + 0x00020002;
    return ((even >> 2) & kEven) | (((odd >> 2) & kEven) << 8);
}

} // namespace

QImage drawable(const QImage& image) {
    return image.convertToFormat(image.hasAlphaChannel() ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32);
}

QImage halved(const QImage& image) {
    const int width = std::max(1, (image.width() + 1) / 2), height = std::max(1, (image.height() + 1) / 2);
    QImage half(width, height, image.format());
    for (int y = 0; y < height; ++y) {
        const auto* upper = reinterpret_cast<const QRgb*>(image.constScanLine(2 * y));
        const auto* lower = reinterpret_cast<const QRgb*>(image.constScanLine(std::min(2 * y + 1, image.height() - 1)));
        auto* line = reinterpret_cast<QRgb*>(half.scanLine(y));
        for (int x = 0; x < width; ++x) {
            const int left = 2 * x, right = std::min(2 * x + 1, image.width() - 1);
            line[x] = meanOf(upper[left], upper[right], lower[left], lower[right]);
        }
    }
    return half;
}

int levelFor(double scale, int levels) {
    if (scale >= 1) return 0;
    return std::clamp(static_cast<int>(std::floor(-std::log2(scale) + 1e-9)), 0, levels - 1);
}

LevelPicture::LevelPicture(const QImage& image, QSize shown) : m_size(shown.isEmpty() ? image.size() : shown) {
    m_levels.push_back(drawable(image));
    while (std::max(m_levels.back().width(), m_levels.back().height()) > kOverview / 4)
        m_levels.push_back(halved(m_levels.back()));
}

void LevelPicture::paint(
    QPainter& painter, const ViewTransform& transform, const QRectF& view, double ratio, bool smooth) const {
    const double toFirst = static_cast<double>(m_levels.front().width()) / m_size.width();
    const double scale = transform.zoom() * ratio / toFirst;
    const QImage& image = m_levels[static_cast<std::size_t>(levelFor(scale, static_cast<int>(m_levels.size())))];
    const QRectF whole = transform.toView(label::Box{0, 0, double(m_size.width()), double(m_size.height())});
    const QRectF target = whole.intersected(view);
    if (target.isEmpty()) return;
    // Whole source pixels, so that neighbouring parts that are drawn apart fit together.
    const double across = image.width() / whole.width(), down = image.height() / whole.height();
    const QRectF wanted((target.left() - whole.left()) * across, (target.top() - whole.top()) * down,
        target.width() * across, target.height() * down);
    const QRect source = wanted.toAlignedRect().adjusted(-1, -1, 1, 1).intersected(image.rect());
    const QRectF exact(whole.left() + source.left() / across, whole.top() + source.top() / down,
        source.width() / across, source.height() / down);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, smooth);
    painter.drawImage(exact, image, source);
}

QImage LevelPicture::overview() const {
    for (const QImage& level : m_levels)
        if (std::max(level.width(), level.height()) <= kOverview) return level;
    return m_levels.back();
}

QImage LevelPicture::pixels(const QRect& part) const {
    return isPreview() ? QImage() : m_levels.front().copy(part.intersected(m_levels.front().rect()));
}

std::int64_t LevelPicture::bytes() const {
    std::int64_t sum = 0;
    for (const QImage& level : m_levels) sum += level.sizeInBytes();
    return sum;
}

} // namespace slipway::ui
