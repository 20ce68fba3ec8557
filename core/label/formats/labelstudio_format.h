#pragma once

#include "core/label/formats/label_format.h"

namespace slipway::label {

/// Label Studio's JSON: tasks, exports, bare data objects and JSON_MIN in, tasks with annotations out. Beside FILE.json
/// stands FILE.config.xml, the labeling config with the label set.
class LabelStudioFormat final : public LabelFormat {
public:
    std::string_view name() const override { return "labelstudio"; }
    std::string_view title() const override { return "Label Studio"; }
    bool isFolder() const override { return false; }
    Capabilities capabilities() const override;
    Result<ReadLabels> read(
        const std::filesystem::path& in, const ReadOptions& options, Progress& progress) const override;
    Result<std::vector<Loss>> write(const Corpus& corpus, const std::filesystem::path& out, const WriteOptions& options,
        Progress& progress) const override;
};

} // namespace slipway::label
