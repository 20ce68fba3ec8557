#include "ui/label/workbench/task_bar.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLocale>

#include "ui/label/task_words.h"
#include "ui/label/workbench/project_link.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/pill.h"

namespace slipway::ui {

namespace {

QString withKey(const QString& text, const QString& key) {
    return key.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, key);
}

} // namespace

TaskBar::TaskBar(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("taskBar"));
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(48);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 0, 16, 0);
    row->setSpacing(8);
    auto* back = makeIconButton(
        QStringLiteral("arrow-left"), tr("Back to the projects"), QStringLiteral("closeWorkbenchButton"));
    connect(back, &QToolButton::clicked, this, [this] { closeWanted(); });
    row->addWidget(back);
    m_project = new ProjectLink;
    connect(m_project, &QPushButton::clicked, this, [this] { projectWanted(); });
    row->addWidget(m_project);
    m_place = new TextLabel({}, FontRole::Body, Token::TextSecondary);
    m_place->setObjectName(QStringLiteral("taskPlace"));
    row->addWidget(m_place);
    m_state = new Pill;
    m_state->setObjectName(QStringLiteral("taskState"));
    row->addWidget(m_state);
    m_detail = new ElidedLabel({}, FontRole::Caption, Token::TextMuted);
    m_detail->setObjectName(QStringLiteral("taskDetail"));
    row->addWidget(m_detail, 1);
    const auto addTool = [&](const QString& icon, const QString& name, const QString& object) {
        auto* button = makeIconButton(icon, name, object);
        row->addWidget(button);
        return button;
    };
    m_undo = addTool(QStringLiteral("undo"), tr("Undo"), QStringLiteral("undoEditButton"));
    m_redo = addTool(QStringLiteral("redo"), tr("Redo"), QStringLiteral("redoEditButton"));
    connect(m_undo, &QToolButton::clicked, this, [this] { actionWanted(QStringLiteral("edit.undo")); });
    connect(m_redo, &QToolButton::clicked, this, [this] { actionWanted(QStringLiteral("edit.redo")); });
    m_instructions = addTool(QStringLiteral("book"), tr("Instructions"), QStringLiteral("instructionsButton"));
    connect(m_instructions, &QToolButton::clicked, this, [this] { instructionsWanted(); });
    auto* strip = addTool(
        QStringLiteral("filmstrip"), tr("Show or hide the neighbouring tasks"), QStringLiteral("taskStripButton"));
    connect(strip, &QToolButton::clicked, this, [this] { actionWanted(QStringLiteral("view.strip")); });
    auto* tasks = addTool(QStringLiteral("list"), tr("List of tasks"), QStringLiteral("taskListButton"));
    connect(tasks, &QToolButton::clicked, this, [this] { tasksWanted(); });
    auto* keys = addTool(QStringLiteral("keyboard"), tr("Keys"), QStringLiteral("labelKeysButton"));
    connect(keys, &QToolButton::clicked, this, [this] { settingsWanted(); });
    m_skip = makeButton(tr("Skip"), QStringLiteral("skipButton"), ButtonKind::Normal);
    m_submit = makeButton(tr("Submit and next"), QStringLiteral("submitButton"), ButtonKind::Primary);
    connect(m_skip, &QPushButton::clicked, this, [this] { actionWanted(QStringLiteral("task.skip")); });
    connect(m_submit, &QPushButton::clicked, this, [this] { actionWanted(QStringLiteral("task.submit")); });
    row->addWidget(m_skip);
    row->addWidget(m_submit);
    for (QWidget* control : {static_cast<QWidget*>(m_skip), static_cast<QWidget*>(m_submit)})
        control->setFocusPolicy(Qt::TabFocus);
}

void TaskBar::setKeys(const QString& submit, const QString& skip, const QString& undo, const QString& redo) {
    m_submitKey = submit;
    m_skipKey = skip;
    m_undoKey = undo;
    m_redoKey = redo;
}

void TaskBar::setInstructionsKey(const QString& key) {
    m_instructions->setToolTip(withKey(tr("Instructions"), key));
}

void TaskBar::showTask(const LabelController& controller) {
    showProgress(controller);
    showHistory(controller);
    const auto* task = controller.task();
    m_state->setVisible(task != nullptr);
    if (task) m_state->setLook(lookOfTask(controller));
    const bool reviewing = controller.reviewed() != nullptr;
    const bool fixing = controller.mode() == LabelController::Mode::Review && controller.canEdit();
    m_submit->setText(reviewing ? tr("Accept and next") : fixing ? tr("Submit the fix") : tr("Submit and next"));
    m_submit->setEnabled(reviewing || controller.canEdit());
    m_submit->setToolTip(withKey(m_submit->text(), m_submitKey));
    m_submit->setAccessibleName(m_submit->text());
    m_skip->setText(reviewing ? tr("Later") : controller.problem() ? tr("Next") : tr("Skip"));
    m_skip->setToolTip(withKey(reviewing              ? tr("Look at this answer later")
                               : controller.problem() ? tr("Go on to the next task")
                                                      : tr("I have no answer for this task"),
        m_skipKey));
    m_skip->setAccessibleName(m_skip->text());
    m_skip->setEnabled(task != nullptr);
    m_saved = task ? tr("all changes saved") : QString();
    updateDetail();
}

void TaskBar::showProgress(const LabelController& controller) {
    const auto* project = controller.project();
    m_project->setProject(project ? format::text(project->name) : QString());
    m_instructions->setVisible(project && !project->instructions.empty());
    const auto* task = controller.task();
    m_place->setText(!project ? QString()
                     : !task  ? format::plural(project->tasks, tr("task"), tr("tasks"))
                              : tr("Task %1 of %2").arg(format::count(task->number), format::count(project->tasks)));
    const double pace = controller.pace();
    m_pace = pace > 0 ? tr("%1 a minute").arg(QLocale().toString(pace, 'f', pace < 10 ? 1 : 0)) : QString();
    updateDetail();
}

void TaskBar::showHistory(const LabelController& controller) {
    m_undo->setEnabled(controller.canUndo());
    m_redo->setEnabled(controller.canRedo());
    m_undo->setToolTip(withKey(controller.undoText(), m_undoKey));
    m_redo->setToolTip(withKey(controller.redoText(), m_redoKey));
    m_undo->setAccessibleName(controller.undoText());
    m_redo->setAccessibleName(controller.redoText());
}

void TaskBar::showSaved(qint64 milliseconds) {
    m_saved =
        tr("saved %1")
            .arg(QLocale().toString(QDateTime::fromMSecsSinceEpoch(milliseconds).time(), QStringLiteral("HH:mm:ss")));
    updateDetail();
}

void TaskBar::showStatus(const QString& text) {
    m_status = text;
    updateDetail();
}

void TaskBar::updateDetail() {
    QStringList parts;
    for (const QString& part : {m_saved, m_pace, m_status})
        if (!part.isEmpty()) parts << part;
    m_detail->setText(parts.join(QStringLiteral(" · ")));
}

PillLook lookOfTask(const LabelController& controller) {
    if (controller.problem()) return {PillKind::Bad, QObject::tr("Cannot be labelled")};
    if (const auto state = controller.state()) return lookOf(*state);
    return controller.task() ? lookOf(controller.task()->state) : PillLook();
}

} // namespace slipway::ui
