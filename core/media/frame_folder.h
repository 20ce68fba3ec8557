#pragma once

#include <filesystem>
#include <string>

#include "core/media/frame_source.h"

namespace slipway::media {

/// A folder with one picture a frame, in natural order of names ("f2.jpg" before "f10.jpg"). Pictures of another size
/// than the first keep theirs.
class FrameFolder : public FrameSource {
public:
    static Result<std::unique_ptr<FrameFolder>> open(const std::filesystem::path& folder, Progress& progress);

    int width() const override { return m_width; }
    int height() const override { return m_height; }
    const std::vector<FrameTime>& times() const override { return m_times; }
    double lastDuration() const override;
    Result<Pixels> frame(std::int64_t number, int most) override;

private:
    FrameFolder() = default;

    std::filesystem::path m_folder;
    std::vector<std::string> m_names;
    std::vector<FrameTime> m_times;
    int m_width = 0, m_height = 0;
};

} // namespace slipway::media
