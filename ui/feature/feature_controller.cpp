#include "ui/feature/feature_controller.h"

#include "core/workspace/workspace.h"

namespace slipway::ui {

FeatureController::FeatureController(AppContext& app, QObject* parent) : QObject(parent), m_app(app) {}

void FeatureController::load() {
    m_app.jobs.start<std::vector<feature::FeatureGroup>>(
        this, {.title = tr("Load features"), .key = "groups", .quiet = true, .result = {}},
        [](workspace::Workspace& workspace, Progress&) { return workspace.features().list(); },
        [this](Result<std::vector<feature::FeatureGroup>> groups) {
            if (groups)
                loaded(*groups);
            else
                failed(tr("Couldn't load the feature groups"), groups.error());
        });
}

void FeatureController::loadGroup(const QString& name) {
    m_app.jobs.start<FeatureGroupPage>(
        this, {.title = tr("Load group"), .key = "group", .quiet = true, .result = {}},
        [name](workspace::Workspace& workspace, Progress&) -> Result<FeatureGroupPage> {
            FeatureGroupPage page;
            SLIPWAY_ASSIGN(page.group, workspace.features().find(name.toStdString()));
            SLIPWAY_ASSIGN(page.statistics, workspace.features().statistics(name.toStdString()));
            return page;
        },
        [this](Result<FeatureGroupPage> page) {
            if (page)
                groupLoaded(*page);
            else
                failed(tr("Couldn't load the feature group"), page.error());
        });
}

void FeatureController::lookUp(const QString& group, const QString& key) {
    m_app.jobs.start<FeatureLookup>(
        this, {.title = tr("Look up"), .key = "lookup", .quiet = true, .result = {}},
        [group, key](workspace::Workspace& workspace, Progress&) -> Result<FeatureLookup> {
            FeatureLookup lookup;
            lookup.key = key;
            SLIPWAY_ASSIGN(lookup.online, workspace.features().read(group.toStdString(), key.toStdString()));
            SLIPWAY_ASSIGN(lookup.offline, workspace.features().readOffline(group.toStdString(), key.toStdString()));
            return lookup;
        },
        [this](Result<FeatureLookup> lookup) {
            if (lookup)
                lookedUp(*lookup);
            else
                failed(tr("Couldn't look the key up"), lookup.error());
        });
}

void FeatureController::materialize(const QString& group) {
    const auto actor = m_app.actor();
    m_app.jobs.start<feature::FeatureGroup>(
        this, {.title = tr("Materialize %1").arg(group), .key = {}, .quiet = false, .result = "feature"},
        [actor, group](workspace::Workspace& workspace, Progress& progress) {
            return workspace.features().materialize(actor, group.toStdString(), progress);
        },
        [this](Result<feature::FeatureGroup> done) {
            if (done)
                materialized(*done);
            else
                failed(tr("Couldn't materialize the group"), done.error());
        });
}

} // namespace slipway::ui
