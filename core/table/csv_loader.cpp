#include "core/table/csv_loader.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/table/cell_parser.h"
#include "core/table/csv_scanner.h"
#include "core/table/typed_appender.h"

namespace slipway::table {

namespace {

constexpr std::size_t kMaxColumns = 10000;
constexpr std::size_t kReportedRows = 100;
constexpr std::uint64_t kRowsBetweenLooks = 4096;

class CsvLoader {
public:
    CsvLoader(Connection& connection, const std::filesystem::path& path, const ReadOptions& options, char delimiter,
        Progress& progress)
        : m_connection(connection), m_path(path), m_options(options), m_delimiter(delimiter), m_progress(progress) {}

    Result<LoadedFile> load(std::string_view table, std::string_view rowNumberColumn) {
        SLIPWAY_TRY(decideTypes());
        SLIPWAY_TRY(fillTable(table, rowNumberColumn));
        for (const auto& field : m_fields) m_loaded.columns.push_back(columnOf(field));
        return std::move(m_loaded);
    }

private:
    static Column columnOf(const TypedAppender::Field& field) {
        switch (field.kind) {
        case CellKind::Boolean:
            return {field.name, Type::Boolean, "BOOLEAN"};
        case CellKind::Integer:
            return {field.name, Type::Integer, "BIGINT"};
        case CellKind::Real:
            return {field.name, Type::Real, "DOUBLE"};
        case CellKind::Date:
            return {field.name, Type::Time, "DATE"};
        case CellKind::Timestamp:
            return {field.name, Type::Time, "TIMESTAMP"};
        case CellKind::Unknown:
        case CellKind::Text:
            break;
        }
        return {field.name, Type::Text, "VARCHAR"};
    }

    Result<CsvScanner> scanner() {
        SLIPWAY_ASSIGN(auto input, TextInput::open(m_path));
        return CsvScanner(std::move(input), m_delimiter, m_options.trimBlanks);
    }

    bool isNull(std::string_view cell) const {
        return cell.empty() ||
               std::find(m_options.nullTokens.begin(), m_options.nullTokens.end(), cell) != m_options.nullTokens.end();
    }

    Error named(Error error) const {
        error.message = fmt::format("{}: {}", m_path.filename().string(), error.message);
        return error;
    }

    /// The next good or bad line; the file's name goes in front of what stops reading.
    Result<CsvScanner::Outcome> next(CsvScanner& scanner) const {
        auto outcome = scanner.next();
        if (!outcome) return std::unexpected(named(outcome.error()));
        return outcome;
    }

    Status readNames(CsvScanner& scanner) {
        SLIPWAY_ASSIGN(const auto outcome, next(scanner));
        if (outcome == CsvScanner::Outcome::End)
            return fail(ErrorCode::BadData, m_path.string() + " holds only blank lines",
                "Check that it was written completely");
        if (outcome == CsvScanner::Outcome::Bad)
            return fail(ErrorCode::BadData,
                fmt::format("{}, line {}: {}", m_path.filename().string(), scanner.line(), scanner.reason()),
                "The first line decides the columns; correct it");
        const auto count = scanner.fields().size();
        if (count > kMaxColumns)
            return fail(ErrorCode::BadData,
                fmt::format("{} has {} columns, more than {}", m_path.filename().string(), count, kMaxColumns),
                "Check the delimiter");
        std::vector<std::string> names;
        if (!m_options.columns.empty()) {
            if (m_options.columns.size() != count)
                return fail(ErrorCode::InvalidArgument,
                    fmt::format("{}, line {} has {} fields, but {} column names are given", m_path.filename().string(),
                        scanner.line(), count, m_options.columns.size()),
                    "Give one name for each field, or check --delimiter");
            names = m_options.columns;
        } else {
            for (std::size_t i = 0; i < count; ++i)
                names.push_back(
                    m_options.header ? std::string(trimmed(scanner.fields()[i])) : fmt::format("column{}", i + 1));
        }
        for (auto& name : distinctNames(std::move(names))) m_fields.push_back({std::move(name), CellKind::Unknown});
        return {};
    }

    void reportBad(std::uint64_t line, int field, std::string reason) {
        ++m_loaded.badRows;
        if (m_loaded.firstBad.size() >= kReportedRows) return;
        const bool known = field >= 0 && static_cast<std::size_t>(field) < m_fields.size();
        m_loaded.firstBad.push_back(
            {line, known ? m_fields[static_cast<std::size_t>(field)].name : "", std::move(reason)});
    }

