#pragma once

// For core/label only.
#include <filesystem>
#include <functional>

#include "core/base/result.h"
#include "core/label/annotation.h"
#include "core/label/problem_notes.h"

namespace slipway::label {

/// A folder that holds pictures and nothing else that we read: the frames of one video.
bool isFrameFolder(const std::filesystem::path& folder);

/// Hands every file (or folder of frames) of the medium to `take` as it is found, in natural order, one folder after
/// the other; ends early when that answers false. Links to folders, and names that begin with a dot, are passed over.
Status scanFolder(const std::filesystem::path& folder, Medium medium,
    const std::function<Result<bool>(const std::filesystem::path&)>& take, ProblemNotes& notes);

} // namespace slipway::label
