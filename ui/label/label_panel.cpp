#include "ui/label/label_panel.h"

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "core/workspace/workspace.h"
#include "ui/label/labelled_datasets.h"
#include "ui/label/new_project_page.h"
#include "ui/label/project_card.h"
#include "ui/label/transfer_card.h"
#include "ui/shell/command_registry.h"
#include "ui/shell/notifications.h"
#include "ui/shell/page_header.h"
#include "ui/shell/prompts.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/flow_row.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

QStringList filesOf(const QMimeData* data) {
    QStringList files;
    for (const QUrl& url : data->urls())
        if (url.isLocalFile()) files << url.toLocalFile();
    return files;
}

} // namespace

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
    connect(m_editor, &NewProjectPage::cancelled, this, &LabelPanel::showProjects);
    connect(m_editor, &NewProjectPage::labelsChanged, this, [this] {
        showProjects();
        refresh();
    });
    connect(m_editor, &NewProjectPage::created, this,
        [this](const QString& project, const QStringList& files, const QString& dataset, const QString& column) {
            showProjects();
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

void LabelPanel::act(const QString& project, const QString& what) {
    if (what == QLatin1String("label")) return openProject(project);
    if (what == QLatin1String("review")) return openProject(project, LabelController::Mode::Review);
    if (what == QLatin1String("import")) return m_transfer->startImport(project);
    if (what == QLatin1String("export")) return m_transfer->startExport(project);
    if (what == QLatin1String("dataset")) return m_transfer->makeDataset(project);
    if (what == QLatin1String("add")) return addItems(project);
    if (what == QLatin1String("delete")) return remove(project);
    const auto* found = find(project);
    if (what != QLatin1String("labels") || !found) return;
    m_editor->startEdit(*found);
    m_new->hide();
    m_stack->setCurrentWidget(m_editor);
}

void LabelPanel::addItems(const QString& project) {
    if (const auto folder = app().prompts.openFolder(this, {tr("Folder with items for %1").arg(project), {}, {}}))
        m_transfer->addItems(project, {*folder});
}

void LabelPanel::remove(const QString& name) {
    const auto* project = find(name);
    if (!project) return;
    const bool sure = app().prompts.confirm(this,
        {.title = tr("Delete %1?").arg(name),
            .text = tr("%1 and all answers to them go for good. The files that were labelled stay where they are.")
                .arg(format::plural(project->tasks, tr("task"), tr("tasks"))),
            .action = tr("Delete %1").arg(name),
            .destructive = true});
    if (!sure) return;
    app().jobs.start<void>(
        this, {.title = tr("Delete %1").arg(name), .key = {}, .quiet = false, .result = QStringLiteral("label")},
        [actor = app().actor(), project = *project](
            workspace::Workspace& w, Progress&) -> Status { return w.labels().remove(actor, project); },
        [this, name](Status removed) {
            if (!removed) app().notifications.postError(tr("%1 could not be deleted").arg(name), removed.error());
            refresh();
        });
}

void LabelPanel::openProject(const QString& name, LabelController::Mode mode, std::int64_t number) {
    if (!m_workbench) {
        m_workbench = new Workbench(app(), m_makeView);
        m_stack->addWidget(m_workbench);
        connect(m_workbench, &Workbench::closed, this, [this] {
            showProjects();
            refresh();
        });
        connect(m_workbench, &Workbench::ready, this, [this] { setLoading(false); });
    }
    const bool same = m_stack->currentWidget() == m_workbench && m_workbench->projectName() == name &&
                      m_workbench->controller().mode() == mode;
    header().hide();
    layout()->setContentsMargins(0, 0, 0, 0);
    body().setContentsMargins(0, 0, 0, 0);
    m_stack->setCurrentWidget(m_workbench);
    if (!same) return m_workbench->openProject(name, mode, number);
    if (number > 0) m_workbench->goTo(number);
}

void LabelPanel::showProjects() {
    layout()->setContentsMargins(24, 16, 24, 0);
    body().setContentsMargins(0, 0, 0, 20);
    header().show();
    m_new->setVisible(!m_projects.empty());
    m_stack->setCurrentWidget(m_list);
}

void LabelPanel::showEditor(const QStringList& files) {
    m_editor->startNew(files);
    m_new->hide();
    m_stack->setCurrentWidget(m_editor);
}

void LabelPanel::showObject(const QString& link) {
    const QStringList parts = link.split(QLatin1Char('/'));
    const bool named = parts.first() == QLatin1String("label");
    const QString name = parts.value(named ? 1 : 0);
    if (!name.isEmpty()) openProject(name, LabelController::Mode::Label, parts.value(named ? 2 : 1).toLongLong());
}

QWidget* LabelPanel::searchField() {
    return m_workbench && m_stack->currentWidget() == m_workbench ? m_workbench->findChild<QWidget*>("labelSearch")
                                                                  : nullptr;
}

void LabelPanel::showDrop(const QString& text) {
    m_dropText->setText(text);
    m_drop->setVisible(!text.isEmpty());
}

void LabelPanel::dragEnterEvent(QDragEnterEvent* event) {
    const QStringList files = filesOf(event->mimeData());
    if (files.isEmpty() || m_stack->currentWidget() != m_list) return;
    event->acceptProposedAction();
    const QString first = QFileInfo(files.front()).fileName();
    showDrop(files.size() == 1 ? tr("Drop to make a project of %1").arg(first)
                               : tr("Drop to make a project of %1 files and folders").arg(files.size()));
}

void LabelPanel::dragLeaveEvent(QDragLeaveEvent*) {
    showDrop({});
}

void LabelPanel::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    showDrop({});
    showEditor(filesOf(event->mimeData()));
}

} // namespace slipway::ui
