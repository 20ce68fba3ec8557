#include "ui/label/workbench/workbench.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <utility>

#include "ui/label/annotation_views.h"
#include "ui/label/task_words.h"
#include "ui/label/workbench/picture_controls.h"
#include "ui/label/workbench/side_panel.h"
#include "ui/label/workbench/task_bar.h"
#include "ui/label/workbench/task_drawer.h"
#include "ui/label/workbench/task_strip.h"
#include "ui/label/workbench/tool_column.h"
#include "ui/shell/notifications.h"
#include "ui/shell/window_settings.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

const QString kKeysSetting = QStringLiteral("labeling/keys"), kStripSetting = QStringLiteral("labeling/strip");

} // namespace

Workbench::Workbench(AppContext& app, MakeView makeView, QWidget* parent)
    : QFrame(parent),
      m_app(app),
      m_makeView(std::move(makeView)),
      m_controller(app),
      m_keys(KeySet::fromText(WindowSettings().value(kKeysSetting).toString())) {
    setObjectName(QStringLiteral("workbench"));
    setAttribute(Qt::WA_StyledBackground);
    if (!m_makeView) m_makeView = [](label::Medium medium) { return makeAnnotationView(medium); };
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_bar = new TaskBar;
    column->addWidget(m_bar);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    m_tools = new ToolColumn;
    m_tools->hide();
    m_middle = new QStackedWidget;
    m_middle->setObjectName(QStringLiteral("labelBackdrop"));
    m_side = new SidePanel(app, m_controller);
    m_strip = new TaskStrip(app);
    m_strip->setVisible(WindowSettings().value(kStripSetting, false).toBool());
    m_picture = new PictureControls(this);
    auto* centre = new QVBoxLayout;
    centre->setSpacing(0);
    centre->addWidget(m_middle, 1);
    centre->addWidget(m_strip);
    row->addWidget(m_tools);
    row->addLayout(centre, 1);
    row->addWidget(m_side);
    column->addLayout(row, 1);
    connectController();
    connectSuggestions();
    connectParts();
    applyKeys();
    qApp->installEventFilter(this);
}

void Workbench::connectParts() {
    connect(m_bar, &TaskBar::actionWanted, this, &Workbench::trigger);
    connect(m_bar, &TaskBar::closeWanted, this, [this] {
        close();
        closed();
    });
    connect(m_bar, &TaskBar::projectWanted, this, [this] {
        const QString name = projectName();
        close();
        projectWanted(name);
    });
    connect(m_bar, &TaskBar::tasksWanted, this, &Workbench::openDrawer);
    connect(m_bar, &TaskBar::settingsWanted, this, &Workbench::openKeys);
    connect(m_tools, &ToolColumn::actionWanted, this, &Workbench::trigger);
    connect(m_tools, &ToolColumn::toolChosen, this, [this](LabelTool tool) {
        if (!m_view) return;
        m_view->setTool(tool);
        m_view->setFocus();
    });
    connect(m_tools, &ToolColumn::pictureWanted, this, [this] {
        m_picture->setPlace(m_tools->mapTo(window(), m_tools->pictureCorner()));
        m_picture->openFromButton();
    });
    connect(m_picture, &PictureControls::lookChanged, this, &Workbench::applyLook);
    connect(m_picture, &PictureControls::said, m_bar, &TaskBar::showStatus);
    connect(m_strip, &TaskStrip::chosen, this, [this](qint64 number) {
        goTo(number);
        if (m_view) m_view->setFocus();
    });
    connect(m_bar, &TaskBar::instructionsWanted, this, &Workbench::openInstructions);
    connect(m_side, &SidePanel::editWanted, this, &Workbench::applyEdit);
    connect(m_side, &SidePanel::actionWanted, this, &Workbench::trigger);
    connect(m_side, &SidePanel::left, this, [this] {
        m_relabels = false;
        if (m_view) m_view->setFocus();
    });
    connect(m_side, &SidePanel::frameAttributeWanted, this,
        [this](const QString& region, const std::string& name, const std::string& value) {
            if (m_view) m_view->setAttribute(region, name, value);
        });
    connect(m_side, &SidePanel::labelChosen, this, [this](const QString& label) {
        chooseLabel(label, std::exchange(m_relabels, false));
        if (m_view) m_view->setFocus();
    });
    connect(m_side, &SidePanel::selected, this, [this](const QStringList& ids) {
        if (!m_view) return;
        m_view->select(ids);
        if (ids.size() == 1) m_view->scrollTo(ids.front());
    });
}

