#include <fmt/format.h>

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/all_formats.h"
#include "core/label/formats/file_draft.h"
#include "core/label/formats/groundtruth_line.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/label_file.h"
#include "core/label/formats/line_reader.h"

namespace slipway::label {

namespace fs = std::filesystem;
using namespace groundtruth;

namespace {

/// Augmented manifests of SageMaker Ground Truth. Masks and frames of videos in files beside are read, and their
/// references written again.
class GroundTruthFormat final : public LabelFormat {
public:
    std::string_view name() const override { return "groundtruth"; }
    std::string_view title() const override { return "SageMaker Ground Truth"; }
    bool isFolder() const override { return false; }
    Capabilities capabilities() const override;
    Result<ReadLabels> read(const fs::path& in, const ReadOptions& options, Progress& progress) const override;
    Result<std::vector<Loss>> write(
        const Corpus& corpus, const fs::path& out, const WriteOptions& options, Progress& progress) const override;
};

Capabilities GroundTruthFormat::capabilities() const {
    Capabilities holds;
    holds.box = holds.span = Holds::Yes;
    holds.rotatedBox = Holds::AsBox;
    holds.decimals = 0;
    holds.itemClasses = holds.severalItemClasses = holds.classQuestions = holds.classScores = true;
    holds.classList = false;
    holds.scores = true;
    holds.images = holds.documents = holds.videos = true;
    return holds;
}

void keepIds(const Ids& ids, Corpus& corpus) {
    corpus.extra.set(kFormat, Json{{"objects", ids.objects.json()}, {"items", ids.items.json()}});
}

Ids idsOf(const Corpus& corpus) {
    Ids ids;
    if (const auto* kept = keptMember(corpus.extra, kFormat, "objects")) ids.objects.read(*kept);
    if (const auto* kept = keptMember(corpus.extra, kFormat, "items")) ids.items.read(*kept);
    for (const auto& label : corpus.labels.classes) ids.objects.idOf(label.name);
    for (const auto& label : corpus.labels.itemClasses) ids.items.idOf(label);
    return ids;
}

Result<ReadLabels> GroundTruthFormat::read(const fs::path& in, const ReadOptions& options, Progress& progress) const {
    SLIPWAY_ASSIGN(const auto file, labelFileIn(in, {".manifest"}));
    SLIPWAY_ASSIGN(auto lines, LineReader::open(file));
    ReadLabels read;
    ProblemList problems(read, file.filename().string());
    Ids ids;
    LineParser parser(read.corpus.labels, ids, problems, options.images, file);
    std::string text;
    while (lines.next()) {
        if (lines.number() % 1024 == 0) {
            if (progress.cancelled()) return fail(ErrorCode::Cancelled, "reading the labels was cancelled");
            progress.update(lines.fraction(), fmt::format("line {}", withThousands(lines.number())));
        }
        if (lines.tooLong()) {
            problems.leftOut(lines.number(), {}, "the line is over 256 MiB long");
            continue;
        }
        if (trimmed(lines.line()).empty()) continue;
        text = lines.line();
        if (replaceInvalidUtf8(text) > 0) problems.odd(lines.number(), {}, "bytes that are not UTF-8 became U+FFFD");
        const auto json = parseJson(text, "the line");
        Item item;
        if (!json)
            problems.leftOut(lines.number(), {}, json.error().message);
        else if (!json->is_object())
            problems.leftOut(lines.number(), {}, "the line is no JSON object");
        else if (parser.parse(*json, lines.number(), item))
            read.corpus.items.push_back(std::move(item));
    }
    SLIPWAY_TRY(lines.status());
    keepIds(ids, read.corpus);
    return read;
}

Result<std::vector<Loss>> GroundTruthFormat::write(
    const Corpus& corpus, const fs::path& out, const WriteOptions& options, Progress& progress) const {
    SLIPWAY_ASSIGN(auto kept, reduced(corpus, options, progress));
    auto ids = idsOf(kept.corpus);
    auto now = toIso8601(systemClock().now());
    now = now.substr(0, now.find_first_of(".Z")); // seconds, without a zone, as AWS writes it
    SLIPWAY_ASSIGN(auto draft, FileDraft::create(out));
    for (const auto& item : kept.corpus.items) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "writing the labels was cancelled");
        draft.append(dump(lineOf(item, kept.corpus.labels, ids, now)));
        draft.append("\n");
    }
    SLIPWAY_TRY(draft.publish());
    return std::move(kept.losses);
}

} // namespace

std::unique_ptr<const LabelFormat> makeGroundtruthFormat() {
    return std::make_unique<GroundTruthFormat>();
}

} // namespace slipway::label
