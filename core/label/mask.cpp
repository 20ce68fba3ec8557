#include "core/label/mask.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "core/label/mask_pieces.h"

namespace slipway::label {

namespace {

constexpr int kLongestSide = 65'535;
constexpr int kFarthest = 1 << 29; // of a mask's corner from 0
constexpr std::int64_t kMostPixels = std::int64_t{1} << 28;
constexpr std::int64_t kMostPieces = std::int64_t{1} << 25;

std::unexpected<Error> tooLarge() {
    return fail(ErrorCode::BadData, fmt::format("the mask has over {} pixels or pieces", kMostPixels),
        "Divide the picture into smaller ones");
}

} // namespace

Mask Mask::fromPixels(int left, int top, int width, int height, const std::vector<std::uint8_t>& pixels) {
    Pieces pieces;
    for (int y = 0; y < height; ++y) {
        const auto* row = pixels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
        for (int x = 0; x < width;) {
            while (x < width && !row[x]) ++x;
            const int from = x;
            while (x < width && row[x]) ++x;
            add(pieces, top + y, left + from, left + x);
        }
    }
    return maskOrEmpty(pieces);
}

Result<Mask> Mask::fromRowRuns(int left, int top, int width, int height, const std::vector<std::uint32_t>& runs) {
    if (width < 0 || height < 0 || width > kLongestSide || height > kLongestSide)
        return fail(ErrorCode::BadData, fmt::format("a mask of {} × {} pixels cannot be", width, height),
            "Sides are 0 to 65,535 pixels");
    if (std::abs(std::int64_t{left}) > kFarthest || std::abs(std::int64_t{top}) > kFarthest)
        return fail(ErrorCode::BadData, fmt::format("a mask at {}, {} is too far away", left, top),
            "Give the place in pixels of the picture");
    std::uint64_t sum = 0;
    for (const auto run : runs) sum += run;
    const auto pixels = static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height);
    if (sum != pixels)
        return fail(ErrorCode::BadData,
            fmt::format("the runs of a mask of {} × {} pixels sum to {} instead of {}", width, height, sum, pixels),
            "Write the mask again from its source");
    Pieces pieces;
    if (width > 0) addRuns(pieces, runs, width, top, left);
    if (pieces.empty()) return Mask();
    const auto extent = extentOf(pieces);
    Mask mask;
    mask.m_left = extent.left;
    mask.m_top = extent.top;
    mask.m_width = extent.right - extent.left;
    mask.m_height = extent.bottom - extent.top;
    if (std::int64_t{mask.m_width} * mask.m_height > kMostPixels || piecesAcross(pieces) > kMostPieces)
        return tooLarge();
    mask.m_runs = runsOf(pieces, mask.m_height, mask.m_width, mask.m_top, mask.m_left);
    return mask;
}

std::int64_t Mask::area() const {
    std::int64_t sum = 0;
    for (std::size_t i = 1; i < m_runs.size(); i += 2) sum += m_runs[i];
    return sum;
}

Box Mask::bounds() const {
    return {double(m_left), double(m_top), double(m_width), double(m_height)};
}

bool Mask::contains(int x, int y) const {
    if (x < m_left || y < m_top || x - m_left >= m_width || y - m_top >= m_height) return false;
    const auto wanted = std::int64_t{y - m_top} * m_width + (x - m_left);
    std::int64_t end = 0;
    for (std::size_t i = 0; i < m_runs.size(); ++i) {
        end += m_runs[i];
        if (wanted < end) return i % 2 == 1;
    }
    return false;
}

std::vector<std::uint8_t> Mask::pixels() const {
    std::vector<std::uint8_t> values;
    values.reserve(static_cast<std::size_t>(m_width) * static_cast<std::size_t>(m_height));
    for (std::size_t i = 0; i < m_runs.size(); ++i)
        values.insert(values.end(), m_runs[i], static_cast<std::uint8_t>(i % 2));
    return values;
}

std::vector<std::uint8_t> Mask::pixels(int width, int height) const {
    std::vector<std::uint8_t> values(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0);
    for (const auto& [row, from, to] : piecesOf(cutTo(width, height)))
        std::fill_n(values.begin() + std::ptrdiff_t{row} * width + from, to - from, std::uint8_t{1});
    return values;
}

Mask Mask::united(const Mask& other) const {
    return maskOrEmpty(combined(piecesOf(*this), piecesOf(other), [](bool a, bool b) { return a || b; }));
}

Mask Mask::without(const Mask& other) const {
    return maskOrEmpty(combined(piecesOf(*this), piecesOf(other), [](bool a, bool b) { return a && !b; }));
}

Mask Mask::movedBy(int dx, int dy) const {
    Mask moved = *this;
    if (empty()) return moved;
    moved.m_left = std::clamp(moved.m_left + std::clamp(dx, -kFarthest, kFarthest), -kFarthest, kFarthest);
    moved.m_top = std::clamp(moved.m_top + std::clamp(dy, -kFarthest, kFarthest), -kFarthest, kFarthest);
    return moved;
}

Mask Mask::cutTo(int width, int height) const {
    if (m_left >= 0 && m_top >= 0 && m_left + m_width <= width && m_top + m_height <= height) return *this;
    Pieces kept;
    for (const auto& [row, from, to] : piecesOf(*this))
        if (row >= 0 && row < height) add(kept, row, std::max(from, 0), std::min(to, width));
    return maskOrEmpty(kept);
}

std::int64_t intersectionArea(const Mask& a, const Mask& b) {
    if (a.empty() || b.empty() || !a.bounds().intersects(b.bounds())) return 0;
    std::int64_t sum = 0;
    for (const auto& piece : combined(piecesOf(a), piecesOf(b), [](bool x, bool y) { return x && y; }))
        sum += piece.to - piece.from;
    return sum;
}

double iou(const Mask& a, const Mask& b) {
    const auto both = static_cast<double>(intersectionArea(a, b));
    const double either = static_cast<double>(a.area() + b.area()) - both;
    return either > 0 ? both / either : 0;
}

std::vector<std::uint32_t> rowRuns(const Mask& mask, int width, int height) {
    return runsOf(piecesOf(mask.cutTo(width, height)), height, width, 0, 0);
}

std::vector<std::uint32_t> columnRuns(const Mask& mask, int width, int height) {
    return runsOf(transposed(piecesOf(mask.cutTo(width, height))), width, height, 0, 0);
}

Result<Mask> maskFromColumnRuns(const std::vector<std::uint32_t>& runs, int width, int height) {
    SLIPWAY_ASSIGN(const auto turned, Mask::fromRowRuns(0, 0, height, width, runs)); // rows and columns exchanged
    return maskOfPieces(transposed(piecesOf(turned)));
}

} // namespace slipway::label