    Status look(const CsvScanner& scanner, double from, std::string_view what) {
        if (m_progress.cancelled())
            return fail(ErrorCode::Cancelled, "reading " + m_path.filename().string() + " was cancelled");
        m_progress.update(from + scanner.fraction() / 2, fmt::format("{} {}", what, m_path.filename().string()));
        return {};
    }

    void widen(const std::vector<std::string_view>& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            auto& kind = m_fields[i].kind;
            if (kind != CellKind::Text && !isNull(cells[i])) kind = widened(kind, cells[i]);
        }
    }

    Status decideTypes() {
        SLIPWAY_ASSIGN(auto scan, scanner());
        SLIPWAY_TRY(readNames(scan));
        std::uint64_t lines = 0;
        if (!m_options.header) widen(scan.fields());
        for (;;) {
            if (++lines % kRowsBetweenLooks == 0) SLIPWAY_TRY(look(scan, 0, "reading"));
            SLIPWAY_ASSIGN(const auto outcome, next(scan));
            if (outcome == CsvScanner::Outcome::End) break;
            if (outcome == CsvScanner::Outcome::Bad) {
                reportBad(scan.line(), scan.badField(), scan.reason());
                continue;
            }
            if (scan.fields().size() != m_fields.size()) {
                reportBad(
                    scan.line(), -1, fmt::format("{} fields instead of {}", scan.fields().size(), m_fields.size()));
                continue;
            }
            ++m_loaded.rows;
            widen(scan.fields());
        }
        if (!m_options.header) ++m_loaded.rows;
        if (m_loaded.rows == 0 && m_loaded.badRows > 0)
            return fail(ErrorCode::BadData,
                fmt::format("no line of {} can be read; line {}: {}", m_path.filename().string(),
                    m_loaded.firstBad[0].line, m_loaded.firstBad[0].reason),
                "Check --delimiter and the first line");
        return {};
    }

    Status changed() const {
        return fail(
            ErrorCode::BadData, m_path.string() + " changed while it was read", "Try again when it is complete");
    }

    Status fillRow(TypedAppender& rows, const std::vector<std::string_view>& cells) const {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (isNull(cells[i]))
                rows.setNull(i);
            else if (!rows.set(i, cells[i]))
                return changed();
        }
        return rows.endRow();
    }

    Status fillTable(std::string_view table, std::string_view rowNumberColumn) {
        SLIPWAY_ASSIGN(auto scan, scanner());
        SLIPWAY_ASSIGN(auto rows, TypedAppender::create(m_connection, table, m_fields, rowNumberColumn));
        std::uint64_t lines = 0;
        bool skipNext = m_options.header;
        for (;;) {
            if (++lines % kRowsBetweenLooks == 0) SLIPWAY_TRY(look(scan, 0.5, "storing"));
            SLIPWAY_ASSIGN(const auto outcome, next(scan));
            if (outcome == CsvScanner::Outcome::End) break;
            if (std::exchange(skipNext, false)) continue;
            if (outcome == CsvScanner::Outcome::Bad || scan.fields().size() != m_fields.size()) continue;
            SLIPWAY_TRY(fillRow(rows, scan.fields()));
        }
        SLIPWAY_TRY(rows.finish());
        return rows.rows() == m_loaded.rows ? Status() : changed();
    }

    Connection& m_connection;
    const std::filesystem::path& m_path;
    const ReadOptions& m_options;
    char m_delimiter;
    Progress& m_progress;
    std::vector<TypedAppender::Field> m_fields;
    LoadedFile m_loaded;
};

} // namespace

std::vector<std::string> distinctNames(std::vector<std::string> names) {
    std::set<std::string> taken;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i].empty()) names[i] = fmt::format("column{}", i + 1);
        const auto base = names[i];
        for (int n = 2; !taken.insert(toLower(names[i])).second; ++n) names[i] = fmt::format("{}_{}", base, n);
    }
    return names;
}

Result<LoadedFile> loadCsv(Connection& connection, const std::filesystem::path& path, const ReadOptions& options,
    char delimiter, std::string_view table, Progress& progress, std::string_view rowNumberColumn) {
    return CsvLoader(connection, path, options, delimiter, progress).load(table, rowNumberColumn);
}

} // namespace slipway::table
