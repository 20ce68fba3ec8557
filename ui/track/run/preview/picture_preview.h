#pragma once

#include <QImage>
#include <QString>
#include <cstdint>
#include <filesystem>

#include "core/base/result.h"

namespace slipway::ui {

/// A decoded picture and what the file says of itself.
struct PictureRead {
    QImage image;
    QSize size; ///< of the whole
    QString format;
    int pages = 1;
};

/// Not larger than `side` × `side`. Refuses files and pictures that would take too much memory.
Result<PictureRead> readPicture(const std::filesystem::path& file, int side);

/// Draws an SVG that loads nothing and does not unfold into more than it says: no entities, no files, no endless
/// references.
Result<PictureRead> drawSvg(const std::filesystem::path& file, std::int64_t bytes, int side);

/// How many elements an SVG is when all its references are followed; negative when they lead in a circle.
std::int64_t unfoldedSize(const QByteArray& svg);

} // namespace slipway::ui
