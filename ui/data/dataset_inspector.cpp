#include "ui/data/dataset_inspector.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include "ui/data/dataset_rows.h"
#include "ui/widgets/bar_compare_chart.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/key_value_list.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/list_table_model.h"

namespace slipway::ui {

namespace {

/// The column's histogram, or its most frequent values, as shares of the rows.
Distributions distributionOf(const data::ColumnProfile& column, std::int64_t rows, const QString& reference) {
    Distributions shown;
    shown.currentName = reference;
    shown.unit = format::text(column.name);
    const auto total = static_cast<double>(std::max<std::int64_t>(1, rows));
    if (!column.histogram.empty()) {
        shown.edges.push_back(column.histogram.front().low);
        for (const auto& bin : column.histogram) {
            shown.edges.push_back(bin.high);
            shown.current.push_back(static_cast<double>(bin.count) / total);
        }
        return shown;
    }
    std::int64_t listed = 0;
    for (const auto& top : column.top) {
        shown.categories << format::text(top.value);
        shown.current.push_back(static_cast<double>(top.count) / total);
        listed += top.count;
    }
    if (rows - column.missing > listed) {
        shown.categories << QObject::tr("other");
        shown.current.push_back(static_cast<double>(rows - column.missing - listed) / total);
    }
    return shown;
}

} // namespace

DatasetInspector::DatasetInspector(QWidget* parent) : QWidget(parent), m_tabs(new QTabWidget(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);
    m_tabs->setObjectName("datasetTabs");
    m_tabs->setAccessibleName(tr("Parts of the dataset"));
    m_tabs->tabBar()->setAccessibleName(m_tabs->accessibleName());
    m_tabs->addTab(buildColumns(), tr("Columns"));
    m_preview = makeTable(tr("First rows"), "datasetPreview", m_previewModel);
    m_tabs->addTab(m_preview, tr("Preview"));
    m_filterPage = buildFilter();
    m_tabs->addTab(m_filterPage, tr("Filter"));
    m_versions = makeTable(tr("Versions of the dataset"), "datasetVersions", m_versionsModel);
    m_tabs->addTab(m_versions, tr("Versions"));
    connect(m_versions, &DataTable::activatedId, this, &DatasetInspector::versionChosen);
    auto* about = new QWidget(this);
    auto* column = new QVBoxLayout(about);
    column->setContentsMargins(16, 14, 16, 14);
    m_about = new KeyValueList(about);
    column->addWidget(m_about);
    column->addStretch(1);
    m_tabs->addTab(about, tr("About"));
}

DataTable* DatasetInspector::makeTable(const QString& name, const QString& objectName, ListTableModel*& model) {
    auto* table = new DataTable(name, this);
    table->setObjectName(objectName);
    model = new ListTableModel({}, table);
    table->setListModel(model);
    return table;
}

QWidget* DatasetInspector::buildColumns() {
    auto* split = new QSplitter(Qt::Horizontal, this);
    split->setObjectName("datasetColumnsSplitter");
    split->setChildrenCollapsible(false);
    m_columns = makeTable(tr("Columns"), "datasetColumns", m_columnsModel);
    m_columnsModel->setColumns(profileColumns());
    m_columns->setListModel(m_columnsModel);
    m_columns->setSortable(true);
    auto* side = new QWidget(split);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 8, 16, 10);
    m_distribution = new BarCompareChart(tr("Distribution of the column"), side);
    m_distribution->setObjectName("columnDistribution");
    m_distribution->setEmptyText(tr("Choose a column to see its distribution."));
    layout->addWidget(m_distribution, 1);
    m_flag = makeButton(tr("Flag as sensitive"), "flagSensitiveButton", ButtonKind::Normal, {}, side);
    layout->addWidget(m_flag, 0, Qt::AlignLeft);
    split->addWidget(m_columns);
    split->addWidget(side);
    split->setSizes({870, 300});
    connect(m_columns, &DataTable::selectedIdChanged, this, &DatasetInspector::showColumn);
    connect(m_flag, &QPushButton::clicked, this, [this] {
        const auto name = m_columns->selectedId();
        const auto it = std::ranges::find(m_page.version.columns, name.toStdString(), &data::DatasetColumn::name);
        if (it != m_page.version.columns.end())
            sensitiveToggled(format::text(m_page.version.reference()), name, !it->sensitive);
    });
    return split;
}

