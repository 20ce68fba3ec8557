#include "ui/label/label_panel.h"

#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "core/workspace/workspace.h"
#include "ui/label/labelled_datasets.h"
#include "ui/label/new_project_page.h"
#include "ui/label/overview/background_learning.h"
#include "ui/label/overview/project_page.h"
#include "ui/label/project_card.h"
#include "ui/label/transfer_card.h"
#include "ui/shell/command_registry.h"
#include "ui/shell/notifications.h"
#include "ui/shell/page_header.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/flow_row.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

LabelPanel::LabelPanel(AppContext& app, QWidget* parent) : Panel(app, tr("Labeling"), Body::Fill, parent) {
    setAcceptDrops(true);
    m_new =
        makeButton(tr("New project"), QStringLiteral("newProjectButton"), ButtonKind::Primary, QStringLiteral("plus"));
    header().addAction(m_new);
    connect(m_new, &QPushButton::clicked, this, [this] { showEditor({}); });
    m_stack = new QStackedWidget;
    body().addWidget(m_stack, 1);
    buildProjects();
    m_editor = new NewProjectPage(app);
    m_stack->addWidget(m_editor);
    buildPage();
    connect(m_editor, &NewProjectPage::cancelled, this, [this] { leaveEditor({}); });
    connect(m_editor, &NewProjectPage::projectChanged, this, &LabelPanel::leaveEditor);
    connect(m_editor, &NewProjectPage::created, this,
        [this](const QString& project, const QStringList& files, const QString& dataset, const QString& column) {
            showProjects();
            m_starting = files.isEmpty() ? QString() : project;
            if (!files.isEmpty())
                m_transfer->addItems(project, files);
            else if (!dataset.isEmpty())
                m_transfer->addDataset(project, dataset, column);
            refresh();
        });
    addCommands();
}

void LabelPanel::buildProjects() {
    auto* content = new QWidget;
    content->setObjectName(QStringLiteral("pageBody"));
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 20);
    column->setSpacing(16);
    m_drop = new QFrame;
    m_drop->setObjectName(QStringLiteral("dropTarget"));
    auto* dropRow = new QVBoxLayout(m_drop);
    m_dropText = new TextLabel({}, FontRole::Strong, Token::AccentText);
    m_dropText->setAlignment(Qt::AlignCenter);
    dropRow->addWidget(m_dropText);
    m_drop->setMinimumHeight(64);
    m_drop->hide();
    column->addWidget(m_drop);
    m_transfer = new TransferCard(app());
    connect(m_transfer, &TransferCard::projectChanged, this, &LabelPanel::refresh);
    connect(m_transfer, &TransferCard::itemsArrived, this, &LabelPanel::showArrived);
    column->addWidget(m_transfer);
    m_empty = new EmptyState(QStringLiteral("label"), tr("No labeling projects yet"),
        tr("A project is a set of images, texts or videos and the labels that people give them. Drop a folder here, or "
           "choose one."));
    m_empty->addButton(tr("New project"), QStringLiteral("emptyNewProject"), [this] { showEditor({}); });
    m_empty->addButton(
        tr("Open Data sources"), QStringLiteral("openData"), [this] { app().navigate(QStringLiteral("data")); });
    auto* emptyCard = new Card;
    emptyCard->body().addWidget(m_empty);
    column->addWidget(emptyCard);
    emptyCard->hide();
    m_cards = new FlowRow(340);
    column->addWidget(m_cards);
    m_datasets = new LabelledDatasets([this](const QString& link) { app().navigate(link); });
    column->addWidget(m_datasets);
    column->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("pageScroll"));
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    m_list = scroll;
    m_stack->addWidget(scroll);
}

void LabelPanel::buildPage() {
    m_learning = new BackgroundLearning(app(), this);
    connect(m_learning, &BackgroundLearning::learned, this, &LabelPanel::refresh);
    m_page = new ProjectPage(app());
    m_stack->addWidget(m_page);
    connect(m_page, &ProjectPage::closed, this, [this] {
        showProjects();
        refresh();
    });
    connect(m_page, &ProjectPage::wanted, this, &LabelPanel::act);
    connect(m_page, &ProjectPage::taskWanted, this,
        [this](const QString& project, qint64 number) { openProject(project, LabelController::Mode::Label, number); });
    connect(m_page, &ProjectPage::changed, this, &LabelPanel::refresh);
    connect(m_page, &ProjectPage::ready, this, [this] { setLoading(false); });
}

void LabelPanel::showPage(const QString& project) {
    showFull(m_page, true);
    m_page->openProject(project);
}

void LabelPanel::addCommands() {
    app().commands.add(this, {QStringLiteral("label.new"), tr("New labeling project"), tr("Labeling"),
                                 QStringLiteral("plus"), {}, [this] { showEditor({}); }});
    app().commands.add(this,
        {QStringLiteral("label.goto"), tr("Go to a task number"), tr("Labeling"), QStringLiteral("hash"), {}, [this] {
             if (m_workbench) m_workbench->trigger(QStringLiteral("task.goto"));
         }});
}

