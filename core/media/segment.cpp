#include "core/media/segment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

namespace slipway::media {

namespace {

constexpr std::int64_t kMostPixels = std::int64_t(1) << 26;
constexpr int kFewestSide = 4;
constexpr int kMostRounds = 50;

/// The picture's pixels, borrowed.
cv::Mat viewOf(const Pixels& picture) {
    return {picture.height, picture.width, CV_8UC4, const_cast<std::uint8_t*>(picture.rgba.data())};
}

cv::Mat withoutAlpha(const cv::Mat& rgba) {
    cv::Mat rgb;
    cv::cvtColor(rgba, rgb, cv::COLOR_RGBA2RGB);
    return rgb;
}

/// What is not zero in `mask`, which lies at `origin` of the picture.
Segment segmentOf(const cv::Mat& mask, const cv::Point& origin) {
    const auto bounds = cv::boundingRect(mask);
    Segment segment{origin.x + bounds.x, origin.y + bounds.y, bounds.width, bounds.height, {}};
    if (bounds.empty()) return {};
    segment.mask.reserve(static_cast<std::size_t>(bounds.area()));
    for (int y = bounds.y; y < bounds.y + bounds.height; ++y) {
        const auto* row = mask.ptr<std::uint8_t>(y) + bounds.x;
        std::transform(row, row + bounds.width, std::back_inserter(segment.mask),
            [](std::uint8_t value) { return static_cast<std::uint8_t>(value ? 255 : 0); });
    }
    return segment;
}

/// OpenCV reports by exceptions, which stay in this file.
template <class Call> Result<Segment> guarded(Call call) {
    try {
        return call();
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::Unavailable, "no memory is left to select in this picture", "Zoom in, then try again");
    } catch (const std::exception& e) {
        return fail(ErrorCode::Internal, fmt::format("OpenCV could not select: {}", e.what()));
    }
}

Status checkPicture(const Pixels& picture) {
    const auto pixels = std::int64_t(picture.width) * picture.height;
    if (picture.width <= 0 || picture.height <= 0 || static_cast<std::int64_t>(picture.rgba.size()) != 4 * pixels)
        return fail(ErrorCode::InvalidArgument, "there is no picture to select in");
    if (pixels > kMostPixels)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("{} × {} pixels are too many to select in at once", picture.width, picture.height),
            "Zoom in, then select in the part that is shown");
    return {};
}

Segment similarAnywhere(const cv::Mat& rgb, const cv::Vec3b& colour, int tolerance) {
    const cv::Scalar middle(colour[0], colour[1], colour[2]);
    const auto by = cv::Scalar::all(tolerance);
    cv::Mat mask;
    cv::inRange(rgb, middle - by, middle + by, mask);
    return segmentOf(mask, {0, 0});
}

Segment similarConnected(cv::Mat& rgb, const cv::Point& seed, int tolerance) {
    cv::Mat mask = cv::Mat::zeros(rgb.rows + 2, rgb.cols + 2, CV_8UC1); // with the border that OpenCV asks for
    constexpr int flags = 4 | (255 << 8) | cv::FLOODFILL_FIXED_RANGE | cv::FLOODFILL_MASK_ONLY;
    const auto by = cv::Scalar::all(tolerance);
    cv::floodFill(rgb, mask, seed, {}, nullptr, by, by, flags);
    return segmentOf(mask(cv::Rect(1, 1, rgb.cols, rgb.rows)), {0, 0});
}

/// GrabCut in a window around a box.
class CutOut {
public:
    CutOut(const Pixels& picture, const cv::Rect& box, const CutOutOptions& options) : m_box(box), m_options(options) {
        const int marginX = std::max(8, box.width / 3), marginY = std::max(8, box.height / 3);
        const cv::Rect wanted(box.x - marginX, box.y - marginY, box.width + 2 * marginX, box.height + 2 * marginY);
        m_window = wanted & cv::Rect(0, 0, picture.width, picture.height);
        const double scale =
            std::min(1.0, std::sqrt(static_cast<double>(options.mostPixels) / static_cast<double>(m_window.area())));
        const cv::Size size(std::max(kFewestSide, static_cast<int>(m_window.width * scale)),
            std::max(kFewestSide, static_cast<int>(m_window.height * scale)));
        const cv::Mat part = withoutAlpha(viewOf(picture)(m_window));
        if (size == part.size())
            m_small = part;
        else
            cv::resize(part, m_small, size, 0, 0, cv::INTER_AREA);
    }

    Result<Segment> run(Progress& progress) {
        markBox();
        if (isOneColour()) return Segment();
        cv::setRNGSeed(1); // of this thread; kmeans starts at random
        cv::Mat background, foreground;
        for (int round = 0; round < m_options.rounds; ++round) {
            if (progress.cancelled()) return fail(ErrorCode::Cancelled, "selecting was cancelled");
            progress.update(static_cast<double>(round) / m_options.rounds, "selecting");
            if (round > 0 && !hasBothSides()) break;
            cv::grabCut(
                m_small, m_marks, {}, background, foreground, 1, round == 0 ? cv::GC_INIT_WITH_MASK : cv::GC_EVAL);
        }
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "selecting was cancelled");
        return found();
    }

