#include <algorithm>
#include <charconv>
#include <map>
#include <unordered_map>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/all_formats.h"
#include "core/label/formats/csv_record.h"
#include "core/label/formats/file_draft.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/label_collector.h"
#include "core/label/formats/label_file.h"
#include "core/label/formats/loss_list.h"
#include "core/label/formats/media_location.h"

namespace slipway::label {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kFormat = "csv";

/// Classes of images and texts: a header, then one row a label. Columns image or text, label; optional score,
/// annotator; ours: question, path (of a text that is a file). Other columns are kept.
class CsvFormat final : public LabelFormat {
public:
    std::string_view name() const override { return "csv"; }
    std::string_view title() const override { return "CSV of classes"; }
    bool isFolder() const override { return false; }
    Capabilities capabilities() const override;
    Result<ReadLabels> read(const fs::path& in, const ReadOptions& options, Progress& progress) const override;
    Result<std::vector<Loss>> write(
        const Corpus& corpus, const fs::path& out, const WriteOptions& options, Progress& progress) const override;

protected:
    Reduced keep(const Corpus& corpus, const WriteOptions& options, const Progress& progress) const override;
};

Capabilities CsvFormat::capabilities() const {
    Capabilities holds;
    holds.itemClasses = holds.severalItemClasses = holds.classQuestions = holds.classScores = true;
    holds.emptyItems = holds.classList = false;
    holds.severalAnnotators = holds.annotatorNames = true;
    holds.images = holds.documents = true;
    return holds;
}

/// An answer without classes and without a name has nothing to write in a row.
Reduced CsvFormat::keep(const Corpus& corpus, const WriteOptions&, const Progress& progress) const {
    auto kept = reduce(corpus, capabilities(), progress);
    LossList losses;
    std::size_t number = 0;
    std::erase_if(kept.corpus.items, [&](Item& item) {
        losses.startItem(item, number++);
        std::erase_if(item.annotations,
            [](const Annotation& answer) { return answer.classes.empty() && answer.annotator.empty(); });
        if (item.annotations.empty()) losses.add(item.medium == Medium::Image ? "empty image" : "empty text");
        return item.annotations.empty();
    });
    std::ranges::move(std::move(losses).take(), std::back_inserter(kept.losses));
    return kept;
}

/// Where the known columns are.
class Columns {
public:
    static Result<Columns> of(const std::vector<std::string>& header, const std::string& file) {
        Columns columns;
        for (std::size_t i = 0; i < header.size(); i++) {
            const auto name = toLower(trimmed(header[i]));
            const auto* known = std::ranges::find(kNames, name);
            if (known != std::end(kNames))
                columns.m_at.try_emplace(std::string(name), i);
            else
                columns.m_other.emplace_back(i, header[i]);
        }
        if ((columns.m_at.contains("image") || columns.m_at.contains("text")) && columns.m_at.contains("label"))
            return columns;
        return fail(ErrorCode::BadData, fmt::format("{} has no header with 'image' or 'text', and 'label'", file),
            "Write 'image,label' or 'text,label' as the first line");
    }
    std::string field(const std::vector<std::string>& record, const std::string& name) const {
        const auto at = m_at.find(name);
        return at == m_at.end() || at->second >= record.size() ? std::string() : record[at->second];
    }
    Json others(const std::vector<std::string>& record) const {
        auto kept = Json::object();
        for (const auto& [at, name] : m_other)
            if (at < record.size()) kept[name] = record[at];
        return kept;
    }
    bool hasOthers() const { return !m_other.empty(); }

private:
    static constexpr std::string_view kNames[] = {"image", "text", "label", "score", "annotator", "question", "path"};
    std::map<std::string, std::size_t, std::less<>> m_at;
    std::vector<std::pair<std::size_t, std::string>> m_other;
};

/// Puts rows together to items.
class RowReader {
public:
    RowReader(Corpus& corpus, ProblemList& problems, const Columns& columns)
        : m_corpus(corpus), m_problems(problems), m_columns(columns), m_labels(corpus.labels) {}

