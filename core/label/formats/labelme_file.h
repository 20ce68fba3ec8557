#pragma once

#include <map>
#include <string>

#include "core/base/json_fwd.h"
#include "core/label/formats/label_format.h"

namespace slipway::label::labelme {

// What is kept under Extra "labelme": of items {"file": of the labels, "difference": of the document without shapes,
// "unread": [[place in shapes, shape]…]}; of regions the difference of the shape (see json_difference.h).

Result<ReadLabels> read(const std::filesystem::path& folder, const ReadOptions& options, Progress& progress);
/// `corpus` is reduced.
Status write(const Corpus& corpus, const std::filesystem::path& folder, Progress& progress);

/// The document of an item without its shapes; `file` is the label file, relative to the folder.
Json documentJson(const Item& item, const std::filesystem::path& file, const LabelSet& labels);

/// group_id of the groups of an answer: numbers stay, names get the next free ones.
std::map<std::string, std::int64_t> groupIds(const Annotation& answer);

} // namespace slipway::label::labelme
