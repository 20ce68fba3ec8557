#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/all_formats.h"
#include "core/label/formats/cvat_reader.h"
#include "core/label/formats/cvat_writer.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/label_file.h"
#include "core/label/formats/loss_list.h"

namespace slipway::label {

namespace fs = std::filesystem;

namespace {

/// XML 1.1: images with shapes and tags, videos with tracks, dumps of tasks and of projects.
class CvatFormat final : public LabelFormat {
public:
    std::string_view name() const override { return "cvat"; }
    std::string_view title() const override { return "CVAT"; }
    bool isFolder() const override { return false; }
    Capabilities capabilities() const override;
    Result<ReadLabels> read(const fs::path& in, const ReadOptions& options, Progress& progress) const override;
    Result<std::vector<Loss>> write(
        const Corpus& corpus, const fs::path& out, const WriteOptions& options, Progress& progress) const override;

protected:
    Reduced keep(const Corpus& corpus, const WriteOptions& options, const Progress& progress) const override;
};

Capabilities CvatFormat::capabilities() const {
    Capabilities holds;
    holds.box = holds.rotatedBox = holds.ellipse = holds.polygon = holds.polyline = holds.keypoints = Holds::Yes;
    holds.cuboid = holds.mask = holds.track = Holds::Yes;
    holds.parts = Holds::AsGroup;
    holds.decimals = 2;
    holds.keypointNames = holds.keypointVisibility = holds.trackAttributes = true;
    holds.itemClasses = holds.severalItemClasses = true;
    holds.attributes = holds.groups = holds.occluded = holds.subsets = true;
    holds.images = holds.videos = true;
    return holds;
}

/// Tracks are for videos, everything else is for images.
void reduceToMedium(Item& item, LossList& losses) {
    const bool video = item.medium == Medium::Video;
    for (auto& answer : item.annotations) {
        std::erase_if(answer.regions, [&](const Region& region) {
            const bool lost = std::holds_alternative<Track>(region.shape) != video;
            if (lost) losses.add(fmt::format("{} in a {}", kindOf(region.shape), name(item.medium)), region);
            return lost;
        });
        if (!video) continue;
        for (const auto& said : answer.classes) losses.add("class of the item", said.label);
        answer.classes.clear();
        for (auto& region : answer.regions) {
            if (region.occluded) losses.add("occluded", region); // key frames hold it
            region.occluded = false;
        }
    }
    std::erase_if(
        item.annotations, [](const Annotation& answer) { return answer.regions.empty() && answer.classes.empty(); });
}

/// CVAT's groups are numbers from 1.
void numberGroups(Annotation& answer) {
    std::set<std::int64_t> used;
    std::map<std::string, std::string> numbers;
    for (const auto& region : answer.regions)
        if (const auto number = idJson(region.group); number.is_number() && number.get<std::int64_t>() > 0)
            used.insert(number.get<std::int64_t>());
    std::int64_t next = 1;
    for (auto& region : answer.regions) {
        if (region.group.empty()) continue;
        const auto number = idJson(region.group);
        if (number.is_number() && number.get<std::int64_t>() > 0) continue;
        auto& text = numbers[region.group];
        while (text.empty() && used.contains(next)) next++;
        if (text.empty()) text = std::to_string(next++);
        region.group = text;
    }
}

Reduced CvatFormat::keep(const Corpus& corpus, const WriteOptions&, const Progress& progress) const {
    auto kept = reduce(corpus, capabilities(), progress);
    LossList losses;
    for (std::size_t i = 0; i < kept.corpus.items.size(); i++) {
        losses.startItem(kept.corpus.items[i], i);
        reduceToMedium(kept.corpus.items[i], losses);
        for (auto& answer : kept.corpus.items[i].annotations) numberGroups(answer);
    }
    std::ranges::move(std::move(losses).take(), std::back_inserter(kept.losses));
    return kept;
}

Result<ReadLabels> CvatFormat::read(const fs::path& in, const ReadOptions&, Progress& progress) const {
    SLIPWAY_ASSIGN(const auto file, labelFileIn(in, {".xml"}));
    SLIPWAY_ASSIGN(auto text, readLabelFile(file));
    ReadLabels read;
    ProblemList problems(read, file.filename().string());
    if (const auto bad = replaceInvalidUtf8(text); bad > 0)
        problems.odd(0, {}, fmt::format("{} not UTF-8 became U+FFFD", counted(bad, "byte is", "bytes are")));
    SLIPWAY_ASSIGN(const auto document, parseXml(text, file.string()));
    const auto root = document.child("annotations");
    if (!root)
        return fail(ErrorCode::BadData, file.string() + " has no element 'annotations'",
            "Export as 'CVAT for images 1.1' or 'CVAT for video 1.1'");
    XmlLines lines(text);
    SLIPWAY_TRY(cvat::Reader(read, problems, lines).read(root, progress));
    return read;
}

Result<std::vector<Loss>> CvatFormat::write(
    const Corpus& corpus, const fs::path& out, const WriteOptions& options, Progress& progress) const {
    SLIPWAY_ASSIGN(auto kept, reduced(corpus, options, progress));
    SLIPWAY_ASSIGN(auto draft, FileDraft::create(out));
    SLIPWAY_TRY(cvat::Writer(kept.corpus, draft).write(progress));
    SLIPWAY_TRY(draft.publish());
    return std::move(kept.losses);
}

} // namespace

std::unique_ptr<const LabelFormat> makeCvatFormat() {
    return std::make_unique<CvatFormat>();
}

} // namespace slipway::label
