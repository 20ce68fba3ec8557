#include "core/label/counted_answers.h"

#include <algorithm>

#include "core/base/json.h"
#include "core/label/label_rows.h"
#include "core/store/database.h"

namespace slipway::label {

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

} // namespace

std::vector<Annotation> countedAnswers(const Project& project, std::vector<StoredAnnotation> stored) {
    std::vector<Annotation> answers;
    for (auto& each : stored)
        if (counts(project, each)) answers.push_back(std::move(each.annotation));
    const bool people = std::ranges::any_of(
        answers, [](const Annotation& answer) { return !answer.skipped && isPerson(answer.annotator); });
    if (people) std::erase_if(answers, [](const Annotation& answer) { return !isPerson(answer.annotator); });
    return answers;
}

Result<CollectedAnswers> collectAnswers(
    store::Database& db, const LabelStore& store, const Project& project, Progress& progress) {
    CollectedAnswers collected;
    auto& corpus = collected.corpus;
    corpus.labels = project.labels;
    SLIPWAY_ASSIGN(corpus.extra, extraOf(db, project));
    SLIPWAY_ASSIGN(auto select,
        db.prepare("SELECT " + taskColumns(0) +
                   " FROM label_task AS t INDEXED BY label_task_by_number WHERE t.project_id = ? ORDER BY t.number"));
    select.bind(1, project.id);
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return collected;
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "collecting the labels was cancelled");
        auto task = taskOf(select);
        SLIPWAY_ASSIGN(auto annotations, store.annotations(task.id));
        task.item.annotations = countedAnswers(project, std::move(annotations));
        SLIPWAY_ASSIGN(task.item.predictions, store.predictions(task.id));
        collected.numbers.push_back(task.number);
        corpus.items.push_back(std::move(task.item));
        if (corpus.items.size() % 1000 == 0)
            progress.update(
                static_cast<double>(corpus.items.size()) / static_cast<double>(project.tasks + 1), "collecting labels");
    }
}

} // namespace slipway::label
