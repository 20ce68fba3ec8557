#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/all_formats.h"
#include "core/label/formats/file_draft.h"
#include "core/label/formats/jsonl_line.h"
#include "core/label/formats/label_file.h"
#include "core/label/formats/line_reader.h"

namespace slipway::label {

namespace fs = std::filesystem;

namespace {

/// Spans and classes of texts, one text a line: doccano, doccano with relations, spaCy and Prodigy in, doccano out.
class JsonlFormat final : public LabelFormat {
public:
    std::string_view name() const override { return "jsonl"; }
    std::string_view title() const override { return "JSON Lines"; }
    bool isFolder() const override { return false; }
    Capabilities capabilities() const override;
    Result<ReadLabels> read(const fs::path& in, const ReadOptions& options, Progress& progress) const override;
    Result<std::vector<Loss>> write(
        const Corpus& corpus, const fs::path& out, const WriteOptions& options, Progress& progress) const override;
};

Capabilities JsonlFormat::capabilities() const {
    Capabilities holds;
    holds.span = Holds::Yes;
    holds.itemClasses = holds.severalItemClasses = true;
    holds.relations = holds.unlabelled = true;
    holds.classList = false;
    holds.documents = true;
    return holds;
}

Result<ReadLabels> JsonlFormat::read(const fs::path& in, const ReadOptions&, Progress& progress) const {
    SLIPWAY_ASSIGN(const auto file, labelFileIn(in, {".jsonl", ".ndjson"}));
    SLIPWAY_ASSIGN(auto lines, LineReader::open(file));
    ReadLabels read;
    ProblemList problems(read, file.filename().string());
    jsonl::LineParser parser(read.corpus.labels, problems);
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
        else if (parser.parse(*json, lines.number(), item)) {
            if (!item.annotations.empty() && item.annotations.front().classes.size() > 1)
                read.corpus.labels.severalItemClasses = true;
            read.corpus.items.push_back(std::move(item));
        }
    }
    SLIPWAY_TRY(lines.status());
    return read;
}

Result<std::vector<Loss>> JsonlFormat::write(
    const Corpus& corpus, const fs::path& out, const WriteOptions& options, Progress& progress) const {
    SLIPWAY_ASSIGN(auto kept, reduced(corpus, options, progress));
    SLIPWAY_ASSIGN(auto draft, FileDraft::create(out));
    for (const auto& item : kept.corpus.items) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "writing the labels was cancelled");
        draft.append(dump(jsonl::lineOf(item)));
        draft.append("\n");
    }
    SLIPWAY_TRY(draft.publish());
    return std::move(kept.losses);
}

} // namespace

std::unique_ptr<const LabelFormat> makeJsonlFormat() {
    return std::make_unique<JsonlFormat>();
}

} // namespace slipway::label