Workbench::~Workbench() {
    qApp->removeEventFilter(this);
    // The view points at the session's annotation.
    m_side->commit();
    leaveTask();
    disconnect(&m_controller, nullptr, this, nullptr);
}

void Workbench::connectController() {
    auto* c = &m_controller;
    connect(c, &LabelController::projectOpened, this, &Workbench::showProject);
    connect(c, &LabelController::leaving, this, [this] { m_side->commit(); });
    connect(c, &LabelController::projectChanged, this, [this] {
        m_bar->showProgress(m_controller);
        m_side->projectChanged(m_keys);
        m_strip->setProject(*m_controller.project());
        titleChanged(projectName());
    });
    connect(c, &LabelController::taskOpened, this, &Workbench::showTask);
    connect(c, &LabelController::taskLeft, this, &Workbench::leaveTask);
    connect(c, &LabelController::queueEmpty, this, &Workbench::showQueueEmpty);
    connect(c, &LabelController::annotationChanged, this, [this](const label::Edit& edit) {
        if (m_view) m_view->annotationChanged(edit);
        m_side->annotationChanged(edit);
        m_bar->showHistory(m_controller);
        followSuggestions(edit);
    });
    connect(c, &LabelController::saved, m_bar, &TaskBar::showSaved);
    connect(c, &LabelController::upcoming, this, [this](const auto& files) {
        if (m_view) m_view->prefetch(files);
    });
    connect(c, &LabelController::passedOver, this, [this](int tasks, const Error& last) {
        m_app.notifications.post({.severity = Severity::Warning,
            .title = tasks == 1 ? tr("A task was passed over") : tr("%1 tasks were passed over").arg(tasks),
            .text = sentenceOf(last)});
    });
    connect(c, &LabelController::failed, this, [this](const QString& what, const Error& error) {
        m_app.notifications.postError(what, error);
        if (!m_controller.task())
            showMessage(QStringLiteral("alert"), what, sentenceOf(error), m_controller.project() != nullptr);
    });
}

void Workbench::openProject(const QString& name, LabelController::Mode mode, std::int64_t number) {
    m_ready = false;
    m_carried.clear();
    m_label.clear();
    m_controller.openProject(name, mode, number);
}

void Workbench::close() {
    m_controller.closeProject();
}

QString Workbench::projectName() const {
    return m_controller.project() ? format::text(m_controller.project()->name) : QString();
}

QString Workbench::mediumName() const {
    const auto medium = m_medium.value_or(label::Medium::Image);
    return QString::fromLatin1(label::name(medium).data());
}

void Workbench::showProject() {
    const auto& project = *m_controller.project();
    if (!m_view || m_medium != project.medium) {
        delete m_view;
        m_medium = project.medium;
        m_view = m_makeView(project.medium);
        m_view->setObjectName(QStringLiteral("annotationView"));
        m_middle->addWidget(m_view);
        connectView();
    }
    m_tools->setTools(m_view->tools(), m_keys);
    m_tools->setTool(m_view->tool());
    m_side->setProject(m_keys);
    m_bar->showTask(m_controller);
    m_strip->setProject(project);
    applyLook();
    if (!project.labels.classes.empty() && label::findClass(project.labels, m_label.toStdString()) == nullptr)
        m_label = format::text(project.labels.classes.front().name);
    m_view->setActiveLabel(m_label);
    m_side->setActiveLabel(m_label);
    titleChanged(projectName());
}

