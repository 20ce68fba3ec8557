#include "ui/registry/registry_controller.h"

#include <QStringList>
#include <algorithm>

#include "core/workspace/workspace.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

std::optional<track::Run> runOf(workspace::Workspace& workspace, const std::string& id) {
    if (id.empty()) return {};
    auto run = workspace.tracker().find(id);
    if (!run) return {}; // a deleted run leaves its version; the page says that the run is gone
    return std::move(*run);
}

Result<VersionFacts> readFacts(
    workspace::Workspace& workspace, const VersionKey& key, int base, const access::Actor& reviewer) {
    auto& registry = workspace.registry();
    VersionFacts facts;
    SLIPWAY_ASSIGN(facts.version, registry.find(key.model, key.version));
    SLIPWAY_ASSIGN(facts.gate, registry.gate(facts.version, reviewer));
    SLIPWAY_ASSIGN(facts.history, registry.history(key.model, key.version));
    std::ranges::stable_sort(facts.history, std::ranges::greater{}, &registry::Decision::at);
    SLIPWAY_ASSIGN(facts.production, registry.inStage(key.model, "production"));
    if (facts.production && facts.production->version == key.version) facts.production.reset();
    facts.base = facts.production;
    if (base > 0 && base != key.version) {
        SLIPWAY_ASSIGN(facts.base, registry.find(key.model, base));
    }
    facts.run = runOf(workspace, facts.version.runId);
    if (facts.base) facts.baseRun = runOf(workspace, facts.base->runId);
    return facts;
}

} // namespace

std::optional<VersionKey> VersionKey::fromLink(const QString& link) {
    const auto parts = QString(link).remove(QStringLiteral("slipway://")).split('/');
    if (parts.size() != 3 || parts[0] != QStringLiteral("model")) return {};
    bool isNumber = false;
    const int version = parts[2].toInt(&isNumber);
    if (!isNumber || version < 1) return {};
    return VersionKey{parts[1].toStdString(), version};
}

QString VersionKey::link() const {
    return QStringLiteral("model/%1/%2").arg(format::text(model)).arg(version);
}

QString VersionKey::title() const {
    return QStringLiteral("%1 v%2").arg(format::text(model)).arg(version);
}

RegistryController::RegistryController(AppContext& app, QObject* parent) : QObject(parent), m_app(app) {}

const registry::ModelVersion* RegistryController::inProduction(const std::string& model) const {
    const auto found = std::ranges::find_if(m_versions, [&](const auto& version) {
        return version.model == model && std::ranges::count(version.stages, "production") > 0;
    });
    return found == m_versions.end() ? nullptr : &*found;
}

void RegistryController::load() {
    m_app.jobs.start<std::vector<registry::ModelVersion>>(
        this, {.title = tr("Load model versions"), .key = "versions", .quiet = true, .result = {}},
        [](workspace::Workspace& workspace, Progress&) { return workspace.registry().versions(); },
        [this](Result<std::vector<registry::ModelVersion>> versions) {
            if (!versions) return failed(tr("Couldn't load the model versions"), versions.error());
            m_versions = std::move(*versions);
            versionsChanged();
            if (m_selected) reloadSelected();
        });
}

void RegistryController::select(const VersionKey& key, int base) {
    if (m_selected == key && m_base == base && m_facts) return;
    m_selected = key;
    m_base = base;
    reloadSelected();
}

void RegistryController::reloadSelected() {
    if (!m_selected) return;
    m_app.jobs.start<VersionFacts>(
        this, {.title = tr("Load %1").arg(m_selected->title()), .key = "facts", .quiet = true, .result = {}},
        [key = *m_selected, base = m_base, reviewer = m_app.actor()](
            workspace::Workspace& workspace, Progress&) { return readFacts(workspace, key, base, reviewer); },
        [this](Result<VersionFacts> facts) {
            if (!facts) return failed(tr("Couldn't load %1").arg(m_selected->title()), facts.error());
            m_facts = std::move(*facts);
            factsChanged();
        });
}

void RegistryController::approve(const QString& note) {
    if (!m_selected) return;
    decide(
        tr("Approve %1").arg(m_selected->title()), tr("Couldn't approve %1").arg(m_selected->title()),
        [key = *m_selected, actor = m_app.actor(), note = note.toStdString()](workspace::Workspace& workspace) {
            return workspace.registry().approve(actor, key.model, key.version, note);
        },
        &RegistryController::approved);
}

void RegistryController::reject(const QString& reason) {
    if (!m_selected) return;
    decide(
        tr("Reject %1").arg(m_selected->title()), tr("Couldn't reject %1").arg(m_selected->title()),
        [key = *m_selected, actor = m_app.actor(), reason = reason.toStdString()](workspace::Workspace& workspace) {
            return workspace.registry().reject(actor, key.model, key.version, reason);
        },
        &RegistryController::rejected);
}

void RegistryController::undo(const VersionKey& key) {
    decide(
        tr("Undo the decision on %1").arg(key.title()), tr("Couldn't undo the decision on %1").arg(key.title()),
        [key, actor = m_app.actor()](
            workspace::Workspace& workspace) { return workspace.registry().undo(actor, key.model, key.version); },
        &RegistryController::undone);
}

void RegistryController::decide(const QString& title, const QString& failure, Decide work, Tell tell) {
    if (m_deciding) return;
    setDeciding(true);
    m_app.jobs.start<registry::ModelVersion>(
        this, {.title = title, .key = {}, .quiet = false, .result = m_selected ? m_selected->link() : QString()},
        [work = std::move(work)](workspace::Workspace& workspace, Progress&) { return work(workspace); },
        [this, failure, tell](Result<registry::ModelVersion> version) {
            setDeciding(false);
            if (!version) {
                decisionFailed(failure, version.error());
                return load();
            }
            take(*version);
            (this->*tell)(*version);
            load();
        });
}

void RegistryController::take(const registry::ModelVersion& version) {
    const auto same = [&](const auto& other) {
        return other.model == version.model && other.version == version.version;
    };
    if (const auto row = std::ranges::find_if(m_versions, same); row != m_versions.end()) *row = version;
    versionsChanged();
    if (m_facts && same(m_facts->version)) {
        m_facts->version = version;
        factsChanged();
    }
}

void RegistryController::setDeciding(bool deciding) {
    m_deciding = deciding;
    decidingChanged(deciding);
}

} // namespace slipway::ui
