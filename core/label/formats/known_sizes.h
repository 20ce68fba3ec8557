#pragma once

#include <filesystem>

#include "core/label/corpus.h"

namespace slipway::label {

/// The corpus with the sizes of images that can be found under `images` or beside `labelFile`; files are only looked
/// for where a size is not known.
Corpus withSizes(Corpus corpus, const std::filesystem::path& images, const std::filesystem::path& labelFile);

} // namespace slipway::label
