#include <algorithm>
#include <array>

#include "core/label/formats/all_formats.h"
#include "core/label/formats/known_sizes.h"
#include "core/label/formats/yolo_file.h"

namespace slipway::label {

namespace yolo {

namespace {

constexpr std::array<std::string_view, 5> kTasks{"", "detect", "segment", "pose", "obb"};

bool isPose(const Region& region, const LabelSet& labels) {
    const auto* one = std::holds_alternative<Keypoints>(region.shape) ? findClass(labels, region.label) : nullptr;
    return one && one->skeleton && !one->skeleton->joints.empty();
}

} // namespace

Task taskOf(std::string_view name) {
    const auto it = std::ranges::find(kTasks, name);
    return it == kTasks.end() ? Task::Unknown : static_cast<Task>(it - kTasks.begin());
}

std::string_view name(Task task) {
    return kTasks[static_cast<std::size_t>(task)];
}

Task taskFor(const Corpus& corpus) {
    bool pose = false, rings = false, turned = false;
    const auto look = [&](const Annotation& answer) {
        for (const auto& region : answer.regions) {
            pose = pose || isPose(region, corpus.labels);
            rings = rings || std::holds_alternative<Polygon>(region.shape);
            turned = turned || std::holds_alternative<RotatedBox>(region.shape);
        }
    };
    for (const auto& item : corpus.items) {
        std::ranges::for_each(item.annotations, look);
        for (const auto& prediction : item.predictions) look(prediction.answer);
    }
    return pose ? Task::Pose : rings ? Task::Segment : turned ? Task::Oriented : Task::Detect;
}

Capabilities capabilitiesOf(Task task) {
    Capabilities holds;
    holds.images = true;
    holds.insideImage = holds.predictionsAlone = holds.subsets = true;
    holds.box = Holds::Yes;
    holds.rotatedBox = holds.polygon = Holds::AsBox;
    holds.parts = Holds::Yes; // all within the one box
    if (task == Task::Segment) {
        holds.box = holds.rotatedBox = Holds::AsPolygon;
        holds.polygon = Holds::Yes;
        holds.parts = Holds::Split;
    } else if (task == Task::Oriented) {
        holds.box = Holds::AsRotatedBox;
        holds.rotatedBox = Holds::Yes;
        holds.flatRotatedBoxes = true;
    } else if (task == Task::Pose) {
        holds.keypoints = Holds::Yes;
        holds.skeletonsOnly = holds.keypointNames = holds.keypointVisibility = holds.parentsOfKeypoints = true;
    }
    if (task != Task::Segment) holds.holes = Holds::Yes; // within the box
    return holds;
}

} // namespace yolo

namespace {

class YoloFormat final : public LabelFormat {
public:
    std::string_view name() const override { return "yolo"; }
    std::string_view title() const override { return "YOLO"; }
    bool isFolder() const override { return true; }

    /// Of a data set of segments; keep() knows what task a corpus becomes.
    Capabilities capabilities() const override { return yolo::capabilitiesOf(yolo::Task::Segment); }

    Result<ReadLabels> read(
        const std::filesystem::path& in, const ReadOptions& options, Progress& progress) const override {
        return yolo::read(in, options, progress);
    }

    Result<std::vector<Loss>> write(const Corpus& corpus, const std::filesystem::path& out, const WriteOptions& options,
        Progress& progress) const override {
        SLIPWAY_ASSIGN(auto kept, reduced(corpus, options, progress));
        SLIPWAY_TRY(yolo::write(kept.corpus, task(corpus, options), out, progress));
        return std::move(kept.losses);
    }

protected:
    Reduced keep(const Corpus& corpus, const WriteOptions& options, const Progress& progress) const override {
        return reduce(withSizes(corpus, options.images, {}), yolo::capabilitiesOf(task(corpus, options)), progress);
    }

private:
    static yolo::Task task(const Corpus& corpus, const WriteOptions& options) {
        const auto wanted = yolo::taskOf(options.task);
        return wanted == yolo::Task::Unknown ? yolo::taskFor(corpus) : wanted;
    }
};

} // namespace

std::unique_ptr<const LabelFormat> makeYoloFormat() {
    return std::make_unique<YoloFormat>();
}

} // namespace slipway::label
