#pragma once

#include <QString>
#include <filesystem>

#include "core/base/result.h"
#include "ui/track/run/preview/preview.h"

namespace slipway::ui {

struct TextRead {
    QString text;
    QString note; ///< what is left out
    bool binary = false;
};

/// The first `limit` bytes as text: UTF-8 or what a byte order mark says; other bytes are replaced. Lines beyond
/// PreviewLimits::kLongestLine are cut, since one endless line would hold the window up.
Result<TextRead> readText(const std::filesystem::path& file, std::int64_t limit);

/// What the head of a .npy file says; the numbers stay where they are.
Result<Preview> readNumpy(const std::filesystem::path& file, Preview preview);

} // namespace slipway::ui
