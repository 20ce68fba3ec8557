#include "core/monitor/captured_table.h"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/deploy/capture_reader.h"
#include "core/table/file_source.h"

namespace slipway::monitor {

namespace {

/// Every field quoted, so that an empty text needs no care and a comma inside does no harm.
void writeCsvRow(std::ofstream& out, const std::vector<std::string>& cells, std::size_t width) {
    for (std::size_t i = 0; i < width; ++i) {
        if (i > 0) out << ',';
        const bool missing = i >= cells.size() || cells[i].empty() || cells[i] == "?";
        if (missing) continue;
        out << '"';
        for (const char c : cells[i]) {
            if (c == '"') out << '"';
            out << c;
        }
        out << '"';
    }
    out << '\n';
}

Result<std::int64_t> spool(const CaptureWindow& window, const std::vector<std::string>& columns,
    const std::filesystem::path& file, Progress& progress) {
    std::ofstream out(file, std::ios::binary);
    auto visited =
        deploy::visitCaptured(window.folder, window.from, window.to, columns, [&](deploy::CapturedRow& row) -> Status {
            if (progress.cancelled()) return fail(ErrorCode::Cancelled, "the monitor run was cancelled");
            writeCsvRow(out, row.inputCells, columns.size());
            return {};
        });
    if (!visited) return std::unexpected(visited.error());
    out.close();
    if (!out) return failFromErrno(errno, "write " + file.string());
    return visited->rows;
}

/// The captured texts in the types of the baseline's columns.
Result<std::string> castList(
    table::Connection& connection, const std::vector<std::string>& columns, const std::string& typesOf) {
    SLIPWAY_ASSIGN(const auto sample, connection.query(fmt::format("SELECT * FROM {} LIMIT 0", typesOf)));
    std::vector<std::string> casts;
    for (const auto& name : columns) {
        const int at = sample.indexOf(name);
        const auto quoted = table::quoteIdentifier(name);
        if (at < 0)
            casts.push_back(quoted);
        else
            casts.push_back(fmt::format(
                "TRY_CAST({0} AS {1}) AS {0}", quoted, sample.columns[static_cast<std::size_t>(at)].sqlType));
    }
    return join(casts, ", ");
}

} // namespace

Result<std::int64_t> loadCaptured(table::Connection& connection, const CaptureWindow& window,
    const std::vector<std::string>& columns, const std::string& typesOf, const std::string& table, Progress& progress) {
    SLIPWAY_ASSIGN(const auto folder, TemporaryFolder::create("slipway-capture"));
    const auto file = folder.path() / "captured.csv";
    SLIPWAY_ASSIGN(const auto rows, spool(window, columns, file, progress));
    if (rows == 0) return rows;
    table::ReadOptions options;
    options.header = false;
    options.columns = columns;
    const auto texts = table + "_texts";
    auto loaded = table::loadFile(connection, file, options, texts, progress);
    if (!loaded) return std::unexpected(loaded.error());
    SLIPWAY_ASSIGN(const auto casts, castList(connection, columns, typesOf));
    SLIPWAY_TRY(connection.exec(fmt::format("CREATE TEMP TABLE {} AS SELECT {} FROM {}", table::quoteIdentifier(table),
        casts, table::quoteIdentifier(texts))));
    return rows;
}

Result<std::int64_t> countCaptured(const CaptureWindow& window) {
    auto visited = deploy::visitCaptured(
        window.folder, window.from, window.to, {}, [](deploy::CapturedRow&) -> Status { return {}; });
    if (!visited) return std::unexpected(visited.error());
    return visited->rows;
}

} // namespace slipway::monitor
