#include "ui/track/run/run_page.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMetaMethod>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>
#include <algorithm>

#include "core/workspace/workspace.h"
#include "ui/shell/command_registry.h"
#include "ui/shell/notifications.h"
#include "ui/shell/prompts.h"
#include "ui/shell/window_settings.h"
#include "ui/track/run/artifacts/artifacts_tab.h"
#include "ui/track/run/code/code_tab.h"
#include "ui/track/run/code/log_tab.h"
#include "ui/track/run/evaluation_tab.h"
#include "ui/track/run/lineage_tab.h"
#include "ui/track/run/media/media_tab.h"
#include "ui/track/run/metrics_tab.h"
#include "ui/track/run/overview_tab.h"
#include "ui/track/run/run_actions.h"
#include "ui/track/run/run_page_header.h"
#include "ui/track/run/run_tab.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

constexpr const char* kTabSetting = "track/run/tab";
constexpr int kSlowMs = 150;

} // namespace

RunPage::RunPage(AppContext& app, QWidget* parent)
    : QWidget(parent), m_app(app), m_actions(new RunActions(app, this)), m_header(new RunPageHeader) {
    setObjectName(QStringLiteral("runPage"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(m_header);
    m_bar = new QTabBar;
    m_bar->setObjectName(QStringLiteral("runTabs"));
    m_bar->setAccessibleName(tr("Parts of the run"));
    m_bar->setDrawBase(false);
    m_bar->setExpanding(false);
    m_bar->setUsesScrollButtons(true);
    setFocusProxy(m_bar); // who opens the page gives it the focus, and its keys work
    column->addWidget(m_bar);
    m_stack = new QStackedWidget;
    column->addWidget(m_stack, 1);
    m_loading = new TextLabel(tr("Loading the run…"), FontRole::Body, Token::TextSecondary, this);
    static_cast<TextLabel*>(m_loading)->setAlignment(Qt::AlignCenter);
    m_loading->hide();
    column->addWidget(m_loading, 1);
    m_slow.setSingleShot(true);
    m_slow.setInterval(kSlowMs);
    connect(&m_slow, &QTimer::timeout, this, [this] {
        setPartsVisible(false);
        m_loading->show();
    });
    addTabs();
    addShortcuts();
    connect(m_bar, &QTabBar::currentChanged, this, &RunPage::openTab);
    connect(m_bar, &QTabBar::tabBarClicked, this,
        [this](int index) { WindowSettings().setValue(kTabSetting, m_bar->tabData(index)); });
    connect(m_header, &RunPageHeader::backWanted, this, &RunPage::closed);
    connect(m_header, &RunPageHeader::renamed, this,
        [this](const QString& name) { m_actions->rename(m_id, format::text(m_facts->run.name), name); });
    connect(m_header, &RunPageHeader::experimentWanted, this,
        [this] { m_app.navigate("experiment/" + format::text(m_facts->run.experimentName)); });
    connect(m_header, &RunPageHeader::copyLinkWanted, this, [this] {
        QGuiApplication::clipboard()->setText("slipway://run/" + m_id);
        m_app.notifications.post({.severity = Severity::Info, .title = tr("Copied a link to this run")});
    });
    connect(m_header, &RunPageHeader::compareWanted, this, [this] { compareWanted(m_id); });
    connect(m_header, &RunPageHeader::deleteWanted, this,
        [this](bool deleted) { m_actions->setDeleted(m_id, format::text(m_facts->run.name), deleted); });
    connect(m_header, &RunPageHeader::registerWanted, this, [this] {
        const auto model = m_app.prompts.text(this, {.title = tr("Register model"),
                                                        .label = tr("Name of the model"),
                                                        .action = tr("Register"),
                                                        .initial = format::text(m_facts->run.experimentName),
                                                        .suggestion = {}});
        if (model) m_actions->registerModel(m_id, *model);
    });
    connect(m_actions, &RunActions::changed, this, [this] {
        read();
        changed();
    });
    connect(m_actions, &RunActions::failed, this, [this](const QString& what, const Error& error) {
        m_app.notifications.postError(what, error);
        if (m_facts) m_header->setRun(m_facts->run); // what was typed is not what is stored
    });
    m_header->setEnabled(false);
}

RunPage::~RunPage() = default;

void RunPage::addTabs() {
    m_tabs.push_back({"overview", tr("Overview"), [this](QWidget* parent) {
                          auto* tab = new OverviewTab(m_app, *m_actions, parent);
                          connect(tab, &OverviewTab::openRun, this, &RunPage::openRun);
                          connect(tab, &OverviewTab::metricChosen, this, &RunPage::showMetric);
                          return tab;
                      }});
    m_tabs.push_back(
        {"metrics", tr("Metrics"), [this](QWidget* parent) -> RunTab* { return new MetricsTab(m_app, parent); }});
    m_tabs.push_back(
        {"artifacts", tr("Artifacts"), [this](QWidget* parent) -> RunTab* { return new ArtifactsTab(m_app, parent); }});
    m_tabs.push_back(
        {"media", tr("Media"), [this](QWidget* parent) -> RunTab* { return new MediaTab(m_app, parent); }});
    m_tabs.push_back({"code", tr("Code"), [this](QWidget* parent) -> RunTab* { return new CodeTab(m_app, parent); }});
    m_tabs.push_back(
        {"lineage", tr("Lineage"), [this](QWidget* parent) -> RunTab* { return new LineageTab(m_app, parent); }});
    m_tabs.push_back({"log", tr("Log"), [this](QWidget* parent) -> RunTab* { return new LogTab(m_app, parent); }});
    m_tabs.push_back({"evaluation", tr("Evaluation"),
        [this](QWidget* parent) -> RunTab* { return new EvaluationTab(m_app, parent); }});
    for (auto& tab : m_tabs) {
        const int index = m_bar->addTab(tab.title);
        m_bar->setTabData(index, tab.key);
        m_stack->addWidget(new QWidget); // until it is visited
    }
    updateTabs();
}

void RunPage::addShortcuts() {
    const auto add = [this](const QString& id, const QString& title, const QString& icon, const QString& keys,
                         std::function<void()> run) {
        auto* action = m_app.commands.add(this, {id, title, tr("Run"), icon, keys, std::move(run)});
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    };
    add("run.rename", tr("Rename this run"), "edit", "F2", [this] { m_header->startRename(); });
    add("run.next-tab", tr("Next tab of the run"), {}, "Ctrl+PgDown", [this] { stepTab(1); });
    add("run.previous-tab", tr("Previous tab of the run"), {}, "Ctrl+PgUp", [this] { stepTab(-1); });
    add("run.copy-link", tr("Copy a link to this run"), "link", "Ctrl+Shift+C", [this] { m_header->copyLinkWanted(); });
}

void RunPage::stepTab(int by) {
    const int count = m_bar->count();
    int index = m_bar->currentIndex();
    do index = (index + by + count) % count;
    while (!m_bar->isTabVisible(index));
    m_bar->setCurrentIndex(index);
    WindowSettings().setValue(kTabSetting, m_bar->tabData(index));
}

int RunPage::indexOf(const QString& key) const {
    const auto it = std::ranges::find(m_tabs, key, &Tab::key);
    return it == m_tabs.end() ? -1 : static_cast<int>(it - m_tabs.begin());
}

/// Tabs that a run has nothing for are not offered.
void RunPage::updateTabs() {
    const auto offer = [this](const QString& key, bool there) {
        // Only what changes: saying it again makes the bar forget to lay out what changed just before.
        if (const int index = indexOf(key); m_bar->isTabVisible(index) != there) m_bar->setTabVisible(index, there);
    };
    offer("evaluation", m_facts && m_facts->hasEvaluation);
    offer("log", m_facts && m_facts->hasLog);
    offer("media", m_facts && m_facts->hasMedia);
}

void RunPage::showMetric(const QString& metric) {
    const int index = indexOf(QStringLiteral("metrics"));
    m_bar->setCurrentIndex(index);
    if (auto* tab = qobject_cast<MetricsTab*>(m_stack->currentWidget())) tab->enlarge(metric);
}

void RunPage::showRun(const QString& id) {
    if (id == m_id && m_facts) return read();
    m_id = id;
    m_facts.reset();
    m_header->setEnabled(false);
    m_slow.start();
    m_header->setCompareVisible(isSignalConnected(QMetaMethod::fromSignal(&RunPage::compareWanted)));
    read();
}

void RunPage::refresh() {
    if (m_id.isEmpty()) return;
    read();
    if (auto* tab = qobject_cast<RunTab*>(m_stack->currentWidget())) tab->reload();
}

void RunPage::read() {
    m_app.jobs.start<RunFacts>(
        this, {.title = tr("Load run"), .key = "run", .quiet = true, .result = {}},
        [id = m_id.toStdString()](workspace::Workspace& workspace, Progress&) { return readRunFacts(workspace, id); },
        [this](Result<RunFacts> facts) {
            if (!facts) return showProblem(facts.error());
            accept(std::make_shared<const RunFacts>(std::move(*facts)));
        });
}

void RunPage::accept(std::shared_ptr<const RunFacts> facts) {
    if (m_problem) {
        m_problem->deleteLater();
        m_problem = nullptr;
    }
    m_slow.stop();
    m_loading->hide();
    setPartsVisible(true);
    const bool first = !m_facts;
    if (m_facts && m_facts->mark == facts->mark) return;
    m_facts = std::move(facts);
    m_id = format::text(m_facts->run.id); // it may have been asked for by its beginning
    m_header->setEnabled(true);
    m_header->setRun(m_facts->run);
    updateTabs();
    if (first) {
        const int wanted = indexOf(WindowSettings().value(kTabSetting).toString());
        m_bar->setCurrentIndex(wanted >= 0 && m_bar->isTabVisible(wanted) ? wanted : 0);
    }
    openTab(m_bar->currentIndex());
}

void RunPage::openTab(int index) {
    if (index < 0 || !m_facts) return;
    auto& tab = m_tabs[static_cast<std::size_t>(index)];
    if (!tab.widget) {
        tab.widget = tab.make(this);
        auto* empty = m_stack->widget(index);
        m_stack->insertWidget(index, tab.widget);
        m_stack->removeWidget(empty);
        delete empty;
    }
    m_stack->setCurrentIndex(index);
    giveFacts(tab);
}

void RunPage::giveFacts(Tab& tab) {
    if (tab.shown == m_facts->mark) return;
    tab.shown = m_facts->mark;
    tab.widget->setFacts(m_facts);
}

void RunPage::setPartsVisible(bool visible) {
    for (auto* part : std::initializer_list<QWidget*>{m_header, m_bar, m_stack}) part->setVisible(visible);
}

void RunPage::showProblem(const Error& error) {
    if (m_facts) { // stale facts are better than none
        m_app.notifications.postError(tr("Couldn't read the run again"), error);
        return;
    }
    delete m_problem;
    auto* state = new EmptyState("flask", tr("Couldn't open the run"), sentenceOf(error), this);
    state->setObjectName(QStringLiteral("runProblem"));
    state->addButton(tr("Try again"), "retryRun", [this] { read(); });
    state->addButton(tr("Back to the runs"), "leaveRun", [this] { closed(); });
    m_problem = state;
    m_slow.stop();
    m_loading->hide();
    setPartsVisible(false);
    layout()->addWidget(m_problem);
}

QWidget* RunPage::searchField() const {
    const auto* tab = qobject_cast<const RunTab*>(m_stack->currentWidget());
    return tab ? tab->searchField() : nullptr;
}

void RunPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_facts) m_header->setRun(m_facts->run); // its clock stands while it is hidden
}

void RunPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Escape || event->modifiers() != Qt::NoModifier) return QWidget::keyPressEvent(event);
    auto* field = qobject_cast<QLineEdit*>(focusWidget());
    if (field && !field->text().isEmpty()) return field->clear(); // first what was typed, then the page
    closed();
}

} // namespace slipway::ui
