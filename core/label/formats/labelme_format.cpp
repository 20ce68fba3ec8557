#include "core/label/formats/all_formats.h"
#include "core/label/formats/known_sizes.h"
#include "core/label/formats/labelme_file.h"

namespace slipway::label {

namespace {

class LabelmeFormat final : public LabelFormat {
public:
    std::string_view name() const override { return "labelme"; }
    std::string_view title() const override { return "labelme"; }
    bool isFolder() const override { return true; }

    Capabilities capabilities() const override {
        Capabilities holds;
        holds.images = true;
        holds.box = holds.rotatedBox = holds.polygon = holds.polyline = holds.keypoints = holds.mask = Holds::Yes;
        holds.ellipse = Holds::Circles;
        holds.parts = Holds::AsGroup;
        holds.groups = holds.texts = holds.flags = true;
        holds.itemClasses = holds.severalItemClasses = true;
        holds.flatRotatedBoxes = true;
        holds.classList = false;
        return holds;
    }

    Result<ReadLabels> read(
        const std::filesystem::path& in, const ReadOptions& options, Progress& progress) const override {
        return labelme::read(in, options, progress);
    }

    Result<std::vector<Loss>> write(const Corpus& corpus, const std::filesystem::path& out, const WriteOptions& options,
        Progress& progress) const override {
        SLIPWAY_ASSIGN(auto kept, reduced(corpus, options, progress));
        SLIPWAY_TRY(labelme::write(kept.corpus, out, progress));
        return std::move(kept.losses);
    }

protected:
    Reduced keep(const Corpus& corpus, const WriteOptions& options, const Progress& progress) const override {
        return reduce(withSizes(corpus, options.images, {}), capabilities(), progress);
    }
};

} // namespace

std::unique_ptr<const LabelFormat> makeLabelmeFormat() {
    return std::make_unique<LabelmeFormat>();
}

} // namespace slipway::label
