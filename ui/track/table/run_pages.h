#pragma once

#include <QObject>
#include <list>
#include <map>
#include <span>
#include <vector>

#include "core/track/run_cells.h"
#include "ui/shell/app_context.h"
#include "ui/widgets/table_cell.h"

namespace slipway::ui {

/// One row with its cells, ready to be painted.
struct RunRow {
    track::RunCells run;
    std::vector<Cell> cells; ///< one a field
    bool gone = false;       ///< deleted since the list was made
};
std::vector<RunRow> makeRows(
    std::vector<track::RunCells> read, std::span<const std::int64_t> numbers, std::span<const track::RunField> fields);

/// The cells of a list of any length: read in pages off the GUI thread when somebody looks at them; the 50 pages that
/// were looked at last are kept.
class RunPages : public QObject {
    Q_OBJECT
public:
    static constexpr std::size_t kPageRows = 200, kMostPages = 50;

    RunPages(AppContext& app, QObject* parent) : QObject(parent), m_app(app) {}

    /// Forgets everything. `numbers` stays where it is until the next call.
    void reset(std::span<const std::int64_t> numbers, std::vector<track::RunField> fields);
    const std::vector<track::RunField>& fields() const { return m_fields; }
    /// Null when it is not there: then it is being read, and loaded() says when it is.
    const RunRow* row(std::size_t position);
    /// The same without reading.
    const RunRow* known(std::size_t position) const;
    /// Rows that came with the list.
    void put(std::size_t page, std::vector<RunRow> rows);
    /// What is shown is old: these pages are read again at once, others when somebody looks at them.
    void refresh(std::span<const std::size_t> pages);
    std::size_t loadedPages() const { return m_pages.size(); }

signals:
    void loaded(std::size_t first, std::size_t last); ///< positions
    void failed(const slipway::Error& error);

private:
    struct Page {
        std::vector<RunRow> rows;
        bool old = false;
    };
    void want(std::size_t page);
    void touch(std::size_t page) const;
    void readNext();
    void read(std::size_t page);

    AppContext& m_app;
    std::span<const std::int64_t> m_numbers;
    std::vector<track::RunField> m_fields;
    std::map<std::size_t, Page> m_pages;
    mutable std::list<std::size_t> m_used; ///< latest last
    std::vector<std::size_t> m_wanted;     ///< latest last
    quint64 m_round = 0;
    int m_reading = 0;
    bool m_scheduled = false;
};

} // namespace slipway::ui
