#pragma once

#include "ui/label/image/picture.h"

namespace slipway::ui {

/// A frame of a video. While a sharp layer of it is on its way it is drawn from its own pixels, not from a preview:
/// frames that play do not flicker between blurred and sharp.
class FramePicture : public LevelPicture {
public:
    explicit FramePicture(const QImage& image) : FramePicture(image, drawable(image)) {}
    QImage overview() const override { return m_image; }

private:
    FramePicture(const QImage&, const QImage& drawn) : LevelPicture(drawn), m_image(drawn) {}
    QImage m_image; ///< shares its pixels with the finest level
};

} // namespace slipway::ui
