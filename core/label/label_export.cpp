#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/data/dataset_service.h"
#include "core/label/label_rows.h"
#include "core/label/service_state.h"
#include "core/store/database.h"

namespace slipway::label {

namespace fs = std::filesystem;

namespace {

bool counts(const Project& project, const StoredAnnotation& stored) {
    if (stored.annotation.groundTruth) return true;
    if (stored.state == AnnotationState::Accepted || stored.state == AnnotationState::Skipped) return true;
    return stored.state == AnnotationState::Submitted && !project.reviewed;
}

Result<Extra> extraOf(store::Database& db, const Project& project) {
    SLIPWAY_ASSIGN(auto select, db.prepare("SELECT extra FROM label_project WHERE id = ?"));
    select.bind(1, project.id);
    SLIPWAY_ASSIGN([[maybe_unused]] const bool there, select.step());
    SLIPWAY_ASSIGN(const auto json, parseJson(select.view(0), "project"));
    Extra extra;
    for (const auto& [format, value] : json.items()) extra.set(format, value);
    return extra;
}

/// "" for an answer without a class; several are joined, the column `classes` has them apart.
std::string classOf(const Annotation& annotation) {
    std::vector<std::string> labels;
    for (const auto& each : annotation.classes) labels.push_back(each.label);
    return join(labels, ", ");
}

Json rowOf(const Task& task, const Annotation& annotation) {
    Json classes = Json::array(), answers = toJson(annotation);
    for (const auto& each : annotation.classes) classes.push_back({{"question", each.question}, {"label", each.label}});
    const auto member = [&](const char* key) { return answers.contains(key) ? dump(answers[key]) : std::string("[]"); };
    return {{"task", task.number}, {"path", task.item.path}, {"uri", task.item.uri}, {"text", task.item.text},
        {"width", task.item.width}, {"height", task.item.height}, {"split", task.item.subset},
        {"annotator", annotation.annotator}, {"gold", annotation.groundTruth}, {"class", classOf(annotation)},
        {"classes", dump(classes)}, {"region_count", annotation.regions.size()}, {"regions", member("regions")},
        {"relations", member("relations")}, {"answers", answers.contains("answers") ? dump(answers["answers"]) : "{}"},
        {"seconds", annotation.seconds}, {"updated_at", toIso8601(annotation.updatedAt)}};
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

} // namespace

Result<Corpus> LabelService::corpus(const Project& project, Progress& progress) const {
    SLIPWAY_ASSIGN(const auto current, m_state->store.project(project.id));
    Corpus corpus;
    corpus.labels = current.labels;
    SLIPWAY_ASSIGN(corpus.extra, extraOf(m_state->db(), current));
    SLIPWAY_ASSIGN(auto select,
        m_state->db().prepare("SELECT " + taskColumns(0) +
                              " FROM label_task AS t INDEXED BY label_task_by_number WHERE t.project_id = ? "
                              "ORDER BY t.number"));
    select.bind(1, current.id);
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return corpus;
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "collecting the labels was cancelled");
        auto task = taskOf(select);
        SLIPWAY_ASSIGN(auto annotations, m_state->store.annotations(task.id));
        for (auto& stored : annotations)
            if (counts(current, stored)) task.item.annotations.push_back(std::move(stored.annotation));
        SLIPWAY_ASSIGN(task.item.predictions, m_state->store.predictions(task.id));
        corpus.items.push_back(std::move(task.item));
        if (corpus.items.size() % 1000 == 0)
            progress.update(
                static_cast<double>(corpus.items.size()) / static_cast<double>(current.tasks + 1), "collecting labels");
    }
}

Result<std::vector<Loss>> LabelService::exportLabels(const Project& project, const LabelFormat& format,
    const fs::path& out, const WriteOptions& options, Progress& progress) const {
    SubProgress first(progress, 0, 0.5), second(progress, 0.5, 1);
    SLIPWAY_ASSIGN(const auto collected, corpus(project, first));
    auto writing = options;
    if (writing.images.empty()) writing.images = project.root;
    return format.write(collected, out, writing, second);
}

Result<std::string> LabelService::toDataset(
    const access::Actor& actor, const Project& project, std::string_view dataset, Progress& progress) {
    SLIPWAY_TRY(m_state->ledger.check(actor, access::Permission::ChangeData));
    SLIPWAY_ASSIGN(const auto current, m_state->store.project(project.id));
    SLIPWAY_ASSIGN(const auto folder, TemporaryFolder::create());
    const auto file = folder.path() / (current.name + "-answers.csv");
    SLIPWAY_ASSIGN(
        auto select, m_state->db().prepare("SELECT DISTINCT number, task_id FROM label_annotation INDEXED BY "
                                           "label_annotation_to_review WHERE project_id = ? AND state IN (1, 4) "
                                           "ORDER BY number"));
    select.bind(1, current.id);
    std::string text;
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) break;
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "collecting the answers was cancelled");
        SLIPWAY_ASSIGN(const auto task, m_state->store.task(select.integer(1)));
        SLIPWAY_ASSIGN(const auto annotations, m_state->store.annotations(task.id));
        for (const auto& stored : annotations) {
            if (!counts(current, stored) || stored.annotation.skipped) continue;
            const auto row = rowOf(task, stored.annotation);
            if (text.empty()) text = csvLine(row, true);
            text += csvLine(row, false);
        }
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
    SLIPWAY_TRY(change.commit());
    return version.reference();
}

} // namespace slipway::label
