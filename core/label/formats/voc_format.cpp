#include <algorithm>
#include <map>

#include "core/label/formats/all_formats.h"
#include "core/label/formats/known_sizes.h"
#include "core/label/formats/loss_list.h"
#include "core/label/formats/voc_file.h"

namespace slipway::label {

namespace {

/// Attributes of the kinds that VOC has; those that say the same as none are none.
void fitAttributes(Region& region, LossList& losses) {
    std::erase_if(region.attributes, [&](const auto& attribute) {
        const auto& [name, value] = attribute;
        if (name == "pose") {
            const auto* text = std::get_if<std::string>(&value);
            if (!text) losses.add("attribute", name);
            return !text || text->empty() || *text == voc::kNoPose;
        }
        const auto* flag = std::get_if<bool>(&value);
        if (!flag) losses.add("attribute", name);
        return !flag || !*flag;
    });
}

/// Parts of objects have a name and a box, and no parts of their own.
void fitParts(Annotation& answer, LossList& losses) {
    std::map<std::string, bool> isPart;
    for (const auto& region : answer.regions) isPart[region.id] = !region.parent.empty();
    for (auto& region : answer.regions) {
        if (region.parent.empty()) continue;
        if (isPart[region.parent]) {
            losses.add("belongs to", region);
            region.parent.clear();
            continue;
        }
        for (const auto& [name, value] : region.attributes) losses.add("attribute", name);
        region.attributes.clear();
        if (region.occluded) losses.add("occluded", region);
        region.occluded = false;
    }
}

class VocFormat final : public LabelFormat {
public:
    std::string_view name() const override { return "voc"; }
    std::string_view title() const override { return "Pascal VOC"; }
    bool isFolder() const override { return true; }

    Capabilities capabilities() const override {
        Capabilities holds;
        holds.images = true;
        holds.box = Holds::Rounded;
        holds.rotatedBox = holds.polygon = holds.mask = Holds::AsBox;
        holds.parts = holds.holes = Holds::Yes; // all within the one box
        holds.decimals = 0;
        holds.attributeNames = {"pose", "truncated", "difficult"};
        holds.occluded = holds.parents = holds.subsets = true;
        holds.classList = false;
        return holds;
    }

    Result<ReadLabels> read(
        const std::filesystem::path& in, const ReadOptions& options, Progress& progress) const override {
        return voc::read(in, options, progress);
    }

    Result<std::vector<Loss>> write(const Corpus& corpus, const std::filesystem::path& out, const WriteOptions& options,
        Progress& progress) const override {
        SLIPWAY_ASSIGN(auto kept, reduced(corpus, options, progress));
        SLIPWAY_TRY(voc::write(kept.corpus, out, options.vocOneBased, progress));
        return std::move(kept.losses);
    }

protected:
    Reduced keep(const Corpus& corpus, const WriteOptions& options, const Progress& progress) const override {
        auto kept = reduce(withSizes(corpus, options.images, {}), capabilities(), progress);
        LossList losses(std::move(kept.losses));
        for (std::size_t i = 0; i < kept.corpus.items.size(); ++i) {
            auto& item = kept.corpus.items[i];
            losses.startItem(item, i);
            for (auto& answer : item.annotations) {
                for (auto& region : answer.regions) fitAttributes(region, losses);
                fitParts(answer, losses);
            }
        }
        kept.losses = std::move(losses).take();
        return kept;
    }
};

} // namespace

std::unique_ptr<const LabelFormat> makeVocFormat() {
    return std::make_unique<VocFormat>();
}

} // namespace slipway::label
