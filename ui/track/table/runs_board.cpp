#include "ui/track/table/runs_board.h"

#include <algorithm>
#include <map>
#include <ranges>

#include <QHBoxLayout>
#include <QMenu>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>

#include "core/workspace/workspace.h"
#include "ui/shell/command_registry.h"
#include "ui/shell/window_settings.h"
#include "ui/track/compare/curves_card.h"
#include "ui/track/compare/run_comparison.h"
#include "ui/track/table/chip.h"
#include "ui/track/table/column_chooser.h"
#include "ui/track/table/experiment_picker.h"
#include "ui/track/table/filter_edit.h"
#include "ui/track/table/group_button.h"
#include "ui/track/table/run_export.h"
#include "ui/track/table/run_filter_bar.h"
#include "ui/track/table/run_menus.h"
#include "ui/track/table/run_table_view.h"
#include "ui/track/table/run_view_menu.h"
#include "ui/track/table/run_writes.h"
#include "ui/track/table/selection_bar.h"
#include "ui/track/table/shown_runs.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr int kLookedAt = 8, kMetricColumns = 4;

/// The metrics of the newest runs, those first that most of them have.
Result<QStringList> newestMetrics(workspace::Workspace& workspace, const std::vector<std::int64_t>& experiments) {
    track::RunQuery query;
    if (!experiments.empty()) query.experiment = experiments.front();
    SLIPWAY_ASSIGN(const auto page, workspace.tracker().search(query, {}, kLookedAt));
    std::map<QString, int> counts;
    for (const auto& run : page.runs)
        for (const auto& metric : run.metrics) ++counts[format::text(metric.first)];
    const int most = counts.empty() ? 0 : std::ranges::max(counts | std::views::values);
    QStringList names;
    for (const auto& [name, count] : counts)
        if (2 * count >= most) names << name;
    return bestKnownMetrics(names, kMetricColumns);
}

} // namespace

RunsBoard::RunsBoard(AppContext& app, QWidget* parent)
    : QWidget(parent),
      m_app(app),
      m_model(new RunTableModel(app, this)),
      m_writes(new RunWrites(app, this)),
      m_export(new RunExport(app, this)),
      m_shown(new ShownRuns(app, *m_model, this)),
      m_columnMenu(new ColumnMenu(this)) {
    setObjectName(QStringLiteral("runsBoard"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    buildTools();
    buildTable();
    connectTable();
    connectSelection();
    addCommands();
    restore();
}

void RunsBoard::buildTools() {
    auto* first = new QHBoxLayout;
    first->setSpacing(8);
    m_views = new RunViewMenu(m_app, this);
    m_experiments = new ExperimentPicker(m_app, this);
    m_filter = new RunFilterBar(m_app, this);
    m_groups = new GroupButton(m_app, this);
    auto* columns =
        makeIconButton(QStringLiteral("columns"), tr("Columns (Ctrl+Shift+L)"), QStringLiteral("columnsButton"), this);
    auto* curves =
        makeIconButton(QStringLiteral("chart"), tr("Where the curves are"), QStringLiteral("curvesButton"), this);
    first->addWidget(m_views);
    first->addWidget(m_experiments);
    first->addWidget(m_filter, 1);
    first->addWidget(m_groups);
    first->addWidget(columns);
    first->addWidget(curves);
    m_chooser = new ColumnChooser(m_app, this);
    connect(columns, &QToolButton::clicked, this, [this] { m_chooser->open(shownColumns(), m_usual); });
    auto* menu = new QMenu(curves);
    const QString titles[] = {tr("Curves below the table"), tr("Curves beside the table"), tr("No curves")};
    for (int place = 0; place < 3; ++place) {
        auto* action = menu->addAction(titles[place]);
        action->setCheckable(true);
        connect(action, &QAction::triggered, this, [this, place] { showCurves(place); });
    }
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        for (int place = 0; place < 3; ++place) menu->actions()[place]->setChecked(place == m_curvesPlace);
    });
    connect(curves, &QToolButton::clicked, this,
        [menu, curves] { menu->popup(curves->mapToGlobal(QPoint(0, curves->height() + 2))); });
    layout()->addItem(first);

    auto* second = new QHBoxLayout;
    second->setSpacing(8);
    m_tools = new QStackedWidget(this);
    m_tools->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_tools->setFixedHeight(32);
    m_tools->addWidget(&m_filter->below());
    m_selection = new SelectionBar(this);
    m_tools->addWidget(m_selection);
    m_news = new Chip({}, QStringLiteral("newRuns"), this);
    m_news->setIconName(QStringLiteral("refresh"));
    m_news->hide();
    second->addWidget(m_tools, 1);
    second->addWidget(m_news);
    layout()->addItem(second);

    connect(m_filter, &RunFilterBar::filterChanged, this, &RunsBoard::changeView);
    connect(m_filter, &RunFilterBar::recentChanged, this, &RunsBoard::remember);
    connect(m_experiments, &ExperimentPicker::chosen, this, &RunsBoard::changeView);
    connect(m_experiments, &ExperimentPicker::changed, this, &RunsBoard::reload);
    connect(m_groups, &GroupButton::chosen, this, [this](const auto& by) {
        m_view.groupBy = by;
        changeView();
    });
    connect(m_groups, &GroupButton::foldAllWanted, this, [this](bool fold) { m_model->setAllUnfolded(!fold); });
    connect(m_chooser, &ColumnChooser::chosen, this, &RunsBoard::setColumns);
    connect(m_views, &RunViewMenu::viewChosen, this, &RunsBoard::showView);
    connect(m_news, &QAbstractButton::clicked, this, [this] {
        m_model->takeNews();
        m_table->scrollToTop();
        m_table->setFocus();
    });
}

