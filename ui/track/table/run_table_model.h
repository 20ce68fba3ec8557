#pragma once

#include <QAbstractTableModel>
#include <QElapsedTimer>
#include <QTimer>
#include <memory>
#include <vector>

#include "core/track/run_list.h"
#include "ui/shell/app_context.h"
#include "ui/track/table/run_column.h"
#include "ui/track/table/run_marks.h"
#include "ui/track/table/run_pages.h"
#include "ui/track/table/run_rows.h"
#include "ui/track/table/run_selection.h"
#include "ui/track/table/run_spreads.h"

namespace slipway::ui {

/// Roles of RunTableModel beside those of table_cell.h.
enum RunRole {
    RunNumberRole = Qt::UserRole + 100, ///< qlonglong; invalid on a group row
    RunShownRole,                       ///< bool: the charts show it
    RunSelectedRole,                    ///< bool; of a group row: all of its runs
    RunLoadingRole,                     ///< bool: the cells are not there yet
    RunLiveRole,                        ///< bool: is running now
    RunGroupRole,                       ///< bool: a group row
    RunUnfoldedRole,                    ///< bool: of a group row
    RunIndentRole,                      ///< bool: below a group row
};

/// Any number of runs as rows. A question goes to a job; what is shown stays until the answer is there. Between
/// questions rows never move by themselves: what changed meanwhile waits until takeNews().
class RunTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    RunTableModel(AppContext& app, QObject* parent);

    void setColumns(std::vector<RunColumn> columns); ///< the name is made the first one
    const std::vector<RunColumn>& columns() const { return m_columns; }
    void setColumnWidth(int column, int width); ///< remembers it, nothing more

    void ask(const track::RunListQuery& query);
    const track::RunListQuery& question() const { return m_query; }
    bool isAnswered() const { return m_answered; }
    /// The cells of these rows are read again, and others when somebody looks at them.
    void refreshCells(int firstRow, int lastRow);
    /// Asks the same question again without showing the answer: newsChanged() says what it would change.
    void lookForNews();
    struct News {
        std::size_t added = 0;
        bool moved = false; ///< gone or in another order
    };
    News news() const { return m_news; }
    void takeNews();

    RunSelection& selection() { return m_selection; }
    RunMarks& marks() { return m_marks; }
    const RunRows& rows() const { return m_rows; }
    std::span<const std::int64_t> numbers() const { return m_rows.numbers(); }
    std::vector<std::int64_t> selectedNumbers() const { return m_selection.among(numbers()); }
    /// The run of a row, or all runs of a group row.
    std::span<const std::int64_t> runsOfRow(int row) const;
    const RunRow* loadedRow(int row) const;  ///< null for groups and what is not loaded
    int rowOfRun(std::int64_t number) const; ///< -1: not listed, or in a folded group
    bool isGroup(int row) const { return m_rows.at(static_cast<std::size_t>(row)).group.has_value(); }
    bool isUnfolded(int row) const;
    void setUnfolded(int row, bool unfolded);
    void setAllUnfolded(bool unfolded);
    int groupRowOf(int row) const; ///< the group row above; itself for one

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

signals:
    void answered(bool newQuestion); ///< a list is shown
    void newsChanged();
    void failed(const slipway::Error& error);
    void columnsChanged();
    void spreadsChanged();
    void renameWanted(const QString& id, const QString& from, const QString& to);

private:
    struct Answer {
        track::RunList list;
        std::vector<RunRow> first;
        News news;
    };
    void show(Answer answer);
    void resetPages();
    std::vector<track::RunField> fields() const;
    QVariant runData(const QModelIndex& index, std::size_t position, bool inGroup, int role) const;
    QVariant groupData(const QModelIndex& index, std::size_t group, int role) const;
    Cell groupCell(std::size_t group, const RunColumn& column) const;
    Cell groupName(std::size_t group) const;
    bool isBest(const RunRow& row, std::size_t column) const;
    QVariant cellData(const Cell& cell, const RunColumn& column, int role) const;
    void cellsChanged(std::size_t firstPosition, std::size_t lastPosition);

    AppContext& m_app;
    std::vector<RunColumn> m_columns;
    track::RunListQuery m_query;
    RunSelection m_selection;
    RunMarks m_marks;
    RunRows m_rows;
    mutable RunPages m_pages;
    mutable RunSpreads m_spreads;
    std::unique_ptr<Answer> m_waiting;
    News m_news;
    QElapsedTimer m_summarized, m_looked;
    qint64 m_lookMs = 0;
    bool m_answered = false, m_asking = false, m_looking = false, m_lookAgain = false;
    QTimer m_nextLook;
};

} // namespace slipway::ui
