#include "ui/track/run/metrics_tab.h"

#include <QComboBox>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/workspace/workspace.h"
#include "ui/shell/notifications.h"
#include "ui/shell/window_settings.h"
#include "ui/track/run/metric_stage.h"
#include "ui/track/run/tile_grid.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chart_crosshair.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/exportable_chart.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/search_box.h"
#include "ui/widgets/section_header.h"

namespace slipway::ui {

namespace {

constexpr const char* kAxisSetting = "track/run/axis";
constexpr const char* kSmoothingSetting = "track/run/smoothing";
constexpr int kNumberWidth = 170, kChartWidth = 290, kRestMs = 300;

QString groupTitle(const QString& group) {
    if (group.isEmpty()) return MetricsTab::tr("Metrics");
    return group == QLatin1String("system") ? MetricsTab::tr("System") : group;
}

} // namespace

MetricsTab::MetricsTab(AppContext& app, QWidget* parent)
    : RunTab(parent), m_app(app), m_crosshair(new ChartCrosshair(this)) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 8, 0, 0);
    outer->setSpacing(8);
    outer->addWidget(makeToolbar());
    m_stack = new QStackedWidget;
    outer->addWidget(m_stack, 1);
    auto* content = new QWidget;
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(0, 0, 4, 12);
    m_column->setSpacing(12);
    m_scroll = scrollInCard(content, tr("Metrics of the run"), this);
    auto* list = new QWidget;
    auto* listColumn = new QVBoxLayout(list);
    listColumn->setContentsMargins(0, 0, 0, 8);
    listColumn->setSpacing(4);
    listColumn->addWidget(m_scroll, 1);
    listColumn->addWidget(makePager());
    m_stack->addWidget(list);
    m_stage = new MetricStage(app);
    m_stack->addWidget(m_stage);
    connect(m_scroll->verticalScrollBar(), &QScrollBar::valueChanged, this, &MetricsTab::readVisible);
    connect(m_scroll->verticalScrollBar(), &QScrollBar::rangeChanged, this, &MetricsTab::readVisible);
    connect(m_stage, &MetricStage::closed, this, &MetricsTab::shrink);
    connect(m_stage, &MetricStage::stepped, this, [this](int by) {
        const auto count = static_cast<int>(m_entries.size());
        auto at =
            static_cast<int>(std::ranges::find(m_entries, m_stage->metric(), &MetricEntry::name) - m_entries.begin());
        for (int i = 0; i < count; ++i) {
            at = (at + by + count) % count;
            if (!m_entries[static_cast<std::size_t>(at)].single) break;
        }
        if (count > 0) enlarge(m_entries[static_cast<std::size_t>(at)].name);
    });
}

QWidget* MetricsTab::makeToolbar() {
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 4, 0);
    row->setSpacing(8);
    m_search = new SearchBox(tr("Search metrics"), tr("Search metrics"), this);
    m_search->setObjectName(QStringLiteral("chartSearch"));
    m_search->setMaximumWidth(320);
    connect(m_search, &SearchBox::searched, this, [this] {
        shrink();
        m_page = 0;
        arrange();
    });
    m_x = new QComboBox;
    m_x->setObjectName(QStringLiteral("chartAxis"));
    m_x->setAccessibleName(tr("What stands along x"));
    m_x->addItems({tr("Step"), tr("Relative time"), tr("Wall time")});
    m_x->setCurrentIndex(std::clamp(WindowSettings().value(kAxisSetting, 0).toInt(), 0, 2));
    m_smoothing = new QSlider(Qt::Horizontal);
    m_smoothing->setObjectName(QStringLiteral("chartSmoothing"));
    m_smoothing->setAccessibleName(tr("Smoothing"));
    m_smoothing->setRange(0, 99);
    m_smoothing->setFixedWidth(140);
    m_smoothing->setValue(std::clamp(WindowSettings().value(kSmoothingSetting, 0).toInt(), 0, 99));
    m_smoothingText = new TextLabel({}, FontRole::Caption, Token::TextSecondary);
    m_smoothingText->setFixedWidth(96);
    row->addWidget(m_search, 1);
    row->addStretch(1);
    row->addWidget(m_smoothingText);
    row->addWidget(m_smoothing);
    row->addWidget(m_x);
    connect(m_x, &QComboBox::activated, this, &MetricsTab::lookChanged);
    connect(m_smoothing, &QSlider::valueChanged, this, &MetricsTab::lookChanged);
    m_remember.setSingleShot(true);
    m_remember.setInterval(kRestMs);
    connect(&m_remember, &QTimer::timeout, this, [this] {
        WindowSettings().setValue(kAxisSetting, m_x->currentIndex());
        WindowSettings().setValue(kSmoothingSetting, m_smoothing->value());
    });
    lookChanged();
    return bar;
}