    void read(const std::vector<std::string>& record, std::int64_t line) {
        const auto image = m_columns.field(record, "image"), text = m_columns.field(record, "text"),
                   path = m_columns.field(record, "path"), label = m_columns.field(record, "label"),
                   who = m_columns.field(record, "annotator");
        if (image.empty() && text.empty() && path.empty() && label.empty())
            return m_problems.leftOut(line, {}, "the row names neither image nor text");
        auto& item = itemOf(image, text, path);
        const auto others = m_columns.hasOthers() ? m_columns.others(record) : Json();
        if (label.empty() && who.empty() && item.annotations.empty() && m_columns.field(record, "score").empty())
            return;
        auto& answer = answerOf(item, who);
        if (label.empty()) return;
        m_labels.addItemClass(label);
        answer.classes.push_back({m_columns.field(record, "question"), label, scoreOf(record, line)});
        if (answer.classes.size() > 1 &&
            answer.classes.back().question == answer.classes[answer.classes.size() - 2].question)
            m_corpus.labels.severalItemClasses = true;
        if (m_columns.hasOthers()) keepOthers(answer, others);
    }

private:
    Item& itemOf(const std::string& image, const std::string& text, const std::string& path) {
        const auto key = image.empty() ? fmt::format("t{}\n{}", path, text) : "i" + image;
        const auto [known, isNew] = m_items.emplace(key, m_corpus.items.size());
        if (!isNew) return m_corpus.items[known->second];
        Item item;
        if (image.empty()) {
            item.medium = Medium::Text;
            item.text = text;
            item.path = path;
        } else {
            setLocation(item, image);
        }
        m_corpus.items.push_back(std::move(item));
        return m_corpus.items.back();
    }
    Annotation& answerOf(Item& item, const std::string& who) {
        const auto key = fmt::format("{}\n{}", &item - m_corpus.items.data(), who);
        const auto [known, isNew] = m_answers.emplace(key, item.annotations.size());
        if (isNew) item.annotations.emplace_back().annotator = who;
        return item.annotations[known->second];
    }
    std::optional<double> scoreOf(const std::vector<std::string>& record, std::int64_t line) {
        const auto text = m_columns.field(record, "score");
        if (text.empty()) return std::nullopt;
        double score = -1;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), score);
        if (read.ec == std::errc() && read.ptr == text.data() + text.size() && score >= 0 && score <= 1) return score;
        m_problems.odd(line, {}, fmt::format("the score '{}' is no number from 0 to 1", forMessage(text)));
        return std::nullopt;
    }
    static void keepOthers(Annotation& answer, const Json& others) {
        const auto* kept = keptMember(answer.extra, kFormat, "rows");
        auto rows = kept ? *kept : Json::array();
        while (rows.size() + 1 < answer.classes.size()) rows.push_back(Json::object());
        rows.push_back(others);
        answer.extra.set(kFormat, Json{{"rows", std::move(rows)}});
    }

    Corpus& m_corpus;
    ProblemList& m_problems;
    const Columns& m_columns;
    LabelCollector m_labels;
    std::unordered_map<std::string, std::size_t> m_items, m_answers;
};

Result<ReadLabels> CsvFormat::read(const fs::path& in, const ReadOptions&, Progress& progress) const {
    SLIPWAY_ASSIGN(const auto file, labelFileIn(in, {".csv"}));
    SLIPWAY_ASSIGN(auto records, CsvRecords::open(file));
    using Found = CsvRecords::Found;
    if (records.next() != Found::Record)
        return fail(ErrorCode::BadData, file.string() + " has no header", "Write 'image,label' as the first line");
    SLIPWAY_ASSIGN(const auto columns, Columns::of(records.fields(), file.string()));
    const auto header = records.fields();
    ReadLabels read;
    read.corpus.extra.set(kFormat, Json{{"columns", header}});
    ProblemList problems(read, file.filename().string());
    RowReader rows(read.corpus, problems, columns);
    std::int64_t count = 0;
    for (auto found = records.next(); found != Found::End; found = records.next()) {
        if (++count % 4096 == 0) {
            if (progress.cancelled()) return fail(ErrorCode::Cancelled, "reading the labels was cancelled");
            progress.update(records.fraction(), fmt::format("line {}", withThousands(records.line())));
        }
        if (found == Found::Broken) {
            problems.leftOut(records.line(), {}, records.problem());
            continue;
        }
        auto record = records.fields();
        if (record.size() != header.size()) {
            problems.leftOut(records.line(), {},
                fmt::format("the row has {}, the header {}", counted(static_cast<long long>(record.size()), "field"),
                    header.size()));
            continue;
        }
        std::int64_t bad = 0;
        for (auto& field : record) bad += replaceInvalidUtf8(field);
        if (bad > 0) problems.odd(records.line(), {}, "bytes that are not UTF-8 became U+FFFD");
        rows.read(record, records.line());
    }
    SLIPWAY_TRY(records.status());
    return read;
}

