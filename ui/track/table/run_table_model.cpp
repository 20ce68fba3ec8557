#include "ui/track/table/run_table_model.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "core/workspace/workspace.h"
#include "ui/track/compare/run_comparison.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr qint64 kLookPauses = 5;
constexpr qint64 kSummaryPauseMs = 10000; // while runs are logging, the best values are looked for so often

bool sameLists(const track::RunList& a, const track::RunList& b) {
    const auto sameGroup = [](const auto& x, const auto& y) {
        return x.begin == y.begin && x.count == y.count && x.values == y.values;
    };
    return a.numbers == b.numbers && std::ranges::equal(a.groups, b.groups, sameGroup);
}

RunTableModel::News difference(std::span<const std::int64_t> shown, const track::RunList& now) {
    const std::unordered_set<std::int64_t> known(shown.begin(), shown.end());
    RunTableModel::News news;
    std::size_t next = 0;
    for (const auto number : now.numbers) {
        if (!known.contains(number)) {
            ++news.added;
            continue;
        }
        news.moved = news.moved || shown[next] != number;
        ++next;
    }
    news.moved = news.moved || next != shown.size();
    return news;
}

Result<std::vector<RunRow>> firstPage(
    workspace::Workspace& workspace, const track::RunList& list, const std::vector<track::RunField>& fields) {
    const std::span<const std::int64_t> numbers(
        list.numbers.data(), std::min(RunPages::kPageRows, list.numbers.size()));
    SLIPWAY_ASSIGN(auto cells, track::readCells(workspace.db(), numbers, fields));
    return makeRows(std::move(cells), numbers, fields);
}

} // namespace

RunTableModel::RunTableModel(AppContext& app, QObject* parent)
    : QAbstractTableModel(parent), m_app(app), m_columns{nameColumn()}, m_pages(app, this), m_spreads(app, this) {
    const auto repaint = [this] {
        if (rowCount() > 0) dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    };
    connect(&m_selection, &RunSelection::changed, this, repaint);
    connect(&m_marks, &RunMarks::changed, this, repaint);
    connect(&m_spreads, &RunSpreads::changed, this, repaint);
    connect(&m_spreads, &RunSpreads::changed, this, &RunTableModel::spreadsChanged);
    connect(&m_pages, &RunPages::loaded, this, &RunTableModel::cellsChanged);
    connect(&m_pages, &RunPages::failed, this, &RunTableModel::failed);
    m_nextLook.setSingleShot(true);
    connect(&m_nextLook, &QTimer::timeout, this, &RunTableModel::lookForNews);
}

std::vector<track::RunField> RunTableModel::fields() const {
    std::vector<track::RunField> fields;
    for (const auto& column : m_columns) fields.push_back(column.field);
    return fields;
}

void RunTableModel::resetPages() {
    m_pages.reset(m_rows.numbers(), fields());
}

void RunTableModel::setColumns(std::vector<RunColumn> columns) {
    RunColumn first = nameColumn();
    for (const auto& column : columns)
        if (isName(column.field)) first.width = column.width;
    std::erase_if(columns, [](const auto& column) { return isName(column.field); });
    columns.insert(columns.begin(), first);
    std::ranges::stable_partition(columns, &RunColumn::pinned);
    if (columns == m_columns) return;
    beginResetModel();
    const auto before = fields();
    m_columns = std::move(columns);
    if (before != fields()) resetPages();
    m_waiting.reset();
    m_news = {};
    endResetModel();
    columnsChanged();
    newsChanged();
}

void RunTableModel::setColumnWidth(int column, int width) {
    m_columns[static_cast<std::size_t>(column)].width = width;
}

void RunTableModel::ask(const track::RunListQuery& query) {
    m_query = query;
    m_asking = true;
    m_app.jobs.start<Answer>(
        this, {.title = tr("List runs"), .key = QStringLiteral("list"), .quiet = true, .result = {}},
        [query, fields = fields()](workspace::Workspace& workspace, Progress& progress) -> Result<Answer> {
            Answer answer;
            SLIPWAY_ASSIGN(answer.list, track::listRuns(workspace.db(), query, progress));
            SLIPWAY_ASSIGN(answer.first, firstPage(workspace, answer.list, fields));
            return answer;
        },
        [this, asked = fields()](Result<Answer> answer) {
            m_asking = false;
            if (!answer) {
                if (answer.error().code != ErrorCode::Cancelled) failed(answer.error());
                return;
            }
            if (asked != fields()) answer->first.clear();
            show(std::move(*answer));
            answered(true);
        });
}

void RunTableModel::show(Answer answer) {
    m_waiting.reset();
    m_news = {};
    const bool same = m_answered && sameLists(answer.list, m_rows.list());
    m_answered = true;
    if (same) {
        if (!answer.first.empty()) m_pages.put(0, std::move(answer.first));
        if (rowCount() > 0) dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    } else {
        beginResetModel();
        m_rows.setList(std::move(answer.list));
        resetPages();
        m_spreads.reset(m_rows.list());
        m_summarized.start();
        if (!answer.first.empty()) m_pages.put(0, std::move(answer.first));
        endResetModel();
    }
    newsChanged();
}

void RunTableModel::refreshCells(int firstRow, int lastRow) {
    std::vector<std::size_t> pages;
    const int last = std::min(lastRow, rowCount() - 1);
    for (int row = std::max(0, firstRow); row <= last; ++row) {
        const auto place = m_rows.at(static_cast<std::size_t>(row));
        const std::size_t page = place.position / RunPages::kPageRows;
        if (!place.group && (pages.empty() || pages.back() != page)) pages.push_back(page);
    }
    m_pages.refresh(pages);
    if (m_summarized.isValid() && m_summarized.elapsed() < kSummaryPauseMs) return;
    m_summarized.start();
    m_spreads.forget();
}