void Workbench::connectView() {
    connect(m_view, &AnnotationView::editRequested, this, [this](const label::Edit& edit) {
        m_fromView = true;
        applyEdit(edit);
        m_fromView = false;
    });
    connect(m_view, &AnnotationView::suggestionRejected, this, [this](const QString& model, const QString& region) {
        m_suggestions.reject(model, region);
        followSuggestions({});
    });
    connect(m_view, &AnnotationView::labelWanted, this, &Workbench::editLabel);
    connect(m_view, &AnnotationView::frameChanged, m_side, &SidePanel::setFrame);
    connect(m_view, &AnnotationView::selectionChanged, this, [this](const QStringList& ids) {
        m_relabels = false;
        m_side->setSelection(ids);
        finishRelation(ids);
    });
    connect(m_view, &AnnotationView::toolChanged, m_tools, &ToolColumn::setTool);
    connect(m_view, &AnnotationView::statusChanged, m_bar, &TaskBar::showStatus);
    connect(m_view, &AnnotationView::failed, this, [this](const Error&) {
        // The view says what is wrong; the bar must not offer to submit an answer to something unseen.
        m_bar->showStatus(tr("this item cannot be shown"));
    });
}

void Workbench::showTask() {
    m_relateFrom.clear();
    m_relabels = false;
    m_bar->showTask(m_controller);
    m_side->showTask();
    m_side->setFrame(-1);
    m_strip->setCurrent(m_controller.task()->number);
    beginSuggestions();
    if (m_controller.problem()) {
        const auto* task = m_controller.task();
        showMessage(QStringLiteral("alert"), tr("%1 cannot be labelled").arg(nameOf(task->item)),
            sentenceOf(*m_controller.problem()), true);
        return;
    }
    delete m_message;
    m_middle->setCurrentWidget(m_view);
    m_view->show(*m_controller.project(), *m_controller.task(), m_controller.file(), *m_controller.annotation());
    m_view->setSuggestions(m_suggestions.shown());
    if (!isTyping()) m_view->setFocus();
    putCarried();
    if (!std::exchange(m_ready, true)) ready();
    offerInstructions();
}

void Workbench::leaveTask() {
    if (m_view) m_view->clear();
    m_side->leaveTask();
}

void Workbench::showMessage(const QString& iconName, const QString& title, const QString& text, bool canGoOn) {
    delete m_message;
    auto* message = new EmptyState(iconName, title, text);
    message->setObjectName(QStringLiteral("workbenchMessage"));
    if (canGoOn)
        message->addButton(tr("Next task"), QStringLiteral("messageNext"),
            [this] { QMetaObject::invokeMethod(this, [this] { m_controller.next(); }, Qt::QueuedConnection); });
    message->addButton(tr("Back to the projects"), QStringLiteral("messageBack"), [this] {
        QMetaObject::invokeMethod(
            this,
            [this] {
                close();
                closed();
            },
            Qt::QueuedConnection);
    });
    m_message = message;
    m_middle->addWidget(message);
    m_middle->setCurrentWidget(message);
    if (!std::exchange(m_ready, true)) ready();
}

void Workbench::showQueueEmpty() {
    m_bar->showTask(m_controller);
    m_side->showTask();
    const auto* project = m_controller.project();
    if (m_controller.mode() == LabelController::Mode::Review)
        return showMessage(QStringLiteral("check-circle"), tr("Nothing waits for a review"),
            tr("Answers appear here when people submit them."), false);
    if (project && project->tasks == 0)
        return showMessage(QStringLiteral("folder"), tr("No tasks yet"),
            tr("Add items to the project: a folder, files, or a column of a dataset."), false);
    showMessage(QStringLiteral("check-circle"), tr("All done"),
        tr("No task is left for you. The list of tasks shows all of them, to look at or to change an answer."), false);
}

void Workbench::applyEdit(const label::Edit& asked) {
    label::Edit edit = asked;
    if (m_acceptingAll) appendClasses(edit);
    if (m_controller.canEdit()) return m_controller.apply(edit);
    if (m_controller.reviewed())
        m_app.notifications.post({.severity = Severity::Info,
            .title = tr("This is somebody's answer"),
            .text = tr("“Fix it myself” opens a copy that you can change."),
            .seconds = 4});
}

void Workbench::goTo(std::int64_t number) {
    m_controller.goTo(number);
}

void Workbench::focusLabelSearch() {
    m_side->focusLabelSearch();
}

void Workbench::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    m_side->setFixedWidth(width() < 900 ? 240 : 288);
}

} // namespace slipway::ui