/// The columns to write: those that the file had, and those that are needed.
std::vector<std::string> headerFor(const Corpus& corpus) {
    std::vector<std::string> header;
    if (const auto* kept = keptMember(corpus.extra, kFormat, "columns"); kept && kept->is_array())
        for (const auto& name : *kept)
            if (name.is_string()) header.push_back(name.get<std::string>());
    const auto need = [&](const char* name) {
        const auto same = [&](const std::string& column) { return toLower(trimmed(column)) == name; };
        if (std::ranges::none_of(header, same)) header.emplace_back(name);
    };
    for (const auto& item : corpus.items) need(item.medium == Medium::Image ? "image" : "text");
    if (corpus.items.empty() && header.empty()) need("image");
    need("label");
    for (const auto& item : corpus.items) {
        if (item.medium == Medium::Text && !item.path.empty()) need("path");
        for (const auto& answer : item.annotations) {
            if (!answer.annotator.empty()) need("annotator");
            for (const auto& said : answer.classes) {
                if (said.score) need("score");
                if (!said.question.empty()) need("question");
            }
        }
    }
    return header;
}

std::string rowOf(
    const std::vector<std::string>& header, const Item& item, const Annotation& answer, std::size_t index) {
    const auto* said = index < answer.classes.size() ? &answer.classes[index] : nullptr;
    const auto* rows = keptMember(answer.extra, kFormat, "rows");
    const auto* others = rows && rows->is_array() && index < rows->size() ? &(*rows)[index] : nullptr;
    std::vector<std::string> fields;
    for (const auto& column : header) {
        const auto name = toLower(trimmed(column));
        std::string value;
        if (name == "image")
            value = item.medium == Medium::Image ? uriOf(item) : "";
        else if (name == "text")
            value = item.text;
        else if (name == "path")
            value = item.medium == Medium::Text ? item.path : "";
        else if (name == "label")
            value = said ? said->label : "";
        else if (name == "score")
            value = said && said->score ? toText(*said->score) : "";
        else if (name == "annotator")
            value = answer.annotator;
        else if (name == "question")
            value = said ? said->question : "";
        else
            value = others ? textOr(*others, column) : "";
        fields.push_back(csvField(value));
    }
    return join(fields, ",") + "\n";
}

Result<std::vector<Loss>> CsvFormat::write(
    const Corpus& corpus, const fs::path& out, const WriteOptions& options, Progress& progress) const {
    SLIPWAY_ASSIGN(auto kept, reduced(corpus, options, progress));
    const auto header = headerFor(kept.corpus);
    SLIPWAY_ASSIGN(auto draft, FileDraft::create(out));
    std::vector<std::string> names;
    for (const auto& name : header) names.push_back(csvField(name));
    draft.append(join(names, ",") + "\n");
    for (const auto& item : kept.corpus.items) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "writing the labels was cancelled");
        for (const auto& answer : item.annotations)
            for (std::size_t i = 0; i < std::max<std::size_t>(1, answer.classes.size()); i++)
                draft.append(rowOf(header, item, answer, i));
    }
    SLIPWAY_TRY(draft.publish());
    return std::move(kept.losses);
}

} // namespace

std::unique_ptr<const LabelFormat> makeCsvFormat() {
    return std::make_unique<CsvFormat>();
}

} // namespace slipway::label
