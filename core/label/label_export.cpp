#include <utility>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/data/dataset_service.h"
#include "core/label/counted_answers.h"
#include "core/label/service_state.h"
#include "core/store/database.h"

namespace slipway::label {

namespace fs = std::filesystem;

namespace {

/// "" for an answer without a class; several are joined, the column `classes` has them apart.
std::string classOf(const Annotation& annotation) {
    std::vector<std::string> labels;
    for (const auto& each : annotation.classes) labels.push_back(each.label);
    return join(labels, ", ");
}

Json rowOf(std::int64_t number, const Item& item, const Annotation& annotation) {
    Json classes = Json::array(), answers = toJson(annotation);
    for (const auto& each : annotation.classes) classes.push_back({{"question", each.question}, {"label", each.label}});
    const auto member = [&](const char* key) { return answers.contains(key) ? dump(answers[key]) : std::string("[]"); };
    return {{"task", number}, {"path", item.path}, {"uri", item.uri}, {"text", item.text}, {"width", item.width},
        {"height", item.height}, {"split", item.subset}, {"annotator", annotation.annotator},
        {"gold", annotation.groundTruth}, {"class", classOf(annotation)}, {"classes", dump(classes)},
        {"region_count", annotation.regions.size()}, {"regions", member("regions")}, {"relations", member("relations")},
        {"answers", answers.contains("answers") ? dump(answers["answers"]) : "{}"}, {"seconds", annotation.seconds},
        {"updated_at", toIso8601(annotation.updatedAt)}};
}

/// RFC 4180, so that a text that looks like a number or a time stays what it is in every column but its own.
std::string csvLine(const Json& row, bool header) {
    std::string line;
    for (const auto& [key, value] : row.items()) {
        auto cell = header ? key : value.is_string() ? value.get<std::string>() : dump(value);
        std::string quoted = "\"";
        for (const char c : cell) {
            if (c == '"') quoted += '"';
            quoted += c;
        }
        line += (line.empty() ? "" : ",") + quoted + "\"";
    }
    return line + "\n";
}

void addRow(std::string& text, std::int64_t number, const Item& item, const Annotation& answer) {
    const auto row = rowOf(number, item, answer);
    if (text.empty()) text = csvLine(row, true);
    text += csvLine(row, false);
}

Result<std::string> answersAsCsv(
    store::Database& db, const LabelStore& store, const Project& project, Progress& progress) {
    SLIPWAY_ASSIGN(auto select, db.prepare("SELECT DISTINCT number, task_id FROM label_annotation INDEXED BY "
                                           "label_annotation_to_review WHERE project_id = ? AND state IN " +
                                           statesThat(isAnswer) + " ORDER BY number"));
    select.bind(1, project.id);
    std::string text;
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return text;
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "collecting the answers was cancelled");
        SLIPWAY_ASSIGN(const auto task, store.task(select.integer(1)));
        SLIPWAY_ASSIGN(auto stored, store.annotations(task.id));
        for (const auto& answer : countedAnswers(project, std::move(stored)))
            if (!answer.skipped) addRow(text, task.number, task.item, answer);
    }
}

std::string consensusAsCsv(const ProjectConsensus& joined) {
    std::string text;
    for (std::size_t i = 0; i < joined.corpus.items.size(); ++i)
        for (const auto& answer : joined.corpus.items[i].annotations)
            addRow(text, joined.numbers[i], joined.corpus.items[i], answer);
    return text;
}

WriteOptions withImages(WriteOptions options, const Project& project) {
    if (options.images.empty()) options.images = project.root;
    return options;
}

} // namespace

Status LabelService::mayTakeOut(const access::Actor& actor, const Project& project) const {
    SLIPWAY_ASSIGN(const auto current, m_state->store.project(project.id));
    if (current.overlap <= 1) return {};
    for (const auto permission : {access::Permission::ReviewLabels, access::Permission::ManageWorkspace})
        if (m_state->ledger.check(actor, permission)) return {};
    return fail(ErrorCode::PermissionDenied,
        fmt::format("people answer '{}' without seeing each other's answers, so {} may not take them out", current.name,
            forMessage(actor.name)),
        "Ask a reviewer, or whoever manages the workspace");
}

Result<Corpus> LabelService::corpus(const access::Actor& actor, const Project& project, Progress& progress) const {
    SLIPWAY_TRY(mayTakeOut(actor, project));
    SLIPWAY_ASSIGN(const auto current, m_state->store.project(project.id));
    SLIPWAY_ASSIGN(auto collected, collectAnswers(m_state->db(), m_state->store, current, progress));
    return std::move(collected.corpus);
}

