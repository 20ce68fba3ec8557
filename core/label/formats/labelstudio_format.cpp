#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/long_json.h"
#include "core/base/text.h"
#include "core/label/formats/all_formats.h"
#include "core/label/formats/file_draft.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/label_file.h"
#include "core/label/formats/labelstudio_config.h"
#include "core/label/formats/labelstudio_task.h"
#include "core/label/formats/loss_list.h"
#include "core/label/formats/media_location.h"

namespace slipway::label {

namespace fs = std::filesystem;
using namespace labelstudio;

namespace {

fs::path configBeside(fs::path file) {
    return file.replace_extension(".config.xml");
}

void keepControls(const Controls& controls, Corpus& corpus) {
    auto kept = Json::object();
    for (const auto& [name, type] : controls) kept["controls"][name] = type;
    if (const auto* config = keptMember(corpus.extra, kFormat, "config")) kept["config"] = *config;
    keepExtra(corpus.extra, kFormat, std::move(kept));
}

Controls controlsOf(const Corpus& corpus) {
    Controls controls;
    if (const auto* kept = keptMember(corpus.extra, kFormat, "controls"); kept && kept->is_object())
        for (const auto& [name, type] : kept->items())
            if (type.is_string()) controls[name] = type.get<std::string>();
    return controls;
}

/// The labels that stand in the config which came with the file, if there is one.
void readConfigBeside(const fs::path& file, Corpus& corpus, Controls& controls, ProblemList& problems) {
    std::error_code failed;
    const auto beside = configBeside(file);
    if (!fs::exists(beside, failed)) return;
    const auto text = readFile(beside, 16u << 20);
    const auto read = text ? readConfig(*text, corpus.labels, controls) : Status(std::unexpected(text.error()));
    if (!read) return problems.odd(0, beside.filename().string(), read.error().message);
    corpus.extra.set(kFormat, Json{{"config", *text}});
}

/// The config that came with the file, while it has all labels.
std::string configFor(const Corpus& corpus, const Controls& controls) {
    if (const auto* kept = keptMember(corpus.extra, kFormat, "config"); kept && kept->is_string()) {
        LabelSet known;
        Controls ignored;
        const auto text = kept->get<std::string>();
        if (readConfig(text, known, ignored) && known.classes == corpus.labels.classes &&
            known.itemClasses == corpus.labels.itemClasses)
            return text;
    }
    return configOf(corpus, controls);
}

bool hasSeveralClasses(const Annotation& annotation) {
    for (std::size_t i = 1; i < annotation.classes.size(); i++)
        if (annotation.classes[i].question == annotation.classes[i - 1].question) return true;
    return false;
}

/// Rows of JSON_MIN with one id are annotations of one task.
void addItem(Corpus& corpus, Item item, const std::string& minId, std::map<std::string, std::size_t>& minItems) {
    for (const auto& annotation : item.annotations)
        if (hasSeveralClasses(annotation)) corpus.labels.severalItemClasses = true;
    if (!minId.empty()) {
        item.extra = {};
        const auto [known, isNew] = minItems.emplace(minId, corpus.items.size());
        if (!isNew) {
            auto& first = corpus.items[known->second];
            std::ranges::move(item.annotations, std::back_inserter(first.annotations));
            return;
        }
    }
    corpus.items.push_back(std::move(item));
}

/// Label Studio counts in percent of the picture: without its size there are no shapes.
void dropWithoutSize(Reduced& reduced) {
    LossList losses;
    const auto drop = [&](Annotation& annotation) {
        std::erase_if(annotation.regions, [&](const Region& region) {
            if (std::holds_alternative<Span>(region.shape)) return false;
            losses.add("image of unknown size", region);
            return true;
        });
    };
    for (std::size_t i = 0; i < reduced.corpus.items.size(); i++) {
        auto& item = reduced.corpus.items[i];
        if (item.medium == Medium::Text || (item.width > 0 && item.height > 0)) continue;
        losses.startItem(item, i);
        for (auto& annotation : item.annotations) drop(annotation);
        for (auto& prediction : item.predictions) drop(prediction.answer);
    }
    std::ranges::move(std::move(losses).take(), std::back_inserter(reduced.losses));
}

/// Tasks, exports, bare data objects and JSON_MIN in, tasks with annotations out. Beside FILE.json stands
/// FILE.config.xml, the labeling config with the label set.
class LabelStudioFormat final : public LabelFormat {
public:
    std::string_view name() const override { return "labelstudio"; }
    std::string_view title() const override { return "Label Studio"; }
    bool isFolder() const override { return false; }
    Capabilities capabilities() const override;
    Result<ReadLabels> read(const fs::path& in, const ReadOptions& options, Progress& progress) const override;
    Result<std::vector<Loss>> write(
        const Corpus& corpus, const fs::path& out, const WriteOptions& options, Progress& progress) const override;

protected:
    Reduced keep(const Corpus& corpus, const WriteOptions& options, const Progress& progress) const override;
};

Capabilities LabelStudioFormat::capabilities() const {
    Capabilities holds;
    holds.box = holds.rotatedBox = holds.ellipse = holds.polygon = holds.mask = holds.span = holds.track = Holds::Yes;
    holds.parts = holds.keypoints = Holds::Split;
    holds.masksInsideImage = holds.trackBoxes = holds.trackAttributes = true;
    holds.keypointNames = holds.keypointVisibility = true;
    holds.itemClasses = holds.severalItemClasses = holds.classQuestions = holds.classScores = true;
    holds.severalAnnotators = holds.annotatorNames = holds.answerTimes = true;
    holds.skippedAnswers = holds.groundTruth = true;
    holds.unlabelled = holds.moreLabels = holds.parents = holds.subsets = true;
    holds.attributes = holds.texts = holds.relations = holds.regionIds = true;
    holds.scores = holds.predictions = holds.answers = true;
    holds.images = holds.documents = holds.videos = true;
    return holds;
}

Reduced LabelStudioFormat::keep(const Corpus& corpus, const WriteOptions& options, const Progress& progress) const {
    auto sized = corpus;
    if (!options.images.empty())
        for (auto& item : sized.items) findSize(item, options.images, options.images / "labels");
    auto kept = reduce(sized, capabilities(), progress);
    dropWithoutSize(kept);
    return kept;
}

Result<ReadLabels> LabelStudioFormat::read(const fs::path& in, const ReadOptions& options, Progress& progress) const {
    SLIPWAY_ASSIGN(const auto file, labelFileIn(in, {".json"}));
    SLIPWAY_ASSIGN(auto text, readLabelFile(file));
    ReadLabels read;
    ProblemList problems(read, file.filename().string());
    mendUtf8(text, problems);
    progress.update(0.1, "reading " + file.filename().string());
    SLIPWAY_ASSIGN(auto tasks, parseJson(text, file.string(), progress));
    text = {};
    if (tasks.is_object()) tasks = Json::array({std::move(tasks)});
    if (!tasks.is_array())
        return fail(ErrorCode::BadData, file.string() + " is no list of tasks", "Export as JSON from Label Studio");
    Controls controls;
    readConfigBeside(file, read.corpus, controls, problems);
    TaskReader reader(read.corpus.labels, controls, problems, options.images, file);
    std::map<std::string, std::size_t> minItems;
    for (std::size_t i = 0; i < tasks.size(); i++) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "reading the labels was cancelled");
        if (i % 256 == 0)
            progress.update(0.2 + 0.8 * static_cast<double>(i) / static_cast<double>(tasks.size()), "reading tasks");
        Item item;
        const bool min = isMinRow(tasks[i]);
        const auto task = min ? taskOfMinRow(tasks[i]) : std::move(tasks[i]);
        const auto minId = min ? textOf(member(task, "id")).value_or("") : std::string();
        if (reader.read(task, i + 1, item)) addItem(read.corpus, std::move(item), minId, minItems);
        tasks[i] = nullptr;
    }
    keepControls(controls, read.corpus);
    return read;
}

Result<std::vector<Loss>> LabelStudioFormat::write(
    const Corpus& corpus, const fs::path& out, const WriteOptions& options, Progress& progress) const {
    SLIPWAY_ASSIGN(auto kept, reduced(corpus, options, progress));
    const auto controls = controlsOf(kept.corpus);
    SLIPWAY_ASSIGN(auto draft, FileDraft::create(out));
    auto& items = kept.corpus.items;
    draft.append("[");
    for (std::size_t i = 0; i < items.size(); i++) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "writing the labels was cancelled");
        if (i % 256 == 0) progress.update(static_cast<double>(i) / static_cast<double>(items.size()), "writing tasks");
        draft.append(i == 0 ? "\n" : ",\n");
        draft.append(dump(taskJson(items[i], controls)));
    }
    draft.append("\n]\n");
    SLIPWAY_TRY(draft.publish());
    SLIPWAY_TRY(writeFileAtomically(configBeside(out), configFor(kept.corpus, controls)));
    return std::move(kept.losses);
}

} // namespace

std::unique_ptr<const LabelFormat> makeLabelstudioFormat() {
    return std::make_unique<LabelStudioFormat>();
}

} // namespace slipway::label
