#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/label/gesture.h"
#include "core/label/label_service.h"
#include "core/label/project.h"
#include "core/label/session.h"
#include "ui/shell/app_context.h"

namespace slipway::ui {

class LabelWorker;

/// One person's way through a project's tasks: which is open, what is next, and that every edit is in the journal
/// before the next frame. The page shows what it says. Edits are journaled on the GUI thread (microseconds); all that
/// needs the database happens on a thread of its own. The next task is opened while this one is worked on.
class LabelController : public QObject {
    Q_OBJECT
public:
    /// Review goes through the answers that wait for a reviewer; they can be changed after fix() only.
    enum class Mode { Label, Review };

    explicit LabelController(AppContext& app, QObject* parent = nullptr);
    ~LabelController() override; ///< what is open stays a draft

    /// Leaves the project that is open and begins this one where the person left it, or at a task's number.
    /// projectOpened() or failed() follows.
    void openProject(const QString& name, Mode mode = Mode::Label, std::int64_t number = 0);
    void closeProject();
    const label::Project* project() const { return m_project ? &*m_project : nullptr; }
    Mode mode() const { return m_mode; }

    /// The task before the person, also when it cannot be opened: see problem().
    const label::Task* task() const { return m_task ? &*m_task : nullptr; }
    const label::Annotation* annotation() const;
    /// Why the task cannot be labelled: a broken file, another window …
    const std::optional<Error>& problem() const { return m_problem; }
    bool canEdit() const { return m_session != nullptr; }
    /// The answer before the reviewer; null in Label.
    const label::StoredAnnotation* reviewed() const { return m_reviewed ? &*m_reviewed : nullptr; }
    std::string reviewNote() const { return m_session ? m_session->reviewNote() : std::string(); }
    /// Draft, submitted …; of the open annotation.
    std::optional<label::AnnotationState> state() const;
    /// Of the task; absolute, empty for a text that is in the item.
    std::filesystem::path file() const;
    const std::vector<label::Prediction>& suggestions() const { return m_suggestions; }
    bool suggestionsWithheld() const {
        return m_suggestionsWithheld;
    } ///< the answer measures models: core/label/blind_tasks.h

    void next();          ///< of the queue
    void step(int tasks); ///< by number, over tasks of any state
    void goTo(std::int64_t number);
    void submitAndNext();
    void skipAndNext(const QString& reason = {});

    void accept(const QString& note = {});
    void sendBack(const QString& note);
    /// Opens a copy of the answer to correct; submitted, it is accepted.
    void fix();

    void apply(const label::Edit& edit);
    void undo();
    void redo();
    bool canUndo() const { return m_session && m_session->canUndo(); }
    bool canRedo() const { return m_session && m_session->canRedo(); }
    /// "Undo Draw box", for tooltips.
    QString undoText() const;
    QString redoText() const;

    /// What this person did to a region since the task was opened, oldest first; what was done before is in the
    /// database.
    std::vector<label::Gesture> stepsOf(const std::string& region) const;

    /// Answers a minute over the last ten submissions; 0 before the second.
    double pace() const;
    /// Reads the project again: somebody changed it.
    void refreshProject();

signals:
    void projectOpened();
    void projectChanged(); ///< counts or labels
    void taskOpened();
    void leaving();  ///< the item is about to go: last chance for edits
    void taskLeft(); ///< nothing is open until taskOpened() or queueEmpty()
    void annotationChanged(const slipway::label::Edit& edit);
    void saved(qint64 milliseconds); ///< a gesture is in the journal; since the epoch
    void queueEmpty();
    /// Files of the queue that could not be read were passed over.
    void passedOver(int tasks, const slipway::Error& last);
    /// Files that come next, for decoding ahead.
    void upcoming(const std::vector<std::filesystem::path>& files);
    void failed(const QString& what, const slipway::Error& error);

private:
    enum class Step { Queue, Number, Fix };
    struct Question {
        access::Actor actor;
        label::Project project;
        Mode mode = Mode::Label;
        Step step = Step::Queue;
        std::int64_t number = 0; ///< of the task, or the one to go on from
        std::string annotation;  ///< of Fix
        std::set<std::string> passed;
    };
    /// A task read and opened on the worker.
    struct Opened {
        label::Task task;
        std::unique_ptr<label::AnnotationSession> session;
        std::optional<label::StoredAnnotation> reviewed;
        std::optional<Error> problem;
        std::vector<label::Prediction> suggestions;
        bool suggestionsWithheld = false;
        std::vector<std::filesystem::path> after;
        int passedOver = 0;
        std::optional<Error> lastPassed;
    };
    using Found = std::optional<Opened>;
    Question question(Step step, std::int64_t number) const;
    void ask(Question question);
    static Result<Found> load(workspace::Workspace& workspace, const Question& question);
    static Result<Found> loadFromQueue(workspace::Workspace& workspace, const Question& question);
    static Result<Found> loadNumber(workspace::Workspace& workspace, const Question& question);
    static Result<Found> loadReview(workspace::Workspace& workspace, const Question& question);
    static Result<Found> loadFix(workspace::Workspace& workspace, const Question& question);
    static Status addSurroundings(workspace::Workspace& workspace, const Question& question, Opened& opened);
    void answer(Result<Found> found);
    void show(Opened opened);
    void giveBack(Opened opened);
    void prepareNext();
    void finishAndNext(label::FinishedWork::Ending ending, const QString& reason);
    void review(label::LabelService::Verdict verdict, const QString& note);
    void report(const Status& done, const label::Edit& edit, label::GestureKind kind);
    void leave(label::FinishedWork::Ending ending, const QString& skipReason = {});
    void finish(label::FinishedWork work);
    void dropPrepared();
    void countTime();
    void countAnswer();

    AppContext& m_app;
    std::unique_ptr<LabelWorker> m_worker;
    Mode m_mode = Mode::Label;
    std::optional<label::Project> m_project;
    std::optional<label::Task> m_task;
    std::unique_ptr<label::AnnotationSession> m_session;
    std::optional<label::StoredAnnotation> m_reviewed;
    std::optional<Error> m_problem;
    std::vector<label::Prediction> m_suggestions;
    bool m_suggestionsWithheld = false;
    std::optional<Opened> m_prepared;   ///< the next of the queue
    std::deque<label::Gesture> m_steps; ///< of m_session, see stepsOf()
    std::set<std::string> m_passed;     ///< answers that the reviewer has seen
    bool m_preparing = false;
    bool m_reviewing = false;                   ///< a verdict is being stored
    bool m_wanted = false;                      ///< the person waits for the one being prepared
    std::optional<std::int64_t> m_wantedNumber; ///< … to go to this one, which may be just that
    QElapsedTimer m_clock, m_active;
    std::deque<qint64> m_submissions; ///< on m_clock
    quint64 m_generation = 0;         ///< answers to older questions are dropped
};

} // namespace slipway::ui