void RunTableModel::lookForNews() {
    if (!m_answered || m_asking) return;
    // Over millions of runs a look costs: it takes a fifth of a thread at most.
    const qint64 wait = m_looked.isValid() ? kLookPauses * m_lookMs - m_looked.elapsed() : 0;
    m_lookAgain = m_looking;
    if (m_looking) return;
    if (wait > 0) {
        if (!m_nextLook.isActive()) m_nextLook.start(static_cast<int>(wait));
        return;
    }
    m_looking = true;
    m_looked.start();
    m_app.jobs.start<Answer>(
        this, {.title = tr("Look for new runs"), .key = QStringLiteral("news"), .quiet = true, .result = {}},
        [query = m_query, fields = fields(), shown = m_rows.list()](
            workspace::Workspace& workspace, Progress& progress) -> Result<Answer> {
            Answer answer;
            SLIPWAY_ASSIGN(answer.list, track::listRuns(workspace.db(), query, progress));
            SLIPWAY_ASSIGN(answer.first, firstPage(workspace, answer.list, fields));
            if (!sameLists(shown, answer.list)) {
                answer.news = difference(shown.numbers, answer.list);
                answer.news.moved = answer.news.moved || answer.news.added == 0;
            }
            return answer;
        },
        [this, asked = fields()](Result<Answer> answer) {
            m_looking = false;
            m_lookMs = m_looked.elapsed();
            if (std::exchange(m_lookAgain, false)) m_nextLook.start(static_cast<int>(kLookPauses * m_lookMs));
            if (!answer || m_asking || asked != fields()) return;
            m_news = answer->news;
            const bool any = m_news.added > 0 || m_news.moved;
            m_waiting = any ? std::make_unique<Answer>(std::move(*answer)) : nullptr;
            newsChanged();
        });
}

void RunTableModel::takeNews() {
    if (!m_waiting) return;
    show(std::move(*std::exchange(m_waiting, nullptr)));
    answered(false);
}

std::span<const std::int64_t> RunTableModel::runsOfRow(int row) const {
    const auto place = m_rows.at(static_cast<std::size_t>(row));
    if (!place.group) return numbers().subspan(place.position, 1);
    return numbers().subspan(place.position, m_rows.list().groups[*place.group].count);
}

const RunRow* RunTableModel::loadedRow(int row) const {
    if (row < 0 || row >= rowCount()) return nullptr;
    const auto place = m_rows.at(static_cast<std::size_t>(row));
    if (place.group) return nullptr;
    const auto* known = m_pages.known(place.position);
    return known && !known->gone ? known : nullptr;
}

int RunTableModel::rowOfRun(std::int64_t number) const {
    const auto position = m_rows.positionOf(number);
    if (!position) return -1;
    const auto row = m_rows.rowOf(*position);
    return row ? static_cast<int>(*row) : -1;
}

bool RunTableModel::isUnfolded(int row) const {
    const auto place = m_rows.at(static_cast<std::size_t>(row));
    return place.group && m_rows.isUnfolded(*place.group);
}

void RunTableModel::setUnfolded(int row, bool unfolded) {
    const auto group = m_rows.at(static_cast<std::size_t>(row)).group;
    if (!group || m_rows.isUnfolded(*group) == unfolded) return;
    const int runs = static_cast<int>(m_rows.list().groups[*group].count);
    if (unfolded)
        beginInsertRows({}, row + 1, row + runs);
    else
        beginRemoveRows({}, row + 1, row + runs);
    m_rows.setUnfolded(*group, unfolded);
    unfolded ? endInsertRows() : endRemoveRows();
    dataChanged(index(row, 0), index(row, 0));
}

void RunTableModel::setAllUnfolded(bool unfolded) {
    beginResetModel();
    m_rows.setAllUnfolded(unfolded);
    endResetModel();
}

int RunTableModel::groupRowOf(int row) const {
    if (!m_rows.isGrouped()) return -1;
    const auto place = m_rows.at(static_cast<std::size_t>(row));
    return static_cast<int>(m_rows.rowOfGroup(place.group ? *place.group : m_rows.groupOf(place.position)));
}

int RunTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.count());
}

int RunTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

void RunTableModel::cellsChanged(std::size_t first, std::size_t last) {
    // Rows of a range lie in one range, also when groups are folded between them.
    if (!m_rows.isGrouped()) {
        dataChanged(index(static_cast<int>(first), 0), index(static_cast<int>(last), columnCount() - 1));
        return;
    }
    const auto from = m_rows.rowOfGroup(m_rows.groupOf(first));
    const auto until = m_rows.rowOf(last).value_or(m_rows.rowOfGroup(m_rows.groupOf(last)));
    dataChanged(index(static_cast<int>(from), 0), index(static_cast<int>(until), columnCount() - 1));
}

Qt::ItemFlags RunTableModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) return Qt::NoItemFlags;
    const Qt::ItemFlags usual = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    return index.column() == 0 && loadedRow(index.row()) ? usual | Qt::ItemIsEditable : usual;
}

bool RunTableModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    const auto* row = role == Qt::EditRole && index.column() == 0 ? loadedRow(index.row()) : nullptr;
    const QString from = row ? format::text(row->run.name) : QString(), to = value.toString().trimmed();
    if (!row || to.isEmpty() || to == from) return false;
    renameWanted(format::text(row->run.id), from, to);
    return true;
}

} // namespace slipway::ui
