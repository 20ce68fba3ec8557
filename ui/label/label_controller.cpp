#include "ui/label/label_controller.h"

#include <algorithm>
#include <utility>

#include "core/workspace/workspace.h"
#include "ui/label/label_worker.h"

namespace slipway::ui {

namespace {

constexpr std::size_t kPaceWindow = 10;
constexpr qint64 kLongestPause = 60'000; ///< ms; longer ones are no work

} // namespace

LabelController::LabelController(AppContext& app, QObject* parent)
    : QObject(parent), m_app(app), m_worker(std::make_unique<LabelWorker>(app.opener)) {
    m_clock.start();
}

LabelController::~LabelController() {
    blockSignals(true);
    closeProject();
}

void LabelController::openProject(const QString& name, Mode mode, std::int64_t number) {
    closeProject();
    m_mode = mode;
    const auto generation = ++m_generation;
    m_worker->run<label::Project>(
        this,
        [name = name.toStdString()](workspace::Workspace& workspace) -> Result<label::Project> {
            SLIPWAY_ASSIGN(const auto found, workspace.labels().find(name));
            if (!workspace.readOnly()) SLIPWAY_TRY(workspace.labels().recover(found));
            return workspace.labels().find(name);
        },
        [this, generation, number](Result<label::Project> project) {
            if (generation != m_generation) return;
            if (!project) return failed(tr("The project could not be opened"), project.error());
            m_project = std::move(*project);
            projectOpened();
            if (number > 0)
                goTo(number);
            else
                next();
        });
}

void LabelController::closeProject() {
    ++m_generation;
    leave(label::FinishedWork::Ending::KeepDraft);
    dropPrepared();
    m_preparing = m_wanted = false;
    m_wantedNumber.reset();
    m_project.reset();
    m_submissions.clear();
    m_passed.clear();
}

const label::Annotation* LabelController::annotation() const {
    if (m_session) return &m_session->annotation();
    return m_reviewed ? &m_reviewed->annotation : nullptr;
}

std::optional<label::AnnotationState> LabelController::state() const {
    if (m_session) return m_session->state();
    return m_reviewed ? std::optional(m_reviewed->state) : std::nullopt;
}

std::filesystem::path LabelController::file() const {
    return m_task && m_project ? label::fileOf(*m_project, m_task->item) : std::filesystem::path();
}

LabelController::Question LabelController::question(Step step, std::int64_t number) const {
    return {m_app.actor(), *m_project, m_mode, step, number, {}, m_passed};
}

void LabelController::ask(Question question) {
    const auto generation = ++m_generation;
    m_worker->run<Found>(
        this, [question = std::move(question)](workspace::Workspace& workspace) { return load(workspace, question); },
        [this, generation](Result<Found> found) {
            if (generation == m_generation) return answer(std::move(found));
            if (found && *found) giveBack(std::move(**found));
        });
}

void LabelController::answer(Result<Found> found) {
    if (!found) return failed(tr("The task could not be opened"), found.error());
    if (!*found) return queueEmpty();
    show(std::move(**found));
}

void LabelController::show(Opened opened) {
    m_task = std::move(opened.task);
    m_session = std::move(opened.session);
    m_reviewed = std::move(opened.reviewed);
    m_problem = std::move(opened.problem);
    m_suggestions = std::move(opened.suggestions);
    m_suggestionsWithheld = opened.suggestionsWithheld;
    m_active.start();
    taskOpened();
    if (opened.passedOver > 0 && opened.lastPassed) passedOver(opened.passedOver, *opened.lastPassed);
    upcoming(opened.after);
    prepareNext();
}

void LabelController::prepareNext() {
    if (m_preparing || m_prepared || !m_project || !m_session || m_mode == Mode::Review) return;
    m_preparing = true;
    const auto generation = m_generation;
    m_worker->run<Found>(
        this,
        [question = question(Step::Queue, m_task->number)](
            workspace::Workspace& workspace) { return load(workspace, question); },
        [this, generation](Result<Found> found) {
            if (generation != m_generation) {
                if (found && *found) giveBack(std::move(**found));
                return;
            }
            m_preparing = false;
            // What could not be prepared is asked for again, and its error shown, when the person goes there.
            if (found && *found) {
                m_prepared = std::move(**found);
                auto files = m_prepared->after;
                // A text that stands in the project itself has no file.
                if (auto own = label::fileOf(*m_project, m_prepared->task.item); !own.empty())
                    files.insert(files.begin(), std::move(own));
                upcoming(files);
            }
            if (const auto number = std::exchange(m_wantedNumber, std::nullopt)) return goTo(*number);
            if (std::exchange(m_wanted, false)) next();
        });
}

void LabelController::next() {
    if (!m_project) return;
    if (m_preparing) {
        m_wanted = true;
        m_wantedNumber.reset();
        return;
    }
    const std::int64_t number = m_task ? m_task->number : 0;
    auto prepared = std::exchange(m_prepared, std::nullopt);
    if (m_reviewed) m_passed.insert(m_reviewed->annotation.id);
    leave(label::FinishedWork::Ending::KeepDraft);
    if (!prepared) return ask(question(Step::Queue, number));
    ++m_generation;
    show(std::move(*prepared));
}

void LabelController::step(int tasks) {
    if (m_task) goTo(std::max<std::int64_t>(1, m_task->number + tasks));
}

void LabelController::goTo(std::int64_t number) {
    if (!m_project || (m_task && m_task->number == number)) return;
    if (m_preparing) { // what is being prepared is open already, and an item is open once
        m_wanted = false;
        m_wantedNumber = number;
        return;
    }
    if (m_prepared && m_prepared->task.number == number) return next();
    dropPrepared();
    leave(label::FinishedWork::Ending::KeepDraft);
    ask(question(Step::Number, number));
}

void LabelController::leave(label::FinishedWork::Ending ending, const QString& skipReason) {
    if (!m_task) return;
    leaving();
    countTime();
    std::optional<label::FinishedWork> work;
    if (m_session) work = m_session->release(ending, skipReason.toStdString());
    // The view still points at the annotation: it lets go of it before the session goes.
    taskLeft();
    m_session.reset();
    m_reviewed.reset();
    m_problem.reset();
    m_suggestions.clear();
    m_suggestionsWithheld = false;
    m_steps.clear();
    m_task.reset();
    if (work) finish(std::move(*work));
}

void LabelController::finish(label::FinishedWork work) {
    m_worker->run<void>(
        this,
        [actor = m_app.actor(), work = std::move(work)](
            workspace::Workspace& workspace) -> Status { return workspace.labels().finish(actor, work); },
        [this](Status finished) {
            if (!finished)
                failed(tr("The answer is safe in its journal, but could not be handed in"), finished.error());
            refreshProject();
        });
}

void LabelController::giveBack(Opened opened) {
    if (!opened.session) return;
    // Nothing was done in it: its journal is empty and goes away with it.
    auto work = opened.session->release(label::FinishedWork::Ending::KeepDraft);
    opened.session.reset();
    m_worker->run<void>(
        this,
        [actor = m_app.actor(), work = std::move(work)](
            workspace::Workspace& workspace) -> Status { return workspace.labels().finish(actor, work); },
        [](const Status&) {});
}

void LabelController::dropPrepared() {
    if (auto prepared = std::exchange(m_prepared, std::nullopt)) giveBack(std::move(*prepared));
}

void LabelController::refreshProject() {
    if (!m_project) return;
    m_worker->run<label::Project>(
        this, [name = m_project->name](workspace::Workspace& workspace) { return workspace.labels().find(name); },
        [this](Result<label::Project> project) {
            if (!project || !m_project || project->name != m_project->name) return;
            m_project = std::move(*project);
            projectChanged();
        });
}

void LabelController::countTime() {
    if (!m_active.isValid()) return;
    if (m_session) m_session->addSeconds(static_cast<double>(std::min(m_active.elapsed(), kLongestPause)) / 1000.0);
    m_active.restart();
}

void LabelController::countAnswer() {
    m_submissions.push_back(m_clock.elapsed());
    if (m_submissions.size() > kPaceWindow) m_submissions.pop_front();
}

void LabelController::submitAndNext() {
    if (!m_session) return;
    countAnswer();
    finishAndNext(label::FinishedWork::Ending::Submit, {});
}

void LabelController::skipAndNext(const QString& reason) {
    if (m_session)
        finishAndNext(label::FinishedWork::Ending::Skip, reason);
    else
        next();
}

void LabelController::finishAndNext(label::FinishedWork::Ending ending, const QString& reason) {
    const std::int64_t number = m_task->number;
    leave(ending, reason);
    if (m_preparing) {
        // One is on its way; it is shown when it arrives.
        m_wanted = true;
        m_wantedNumber.reset();
        return;
    }
    if (auto prepared = std::exchange(m_prepared, std::nullopt)) {
        ++m_generation;
        show(std::move(*prepared));
    } else {
        ask(question(Step::Queue, number));
    }
}

void LabelController::accept(const QString& note) {
    review(label::LabelService::Verdict::Accept, note);
}

void LabelController::sendBack(const QString& note) {
    review(label::LabelService::Verdict::SendBack, note);
}

void LabelController::review(label::LabelService::Verdict verdict, const QString& note) {
    if (!m_reviewed || m_reviewing) return;
    m_reviewing = true;
    m_worker->run<void>(
        this,
        [actor = m_app.actor(), project = *m_project, id = m_reviewed->annotation.id, verdict,
            note = note.toStdString(),
            seen = label::LabelService::Seen{m_reviewed->revision, m_reviewed->lastSequence}](
            workspace::Workspace& workspace) -> Status {
            return workspace.labels().review(actor, project, id, verdict, note, seen);
        },
        [this, id = m_reviewed->annotation.id](Status reviewed) {
            m_reviewing = false;
            if (!reviewed) return failed(tr("The review could not be stored"), reviewed.error());
            countAnswer();
            refreshProject();
            if (m_reviewed && m_reviewed->annotation.id == id) next(); // not when they went elsewhere meanwhile
        });
}

void LabelController::fix() {
    if (!m_reviewed) return;
    Question wanted = question(Step::Fix, m_task->number);
    wanted.annotation = m_reviewed->annotation.id;
    leave(label::FinishedWork::Ending::KeepDraft);
    ask(std::move(wanted));
}

double LabelController::pace() const {
    if (m_submissions.size() < 2) return 0;
    const double minutes = static_cast<double>(m_submissions.back() - m_submissions.front()) / 60000.0;
    return minutes > 0 ? static_cast<double>(m_submissions.size() - 1) / minutes : 0;
}

} // namespace slipway::ui
