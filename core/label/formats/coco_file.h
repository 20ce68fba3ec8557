#pragma once

#include "core/base/json_fwd.h"
#include "core/label/formats/label_format.h"

namespace slipway::label::coco {

// What is kept under Extra "coco": of the corpus {"document": other members, "order": annotation ids, "results": true
// for a results file}; of items, classes and regions {"id": …, "difference": see json_difference.h}.

Result<ReadLabels> read(const std::filesystem::path& file, const ReadOptions& options, Progress& progress);
/// `corpus` is reduced.
Status write(const Corpus& corpus, const std::filesystem::path& file, CocoArea area, Progress& progress);

bool isResults(const Corpus& corpus);

/// Elements of `categories` and `images`.
Json categoryJson(const LabelClass& one, const std::string& id);
Json imageJson(const Item& item, const std::string& id);

} // namespace slipway::label::coco