private:
    /// Inside is perhaps the thing, outside surely not; where the box leaves no outside, its border is taken for it.
    void markBox() {
        const double sx = static_cast<double>(m_small.cols) / m_window.width;
        const double sy = static_cast<double>(m_small.rows) / m_window.height;
        const auto left = static_cast<int>((m_box.x - m_window.x) * sx),
                   top = static_cast<int>((m_box.y - m_window.y) * sy);
        const auto right = static_cast<int>(std::ceil((m_box.x + m_box.width - m_window.x) * sx));
        const auto bottom = static_cast<int>(std::ceil((m_box.y + m_box.height - m_window.y) * sy));
        cv::Rect inside = cv::Rect(left, top, right - left, bottom - top) & cv::Rect({}, m_small.size());
        if (inside.size() == m_small.size()) inside = {1, 1, inside.width - 2, inside.height - 2};
        m_marks = cv::Mat(m_small.size(), CV_8UC1, cv::Scalar(cv::GC_BGD));
        m_marks(inside) = cv::Scalar(cv::GC_PR_FGD);
    }

    /// Nothing stands out, and GrabCut's mixtures of colours would divide by zero.
    bool isOneColour() const {
        cv::Scalar mean, deviation;
        cv::meanStdDev(m_small, mean, deviation);
        return deviation[0] + deviation[1] + deviation[2] < 1e-9;
    }

    /// A mixture of no pixels is refused by OpenCV.
    bool hasBothSides() const {
        const int things = cv::countNonZero(m_marks & 1); // GC_FGD and GC_PR_FGD are odd
        return things > 0 && things < m_marks.rows * m_marks.cols;
    }

    Segment found() const {
        cv::Mat mask = (m_marks & 1) * 255;
        if (mask.size() != m_window.size()) {
            cv::Mat large;
            cv::resize(mask, large, m_window.size(), 0, 0, cv::INTER_LINEAR);
            mask = large > 127;
        }
        const cv::Rect box = m_box - m_window.tl();
        return segmentOf(mask(box), m_box.tl());
    }

    cv::Rect m_box, m_window;
    CutOutOptions m_options;
    cv::Mat m_small; ///< the window as GrabCut sees it
    cv::Mat m_marks;
};

} // namespace

bool Segment::contains(int x, int y) const {
    if (x < left || y < top || x >= left + width || y >= top + height) return false;
    const auto at = static_cast<std::size_t>(y - top) * static_cast<std::size_t>(width);
    return mask[at + static_cast<std::size_t>(x - left)] != 0;
}

Result<Segment> selectSimilar(const Pixels& picture, int x, int y, const WandOptions& options) {
    SLIPWAY_TRY(checkPicture(picture));
    if (x < 0 || y < 0 || x >= picture.width || y >= picture.height)
        return fail(ErrorCode::InvalidArgument, fmt::format("({}, {}) is outside the picture", x, y));
    if (options.tolerance < 0 || options.tolerance > 255)
        return fail(ErrorCode::InvalidArgument, fmt::format("a tolerance of {} is not in 0 to 255", options.tolerance));
    return guarded([&]() -> Result<Segment> {
        auto rgb = withoutAlpha(viewOf(picture));
        if (options.connected) return similarConnected(rgb, {x, y}, options.tolerance);
        return similarAnywhere(rgb, rgb.at<cv::Vec3b>(y, x), options.tolerance);
    });
}

Result<Segment> cutOut(const Pixels& picture, const PixelBox& box, Progress& progress, const CutOutOptions& options) {
    SLIPWAY_TRY(checkPicture(picture));
    if (options.rounds < 1 || options.rounds > kMostRounds || options.mostPixels < 1000 ||
        options.mostPixels > kMostPixels)
        return fail(ErrorCode::InvalidArgument, "1 to 50 rounds over at least 1,000 pixels can be asked for");
    const auto cut = [](int from, int length, int limit) {
        const auto end = std::clamp<std::int64_t>(std::int64_t(from) + length, 0, limit);
        const auto start = std::clamp<std::int64_t>(from, 0, limit);
        return std::pair(static_cast<int>(start), static_cast<int>(end - start));
    };
    const auto [left, width] = cut(box.left, box.width, picture.width);
    const auto [top, height] = cut(box.top, box.height, picture.height);
    if (width < kFewestSide || height < kFewestSide)
        return fail(ErrorCode::InvalidArgument, "the box is too small to find a thing in",
            "Draw it around the thing, at least 4 pixels wide and high");
    return guarded(
        [&]() -> Result<Segment> { return CutOut(picture, {left, top, width, height}, options).run(progress); });
}

} // namespace slipway::media
