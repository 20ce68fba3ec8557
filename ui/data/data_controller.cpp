#include "ui/data/data_controller.h"

#include "core/workspace/workspace.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr int kPreviewRows = 200;

Result<DatasetPage> readPage(workspace::Workspace& workspace, const std::string& reference, Progress& progress) {
    auto& datasets = workspace.datasets();
    DatasetPage page;
    SLIPWAY_ASSIGN(page.version, datasets.find(reference));
    SLIPWAY_ASSIGN(page.profile, datasets.profile(page.version, progress));
    SLIPWAY_ASSIGN(page.preview, datasets.rows(page.version, 0, kPreviewRows));
    SLIPWAY_ASSIGN(page.versions, datasets.versions(page.version.dataset));
    if (auto counts = datasets.filterCounts(page.version)) page.filter = std::move(*counts);
    if (auto skipped = datasets.skippedRows(page.version)) page.skipped = std::move(*skipped);
    return page;
}

} // namespace

DataController::DataController(AppContext& app, QObject* parent) : QObject(parent), m_app(app) {}

void DataController::load() {
    m_app.jobs.start<std::vector<data::DatasetVersion>>(
        this, {.title = tr("Load datasets"), .key = "datasets", .quiet = true, .result = {}},
        [](workspace::Workspace& workspace, Progress&) { return workspace.datasets().list(); },
        [this](Result<std::vector<data::DatasetVersion>> list) {
            if (list)
                loaded(*list);
            else
                failed(tr("Couldn't load the datasets"), list.error());
        });
}

void DataController::loadPage(const QString& reference) {
    m_app.jobs.start<DatasetPage>(
        this, {.title = tr("Load dataset"), .key = "page", .quiet = true, .result = {}},
        [reference](workspace::Workspace& workspace, Progress& progress) {
            return readPage(workspace, reference.toStdString(), progress);
        },
        [this](Result<DatasetPage> page) {
            if (page)
                pageLoaded(*page);
            else
                failed(tr("Couldn't load the dataset"), page.error());
        });
}

void DataController::import(const QString& name, const QStringList& files) {
    data::DatasetService::Import request;
    request.name = name.toStdString();
    for (const auto& file : files) request.files.emplace_back(file.toStdString());
    const auto actor = m_app.actor();
    m_app.jobs.start<data::DatasetService::Imported>(
        this, {.title = tr("Import %1").arg(name), .key = {}, .quiet = false, .result = "data"},
        [actor, request](workspace::Workspace& workspace, Progress& progress) {
            return workspace.datasets().import(actor, request, progress);
        },
        [this](Result<data::DatasetService::Imported> done) {
            if (done)
                imported(*done);
            else
                failed(tr("Couldn't import the file"), done.error());
        });
}

void DataController::askDropped(const QString& reference, std::int64_t row) {
    m_app.jobs.start<QString>(
        this, {.title = tr("Find row"), .key = "dropped", .quiet = true, .result = {}},
        [reference, row](workspace::Workspace& workspace, Progress&) -> Result<QString> {
            SLIPWAY_ASSIGN(const auto version, workspace.datasets().find(reference.toStdString()));
            SLIPWAY_ASSIGN(const auto dropped, workspace.datasets().droppedBy(version, row));
            if (!dropped) return DataController::tr("Row %1 was kept.").arg(format::count(row));
            return DataController::tr("Row %1 was dropped by %2 (keeps: %3).")
                .arg(format::count(row), format::text(dropped->rule), format::text(dropped->keep));
        },
        [this](Result<QString> answer) { droppedAnswered(answer ? *answer : format::text(toLine(answer.error()))); });
}

void DataController::setSensitive(const QString& reference, const QString& column, bool sensitive) {
    const auto actor = m_app.actor();
    m_app.jobs.start<void>(
        this, {.title = tr("Flag %1").arg(column), .key = {}, .quiet = true, .result = {}},
        [actor, reference, column, sensitive](workspace::Workspace& workspace, Progress&) -> Status {
            SLIPWAY_ASSIGN(const auto version, workspace.datasets().find(reference.toStdString()));
            return workspace.datasets().setSensitive(actor, version, column.toStdString(), sensitive);
        },
        [this](Result<void> done) {
            if (done)
                changed();
            else
                failed(tr("Couldn't flag the column"), done.error());
        });
}

} // namespace slipway::ui