QWidget* MetricsTab::makePager() {
    m_pager = new QWidget;
    auto* row = new QHBoxLayout(m_pager);
    row->setContentsMargins(0, 0, 4, 0);
    m_previous =
        makeIconButton(QStringLiteral("chevron-left"), tr("Previous page of metrics"), QStringLiteral("previousPage"));
    m_next = makeIconButton(QStringLiteral("chevron-right"), tr("Next page of metrics"), QStringLiteral("nextPage"));
    m_range = new TextLabel({}, FontRole::Caption, Token::TextSecondary);
    m_range->setObjectName(QStringLiteral("metricsRange"));
    row->addStretch(1);
    row->addWidget(m_range);
    row->addWidget(m_previous);
    row->addWidget(m_next);
    connect(m_previous, &QToolButton::clicked, this, [this] { showPage(m_page - 1); });
    connect(m_next, &QToolButton::clicked, this, [this] { showPage(m_page + 1); });
    m_pager->hide();
    return m_pager;
}

QWidget* MetricsTab::searchField() const {
    return m_search;
}

void MetricsTab::setFacts(std::shared_ptr<const RunFacts> facts) {
    const bool other = !m_facts || m_facts->run.id != facts->run.id;
    m_facts = std::move(facts);
    if (other) {
        m_page = 0;
        m_tiles.clear();
        m_shown.clear();
        m_waiting.clear();
        shrink();
    }
    arrange();
    if (m_stack->currentIndex() == 1) {
        const auto& metrics = m_facts->run.metrics;
        if (const auto it = metrics.find(m_stage->metric().toStdString()); it != metrics.end())
            m_stage->setSummary(it->second);
    }
}

int MetricsTab::pageCount() const {
    return std::max(1, (static_cast<int>(m_entries.size()) + kTilesPerPage - 1) / kTilesPerPage);
}

/// The tiles stay as they are when the same metrics are on the page.
void MetricsTab::arrange() {
    if (!m_facts) return;
    m_entries = groupedMetrics(m_facts->run.metrics, m_search->text().trimmed());
    showPage(m_page);
}

void MetricsTab::showPage(int page) {
    m_page = std::clamp(page, 0, pageCount() - 1);
    const auto first = static_cast<std::size_t>(m_page) * kTilesPerPage;
    const auto last = std::min(m_entries.size(), first + kTilesPerPage);
    std::vector<MetricEntry> entries(
        m_entries.begin() + static_cast<std::ptrdiff_t>(first), m_entries.begin() + static_cast<std::ptrdiff_t>(last));
    m_pager->setVisible(m_entries.size() > kTilesPerPage);
    m_range->setText(tr("%1 – %2 of %3")
            .arg(format::count(static_cast<std::int64_t>(first) + 1), format::count(static_cast<std::int64_t>(last)),
                format::count(static_cast<std::int64_t>(m_entries.size()))));
    m_previous->setEnabled(m_page > 0);
    m_next->setEnabled(m_page + 1 < pageCount());
    if (entries != m_shown || m_tiles.empty()) addTiles(entries);
    m_shown = std::move(entries);
    updateTiles();
}

void MetricsTab::addTiles(const std::vector<MetricEntry>& entries) {
    const auto samePage = !m_shown.empty() && !entries.empty() && m_shown.front().name == entries.front().name;
    const int scrolled = samePage ? m_scroll->verticalScrollBar()->value() : 0;
    clearLayout(m_column);
    m_tiles.clear();
    m_waiting.clear();
    if (entries.empty()) {
        const auto wanted = m_search->text().trimmed();
        m_column->addWidget(
            wanted.isEmpty()
                ? new EmptyState("chart", tr("No metrics yet"), tr("Curves appear here while the run logs them."))
                : new EmptyState("search", tr("No metric fits"), tr("None has “%1” in its name.").arg(wanted)));
        return;
    }
    TileGrid* row = nullptr;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto& entry = entries[i];
        const bool newGroup = i == 0 || entries[i - 1].group != entry.group;
        if (newGroup) {
            const auto count = std::ranges::count(m_entries, entry.group, &MetricEntry::group);
            m_column->addWidget(new SectionHeader(groupTitle(entry.group), format::count(count)));
        }
        if (newGroup || entries[i - 1].single != entry.single) {
            row = entry.single ? new TileGrid(kNumberWidth, MetricTile::kNumberHeight)
                               : new TileGrid(kChartWidth, MetricTile::kChartHeight);
            m_column->addWidget(row);
        }
        auto* tile = new MetricTile(entry);
        connect(tile, &MetricTile::enlarged, this, &MetricsTab::enlarge);
        connect(tile, &MetricTile::exportAsked, this, &MetricsTab::showExportMenu);
        row->add(tile);
        m_tiles.emplace_back(tile);
    }
    m_column->addStretch(1);
    QTimer::singleShot(0, this, [this, scrolled] {
        m_scroll->verticalScrollBar()->setValue(scrolled);
        readVisible();
    });
}

