#include "ui/registry/registry_panel.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/base/clock.h"
#include "core/workspace/workspace.h"
#include "ui/registry/comparison_card.h"
#include "ui/registry/decision_card.h"
#include "ui/registry/evidence_list.h"
#include "ui/registry/history_list.h"
#include "ui/registry/versions_model.h"
#include "ui/shell/command_registry.h"
#include "ui/shell/notifications.h"
#include "ui/shell/page_header.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/search_box.h"
#include "ui/widgets/section_header.h"

namespace slipway::ui {

namespace {

constexpr int kTableRows = 5;

QVBoxLayout* addColumn(QHBoxLayout* row, int stretch) {
    auto* column = new QVBoxLayout;
    column->setSpacing(16);
    row->addLayout(column, stretch);
    return column;
}

} // namespace

RegistryPanel::RegistryPanel(AppContext& app, QWidget* parent)
    : Panel(app, tr("Registry"), Body::Scroll, parent), m_controller(app) {
    setObjectName(QStringLiteral("registryPanel"));
    m_undo = makeButton(tr("Undo"), QStringLiteral("headerUndoButton"), ButtonKind::Normal, QStringLiteral("undo"));
    m_undo->hide();
    header().addAction(m_undo);
    connect(m_undo, &QPushButton::clicked, this, [this] {
        if (m_counting) undo({m_counting->model, m_counting->version});
    });
    m_empty = new EmptyState(QStringLiteral("box"), tr("No models yet"),
        tr("Register the model of a finished run. Its evidence is collected, and a person decides on it here."), this);
    m_empty->addButton(
        tr("Open Experiments"), QStringLiteral("openExperiments"), [this] { this->app().navigate("track"); });
    m_empty->addSnippet(QStringLiteral("slipway model register NAME --run RUN"));
    m_empty->hide();
    body().addWidget(m_empty);
    buildVersions();
    buildPage();
    body().addStretch(1);
    m_countdown.setInterval(1000);
    connect(&m_countdown, &QTimer::timeout, this, &RegistryPanel::updateCountdown);
    connectController();
    addCommands();
}

void RegistryPanel::buildVersions() {
    m_versionsCard = new Card(tr("Versions"), this);
    m_versionsCard->setFlush();
    m_search = new SearchBox(tr("Filter versions"), tr("Filter versions"));
    m_search->setObjectName(QStringLiteral("versionsFilter"));
    m_search->setMinimumWidth(260);
    m_versionsCard->addHeaderWidget(m_search);
    m_versions = new VersionsModel(app().workspace.registry().policy(), this);
    m_table = new DataTable(tr("Model versions"));
    m_table->setObjectName(QStringLiteral("versionsTable"));
    m_table->setListModel(m_versions);
    m_table->setSortable(true);
    m_table->fitHeightToRows(kTableRows);
    m_noMatch = new TextLabel({}, FontRole::Body, Token::TextSecondary);
    m_noMatch->setContentsMargins(16, 12, 16, 12);
    m_noMatch->hide();
    m_versionsCard->body().addWidget(m_table);
    m_versionsCard->body().addWidget(m_noMatch);
    m_versionsCard->hide();
    body().addWidget(m_versionsCard);
    connect(m_search, &SearchBox::searched, this, &RegistryPanel::showVersions);
    connect(m_table, &DataTable::selectedIdChanged, this, [this](const QString& id) {
        if (const auto key = VersionKey::fromLink(id)) m_controller.select(*key);
    });
}

void RegistryPanel::buildPage() {
    m_page = new QWidget(this);
    m_page->hide();
    auto* layout = new QVBoxLayout(m_page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    m_pageTitle = new SectionHeader({});
    m_openRun = makeButton(tr("Open run"), QStringLiteral("openRunButton"), ButtonKind::Quiet, QStringLiteral("flask"));
    m_openLineage =
        makeButton(tr("Lineage"), QStringLiteral("openLineageButton"), ButtonKind::Quiet, QStringLiteral("lineage"));
    m_pageTitle->addWidget(m_openRun);
    m_pageTitle->addWidget(m_openLineage);
    layout->addWidget(m_pageTitle);

    auto* columns = new QHBoxLayout;
    columns->setSpacing(16);
    auto* left = addColumn(columns, 3);
    auto* right = addColumn(columns, 2);
    layout->addLayout(columns);

    m_evidenceCard = new Card(tr("Evidence"));
    m_evidence = new EvidenceList;
    m_evidenceCard->body().addWidget(m_evidence);
    m_comparison = new ComparisonCard;
    left->addWidget(m_evidenceCard);
    left->addWidget(m_comparison);
    left->addStretch(1);

    m_decision = new DecisionCard;
    auto* historyCard = new Card(tr("History"));
    m_history = new HistoryList;
    m_history->setObjectName(QStringLiteral("historyList"));
    historyCard->body().addWidget(m_history);
    right->addWidget(m_decision);
    right->addWidget(historyCard);
    right->addStretch(1);
    body().addWidget(m_page);
}

void RegistryPanel::connectController() {
    connect(&m_controller, &RegistryController::versionsChanged, this, &RegistryPanel::showVersions);
    connect(&m_controller, &RegistryController::factsChanged, this, &RegistryPanel::showFacts);
    connect(&m_controller, &RegistryController::decidingChanged, m_decision, &DecisionCard::setBusy);
    connect(&m_controller, &RegistryController::approved, this,
        [this](const auto& version) { announce(version, tr("Approved %1"), true); });
    connect(&m_controller, &RegistryController::rejected, this,
        [this](const auto& version) { announce(version, tr("Rejected %1"), true); });
    connect(&m_controller, &RegistryController::undone, this, [this](const auto& version) {
        app().notifications.dismiss(m_toast);
        announce(version, tr("%1 is pending again"), false);
    });
    connect(&m_controller, &RegistryController::failed, this, [this](const QString& what, const Error& error) {
        showError(what, error);
        setLoading(false);
    });
    connect(&m_controller, &RegistryController::decisionFailed, this,
        [this](const QString& what, const Error& error) { app().notifications.postError(what, error); });
    connect(m_decision, &DecisionCard::approveRequested, &m_controller, &RegistryController::approve);
    connect(m_decision, &DecisionCard::rejectRequested, &m_controller, &RegistryController::reject);
    connect(m_decision, &DecisionCard::undoRequested, this, [this] {
        if (m_controller.selected()) undo(*m_controller.selected());
    });
    connect(m_comparison, &ComparisonCard::baseChosen, this, [this](int version) {
        if (version >= 0 && m_controller.selected()) m_controller.select(*m_controller.selected(), version);
    });
    connect(m_openRun, &QPushButton::clicked, this, [this] {
        if (const auto& facts = m_controller.facts())
            app().navigate(QStringLiteral("run/") + format::text(facts->version.runId));
    });
    connect(m_openLineage, &QPushButton::clicked, this, [this] {
        if (const auto& key = m_controller.selected()) app().navigate(QStringLiteral("lineage/") + key->link());
    });
}

void RegistryPanel::addCommands() {
    app().commands.add(this, {QStringLiteral("registry.primary"), tr("Approve the selected version"), tr("Registry"),
                                 QStringLiteral("check"), QStringLiteral("Ctrl+Return, Ctrl+Enter"),
                                 [this] { m_decision->pressPrimary(); }});
    app().commands.add(
        this, {QStringLiteral("registry.compare"), tr("Compare with production"), tr("Registry"),
                  QStringLiteral("swap"), QStringLiteral("Ctrl+D"), [this] { m_comparison->compareWithProduction(); }});
}

QWidget* RegistryPanel::searchField() {
    return m_search;
}

void RegistryPanel::refresh() {
    m_controller.load();
}

void RegistryPanel::showObject(const QString& link) {
    m_wanted = VersionKey::fromLink(link);
    if (!m_controller.versions().empty()) chooseSelection();
}

void RegistryPanel::showVersions() {
    clearError();
    const auto& versions = m_controller.versions();
    const bool none = versions.empty();
    m_empty->setVisible(none);
    m_versionsCard->setVisible(!none);
    if (none) {
        m_page->hide();
        header().setSummary(tr("Nothing is registered"));
        return setLoading(false);
    }
    m_versions->setVersions(versions, m_search->text());
    m_table->fitHeightToRows(kTableRows);
    const bool noMatch = m_versions->rowCount() == 0;
    m_table->setVisible(!noMatch);
    m_noMatch->setVisible(noMatch);
    m_noMatch->setText(tr("No version matches “%1”. Clear the filter to see all.").arg(m_search->text()));
    updateSummary();
    chooseSelection();
}

void RegistryPanel::updateSummary() {
    const auto& versions = m_controller.versions();
    std::vector<std::string> models;
    for (const auto& version : versions) models.push_back(version.model);
    std::ranges::sort(models);
    models.erase(std::ranges::unique(models).begin(), models.end());
    const auto pending =
        std::ranges::count(versions, registry::VersionStatus::Pending, &registry::ModelVersion::status);
    auto summary = tr("%1 of %2")
                       .arg(format::plural(static_cast<std::int64_t>(versions.size()), tr("version"), tr("versions")),
                           format::plural(static_cast<std::int64_t>(models.size()), tr("model"), tr("models")));
    summary += pending > 0
                   ? tr(" · %1 for a decision").arg(format::plural(pending, tr("version waits"), tr("versions wait")))
                   : tr(" · nothing waits for a decision");
    header().setSummary(summary);
}

void RegistryPanel::chooseSelection() {
    if (m_wanted) {
        m_search->clear();
        const auto key = *m_wanted;
        m_wanted.reset();
        if (m_versions->indexOfId(key.link()) < 0) m_versions->setVersions(m_controller.versions(), {});
        m_table->selectId(key.link());
        return m_controller.select(key);
    }
    if (m_controller.selected()) {
        m_table->selectId(m_controller.selected()->link());
        return;
    }
    const auto& versions = m_controller.versions();
    const auto pending = std::ranges::find(versions, registry::VersionStatus::Pending, &registry::ModelVersion::status);
    const auto& first = pending == versions.end() ? versions.front() : *pending;
    const VersionKey key{first.model, first.version};
    m_table->selectId(key.link());
    m_controller.select(key);
}

void RegistryPanel::showFacts() {
    const auto& facts = *m_controller.facts();
    const auto& version = facts.version;
    m_pageTitle->setTitle(facts.key().title());
    m_pageTitle->setCaption(tr("registered by %1 %2 from run %3")
            .arg(format::text(version.registeredBy), format::when(version.createdAt),
                facts.run ? format::text(facts.run->name) : format::shortId(version.runId)));
    m_evidence->setEvidence(facts.gate.evidence);
    m_evidenceCard->setCaption(evidenceSummary(facts.gate.evidence));
    m_decision->setFacts(facts);
    m_comparison->setFacts(facts, m_controller.versions());
    m_history->setHistory(facts.history);
    m_openRun->setEnabled(facts.run.has_value());
    m_openRun->setToolTip(facts.run ? tr("Open the run that made this version") : tr("The run was deleted"));
    if (facts.undoable(systemClock().now())) startCountdown(version);
    m_page->show();
    setLoading(false);
}

void RegistryPanel::undo(const VersionKey& key) {
    m_controller.undo(key);
}

void RegistryPanel::announce(const registry::ModelVersion& version, const QString& what, bool undoable) {
    const VersionKey key{version.model, version.version};
    const int seconds = undoSecondsLeft(version, systemClock().now());
    Notice notice;
    notice.severity = Severity::Success;
    notice.title = what.arg(key.title());
    notice.link = key.link();
    if (undoable && seconds > 0) {
        notice.text = tr("Nothing is deployed before the time is over.");
        notice.action = tr("Undo");
        notice.run = [panel = QPointer<RegistryPanel>(this), key] {
            if (panel) panel->undo(key);
        };
        notice.seconds = seconds;
        notice.countdown = true;
        startCountdown(version);
    } else {
        m_counting.reset();
        updateCountdown();
    }
    const int id = app().notifications.post(notice);
    if (undoable) m_toast = id;
}

void RegistryPanel::startCountdown(const registry::ModelVersion& version) {
    m_counting = version;
    m_countdown.start();
    updateCountdown();
}

void RegistryPanel::updateCountdown() {
    const int seconds = m_counting ? undoSecondsLeft(*m_counting, systemClock().now()) : 0;
    m_decision->updateCountdown();
    m_undo->setVisible(seconds > 0);
    if (seconds == 0) {
        m_counting.reset();
        return m_countdown.stop();
    }
    m_undo->setText(tr("Undo v%1 (%2)").arg(m_counting->version).arg(seconds));
    m_undo->setToolTip(
        tr("Take the decision on %1 back").arg(VersionKey{m_counting->model, m_counting->version}.title()));
    m_undo->setAccessibleName(m_undo->text());
}

} // namespace slipway::ui
