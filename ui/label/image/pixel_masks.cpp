#include "ui/label/image/pixel_masks.h"

#include <cmath>
#include <cstring>

#include "core/base/progress.h"
#include "core/media/segment.h"

namespace slipway::ui {

namespace {

constexpr std::int64_t kMostFilled = std::int64_t{1} << 26;
constexpr int kFarthest = 4096;

media::Pixels toPixels(const QImage& image) {
    const QImage plain = image.convertToFormat(QImage::Format_RGBA8888);
    media::Pixels pixels{plain.width(), plain.height(), {}};
    const std::size_t stride = 4 * static_cast<std::size_t>(plain.width());
    pixels.rgba.resize(stride * static_cast<std::size_t>(plain.height()));
    for (int y = 0; y < plain.height(); ++y) std::memcpy(pixels.row(y), plain.constScanLine(y), stride);
    return pixels;
}

label::Mask toMask(const media::Segment& segment, QPoint origin) {
    if (segment.width == 0) return {};
    return label::Mask::fromPixels(
        segment.left + origin.x(), segment.top + origin.y(), segment.width, segment.height, segment.mask);
}

Result<label::Mask> notEmpty(label::Mask mask) {
    if (mask.empty())
        return fail(ErrorCode::NotFound, "Nothing stands out here", "Draw the box closer, or try the brush");
    return mask;
}

Result<label::Mask> fill(const Picture& picture, label::Point seed, int tolerance) {
    const QSize size = picture.size();
    const QPoint at(static_cast<int>(std::floor(seed.x)), static_cast<int>(std::floor(seed.y)));
    QRect part(QPoint(), size);
    if (std::int64_t{size.width()} * size.height() > kMostFilled)
        part &= QRect(at - QPoint(kFarthest, kFarthest), QSize(2 * kFarthest, 2 * kFarthest));
    if (!part.contains(at)) return fail(ErrorCode::InvalidArgument, "The click was outside the picture");
    const QPoint inside = at - part.topLeft();
    SLIPWAY_ASSIGN(const auto segment,
        media::selectSimilar(toPixels(picture.pixels(part)), inside.x(), inside.y(), {.tolerance = tolerance}));
    return notEmpty(toMask(segment, part.topLeft()));
}

/// With as much around the box as is in it: that is what it is told from.
Result<label::Mask> cutOut(const Picture& picture, const label::Box& box) {
    const QRect inside = QRectF(box.left, box.top, box.width, box.height).toAlignedRect();
    const QRect part = inside
                           .adjusted(-inside.width() / 2 - 8, -inside.height() / 2 - 8, inside.width() / 2 + 8,
                               inside.height() / 2 + 8)
                           .intersected(QRect(QPoint(), picture.size()));
    if (std::int64_t{part.width()} * part.height() > kMostFilled)
        return fail(
            ErrorCode::InvalidArgument, "This box is too large to look into", "Draw a smaller box, or use the brush");
    const QRect local = inside.translated(-part.topLeft());
    Progress progress;
    SLIPWAY_ASSIGN(const auto segment, media::cutOut(toPixels(picture.pixels(part)),
                                           {local.left(), local.top(), local.width(), local.height()}, progress));
    return notEmpty(toMask(segment, part.topLeft()));
}

} // namespace

Result<label::Mask> findMaskInPicture(const Picture& picture, const MaskQuestion& question) {
    return question.seed ? fill(picture, *question.seed, question.tolerance) : cutOut(picture, question.box);
}

} // namespace slipway::ui
