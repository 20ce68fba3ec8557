#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"

namespace slipway::media {

/// What a picture file says of itself, read from its head without decoding pixels.
struct ImageInfo {
    int width = 0, height = 0; ///< as shown: EXIF orientation applied
    int bands = 0;             ///< 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha
    int bits = 8;              ///< of one value: 8, 16 or 32
    int orientation = 1;       ///< EXIF 1 … 8
    int pages = 1;
    std::string format; ///< "jpeg", "png", "tiff", "webp" …
};

/// 8-bit RGBA, rows from the top, 4 · width bytes each, alpha not premultiplied.
struct Pixels {
    int width = 0, height = 0;
    std::vector<std::uint8_t> rgba;
    const std::uint8_t* row(int y) const {
        return rgba.data() + 4 * static_cast<std::size_t>(width) * static_cast<std::size_t>(y);
    }
    std::uint8_t* row(int y) { return rgba.data() + 4 * static_cast<std::size_t>(width) * static_cast<std::size_t>(y); }
};

/// BadData names the file and what is wrong with it; pictures over 2^31 pixels or 10 GB are refused.
Result<ImageInfo> readImageInfo(const std::filesystem::path& file);

/// The whole picture as shown, not larger than `most` × `most` pixels (its sides keep their ratio; 0: as it is). JPEG
/// and other formats that can are decoded at a lower resolution at once. 16-bit values are scaled from their darkest
/// and brightest to 0 … 255. A file that is cut short is BadData; over 2^28 pixels at once are InvalidArgument.
Result<Pixels> readImage(const std::filesystem::path& file, int most = 0);
/// The same from bytes in memory.
Result<Pixels> readImageBytes(std::string_view bytes, int most = 0);

/// Where the pixels of a picture go: the first of `width` · `height` values from the top; null when there is no memory.
using PixelPlace = std::function<std::uint32_t*(int width, int height, bool alpha)>;
/// As readImage(), for the screen: 0xAARRGGBB, alpha premultiplied, without another copy on the way. The values mean
/// nothing when it fails.
Status drawImage(const std::filesystem::path& file, int most, const PixelPlace& place);

/// The small picture that cameras put into JPEG files beside the large one, upright: there in a millisecond. None when
/// the file has none of the same shape.
Result<std::optional<Pixels>> readThumbnail(const std::filesystem::path& file);

/// A large picture, read by parts: zoom level 0 is full size, each next one half of it. Formats that hold tiles or
/// levels (TIFF) are read where needed; others are decoded once into a temporary file or memory. Thread-safe: tile()
/// may be called from several threads.
class TiledImage {
public:
    static Result<std::unique_ptr<TiledImage>> open(const std::filesystem::path& file);
    /// The same for a caller who waits: large pictures that are no TIFF in tiles take seconds.
    static Result<std::unique_ptr<TiledImage>> open(const std::filesystem::path& file, Progress& progress);
    ~TiledImage();

    const ImageInfo& info() const;
    int levels() const; ///< the last one fits into one tile
    /// Sides of a level: halves are rounded up, or down where the file itself holds the level.
    int width(int level) const;
    int height(int level) const;
    static constexpr int kTile = 512;
    /// Tile (column, row) of a level; smaller at the right and lower border. InvalidArgument outside.
    Result<Pixels> tile(int level, int column, int row) const;

private:
    struct State;
    explicit TiledImage(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// PNG of a one-band 8-bit picture, for masks; `pixels` holds width · height bytes.
Result<std::string> encodeGreyPng(int width, int height, const std::vector<std::uint8_t>& pixels);
/// One byte a pixel: the first band of any picture in memory; values over 255 are 255, colours of a palette are its
/// first band. BadData over 65,535 pixels a side.
struct GreyPixels {
    int width = 0, height = 0;
    std::vector<std::uint8_t> values;
};
Result<GreyPixels> decodeGrey(std::string_view bytes);

Status writePng(const Pixels& pixels, const std::filesystem::path& file);

/// Names that image files have here: ".jpg" … lower case.
bool isImageName(const std::filesystem::path& file);
bool isVideoName(const std::filesystem::path& file);

} // namespace slipway::media
