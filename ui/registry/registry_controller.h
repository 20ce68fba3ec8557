#pragma once

#include <QObject>
#include <QString>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/registry/model_version.h"
#include "core/track/tracker.h"
#include "ui/shell/app_context.h"

namespace slipway::ui {

/// A version by name, as rows and links carry it.
struct VersionKey {
    std::string model;
    int version = 0;

    static std::optional<VersionKey> fromLink(const QString& link); ///< "model/census-income/3"
    QString link() const;
    QString title() const; ///< "census-income v3"
    bool operator==(const VersionKey&) const = default;
};

/// Everything the version page shows, read in one job.
struct VersionFacts {
    registry::ModelVersion version;
    registry::Gate gate;
    std::vector<registry::Decision> history; ///< newest first
    std::optional<track::Run> run;
    std::optional<registry::ModelVersion> production; ///< of the same model, when it is another version
    std::optional<registry::ModelVersion> base;       ///< compared with
    std::optional<track::Run> baseRun;

    VersionKey key() const { return {version.model, version.version}; }
    bool undoable(Timestamp now) const { return version.decidedAt > 0 && version.effectiveAt > now; }
};

/// Asks core through jobs and says what changed. Decides nothing: gate, permission and audit are core's.
class RegistryController : public QObject {
    Q_OBJECT
public:
    explicit RegistryController(AppContext& app, QObject* parent = nullptr);

    void load();
    /// `base` 0 compares with production.
    void select(const VersionKey& key, int base = 0);
    void reloadSelected();
    void approve(const QString& note);
    void reject(const QString& reason);
    void undo(const VersionKey& key);

    const std::vector<registry::ModelVersion>& versions() const { return m_versions; }
    const std::optional<VersionFacts>& facts() const { return m_facts; }
    const std::optional<VersionKey>& selected() const { return m_selected; }
    const registry::ModelVersion* inProduction(const std::string& model) const;
    bool deciding() const { return m_deciding; }

signals:
    void versionsChanged();
    void factsChanged();
    void decidingChanged(bool deciding);
    void approved(const slipway::registry::ModelVersion& version);
    void rejected(const slipway::registry::ModelVersion& version);
    void undone(const slipway::registry::ModelVersion& version);
    void failed(const QString& what, const slipway::Error& error);
    void decisionFailed(const QString& what, const slipway::Error& error);

private:
    using Decide = std::function<Result<registry::ModelVersion>(workspace::Workspace&)>;
    using Tell = void (RegistryController::*)(const registry::ModelVersion&);
    void decide(const QString& title, const QString& failure, Decide work, Tell tell);
    void take(const registry::ModelVersion& version);
    void setDeciding(bool deciding);

    AppContext& m_app;
    std::vector<registry::ModelVersion> m_versions;
    std::optional<VersionKey> m_selected;
    int m_base = 0;
    std::optional<VersionFacts> m_facts;
    bool m_deciding = false;
};

} // namespace slipway::ui
