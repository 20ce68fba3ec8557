#include "core/media/frame_folder.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/natural_order.h"
#include "core/base/text.h"

namespace slipway::media {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostFrames = 50'000'000;
constexpr double kFramesPerSecond = 25;

Result<std::vector<std::string>> namesIn(const fs::path& folder, Progress& progress) {
    std::error_code failed;
    std::vector<std::string> names;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "reading the folder was cancelled");
        if (!isImageName(at->path()) || at->is_directory(failed)) continue;
        if (names.size() == kMostFrames)
            return fail(ErrorCode::BadData, fmt::format("{} holds too many pictures", folder.string()));
        names.push_back(at->path().filename().string());
    }
    if (failed) return failFromErrno(failed.value(), "read the folder " + folder.string());
    std::ranges::sort(names, naturalLess);
    return names;
}

} // namespace

Result<std::unique_ptr<FrameFolder>> FrameFolder::open(const fs::path& folder, Progress& progress) {
    std::unique_ptr<FrameFolder> video(new FrameFolder);
    video->m_folder = folder;
    SLIPWAY_ASSIGN(video->m_names, namesIn(folder, progress));
    for (std::size_t n = 0; n < video->m_names.size(); ++n) {
        const auto at = static_cast<std::int64_t>(n);
        video->m_times.push_back({at, static_cast<double>(at) / kFramesPerSecond, true});
        if (video->m_width > 0 || n >= 100) continue;
        if (const auto info = readImageInfo(folder / video->m_names[n])) {
            video->m_width = info->width;
            video->m_height = info->height;
        }
    }
    if (video->m_width == 0)
        return fail(ErrorCode::BadData,
            fmt::format("the folder {} holds no pictures that can be read as frames", forMessage(folder.string(), 300)),
            "Frames are JPEG, PNG, TIFF or WebP files, one each");
    return video;
}

double FrameFolder::lastDuration() const {
    return 1 / kFramesPerSecond;
}

Result<Pixels> FrameFolder::frame(std::int64_t number, int most) {
    return readImage(m_folder / m_names[static_cast<std::size_t>(number)], most);
}

} // namespace slipway::media
