#include "core/label/blind_tasks.h"
#include "core/workspace/workspace.h"
#include "ui/label/label_controller.h"

namespace slipway::ui {

// What the labeling page reads on its worker.

namespace {

constexpr int kDecodeAhead = 3;
constexpr int kMostPassedOver = 50;
constexpr int kReviewPage = 50;

} // namespace

Result<LabelController::Found> LabelController::load(workspace::Workspace& workspace, const Question& question) {
    if (question.step == Step::Fix) return loadFix(workspace, question);
    if (question.step == Step::Number) return loadNumber(workspace, question);
    return question.mode == Mode::Review ? loadReview(workspace, question) : loadFromQueue(workspace, question);
}

Status LabelController::addSurroundings(workspace::Workspace& workspace, const Question& question, Opened& opened) {
    const auto& store = workspace.labels().store();
    if (question.mode == Mode::Review) {
        SLIPWAY_ASSIGN(opened.suggestions, store.predictions(opened.task.id));
    } else {
        SLIPWAY_ASSIGN(opened.suggestions,
            label::suggestionsWhileLabeling(workspace.ledger().db(), question.project, opened.task));
        SLIPWAY_ASSIGN(opened.suggestionsWithheld,
            label::areClassesWithheld(workspace.ledger().db(), question.project, opened.task));
    }
    for (int ahead = 1; ahead <= kDecodeAhead; ++ahead) {
        const auto following = store.taskNumber(question.project.id, opened.task.number + ahead);
        if (!following) break;
        if (following->state == label::TaskState::Broken) continue;
        auto file = label::fileOf(question.project, following->item);
        if (!file.empty()) opened.after.push_back(std::move(file));
    }
    return {};
}

Result<LabelController::Found> LabelController::loadFromQueue(
    workspace::Workspace& workspace, const Question& question) {
    auto& labels = workspace.labels();
    Opened opened;
    auto after = question.number > 0 ? std::optional(question.number) : std::nullopt;
    while (opened.passedOver < kMostPassedOver) {
        SLIPWAY_ASSIGN(auto task, labels.next(question.actor, question.project, after));
        if (!task) return Found();
        auto session = labels.open(question.actor, question.project, *task);
        if (session) {
            opened.task = (*session)->task();
            opened.session = std::move(*session);
            SLIPWAY_TRY(addSurroundings(workspace, question, opened));
            return Found(std::move(opened));
        }
        // A file that cannot be read is now a listed problem, and one of another window is in hand: on to the next.
        const auto code = session.error().code;
        if (code != ErrorCode::FailedPrecondition && code != ErrorCode::AlreadyExists)
            return std::unexpected(session.error());
        ++opened.passedOver;
        opened.lastPassed = session.error();
        after = task->number;
    }
    return std::unexpected(*opened.lastPassed);
}

Result<LabelController::Found> LabelController::loadNumber(workspace::Workspace& workspace, const Question& question) {
    auto& labels = workspace.labels();
    Opened opened;
    SLIPWAY_ASSIGN(opened.task, labels.store().taskNumber(question.project.id, question.number));
    if (question.mode == Mode::Review) {
        SLIPWAY_ASSIGN(auto answers,
            labels.annotations(question.actor, question.project, opened.task.id, label::LabelService::View::Review));
        for (auto& stored : answers)
            if (!opened.reviewed || label::isAnswer(stored.state)) opened.reviewed = std::move(stored);
        if (!opened.reviewed)
            opened.problem = Error{ErrorCode::NotFound, "nobody has answered this task yet", "Go on to the next one"};
    } else if (auto session = labels.open(question.actor, question.project, opened.task)) {
        opened.task = (*session)->task();
        opened.session = std::move(*session);
    } else {
        opened.problem = session.error();
    }
    SLIPWAY_TRY(addSurroundings(workspace, question, opened));
    return Found(std::move(opened));
}

Result<LabelController::Found> LabelController::loadReview(workspace::Workspace& workspace, const Question& question) {
    const auto& store = workspace.labels().store();
    // A task may have several answers that wait, so the one before the reviewer is looked at again.
    std::int64_t after = std::max<std::int64_t>(0, question.number - 1);
    while (true) {
        SLIPWAY_ASSIGN(auto waiting, workspace.labels().toReview(question.actor, question.project, after, kReviewPage));
        for (auto& stored : waiting) {
            if (question.passed.contains(stored.annotation.id)) continue;
            Opened opened;
            SLIPWAY_ASSIGN(opened.task, store.task(stored.task));
            opened.reviewed = std::move(stored);
            SLIPWAY_TRY(addSurroundings(workspace, question, opened));
            opened.suggestions.clear();
            return Found(std::move(opened));
        }
        if (waiting.empty()) return Found();
        SLIPWAY_ASSIGN(const auto last, store.task(waiting.back().task));
        if (last.number <= after) return Found();
        after = last.number;
    }
}

Result<LabelController::Found> LabelController::loadFix(workspace::Workspace& workspace, const Question& question) {
    Opened opened;
    SLIPWAY_ASSIGN(opened.session, workspace.labels().openFix(question.actor, question.project, question.annotation));
    opened.task = opened.session->task();
    SLIPWAY_TRY(addSurroundings(workspace, question, opened));
    return Found(std::move(opened));
}

} // namespace slipway::ui