void LabelPanel::refresh() {
    if (m_workbench && m_stack->currentWidget() == m_workbench) return m_workbench->refresh();
    if (m_stack->currentWidget() == m_page) m_page->refresh();
    app().jobs.start<Facts>(
        this, {.title = tr("Read labeling projects"), .key = "labels", .quiet = true, .result = {}},
        [](workspace::Workspace& workspace, Progress& progress) -> Result<Facts> {
            Facts facts;
            SLIPWAY_ASSIGN(facts.projects, workspace.labels().list());
            SLIPWAY_ASSIGN(facts.datasets, readLabelled(workspace, progress));
            return facts;
        },
        [this](Result<Facts> facts) {
            if (!facts) return showError(tr("The labeling projects could not be read"), facts.error());
            clearError();
            showFacts(*facts);
            setLoading(false);
        });
}

void LabelPanel::showFacts(const Facts& facts) {
    m_projects = facts.projects;
    const auto count = static_cast<std::int64_t>(m_projects.size());
    std::int64_t tasks = 0, done = 0;
    m_cards->clear();
    for (const auto& project : m_projects) {
        tasks += project.tasks;
        done += project.submitted;
        auto* card = new ProjectCard(project);
        connect(card, &ProjectCard::wanted, this, &LabelPanel::act, Qt::QueuedConnection);
        connect(card, &ProjectCard::itemsDropped, m_transfer, &TransferCard::addItems, Qt::QueuedConnection);
        m_cards->add(card);
    }
    m_cards->setVisible(count > 0);
    m_empty->parentWidget()->setVisible(count == 0);
    m_new->setVisible(count > 0 && m_stack->currentWidget() == m_list);
    m_datasets->show(facts.datasets);
    header().setSummary(count == 0 ? tr("no projects yet")
                                   : tr("%1, %2 of %3 labelled")
                                         .arg(format::plural(count, tr("project"), tr("projects")), format::count(done),
                                             format::plural(tasks, tr("task"), tr("tasks"))));
}

const label::Project* LabelPanel::find(const QString& name) const {
    const auto found = std::ranges::find(m_projects, name.toStdString(), &label::Project::name);
    return found == m_projects.end() ? nullptr : &*found;
}

/// The page has a header of its own; the workbench also fills to the edges.
void LabelPanel::showFull(QWidget* page, bool margins) {
    const bool ownHeader = page == m_page || page == m_workbench;
    header().setVisible(!ownHeader);
    m_new->hide();
    layout()->setContentsMargins(margins ? QMargins(24, 16, 24, 0) : QMargins());
    body().setContentsMargins(margins ? QMargins(0, 0, 0, 20) : QMargins());
    m_stack->setCurrentWidget(page);
}

void LabelPanel::openProject(const QString& name, LabelController::Mode mode, std::int64_t number) {
    if (!m_workbench) {
        m_workbench = new Workbench(app(), m_makeView);
        m_stack->addWidget(m_workbench);
        connect(m_workbench, &Workbench::closed, this, &LabelPanel::leaveWorkbench);
        connect(m_workbench, &Workbench::projectWanted, this, &LabelPanel::showPage);
        connect(&m_workbench->controller(), &LabelController::projectChanged, this,
            [this] { m_learning->consider(m_workbench->projectName()); });
        connect(m_workbench, &Workbench::ready, this, [this] { setLoading(false); });
    }
    const bool same = m_stack->currentWidget() == m_workbench && m_workbench->projectName() == name &&
                      m_workbench->controller().mode() == mode;
    if (m_stack->currentWidget() != m_workbench) m_fromPage = m_stack->currentWidget() == m_page;
    showFull(m_workbench, false);
    if (!same) return m_workbench->openProject(name, mode, number);
    if (number > 0) m_workbench->goTo(number);
}

void LabelPanel::leaveWorkbench() {
    if (m_fromPage)
        return showPage(m_workbench->projectName().isEmpty() ? m_page->projectName() : m_workbench->projectName());
    showProjects();
    refresh();
}

void LabelPanel::showProjects() {
    showFull(m_list, true);
    m_new->setVisible(!m_projects.empty());
}

void LabelPanel::showArrived(const QString& project) {
    const bool starts = std::exchange(m_starting, QString()) == project;
    if (m_stack->currentWidget() == m_workbench)
        m_workbench->refresh(); // there are more tasks than it knows
    else if (starts && m_stack->currentWidget() == m_list)
        openProject(project);
}

void LabelPanel::showEditor(const QStringList& files) {
    m_fromPage = false;
    m_editor->startNew(files);
    showFull(m_editor, true);
}

void LabelPanel::showObject(const QString& link) {
    const QStringList parts = link.split(QLatin1Char('/'));
    const bool named = parts.first() == QLatin1String("label");
    const QString name = parts.value(named ? 1 : 0);
    if (parts.value(named ? 2 : 1) == QLatin1String("page")) return showPage(name);
    if (!name.isEmpty()) openProject(name, LabelController::Mode::Label, parts.value(named ? 2 : 1).toLongLong());
}

QWidget* LabelPanel::searchField() {
    if (m_stack->currentWidget() == m_page) return m_page->searchField();
    return m_workbench && m_stack->currentWidget() == m_workbench ? m_workbench->findChild<QWidget*>("labelSearch")
                                                                  : nullptr;
}

} // namespace slipway::ui
