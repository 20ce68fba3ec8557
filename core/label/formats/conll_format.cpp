#include <algorithm>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/all_formats.h"
#include "core/label/formats/conll_reader.h"
#include "core/label/formats/conll_tokens.h"
#include "core/label/formats/file_draft.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/label_file.h"
#include "core/label/formats/line_reader.h"

namespace slipway::label {

namespace fs = std::filesystem;

namespace {

/// CoNLL-2003: a token a line with its tag last. IOB1 and IOB2 in, IOB2 out.
class ConllFormat final : public LabelFormat {
public:
    std::string_view name() const override { return "conll"; }
    std::string_view title() const override { return "CoNLL-2003"; }
    bool isFolder() const override { return false; }
    Capabilities capabilities() const override;
    Result<ReadLabels> read(const fs::path& in, const ReadOptions& options, Progress& progress) const override;
    Result<std::vector<Loss>> write(
        const Corpus& corpus, const fs::path& out, const WriteOptions& options, Progress& progress) const override;

protected:
    Reduced keep(const Corpus& corpus, const WriteOptions& options, const Progress& progress) const override;
};

Capabilities ConllFormat::capabilities() const {
    Capabilities holds;
    holds.span = Holds::Yes;
    holds.overlappingSpans = false;
    holds.classList = false;
    holds.documents = true;
    return holds;
}

Reduced ConllFormat::keep(const Corpus& corpus, const WriteOptions&, const Progress& progress) const {
    auto kept = reduce(corpus, capabilities(), progress);
    conll::toTokens(kept);
    return kept;
}

Result<ReadLabels> ConllFormat::read(const fs::path& in, const ReadOptions&, Progress& progress) const {
    SLIPWAY_ASSIGN(const auto file, labelFileIn(in, {".conll", ".conll2003", ".iob", ".bio"}));
    SLIPWAY_ASSIGN(auto lines, LineReader::open(file));
    ReadLabels read;
    ProblemList problems(read, file.filename().string());
    conll::Reader reader(read, problems);
    std::string text;
    while (lines.next()) {
        if (lines.number() % 65536 == 0) {
            if (progress.cancelled()) return fail(ErrorCode::Cancelled, "reading the labels was cancelled");
            progress.update(lines.fraction(), fmt::format("line {}", withThousands(lines.number())));
        }
        if (lines.tooLong()) {
            problems.leftOut(lines.number(), {}, "the line is over 256 MiB long");
            continue;
        }
        text = lines.line();
        if (replaceInvalidUtf8(text) > 0) problems.odd(lines.number(), {}, "bytes that are not UTF-8 became U+FFFD");
        reader.line(text, lines.number());
    }
    SLIPWAY_TRY(lines.status());
    reader.finish();
    return read;
}

/// The middle columns that the file had, one word a token.
std::vector<std::string> keptColumn(const Item& item, std::string_view key, std::size_t tokens) {
    const auto* kept = keptMember(item.extra, conll::kFormat, key);
    if (kept && kept->is_string())
        if (auto words = split(kept->get<std::string>(), ' '); words.size() == tokens) return words;
    return std::vector<std::string>(tokens, "_");
}

std::string textOfItem(const Item& item) {
    static const std::vector<Region> none;
    const auto tokens = conll::tokensOf(item.text, item.annotations.empty() ? none : item.annotations.front().regions);
    const auto second = keptColumn(item, "second", tokens.size()), third = keptColumn(item, "third", tokens.size());
    const auto* kept = keptMember(item.extra, conll::kFormat, "columns");
    const auto columns = kept ? wholeOf(kept).value_or(4) : 4;
    std::string text;
    for (std::size_t i = 0; i < tokens.size(); i++) {
        const auto& token = tokens[i];
        if (i > 0 && token.startsSentence) text += '\n';
        text += token.text;
        if (columns > 2) text += " " + second[i];
        if (columns > 3) text += " " + third[i];
        text += token.region ? fmt::format(" {}-{}\n", token.startsSpan ? 'B' : 'I', token.region->label) : " O\n";
    }
    return text;
}

/// How the file told items apart, while its items can still be told apart like that.
std::string documentsIn(const Corpus& corpus) {
    const auto* kept = keptMember(corpus.extra, conll::kFormat, "documents");
    const auto sentence = [](const Item& item) {
        return !item.text.empty() && item.text.find('\n') == std::string::npos;
    };
    if (kept && kept->is_string() && std::ranges::all_of(corpus.items, sentence)) return kept->get<std::string>();
    return "each";
}

Result<std::vector<Loss>> ConllFormat::write(
    const Corpus& corpus, const fs::path& out, const WriteOptions& options, Progress& progress) const {
    SLIPWAY_ASSIGN(auto kept, reduced(corpus, options, progress));
    const auto documents = documentsIn(kept.corpus);
    SLIPWAY_ASSIGN(auto draft, FileDraft::create(out));
    if (documents == "once") draft.append("-DOCSTART- -X- O\n");
    for (const auto& item : kept.corpus.items) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "writing the labels was cancelled");
        if (documents == "each") draft.append("-DOCSTART- -X- -X- O\n\n");
        draft.append(textOfItem(item));
        draft.append("\n");
    }
    SLIPWAY_TRY(draft.publish());
    return std::move(kept.losses);
}

} // namespace

std::unique_ptr<const LabelFormat> makeConllFormat() {
    return std::make_unique<ConllFormat>();
}

} // namespace slipway::label
