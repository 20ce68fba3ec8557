#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/label/geometry.h"

namespace slipway::label {

/// A set of pixels inside a rectangle of whole pixels, as run lengths row by row, background first (the first run may
/// be 0). The runs sum to width · height. Pixels outside the rectangle are off. Always as small as its pixels: two
/// masks of the same pixels compare equal.
class Mask {
public:
    Mask() = default; ///< no pixel

    /// One byte a pixel, not zero is on; `pixels` holds width · height of them. Cut to what is on.
    static Mask fromPixels(int left, int top, int width, int height, const std::vector<std::uint8_t>& pixels);
    /// BadData when the runs do not sum to width · height, the sides are negative or over 65,535, or what is on covers
    /// a rectangle of over 2^28 pixels or falls into over 2^25 pieces by rows or by columns.
    static Result<Mask> fromRowRuns(int left, int top, int width, int height, const std::vector<std::uint32_t>& runs);
    /// Pixels whose centre lies inside (even-odd), cut to `width` × `height`; empty when there is too much to fill.
    static Mask fromRings(const std::vector<Ring>& rings, int width, int height);
    /// The pixels that a pen draws which fills each ring and its border: corners are put into the pixel they lie in,
    /// and each pixel that the lines between them reach is on. So do labelme, and what makes masks of its files with
    /// Pillow; it is more than fromRings() by half a pixel along the border. Empty also when there is too much to draw.
    static Mask drawn(const std::vector<Ring>& rings, int width, int height);

    bool empty() const { return m_width == 0; }
    int left() const { return m_left; }
    int top() const { return m_top; }
    int width() const { return m_width; }
    int height() const { return m_height; }
    const std::vector<std::uint32_t>& rowRuns() const { return m_runs; }

    std::int64_t area() const; ///< pixels that are on
    Box bounds() const;
    bool contains(int x, int y) const;
    std::vector<std::uint8_t> pixels() const;                      ///< width() · height(), 0 or 1
    std::vector<std::uint8_t> pixels(int width, int height) const; ///< of a whole image, 0 or 1

    Mask united(const Mask& other) const;
    Mask without(const Mask& other) const;
    Mask movedBy(int dx, int dy) const;
    Mask cutTo(int width, int height) const; ///< what lies in (0, 0, width, height)
    /// Borders of the set as rings along pixel edges, outer ones clockwise, holes counter-clockwise.
    std::vector<Ring> outlines() const;

    bool operator==(const Mask&) const = default;

private:
    int m_left = 0, m_top = 0, m_width = 0, m_height = 0;
    std::vector<std::uint32_t> m_runs;
};

std::int64_t intersectionArea(const Mask& a, const Mask& b);
double iou(const Mask& a, const Mask& b);

/// Run lengths of a whole image row by row, background first.
std::vector<std::uint32_t> rowRuns(const Mask& mask, int width, int height);
/// COCO's run lengths of a whole image: column by column, background first (pycocotools, maskApi.c).
std::vector<std::uint32_t> columnRuns(const Mask& mask, int width, int height);
/// BadData when they do not sum to width · height.
Result<Mask> maskFromColumnRuns(const std::vector<std::uint32_t>& runs, int width, int height);
/// COCO's compressed text of such runs, and back; BadData for a broken or too long text.
std::string compressRuns(const std::vector<std::uint32_t>& runs);
Result<std::vector<std::uint32_t>> decompressRuns(std::string_view text, std::size_t mostRuns);

/// Label Studio's brush run lengths (label-studio-converter, brush.py): RGBA of the whole image, bit packed.
/// Empty for an image of 2^30 pixels and more, which the format cannot hold.
std::vector<std::uint8_t> encodeBrush(const Mask& mask, int width, int height);
Result<Mask> decodeBrush(const std::vector<std::uint8_t>& bytes, int width, int height);

} // namespace slipway::label
