#include "ui/data/data_panel.h"

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMimeData>
#include <QPushButton>
#include <QRegularExpression>
#include <QSplitter>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/data/dataset_inspector.h"
#include "ui/data/dataset_rows.h"
#include "ui/shell/notifications.h"
#include "ui/shell/page_header.h"
#include "ui/shell/prompts.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/list_table_model.h"
#include "ui/widgets/search_box.h"

namespace slipway::ui {

namespace {

constexpr auto kFileFilter = "Tables (*.csv *.tsv *.parquet *.json *.jsonl *.ndjson *.csv.gz *.tsv.gz)";

/// "Adult Train (1).csv.gz" -> "Adult-Train-1".
QString nameFor(const QString& file) {
    auto name = QFileInfo(file).baseName();
    name.replace(QRegularExpression("[^A-Za-z0-9._-]+"), "-");
    name.remove(QRegularExpression("^[^A-Za-z0-9]+|-+$"));
    return name.left(64);
}

QStringList filesOf(const QMimeData* data) {
    QStringList files;
    for (const auto& url : data->urls())
        if (url.isLocalFile() && QFileInfo(url.toLocalFile()).isFile()) files << url.toLocalFile();
    return files;
}

} // namespace

DataPanel::DataPanel(AppContext& app, QWidget* parent)
    : Panel(app, tr("Data sources"), Body::Fill, parent), m_controller(new DataController(app, this)) {
    setAcceptDrops(true);
    auto* add = makeButton(tr("Import file…"), "importButton", ButtonKind::Primary, "upload", this);
    header().addAction(add);
    connect(add, &QPushButton::clicked, this, &DataPanel::browse);

    m_search = new SearchBox(tr("Search datasets"), tr("Search datasets"), this);
    m_search->setObjectName("datasetSearch");
    m_search->setMaximumWidth(420);
    body().addWidget(m_search);
    connect(m_search, &SearchBox::searched, this, &DataPanel::fillTable);

    m_pages = new QStackedWidget(this);
    body().addWidget(m_pages, 1);
    auto* split = new QSplitter(Qt::Vertical, this);
    split->setObjectName("dataSplitter");
    split->setChildrenCollapsible(false);
    m_table = new DataTable(tr("Datasets"), split);
    m_table->setObjectName("datasetTable");
    m_model = new ListTableModel(datasetColumns(), this);
    m_table->setListModel(m_model);
    m_table->setSortable(true);
    m_card = new Card(tr("Dataset"), split);
    m_card->setFlush();
    m_inspector = new DatasetInspector(m_card);
    m_card->body().addWidget(m_inspector, 1);
    split->addWidget(m_table);
    split->addWidget(m_card);
    split->setSizes({276, 404});
    m_pages->addWidget(split);
    auto* empty = new EmptyState("database", tr("No data yet"),
        tr("Drop a CSV, Parquet or JSON file here. Every import is an immutable version with a profile of each "
           "column."),
        this);
    empty->addButton(tr("Browse…"), "browseButton", [this] { browse(); });
    m_pages->addWidget(empty);

    connect(m_table, &DataTable::selectedIdChanged, this, [this](const QString& id) {
        if (!id.isEmpty()) m_controller->loadPage(id);
    });
    connect(m_inspector, &DatasetInspector::droppedAsked, m_controller, &DataController::askDropped);
    connect(m_inspector, &DatasetInspector::versionChosen, m_controller, &DataController::loadPage);
    connect(m_inspector, &DatasetInspector::sensitiveToggled, m_controller, &DataController::setSensitive);
    connect(m_controller, &DataController::droppedAnswered, m_inspector, &DatasetInspector::setDroppedAnswer);
    connect(m_controller, &DataController::loaded, this, &DataPanel::showDatasets);
    connect(m_controller, &DataController::changed, this, &DataPanel::refresh);
    connect(m_controller, &DataController::pageLoaded, this, [this](const DatasetPage& page) {
        m_card->setTitle(format::text(page.version.reference()));
        m_card->setCaption(
            tr("%1 rows from %2").arg(format::count(page.version.rows), format::text(page.version.source)));
        m_inspector->show(page);
    });
    connect(m_controller, &DataController::imported, this, [this](const data::DatasetService::Imported& done) {
        const auto& version = done.version;
        this->app().notifications.post({.severity = version.skippedRows > 0 ? Severity::Warning : Severity::Success,
            .title = tr("Imported %1").arg(format::text(version.reference())),
            .text =
                tr("%1 rows added, %2 skipped").arg(format::count(version.rows), format::count(version.skippedRows)),
            .link = format::text(version.lineageId())});
        m_wanted = format::text(version.reference());
        refresh();
    });
    connect(m_controller, &DataController::failed, this, [this](const QString& what, const Error& error) {
        setLoading(false);
        showError(what, error);
    });
}

void DataPanel::refresh() {
    m_controller->load();
}

void DataPanel::showDatasets(const std::vector<data::DatasetVersion>& datasets) {
    clearError();
    setLoading(false);
    m_datasets = datasets;
    std::int64_t rows = 0;
    for (const auto& version : datasets) rows += version.rows;
    header().setSummary(tr("%1, %2 rows in their newest versions")
            .arg(format::plural(static_cast<std::int64_t>(datasets.size()), tr("dataset"), tr("datasets")),
                format::count(rows)));
    m_pages->setCurrentIndex(datasets.empty() ? 1 : 0);
    m_search->setVisible(!datasets.empty());
    fillTable();
}

void DataPanel::fillTable() {
    std::vector<TableRow> rows;
    for (const auto& version : m_datasets)
        if (format::text(version.dataset).contains(m_search->text().trimmed(), Qt::CaseInsensitive))
            rows.push_back(datasetRow(version));
    m_model->setRows(rows);
    if (!m_wanted.isEmpty() && m_table->selectId(m_wanted)) m_wanted.clear();
    if (m_table->selectedId().isEmpty() && !rows.empty())
        m_table->selectId(rows.front().id);
    else if (!m_table->selectedId().isEmpty())
        m_controller->loadPage(m_table->selectedId());
}

void DataPanel::browse() {
    const auto file =
        app().prompts.openFile(this, {.title = tr("Import a table"), .filter = tr(kFileFilter), .initial = {}});
    if (file) importFiles({*file});
}

void DataPanel::importFiles(const QStringList& files) {
    if (files.isEmpty()) return;
    const auto name = app().prompts.text(this, {.title = tr("Import %1").arg(QFileInfo(files.front()).fileName()),
                                                   .label = tr("Name of the dataset"),
                                                   .action = tr("Import"),
                                                   .initial = nameFor(files.front()),
                                                   .suggestion = {}});
    if (name) m_controller->import(*name, files);
}

void DataPanel::dragEnterEvent(QDragEnterEvent* event) {
    const auto files = filesOf(event->mimeData());
    if (files.isEmpty()) return;
    event->acceptProposedAction();
    header().setSummary(files.size() == 1 ? tr("Drop to import %1").arg(QFileInfo(files.front()).fileName())
                                          : tr("Drop to import %1 files as one dataset").arg(files.size()));
}

void DataPanel::dragLeaveEvent(QDragLeaveEvent*) {
    showDatasets(m_datasets);
}

void DataPanel::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    importFiles(filesOf(event->mimeData()));
}

void DataPanel::showObject(const QString& link) {
    m_wanted = link.section('/', 1);
    if (m_table->selectId(m_wanted))
        m_wanted.clear();
    else
        m_controller->loadPage(m_wanted);
}

QWidget* DataPanel::searchField() {
    return m_search;
}

} // namespace slipway::ui
