#pragma once

#include <QObject>

#include <vector>

#include "core/feature/feature_service.h"
#include "ui/shell/app_context.h"

namespace slipway::ui {

struct FeatureGroupPage {
    feature::FeatureGroup group;
    std::vector<feature::FeatureStatistics> statistics;
};

/// Both stores' values for one key, side by side.
struct FeatureLookup {
    QString key;
    feature::OnlineRow online, offline;
};

/// Reads groups, looks keys up and materialises; each in a job.
class FeatureController : public QObject {
    Q_OBJECT
public:
    FeatureController(AppContext& app, QObject* parent);
    void load();
    void loadGroup(const QString& name);
    void lookUp(const QString& group, const QString& key);
    void materialize(const QString& group);

signals:
    void loaded(const std::vector<slipway::feature::FeatureGroup>& groups);
    void groupLoaded(const slipway::ui::FeatureGroupPage& page);
    void lookedUp(const slipway::ui::FeatureLookup& lookup);
    void materialized(const slipway::feature::FeatureGroup& group);
    void failed(const QString& what, const slipway::Error& error);

private:
    AppContext& m_app;
};

} // namespace slipway::ui
