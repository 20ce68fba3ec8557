#include "ui/label/overview/project_page.h"

#include <QDragEnterEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QMimeData>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include "ui/label/annotation_views.h"
#include "ui/label/dropped_files.h"
#include "ui/label/overview/agreement_section.h"
#include "ui/label/overview/machine_section.h"
#include "ui/label/overview/people_section.h"
#include "ui/label/overview/state_bar.h"
#include "ui/label/overview/task_list.h"
#include "ui/label/task_words.h"
#include "ui/label/transfer_card.h"
#include "ui/shell/notifications.h"
#include "ui/shell/prompts.h"
#include "ui/shell/window_settings.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

const auto kTabSetting = QStringLiteral("labeling/projectTab");

QScrollArea* scrolled(QWidget* content, const QString& name) {
    auto* scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("pageScroll"));
    scroll->setAccessibleName(name);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    return scroll;
}

} // namespace

ProjectPage::ProjectPage(AppContext& app, QWidget* parent) : QWidget(parent), m_app(app) {
    setObjectName(QStringLiteral("projectPage"));
    setAcceptDrops(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(makeHeader());
    m_error = new TextLabel({}, FontRole::Body, Token::BadText);
    m_error->setObjectName(QStringLiteral("projectPageError"));
    m_error->setWordWrap(true);
    m_error->hide();
    column->addWidget(m_error);
    m_states = new StateBar(tr("Tasks by state"));
    column->addWidget(m_states);
    column->addWidget(makeDrop());
    m_transfer = new TransferCard(app);
    column->addWidget(m_transfer);
    m_tabs = new QTabBar;
    m_tabs->setObjectName(QStringLiteral("projectTabs"));
    m_tabs->setAccessibleName(tr("Parts of the project"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    column->addWidget(m_tabs);
    m_stack = new QStackedWidget;
    column->addWidget(m_stack, 1);
    addSections();
    connectSections();
    m_tabs->setCurrentIndex(WindowSettings().value(kTabSetting, 0).toInt());
    showSection(m_tabs->currentIndex());
}

QWidget* ProjectPage::makeHeader() {
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    auto* back =
        makeIconButton(QStringLiteral("arrow-left"), tr("Back to the projects"), QStringLiteral("closeProjectButton"));
    connect(back, &QToolButton::clicked, this, [this] { closed(); });
    row->addWidget(back);
    auto* titles = new QVBoxLayout;
    titles->setSpacing(0);
    m_title = new ElidedLabel({}, FontRole::PageTitle);
    m_title->setObjectName(QStringLiteral("projectTitle"));
    m_summary = new ElidedLabel({}, FontRole::Caption, Token::TextSecondary);
    titles->addWidget(m_title);
    titles->addWidget(m_summary);
    row->addLayout(titles, 1);
    const auto add = [&](const QString& text, const char* object, auto clicked) {
        auto* button = makeButton(text, QLatin1String(object));
        connect(button, &QPushButton::clicked, this, clicked);
        row->addWidget(button);
        return button;
    };
    add(tr("Add items…"), "pageAdd", [this] { addItems(); });
    add(tr("Import"), "pageImport", [this] { m_transfer->startImport(m_name); });
    add(tr("Export"), "pageExport", [this] { m_transfer->startExport(m_name); });
    add(tr("Make dataset"), "pageDataset", [this] { m_transfer->makeDataset(m_name); });
    add(tr("Edit"), "pageEdit", [this] { wanted(m_name, QStringLiteral("edit")); });
    m_review = add(tr("Review"), "pageReview", [this] { wanted(m_name, QStringLiteral("review")); });
    m_label = makeButton(tr("Label"), QStringLiteral("pageLabel"), ButtonKind::Primary);
    connect(m_label, &QPushButton::clicked, this, [this] { wanted(m_name, QStringLiteral("label")); });
    row->addWidget(m_label);
    return bar;
}

QWidget* ProjectPage::makeDrop() {
    m_drop = new QFrame;
    m_drop->setObjectName(QStringLiteral("dropTarget"));
    auto* row = new QVBoxLayout(m_drop);
    m_dropText = new TextLabel({}, FontRole::Strong, Token::AccentText);
    m_dropText->setObjectName(QStringLiteral("projectDropText"));
    m_dropText->setAlignment(Qt::AlignCenter);
    row->addWidget(m_dropText);
    m_drop->setMinimumHeight(56);
    m_drop->hide();
    return m_drop;
}

void ProjectPage::addSections() {
    const auto add = [this](const QString& name, QWidget* page) {
        m_tabs->addTab(name);
        m_stack->addWidget(page);
    };
    m_tasks = new TaskList(m_app);
    add(tr("Tasks"), m_tasks);
    m_people = new PeopleSection(m_app);
    add(tr("People"), scrolled(m_people, tr("People")));
    m_agreement = new AgreementSection;
    add(tr("Agreement"), scrolled(m_agreement, tr("Agreement")));
    m_machine = new MachineSection(m_app);
    add(tr("Machine help"), scrolled(m_machine, tr("Machine help")));
}

void ProjectPage::connectSections() {
    connect(m_tabs, &QTabBar::currentChanged, this, &ProjectPage::showSection);
    connect(m_tabs, &QTabBar::tabBarClicked, this, [](int index) { WindowSettings().setValue(kTabSetting, index); });
    connect(m_tasks, &TaskList::taskChosen, this, [this](qint64 number) { taskWanted(m_name, number); });
    connect(m_tasks, &TaskList::changed, this, &ProjectPage::changed);
    connect(
        m_tasks, &TaskList::packWanted, this, [this](const QString& person, const std::vector<std::int64_t>& tasks) {
            m_transfer->packTasks(m_name, person, tasks);
        });
    connect(m_people, &PeopleSection::changed, this, &ProjectPage::changed);
    connect(m_people, &PeopleSection::packWanted, this,
        [this](const QString& person) { m_transfer->packTasks(m_name, person, {}); });
    connect(m_people, &PeopleSection::packAnswersWanted, this,
        [this](const QString& person) { m_transfer->packAnswers(m_name, person); });
    connect(m_people, &PeopleSection::mergeWanted, this, &ProjectPage::mergePacket);
    connect(m_agreement, &AgreementSection::disagreementWanted, this, [this] {
        m_tasks->showOrder(label::TaskOrder::Disagreement);
        m_tabs->setCurrentIndex(0);
    });
    connect(m_machine, &MachineSection::changed, this, &ProjectPage::changed);
    connect(m_machine, &MachineSection::suggestionsWanted, this, [this] { m_transfer->startSuggestions(m_name); });
    connect(m_transfer, &TransferCard::projectChanged, this, &ProjectPage::changed);
    connect(m_transfer, &TransferCard::itemsArrived, this, &ProjectPage::refresh);
}

void ProjectPage::showSection(int index) {
    m_stack->setCurrentIndex(index);
    m_people->setShown(index == 1 && !m_name.isEmpty());
}

void ProjectPage::openProject(const QString& name) {
    if (name != m_name) {
        m_name = name;
        m_title->setText(name);
        m_summary->setText(tr("Reading…"));
        m_states->setCounts({});
        m_transfer->hide();
        m_error->hide();
    }
    refresh();
}

void ProjectPage::refresh() {
    if (m_name.isEmpty()) return;
    m_app.jobs.start<ProjectFacts>(
        this, {.title = tr("Read %1").arg(m_name), .key = "project", .quiet = true, .result = {}},
        [name = m_name.toStdString()](workspace::Workspace& w, Progress&) { return readProjectFacts(w, name); },
        [this](Result<ProjectFacts> facts) {
            m_error->setVisible(!facts);
            if (facts)
                showFacts(*facts);
            else
                m_error->setText(tr("%1 could not be read. %2").arg(m_name, sentenceOf(facts.error())));
            ready();
        });
}

void ProjectPage::showFacts(const ProjectFacts& facts) {
    m_facts = facts;
    const auto& project = facts.project;
    QString what = format::plural(project.tasks, wordOf(project.medium, 1), wordOf(project.medium, 2));
    what += tr(" · %1 labelled").arg(format::count(project.submitted));
    if (project.overlap > 1) what += tr(" · %1 answers each").arg(project.overlap);
    if (project.reviewed) what += tr(" · reviewed");
    what += QStringLiteral(" · ") + titleOf(project.order).toLower();
    if (!project.packetPerson.empty()) what += tr(" · a packet for %1").arg(format::text(project.packetPerson));
    m_summary->setText(what);
    m_states->setCounts(facts.counts);
    m_label->setEnabled(project.tasks > 0);
    m_label->setToolTip(project.tasks > 0 ? QString() : tr("Add items first"));
    m_review->setEnabled(project.submitted > 0);
    m_review->setToolTip(project.submitted > 0 ? QString() : tr("Nothing waits for a review"));
    m_tasks->showProject(facts);
    m_people->showProject(facts);
    m_agreement->showProject(facts);
    m_machine->showProject(facts);
}

QWidget* ProjectPage::searchField() const {
    return m_tabs->currentIndex() == 0 ? m_tasks->searchField() : nullptr;
}

void ProjectPage::addItems() {
    if (const auto folder = m_app.prompts.openFolder(this, {tr("Folder with items for %1").arg(m_name), {}, {}}))
        m_transfer->addItems(m_name, {*folder});
}

void ProjectPage::mergePacket() {
    if (const auto file = m_app.prompts.openFile(
            this, {tr("Packet to merge"), tr("Packets (*.%1);;All files (*)").arg(QLatin1String(kPacketEnding)), {}}))
        m_transfer->mergePacket(*file);
}

void ProjectPage::dragEnterEvent(QDragEnterEvent* event) {
    const QStringList files = droppedFiles(event->mimeData());
    if (files.isEmpty()) return;
    event->acceptProposedAction();
    m_dropText->setText(isPacket(files) ? tr("Drop to merge the packet %1").arg(nameOfDropped(files))
                                        : tr("Drop to add %1 to %2").arg(nameOfDropped(files), m_name));
    m_drop->show();
}

void ProjectPage::dragLeaveEvent(QDragLeaveEvent*) {
    m_drop->hide();
}

void ProjectPage::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    m_drop->hide();
    const QStringList files = droppedFiles(event->mimeData());
    if (isPacket(files))
        m_transfer->mergePacket(files.front());
    else
        m_transfer->addItems(m_name, files);
}

} // namespace slipway::ui