QWidget* DatasetInspector::buildFilter() {
    auto* page = new QWidget(this);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    m_filter = makeTable(tr("Filter rules"), "filterCounts", m_filterModel);
    m_filterModel->setColumns(filterColumns());
    m_filter->setListModel(m_filterModel);
    layout->addWidget(m_filter, 1);
    auto* ask = new QHBoxLayout;
    ask->setContentsMargins(16, 0, 16, 10);
    ask->setSpacing(8);
    auto* label = new QLabel(tr("Which rule dropped row"), page);
    m_row = new QSpinBox(page);
    m_row->setObjectName("droppedRow");
    m_row->setAccessibleName(tr("Row of the source"));
    m_row->setRange(1, 2147483647);
    m_row->setFixedWidth(120);
    label->setBuddy(m_row);
    auto* button = makeButton(tr("Find out"), "askDroppedButton", ButtonKind::Normal, {}, page);
    m_answer = new TextLabel({}, FontRole::Body, Token::Text, page);
    m_answer->setObjectName("droppedAnswer");
    ask->addWidget(label);
    ask->addWidget(m_row);
    ask->addWidget(button);
    ask->addWidget(m_answer, 1);
    layout->addLayout(ask);
    connect(button, &QPushButton::clicked, this,
        [this] { droppedAsked(format::text(m_page.version.reference()), m_row->value()); });
    return page;
}

void DatasetInspector::setDroppedAnswer(const QString& answer) {
    m_answer->setText(answer);
}

void DatasetInspector::show(const DatasetPage& page) {
    const bool other = page.version.hash != m_page.version.hash || page.version.dataset != m_page.version.dataset;
    m_page = page;
    m_columnsModel->setRows(profileRows(page.profile, page.version));
    if (m_columns->selectedId().isEmpty() && !page.profile.columns.empty())
        m_columns->selectId(format::text(page.profile.columns.front().name));
    showColumn(m_columns->selectedId());
    if (other) {
        m_previewModel->setColumns(previewColumns(page.preview));
        m_preview->setListModel(m_previewModel);
        m_answer->clear();
    }
    m_previewModel->setRows(previewRows(page.preview));
    m_filterModel->setRows(filterRows(page.filter));
    m_tabs->setTabVisible(m_tabs->indexOf(m_filterPage), !page.filter.empty());
    m_versionsModel->setColumns(datasetColumns());
    m_versions->setListModel(m_versionsModel);
    std::vector<TableRow> rows;
    for (const auto& version : page.versions) rows.push_back(datasetRow(version));
    m_versionsModel->setRows(std::move(rows));

    m_about->clear();
    m_about->add(tr("Version"), format::text(page.version.reference()));
    m_about->addCode(tr("SHA-256"), format::text(page.version.hash));
    m_about->add(tr("From"), format::text(page.version.source));
    m_about->add(tr("Notes"), page.version.notes.empty() ? format::missing() : format::text(page.version.notes));
    m_about->add(tr("Made by"), format::text(page.version.createdBy));
    m_about->add(tr("Made"), format::when(page.version.createdAt), format::absolute(page.version.createdAt));
    m_about->addCode(tr("File"), QString::fromStdString(page.version.file.string()));
    m_about->add(tr("Skipped rows"), format::count(page.version.skippedRows));
    for (std::size_t i = 0; i < std::min<std::size_t>(20, page.skipped.size()); ++i)
        m_about->add(tr("Line %1").arg(format::count(static_cast<std::int64_t>(page.skipped[i].line))),
            page.skipped[i].field.empty()
                ? format::text(page.skipped[i].reason)
                : tr("%1: %2").arg(format::text(page.skipped[i].field), format::text(page.skipped[i].reason)));
}

void DatasetInspector::showColumn(const QString& name) {
    const auto it = std::ranges::find(m_page.profile.columns, name.toStdString(), &data::ColumnProfile::name);
    const auto column = std::ranges::find(m_page.version.columns, name.toStdString(), &data::DatasetColumn::name);
    m_flag->setEnabled(column != m_page.version.columns.end());
    m_flag->setText(
        m_flag->isEnabled() && column->sensitive ? tr("Clear the sensitive flag") : tr("Flag as sensitive"));
    if (it == m_page.profile.columns.end()) return m_distribution->setData({});
    m_distribution->setData(distributionOf(*it, m_page.profile.rows, format::text(m_page.version.reference())));
}

} // namespace slipway::ui
