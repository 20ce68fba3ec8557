#include "ui/track/table/run_pages.h"

#include <algorithm>
#include <unordered_map>

#include <QTimer>

#include "core/workspace/workspace.h"
#include "ui/track/table/run_column.h"

namespace slipway::ui {

namespace {
constexpr std::size_t kMostWanted = 8; // what was scrolled past is not read
constexpr int kMostReading = 2;
} // namespace

std::vector<RunRow> makeRows(
    std::vector<track::RunCells> read, std::span<const std::int64_t> numbers, std::span<const track::RunField> fields) {
    std::vector<RunRow> rows(numbers.size());
    std::size_t next = 0;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        RunRow& row = rows[i];
        row.gone = next == read.size() || read[next].number != numbers[i];
        if (row.gone) {
            row.run.number = numbers[i];
            row.cells.resize(fields.size());
            continue;
        }
        row.run = std::move(read[next++]);
        for (std::size_t k = 0; k < fields.size() && k < row.run.cells.size(); ++k)
            row.cells.push_back(shownCell(row.run.cells[k], fields[k]));
    }
    return rows;
}

void RunPages::reset(std::span<const std::int64_t> numbers, std::vector<track::RunField> fields) {
    ++m_round;
    m_numbers = numbers;
    m_fields = std::move(fields);
    m_pages.clear();
    m_used.clear();
    m_wanted.clear();
    m_reading = 0;
}

const RunRow* RunPages::known(std::size_t position) const {
    const auto page = m_pages.find(position / kPageRows);
    if (page == m_pages.end()) return nullptr;
    const std::size_t offset = position % kPageRows;
    return offset < page->second.rows.size() ? &page->second.rows[offset] : nullptr;
}

const RunRow* RunPages::row(std::size_t position) {
    const std::size_t at = position / kPageRows;
    const auto page = m_pages.find(at);
    if (page == m_pages.end() || page->second.old) want(at);
    if (page == m_pages.end()) return nullptr;
    touch(at);
    return known(position);
}

void RunPages::touch(std::size_t page) const {
    if (!m_used.empty() && m_used.back() == page) return;
    m_used.remove(page);
    m_used.push_back(page);
}

void RunPages::put(std::size_t page, std::vector<RunRow> rows) {
    m_pages[page] = {std::move(rows), false};
    touch(page);
    while (m_pages.size() > kMostPages) {
        m_pages.erase(m_used.front());
        m_used.pop_front();
    }
}

void RunPages::refresh(std::span<const std::size_t> pages) {
    for (auto& [at, page] : m_pages) page.old = true;
    for (const auto page : pages) want(page);
}

void RunPages::want(std::size_t page) {
    if (page * kPageRows >= m_numbers.size()) return;
    if (std::ranges::find(m_wanted, page) != m_wanted.end()) return;
    m_wanted.push_back(page);
    if (m_wanted.size() > kMostWanted) m_wanted.erase(m_wanted.begin());
    if (m_scheduled) return;
    m_scheduled = true;
    QTimer::singleShot(0, this, [this] {
        m_scheduled = false;
        readNext();
    });
}

void RunPages::readNext() {
    while (m_reading < kMostReading && !m_wanted.empty()) {
        const std::size_t page = m_wanted.back();
        m_wanted.pop_back();
        read(page);
    }
}

void RunPages::read(std::size_t page) {
    const std::size_t first = page * kPageRows;
    if (first >= m_numbers.size()) return;
    const auto slice = m_numbers.subspan(first, std::min(kPageRows, m_numbers.size() - first));
    if (const auto known = m_pages.find(page); known != m_pages.end()) known->second.old = false;
    ++m_reading;
    m_app.jobs.start<std::vector<RunRow>>(
        this, {.title = tr("Load runs"), .key = QStringLiteral("page%1").arg(page), .quiet = true, .result = {}},
        [numbers = std::vector(slice.begin(), slice.end()), fields = m_fields](
            workspace::Workspace& workspace, Progress& progress) -> Result<std::vector<RunRow>> {
            if (progress.cancelled()) return fail(ErrorCode::Cancelled, "reading runs was cancelled");
            SLIPWAY_ASSIGN(auto cells, track::readCells(workspace.db(), numbers, fields));
            return makeRows(std::move(cells), numbers, fields);
        },
        [this, page, first, round = m_round](Result<std::vector<RunRow>> rows) {
            if (round != m_round) return;
            --m_reading;
            if (rows) {
                const std::size_t last = first + rows->size() - 1;
                put(page, std::move(*rows));
                loaded(first, last);
            } else if (rows.error().code != ErrorCode::Cancelled) {
                failed(rows.error());
            }
            readNext();
        });
}

} // namespace slipway::ui