void RunsBoard::buildTable() {
    m_split = new QSplitter(Qt::Vertical, this);
    m_split->setObjectName(QStringLiteral("runsSplitter"));
    m_split->setChildrenCollapsible(false);
    m_tableStack = new QStackedWidget(m_split);
    m_table = new RunTableView(*m_model, m_tableStack);
    m_tableStack->addWidget(m_table);
    auto* nothing = new EmptyState(QStringLiteral("search"), tr("No run fits"),
        tr("Nothing matches the filter and the chosen experiments."), m_tableStack);
    nothing->addButton(tr("Clear filter"), QStringLiteral("clearRunFilter"), [this] {
        RunViewState cleared = m_view;
        cleared.filter.clear();
        cleared.experiments.clear();
        showView(cleared);
    });
    m_tableStack->addWidget(nothing);
    m_tableStack->setMinimumHeight(140);
    m_curves = new CurvesCard(m_app, m_split);
    m_curves->setObjectName(QStringLiteral("card"));
    m_split->addWidget(m_tableStack);
    m_split->addWidget(m_curves);
    m_split->setStretchFactor(0, 3);
    m_split->setStretchFactor(1, 2);
    m_split->setSizes({420, 280});
    static_cast<QVBoxLayout*>(layout())->addWidget(m_split, 1);
}

void RunsBoard::addCommands() {
    const QString group = tr("Experiments");
    const auto add = [&](const char* id, const QString& title, const char* iconName, const char* keys,
                         std::function<void()> run) {
        m_app.commands.add(
            this, {QLatin1String(id), title, group, QLatin1String(iconName), QLatin1String(keys), std::move(run)});
    };
    add("track.columns", tr("Choose columns of the runs"), "columns", "Ctrl+Shift+L",
        [this] { m_chooser->open(shownColumns(), m_usual); });
    add("track.saveView", tr("Save this view of the runs"), "", "", [this] { m_views->saveAs(); });
    add("track.compare", tr("Compare the selected runs"), "chart", "", [this] { compareChosen(); });
    // F5 is a person's wish: then rows may move.
    if (auto* refresh = m_app.commands.find(QStringLiteral("view.refresh")))
        connect(refresh, &QAction::triggered, this, [this] {
            if (isVisible()) reload();
        });
}

