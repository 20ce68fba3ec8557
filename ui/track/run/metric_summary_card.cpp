#include "ui/track/run/metric_summary_card.h"

#include <QVBoxLayout>

#include "ui/widgets/data_table.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/list_table_model.h"
#include "ui/widgets/search_box.h"

namespace slipway::ui {

namespace {

constexpr int kShownRows = 10;
constexpr std::size_t kMostRows = 500; // a run may have ten thousand: the others are searched for

} // namespace

MetricSummaryCard::MetricSummaryCard(QWidget* parent) : Card(tr("Metrics"), parent) {
    setFlush();
    m_search = new SearchBox(tr("Search"), tr("Search metrics"), this);
    m_search->setObjectName(QStringLiteral("metricsSearch"));
    m_search->setFixedWidth(180);
    addHeaderWidget(m_search);
    m_table = new DataTable(tr("Metrics"), this);
    m_table->setObjectName(QStringLiteral("metricsTable"));
    m_model = new ListTableModel(
        {{tr("Metric"), Align::Left, 140, true, {}}, {tr("Latest"), Align::Right, 84, false, {}},
            {tr("Lowest"), Align::Right, 84, false, {}}, {tr("Highest"), Align::Right, 84, false, {}},
            {tr("Points"), Align::Right, 70, false, {}},
            {tr("Step"), Align::Right, 70, false, tr("Of the latest value")}},
        m_table);
    m_table->setListModel(m_model);
    m_table->setSortable(true);
    m_nothing = new TextLabel({}, FontRole::Body, Token::TextSecondary, this);
    m_nothing->setContentsMargins(16, 2, 16, 12);
    body().addWidget(m_table);
    body().addWidget(m_nothing);
    connect(m_search, &SearchBox::searched, this, &MetricSummaryCard::fill);
    connect(m_table, &DataTable::activatedId, this, &MetricSummaryCard::chosen);
    m_table->setToolTip(tr("Enter or a double click shows the curve"));
}

void MetricSummaryCard::setRun(const track::Run& run) {
    m_metrics = run.metrics;
    fill();
}

QWidget* MetricSummaryCard::searchField() const {
    return m_search;
}

void MetricSummaryCard::fill() {
    const auto wanted = m_search->text().trimmed();
    std::vector<TableRow> rows;
    std::int64_t fitting = 0;
    for (const auto& [key, metric] : m_metrics) {
        const auto name = format::text(key);
        if (!wanted.isEmpty() && !name.contains(wanted, Qt::CaseInsensitive)) continue;
        if (++fitting > static_cast<std::int64_t>(kMostRows)) continue;
        rows.push_back({name,
            {Cell(name), Cell::metric(metric.latest), Cell::metric(metric.minimum), Cell::metric(metric.maximum),
                Cell::count(metric.points), Cell::count(metric.latestStep)},
            {}});
        rows.back().cells[1].strong = true;
    }
    const auto total = static_cast<std::int64_t>(m_metrics.size());
    auto caption =
        wanted.isEmpty() ? format::count(total) : tr("%1 of %2").arg(format::count(fitting), format::count(total));
    if (fitting > static_cast<std::int64_t>(kMostRows))
        caption = tr("%1, the first %2 are shown").arg(caption, format::count(static_cast<std::int64_t>(kMostRows)));
    setCaption(total == 0 ? QString() : caption);
    m_search->setVisible(total > kShownRows / 2 || !wanted.isEmpty());
    m_table->setVisible(!rows.empty());
    m_nothing->setVisible(rows.empty());
    m_nothing->setText(total == 0 ? tr("No metrics were logged yet.") : tr("No metric has “%1” in it.").arg(wanted));
    m_model->setRows(std::move(rows));
    m_table->fitHeightToRows(kShownRows);
}

} // namespace slipway::ui
