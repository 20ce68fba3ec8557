#include "core/label/formats/all_formats.h"
#include "core/label/formats/coco_file.h"
#include "core/label/formats/known_sizes.h"
#include "core/label/formats/label_file.h"

namespace slipway::label {

namespace {

class CocoFormat final : public LabelFormat {
public:
    std::string_view name() const override { return "coco"; }
    std::string_view title() const override { return "COCO"; }
    bool isFolder() const override { return false; }

    Capabilities capabilities() const override {
        Capabilities holds;
        holds.images = true;
        holds.box = holds.polygon = holds.parts = holds.mask = holds.keypoints = Holds::Yes;
        holds.rotatedBox = Holds::AsBox;
        holds.masksInsideImage = holds.skeletonsOnly = holds.keypointNames = holds.keypointVisibility = true;
        holds.parentsOfKeypoints = holds.regionIds = holds.attributes = holds.occluded = true;
        holds.classParents = true;
        return holds;
    }

    Result<ReadLabels> read(
        const std::filesystem::path& in, const ReadOptions& options, Progress& progress) const override {
        SLIPWAY_ASSIGN(const auto file, labelFileIn(in, {".json"}));
        return coco::read(file, options, progress);
    }

    Result<std::vector<Loss>> write(const Corpus& corpus, const std::filesystem::path& out, const WriteOptions& options,
        Progress& progress) const override {
        SLIPWAY_ASSIGN(auto kept, reduced(corpus, options, progress));
        SLIPWAY_TRY(coco::write(kept.corpus, out, options.cocoArea, progress));
        return std::move(kept.losses);
    }

protected:
    Reduced keep(const Corpus& corpus, const WriteOptions& options, const Progress& progress) const override {
        auto holds = capabilities();
        if (coco::isResults(corpus)) holds.predictions = true;
        return reduce(withSizes(corpus, options.images, {}), holds, progress);
    }
};

} // namespace

std::unique_ptr<const LabelFormat> makeCocoFormat() {
    return std::make_unique<CocoFormat>();
}

} // namespace slipway::label
