#pragma once

#include <QObject>
#include <QStringList>

#include <optional>
#include <vector>

#include "core/data/dataset_service.h"
#include "ui/shell/app_context.h"

namespace slipway::ui {

/// What the inspector shows of one dataset version.
struct DatasetPage {
    data::DatasetVersion version;
    data::Profile profile;
    table::Table preview;
    std::vector<data::DatasetVersion> versions;
    std::vector<data::RuleCount> filter; ///< empty when it was not made by rules
    std::vector<data::SkippedRow> skipped;
};

/// Reads datasets, imports files, asks which rule dropped a row; each in a job.
class DataController : public QObject {
    Q_OBJECT
public:
    DataController(AppContext& app, QObject* parent);
    void load();
    void loadPage(const QString& reference);
    void import(const QString& name, const QStringList& files);
    void askDropped(const QString& reference, std::int64_t row);
    void setSensitive(const QString& reference, const QString& column, bool sensitive);

signals:
    void loaded(const std::vector<slipway::data::DatasetVersion>& datasets);
    void pageLoaded(const slipway::ui::DatasetPage& page);
    void imported(const slipway::data::DatasetService::Imported& imported);
    void droppedAnswered(const QString& answer);
    void changed();
    void failed(const QString& what, const slipway::Error& error);

private:
    AppContext& m_app;
};

} // namespace slipway::ui