/// `lose` writes, or looks at what writing would lose.
Result<LabelService::Exported> LabelService::exportWith(const access::Actor& actor, const Project& project,
    const std::optional<ConsensusWish>& wish, Progress& progress,
    const std::function<Losses(const Corpus& corpus, Progress& progress)>& lose) const {
    SubProgress first(progress, 0, 0.5), second(progress, 0.5, 1);
    Exported exported;
    Corpus leaving;
    if (wish) {
        SLIPWAY_ASSIGN(exported.consensus, consensus(actor, project, *wish, first));
        leaving = std::exchange(exported.consensus->corpus, {});
    } else {
        SLIPWAY_ASSIGN(leaving, corpus(actor, project, first));
    }
    exported.items = static_cast<std::int64_t>(leaving.items.size());
    SLIPWAY_ASSIGN(exported.losses, lose(leaving, second));
    SLIPWAY_ASSIGN(auto waiting, waitingForReview(project));
    if (waiting) exported.losses.push_back(std::move(*waiting));
    return exported;
}

Result<LabelService::Exported> LabelService::exportLabels(const access::Actor& actor, const Project& project,
    const LabelFormat& format, const fs::path& out, const WriteOptions& options, Progress& progress,
    const std::optional<ConsensusWish>& wish) const {
    return exportWith(actor, project, wish, progress, [&](const Corpus& corpus, Progress& writing) {
        return format.write(corpus, out, withImages(options, project), writing);
    });
}

Result<LabelService::Exported> LabelService::exportPreview(const access::Actor& actor, const Project& project,
    const LabelFormat& format, const WriteOptions& options, Progress& progress,
    const std::optional<ConsensusWish>& wish) const {
    return exportWith(actor, project, wish, progress, [&](const Corpus& corpus, Progress& looking) -> Losses {
        SLIPWAY_ASSIGN(auto kept, format.reduced(corpus, withImages(options, project), looking));
        return std::move(kept.losses);
    });
}

Result<std::optional<Loss>> LabelService::waitingForReview(const Project& project) const {
    if (!project.reviewed) return std::optional<Loss>();
    SLIPWAY_ASSIGN(auto count,
        m_state->db().prepare("SELECT count(*), min(number) FROM label_annotation INDEXED BY "
                              "label_annotation_to_review WHERE project_id = ? AND state = ? AND gold = 0"));
    count.bindAll(project.id, static_cast<int>(AnnotationState::Submitted));
    SLIPWAY_ASSIGN([[maybe_unused]] const bool there, count.step());
    if (count.integer(0) == 0) return std::optional<Loss>();
    return std::optional(
        Loss{"answers that wait for a reviewer", count.integer(0), fmt::format("task {}", count.integer(1))});
}

Result<std::string> LabelService::toDataset(const access::Actor& actor, const Project& project,
    std::string_view dataset, Progress& progress, const std::optional<ConsensusWish>& wish) {
    SLIPWAY_TRY(m_state->ledger.check(actor, access::Permission::ChangeData));
    SLIPWAY_TRY(mayTakeOut(actor, project));
    SLIPWAY_ASSIGN(const auto current, m_state->store.project(project.id));
    SLIPWAY_ASSIGN(const auto folder, TemporaryFolder::create());
    const auto file = folder.path() / (current.name + "-answers.csv");
    std::string text;
    if (wish) {
        SLIPWAY_ASSIGN(const auto joined, consensus(actor, current, *wish, progress));
        text = consensusAsCsv(joined);
    } else {
        SLIPWAY_ASSIGN(text, answersAsCsv(m_state->db(), m_state->store, current, progress));
    }
    if (text.empty())
        return fail(ErrorCode::FailedPrecondition, fmt::format("no answer of '{}' counts yet", current.name),
            current.reviewed ? "Accept some answers first" : "Submit some answers first");
    SLIPWAY_TRY(writeFileAtomically(file, text));
    // One change around the import: the dataset and where it came from are stored together or not at all.
    SLIPWAY_ASSIGN(auto change, m_state->begin(actor, current, "label.to_dataset"));
    data::DatasetService::Import request;
    request.name = dataset;
    request.files = {file};
    request.sourceLabel = fmt::format("answers of {}", current.name);
    SLIPWAY_ASSIGN(const auto imported, m_state->datasets.import(actor, request, progress));
    const auto& version = imported.version;
    SLIPWAY_TRY(change.addNode({current.lineageId(), "label", current.name}));
    SLIPWAY_TRY(change.link(current.lineageId(), version.lineageId(), "Produced", "label"));
    change.note("dataset", version.reference());
    change.note("rows", version.rows);
    if (wish) change.note("consensus", name(wish->method));
    SLIPWAY_TRY(change.commit());
    return version.reference();
}

} // namespace slipway::label