void MetricsTab::updateTiles() {
    const auto& metrics = m_facts->run.metrics;
    for (const auto& tile : m_tiles)
        if (const auto it = metrics.find(tile->entry().name.toStdString()); it != metrics.end())
            tile->setSummary(it->second);
    readVisible();
}

/// Curves that are in view and have points that are not drawn.
void MetricsTab::readVisible() {
    if (m_reading || !m_facts || !isVisible() || m_stack->currentIndex() != 0) return;
    const auto seen = m_scroll->viewport()->rect().adjusted(0, -200, 0, 200);
    std::vector<Read> wanted;
    for (const auto& tile : m_tiles) {
        if (!tile || !tile->wantsCurve()) continue;
        const QRect place(tile->mapTo(m_scroll->viewport(), QPoint(0, 0)), tile->size());
        const bool waits = std::ranges::any_of(
            m_waiting, [&](const Read& read) { return read.key == tile->entry().name.toStdString(); });
        if (waits || !place.intersects(seen)) continue;
        const auto key = tile->entry().name.toStdString();
        wanted.push_back({key, m_facts->run.metrics.at(key).points, {}, {}});
    }
    if (wanted.empty()) return;
    m_reading = true;
    m_app.jobs.start<std::vector<Read>>(
        this, {.title = tr("Load curves"), .key = {}, .quiet = true, .result = {}},
        [run = m_facts->run.id, wanted](workspace::Workspace& workspace, Progress&) mutable {
            for (auto& read : wanted) {
                auto curve = track::readCurve(workspace.db(), run, read.key);
                if (curve)
                    read.curve = std::make_shared<const track::Curve>(std::move(*curve));
                else
                    read.problem = sentenceOf(curve.error());
            }
            return Result<std::vector<Read>>(std::move(wanted));
        },
        [this, run = m_facts->run.id](Result<std::vector<Read>> read) {
            m_reading = false;
            if (read && m_facts->run.id == run) accept(std::move(*read));
            readVisible();
        });
}

void MetricsTab::accept(std::vector<Read> read) {
    const bool idle = m_waiting.empty();
    std::ranges::move(read, std::back_inserter(m_waiting));
    if (idle) buildNext();
}

/// A chart takes some milliseconds to make: the window stays alive between two.
void MetricsTab::buildNext() {
    if (m_waiting.empty()) return;
    const auto read = std::move(m_waiting.front());
    m_waiting.erase(m_waiting.begin());
    for (const auto& tile : m_tiles) {
        if (!tile || tile->entry().name.toStdString() != read.key) continue;
        if (read.curve)
            tile->setCurve(read.curve, read.points, m_look, m_crosshair);
        else
            tile->setProblem(read.problem);
    }
    QTimer::singleShot(0, this, &MetricsTab::buildNext);
}

void MetricsTab::lookChanged() {
    m_look = {static_cast<CurveX>(m_x->currentIndex()), m_smoothing->value() / 100.0};
    m_smoothingText->setText(
        m_look.smoothing > 0 ? tr("Smoothing %1").arg(m_look.smoothing, 0, 'f', 2) : tr("Not smoothed"));
    m_remember.start();
    for (const auto& tile : m_tiles)
        if (tile) tile->setLook(m_look);
    if (m_facts) m_stage->setLook(m_look);
}

void MetricsTab::showExportMenu(LineChart& chart, const QPoint& place) {
    QMenu menu(this);
    addExportActions(menu, chart, m_app.prompts, this,
        [this](const Error& error) { m_app.notifications.postError(tr("Couldn't save the chart"), error); });
    menu.exec(place);
}

void MetricsTab::enlarge(const QString& metric) {
    const auto& metrics = m_facts->run.metrics;
    const auto it = metrics.find(metric.toStdString());
    if (it == metrics.end()) return;
    m_stack->setCurrentIndex(1);
    m_stage->open(format::text(m_facts->run.id), metric, m_look);
    m_stage->setSummary(it->second);
}

void MetricsTab::shrink() {
    if (m_stack->currentIndex() == 0) return;
    m_stack->setCurrentIndex(0);
    readVisible();
}

void MetricsTab::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_stack->currentIndex() == 1) return shrink();
    RunTab::keyPressEvent(event);
}

void MetricsTab::resizeEvent(QResizeEvent* event) {
    RunTab::resizeEvent(event);
    readVisible();
}

void MetricsTab::showEvent(QShowEvent* event) {
    RunTab::showEvent(event);
    QTimer::singleShot(0, this, &MetricsTab::readVisible);
}

} // namespace slipway::ui
