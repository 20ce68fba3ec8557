#pragma once

#include "core/label/formats/label_format.h"

namespace slipway::label::voc {

// What is kept under Extra "voc": of items {"file": of the labels, relative to Annotations, "filename": when it is not
// the end of the path, "depth": of the image, "rest": other elements as XML}; of regions {"rest": …}.

Result<ReadLabels> read(const std::filesystem::path& folder, const ReadOptions& options, Progress& progress);
/// `corpus` is reduced.
Status write(const Corpus& corpus, const std::filesystem::path& folder, bool oneBased, Progress& progress);

inline constexpr const char* kNoPose = "Unspecified";

} // namespace slipway::label::voc