void RunsBoard::connectTable() {
    connect(m_model, &RunTableModel::answered, this, &RunsBoard::showAnswer);
    connect(m_model, &RunTableModel::newsChanged, this, &RunsBoard::showNews);
    connect(m_model, &RunTableModel::failed, this, [this](const Error& error) {
        // A filter that core refuses is the filter's problem, not the page's.
        if (error.code == ErrorCode::InvalidArgument)
            m_filter->showProblem(format::text(error.message));
        else
            failed(tr("Couldn't list the runs"), error);
    });
    connect(m_model, &RunTableModel::renameWanted, m_writes, &RunWrites::rename);
    connect(&m_model->selection(), &RunSelection::changed, this, &RunsBoard::showSelection);
    connect(m_shown, &ShownRuns::changed, this, [this] {
        m_curves->setRuns(m_shown->runs());
        m_table->viewport()->update();
        remember();
    });
    connect(m_curves, &CurvesCard::openRun, this, &RunsBoard::runWanted);
    connect(m_table, &RunTableView::openWanted, this, &RunsBoard::openRow);
    connect(m_table, &RunTableView::compareWanted, this, &RunsBoard::compareChosen);
    connect(m_table, &RunTableView::deleteWanted, this, &RunsBoard::deleteChosen);
    connect(m_table, &RunTableView::copyWanted, this, [this] { m_export->copyTable(chosen(), m_model->columns()); });
    connect(m_table, &RunTableView::copyLinkWanted, this, &RunsBoard::copyLink);
    connect(m_table, &RunTableView::menuWanted, this, &RunsBoard::showRowMenu);
    connect(m_table, &RunTableView::orderWanted, this, &RunsBoard::orderBy);
    connect(m_table, &RunTableView::columnsArranged, this, &RunsBoard::setColumns);
    connect(m_table, &RunTableView::columnResized, this, [this] {
        m_view.columns = m_model->columns();
        remember();
    });
    connect(m_table, &RunTableView::headerMenuWanted, this, [this](int column, const QPoint& global) {
        m_columnMenu->open(m_table, global, column, m_view, m_model->columns());
    });
    connect(m_columnMenu, &ColumnMenu::columnsChosen, this, &RunsBoard::setColumns);
    connect(m_columnMenu, &ColumnMenu::chooserWanted, this, [this] { m_chooser->open(shownColumns(), m_usual); });
    connect(m_columnMenu, &ColumnMenu::orderChosen, this, [this](const auto& order) {
        m_view.order = order;
        changeView();
    });
    connect(m_columnMenu, &ColumnMenu::groupingChosen, this, [this](const auto& by) {
        m_view.groupBy = by;
        changeView();
    });
    connect(m_columnMenu, &ColumnMenu::filterBy, this, [this](const QString& field) {
        auto& edit = m_filter->edit();
        edit.setText((edit.text().trimmed().isEmpty() ? QString() : edit.text().trimmed() + QStringLiteral(" AND ")) +
                     field + QLatin1Char(' '));
        edit.setFocus(Qt::ShortcutFocusReason);
        edit.textEdited(edit.text()); // what may come next is shown at once
    });
    connect(m_writes, &RunWrites::changed, this, &RunsBoard::reload);
    connect(m_writes, &RunWrites::failed, this, &RunsBoard::failed);
}

std::vector<RunColumn> RunsBoard::shownColumns() const {
    return m_model->columns();
}

QWidget* RunsBoard::searchField() const {
    return &m_filter->edit();
}

bool RunsBoard::isFiltered() const {
    return !m_view.filter.trimmed().isEmpty() || !m_view.experiments.empty();
}

void RunsBoard::reload() {
    if (m_usual.empty()) return chooseUsualColumns();
    m_experiments->reload();
    ask();
}

/// Once, before the first list: then its rows come with the right columns.
void RunsBoard::chooseUsualColumns() {
    if (std::exchange(m_usualAsked, true)) return;
    m_app.jobs.start<QStringList>(
        this, {.title = tr("Look at metrics"), .key = QStringLiteral("usual"), .quiet = true, .result = {}},
        [experiments = m_view.experiments](
            workspace::Workspace& workspace, Progress&) { return newestMetrics(workspace, experiments); },
        [this](Result<QStringList> metrics) {
            m_usualAsked = false;
            const bool none = !metrics || metrics->isEmpty();
            const auto usual = usualColumns(metrics ? *metrics : QStringList());
            if (m_view.columns.empty()) m_model->setColumns(usual);
            // Without any metric yet, the next look may find some.
            if (!none) m_usual = usual;
            m_experiments->reload();
            ask();
        });
}

