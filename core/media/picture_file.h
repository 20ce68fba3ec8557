#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/media/image.h"
#include "core/media/vips_handle.h"

namespace slipway::media {

/// A picture in a file or in memory, known to be of a format that is read here and within the limits. Bytes are
/// borrowed: they live longer than this and all images made of it.
class PictureFile {
public:
    static Result<PictureFile> open(const std::filesystem::path& file);
    static Result<PictureFile> open(std::string_view bytes);

    const ImageInfo& info() const { return m_info; }
    /// How messages call it.
    const std::string& name() const { return m_name; }
    /// Values are not of 8 bits, so that they are scaled for display.
    bool isDeep() const { return m_info.bits != 8; }
    /// TIFF in tiles, from which any part can be read at the cost of that part.
    bool isTiled() const { return m_tiled; }
    int subImages() const { return m_subImages; }

    /// A new reader of the bytes; each image needs its own.
    Result<SourceHandle> source() const;
    /// BadData for a JPEG that is cut short; reads it all. Others say so reliably while they are decoded.
    Status checkEnd() const;
    /// The first page, not upright yet, pixels decoded when asked for.
    Result<ImageHandle> load(VipsAccess access) const;
    /// Page `page`, or sub-image `subImage` of the first page (-1: none) of a TIFF.
    Result<ImageHandle> loadPart(int page, int subImage) const;

private:
    Status readHead();
    Status checkLimits(VipsImage* image) const;

    std::filesystem::path m_file;
    std::string_view m_bytes;
    std::string m_name;
    ImageInfo m_info;
    bool m_tiled = false;
    int m_subImages = 0;
};

} // namespace slipway::media
