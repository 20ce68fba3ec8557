#include "ui/track/compare/compare_page.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "core/workspace/workspace.h"
#include "ui/track/compare/curves_card.h"
#include "ui/track/compare/run_comparison.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/list_table_model.h"

namespace slipway::ui {

struct ComparePage::Parts {
    AppContext& app;
    std::vector<ChartedRun> runs;
    TextLabel* title = nullptr;
    ListTableModel* model = nullptr;
    DataTable* table = nullptr;
    CurvesCard* curves = nullptr;
};

ComparePage::ComparePage(AppContext& app, QWidget* parent)
    : QWidget(parent), m_parts(std::make_unique<Parts>(Parts{.app = app, .runs = {}})) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(16);
    auto* head = new QHBoxLayout;
    auto* back =
        makeIconButton(QStringLiteral("arrow-left"), tr("Back to the runs"), QStringLiteral("closeComparison"), this);
    connect(back, &QToolButton::clicked, this, &ComparePage::closed);
    head->addWidget(back);
    m_parts->title = new TextLabel({}, FontRole::Section);
    head->addWidget(m_parts->title, 1);
    column->addLayout(head);
    m_parts->model = new ListTableModel({}, this);
    m_parts->table = new DataTable(tr("Differences between the runs"), this);
    m_parts->table->setObjectName(QStringLiteral("comparisonTable"));
    m_parts->table->setListModel(m_parts->model);
    column->addWidget(m_parts->table, 1);
    m_parts->curves = new CurvesCard(app, this);
    connect(m_parts->curves, &CurvesCard::openRun, this, &ComparePage::openRun);
    column->addWidget(m_parts->curves, 1);
}

ComparePage::~ComparePage() = default;

void ComparePage::showRuns(const std::vector<ChartedRun>& runs) {
    m_parts->runs = runs;
    if (m_parts->runs.size() > kMostRuns) m_parts->runs.resize(kMostRuns);
    m_parts->title->setText(
        tr("Compare %1").arg(format::plural(static_cast<std::int64_t>(m_parts->runs.size()), tr("run"), tr("runs"))));
    m_parts->curves->setRuns(m_parts->runs);
    refresh();
}

void ComparePage::refresh() {
    m_parts->curves->refresh();
    m_parts->app.jobs.start<ComparisonTable>(
        this, {.title = tr("Compare runs"), .key = QStringLiteral("compare"), .quiet = true, .result = {}},
        [runs = m_parts->runs](workspace::Workspace& workspace, Progress&) -> Result<ComparisonTable> {
            std::vector<track::Run> found;
            for (const auto& run : runs) {
                SLIPWAY_ASSIGN(auto one, workspace.tracker().find(run.id.toStdString()));
                found.push_back(std::move(one));
            }
            return compareRuns(found, true);
        },
        [this](Result<ComparisonTable> table) {
            if (!table) return;
            m_parts->model->setColumns(table->columns);
            m_parts->model->setRows(table->rows);
        });
}

} // namespace slipway::ui
