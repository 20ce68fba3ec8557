#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/media/colours.h"
#include "core/media/half_size.h"
#include "core/media/image.h"
#include "core/media/picture_file.h"

namespace slipway::media {

namespace {

constexpr int kMostLevelsOfFile = 64;

/// Makes the levels of one picture, upright and ready for display.
class Levels {
public:
    Levels(const PictureFile& picture, Progress& progress) : m_picture(picture), m_progress(progress) {}

    Result<std::vector<ImageHandle>> make() {
        SLIPWAY_TRY(makeFirst());
        while (!fitsOneTile(m_levels.back().get())) {
            SLIPWAY_ASSIGN(auto next, fromFile());
            if (!next) {
                SLIPWAY_ASSIGN(next, half());
            }
            m_levels.push_back(std::move(next));
        }
        return std::move(m_levels);
    }

private:
    static bool fitsOneTile(VipsImage* image) { return std::max(image->Xsize, image->Ysize) <= TiledImage::kTile; }

    Status makeFirst() {
        SLIPWAY_ASSIGN(auto first, m_picture.isTiled() ? loadTiled() : decodeOnce());
        SLIPWAY_ASSIGN(auto turned, upright(first.get(), m_picture.info().orientation, m_picture.name()));
        m_levels.push_back(std::move(turned));
        return {};
    }

    Result<ImageHandle> loadTiled() {
        SLIPWAY_ASSIGN(auto image, m_picture.load(VIPS_ACCESS_RANDOM));
        findLevelsOfFile();
        if (m_picture.isDeep()) {
            m_progress.update(-1, "measuring the brightness");
            SLIPWAY_ASSIGN(m_scaling, findScaling(image.get(), m_picture.name()));
        }
        return toDisplay(image.get(), m_scaling, m_picture.name());
    }

    Result<ImageHandle> decodeOnce() {
        const auto& name = m_picture.name();
        SubProgress part(m_progress, 0, 0.6);
        SLIPWAY_ASSIGN(auto loaded, m_picture.load(VIPS_ACCESS_SEQUENTIAL));
        if (!m_picture.isDeep()) {
            SLIPWAY_ASSIGN(auto display, toDisplay(loaded.get(), {}, name));
            return storePixels(display.get(), name, part, "decoding");
        }
        SLIPWAY_ASSIGN(auto stored, storePixels(loaded.get(), name, part, "decoding"));
        SLIPWAY_ASSIGN(m_scaling, findScaling(stored.get(), name));
        return toDisplay(stored.get(), m_scaling, name);
    }

    /// Pyramids keep their levels as sub-images of the first page, or as further pages. One that cannot be read is
    /// none: it is made from the one above.
    void findLevelsOfFile() {
        for (int i = 0; i < std::min(m_picture.subImages(), kMostLevelsOfFile); ++i) keep(m_picture.loadPart(0, i));
        if (!m_inFile.empty()) return;
        for (int i = 1; i < std::min(m_picture.info().pages, kMostLevelsOfFile); ++i) keep(m_picture.loadPart(i, -1));
    }

    void keep(Result<ImageHandle> part) {
        if (part) m_inFile.push_back(std::move(*part));
    }

    bool isHalfOfLast(VipsImage* image) const {
        const auto near = [](int half, int whole) { return half == whole / 2 || half == (whole + 1) / 2; };
        const auto* last = m_levels.back().get();
        const bool turned = m_picture.info().orientation >= 5;
        return near(turned ? image->Ysize : image->Xsize, last->Xsize) &&
               near(turned ? image->Xsize : image->Ysize, last->Ysize) && displayBands(image) == last->Bands;
    }

    /// Null when the file has none of that size.
    Result<ImageHandle> fromFile() {
        const auto found =
            std::ranges::find_if(m_inFile, [&](const ImageHandle& image) { return isHalfOfLast(image.get()); });
        if (found == m_inFile.end()) return ImageHandle();
        SLIPWAY_ASSIGN(auto display, toDisplay(found->get(), m_scaling, m_picture.name()));
        return upright(display.get(), m_picture.info().orientation, m_picture.name());
    }

    Result<ImageHandle> half() {
        SubProgress part(m_progress, m_done, m_done + (1 - m_done) * 0.7);
        m_done += (1 - m_done) * 0.7;
        SLIPWAY_ASSIGN(auto small, halfSize(m_levels.back().get(), m_picture.name()));
        return storePixels(small.get(), m_picture.name(), part, "making smaller levels");
    }

    const PictureFile& m_picture;
    Progress& m_progress;
    Scaling m_scaling;
    std::vector<ImageHandle> m_levels, m_inFile;
    double m_done = 0.6;
};

} // namespace

struct TiledImage::State {
    PictureFile picture;
    std::vector<ImageHandle> levels;
};

TiledImage::TiledImage(std::unique_ptr<State> state) : m_state(std::move(state)) {}
TiledImage::~TiledImage() = default;

Result<std::unique_ptr<TiledImage>> TiledImage::open(const std::filesystem::path& file) {
    Progress progress;
    return open(file, progress);
}

Result<std::unique_ptr<TiledImage>> TiledImage::open(const std::filesystem::path& file, Progress& progress) {
    SLIPWAY_ASSIGN(auto picture, PictureFile::open(file));
    SLIPWAY_ASSIGN(auto levels, Levels(picture, progress).make());
    return std::unique_ptr<TiledImage>(
        new TiledImage(std::make_unique<State>(State{std::move(picture), std::move(levels)})));
}

const ImageInfo& TiledImage::info() const {
    return m_state->picture.info();
}

int TiledImage::levels() const {
    return static_cast<int>(m_state->levels.size());
}

int TiledImage::width(int level) const {
    return m_state->levels.at(static_cast<std::size_t>(level))->Xsize;
}

int TiledImage::height(int level) const {
    return m_state->levels.at(static_cast<std::size_t>(level))->Ysize;
}

Result<Pixels> TiledImage::tile(int level, int column, int row) const {
    SLIPWAY_TRY(startVips());
    if (level < 0 || level >= levels())
        return fail(ErrorCode::InvalidArgument, fmt::format("there is no zoom level {}", level));
    auto* image = m_state->levels[static_cast<std::size_t>(level)].get();
    const auto count = [](int side) { return (side + kTile - 1) / kTile; };
    if (column < 0 || row < 0 || column >= count(image->Xsize) || row >= count(image->Ysize))
        return fail(ErrorCode::InvalidArgument, fmt::format("zoom level {} has no tile ({}, {})", level, column, row));
    const VipsRect area{column * kTile, row * kTile, std::min(kTile, image->Xsize - column * kTile),
        std::min(kTile, image->Ysize - row * kTile)};
    const RegionHandle region(vips_region_new(image)); // regions belong to a thread
    if (!region || vips_region_prepare(region.get(), &area) != 0) return failFromVips(m_state->picture.name());
    Pixels pixels{area.width, area.height,
        std::vector<std::uint8_t>(4 * static_cast<std::size_t>(area.width) * static_cast<std::size_t>(area.height))};
    for (int y = 0; y < area.height; ++y)
        toRgba(VIPS_REGION_ADDR(region.get(), area.left, area.top + y), image->Bands,
            static_cast<std::size_t>(area.width), pixels.row(y));
    return pixels;
}

} // namespace slipway::media