void RunsBoard::ask() {
    track::RunListQuery query;
    query.experiments = m_view.experiments;
    if (m_filter->filter().filter) query.filter = *m_filter->filter().filter;
    query.order = m_view.order;
    query.groupBy = m_view.groupBy;
    m_model->ask(query);
}

void RunsBoard::changeView() {
    m_view.filter = m_filter->text();
    m_view.experiments = m_experiments->experiments();
    m_filter->edit().setExperiments(m_view.experiments);
    m_chooser->setExperiments(m_view.experiments);
    m_groups->setGrouping(m_view.groupBy);
    m_views->showState(m_view);
    remember();
    m_table->scrollToTop();
    ask();
}

void RunsBoard::showView(const RunViewState& view) {
    m_view = view;
    m_filter->setText(view.filter);
    m_experiments->setExperiments(view.experiments);
    m_model->setColumns(view.columns.empty() ? (m_usual.empty() ? usualColumns({}) : m_usual) : view.columns);
    changeView();
}

void RunsBoard::setColumns(const std::vector<RunColumn>& columns) {
    m_model->setColumns(columns.empty() ? m_usual : columns);
    m_view.columns = columns.empty() ? columns : m_model->columns();
    m_views->showState(m_view);
    showOrder();
    remember();
}

void RunsBoard::showOrder() {
    const auto& columns = m_model->columns();
    int at = -1;
    auto order = Qt::AscendingOrder;
    for (std::size_t i = 0; i < columns.size() && !m_view.order.empty(); ++i) {
        const auto& first = m_view.order.front();
        if (columns[i].field != track::RunField{first.group, first.key, track::RunField::Of::Latest}) continue;
        at = static_cast<int>(i);
        order = first.ascending ? Qt::AscendingOrder : Qt::DescendingOrder;
    }
    m_table->setShownOrder(at, order);
}

/// First the way that is looked for most, then the other, then newest first again.
void RunsBoard::orderBy(int column) {
    const auto& field = m_model->columns()[static_cast<std::size_t>(column)].field;
    if (!isSortable(field)) return showOrder();
    const bool time = field.group == track::FieldGroup::Attribute && field.key.ends_with("_time");
    const bool metric = field.group == track::FieldGroup::Metric;
    const bool firstAscending = !time && !(metric && !lowerIsBetter(format::text(field.key)));
    const bool same =
        !m_view.order.empty() && m_view.order.front().group == field.group && m_view.order.front().key == field.key;
    if (!same)
        m_view.order = {{field.group, field.key, firstAscending}};
    else if (m_view.order.front().ascending == firstAscending)
        m_view.order = {{field.group, field.key, !firstAscending}};
    else
        m_view.order.clear();
    changeView();
}

void RunsBoard::showAnswer(bool newQuestion) {
    if (newQuestion && m_model->rowCount() > 0) m_filter->remember(m_view.filter.trimmed());
    m_tableStack->setCurrentIndex(m_model->rowCount() == 0 && isFiltered() ? 1 : 0);
    showOrder();
    showSelection();
    answered();
}

void RunsBoard::showNews() {
    const auto news = m_model->news();
    const bool any = news.added > 0 || news.moved;
    const bool quiet =
        m_table->isAtTop() && m_view.order.empty() && m_view.groupBy.empty() && m_model->selection().isEmpty();
    if (any && quiet) return m_model->takeNews();
    m_news->setVisible(any);
    if (!any) return;
    const auto count = static_cast<std::int64_t>(news.added);
    m_news->setText(count > 0 ? format::plural(count, tr("new run"), tr("new runs")) : tr("Order changed"));
    m_news->setAccessibleName(tr("%1, show").arg(m_news->text()));
    m_news->setToolTip(tr("Rows stay where they are until you click here or press F5"));
    m_news->updateGeometry();
}

void RunsBoard::refreshLive() {
    const auto [first, last] = m_table->visibleRows();
    m_model->refreshCells(first, last);
    m_model->lookForNews();
    if (m_curves->isVisible()) m_curves->refresh();
}

} // namespace slipway::ui
