#include <algorithm>

#include <fmt/format.h>

#include "core/base/hash.h"
#include "core/base/id.h"
#include "core/base/text.h"
#include "core/data/dataset_draft.h"
#include "core/ledger/ledger.h"

namespace slipway::data {

namespace {

using table::Column;
using table::quoteIdentifier;

struct LoadedPart {
    std::string table;
    std::filesystem::path file;
    table::LoadedFile loaded;
};

/// The SQL type that holds both; a column without any value takes the other's.
std::string commonType(const Column& a, bool aEmpty, const Column& b, bool bEmpty) {
    if (a.sqlType == b.sqlType || bEmpty) return a.sqlType;
    if (aEmpty) return b.sqlType;
    const auto number = [](const Column& c) { return c.type == table::Type::Integer || c.type == table::Type::Real; };
    if (number(a) && number(b)) return "DOUBLE";
    if (a.type == table::Type::Time && b.type == table::Type::Time) return "TIMESTAMP";
    return "VARCHAR";
}

Result<bool> isEmpty(table::Connection& connection, const LoadedPart& part, const Column& column) {
    SLIPWAY_ASSIGN(const auto counted,
        connection.query(fmt::format("SELECT count({}) FROM {}", quoteIdentifier(column.name), part.table)));
    return std::get<std::int64_t>(counted.cells[0][0]) == 0;
}

Status checkSameColumns(const std::vector<LoadedPart>& parts) {
    const auto& first = parts.front();
    for (const auto& part : parts) {
        const auto& columns = part.loaded.columns;
        bool same = columns.size() == first.loaded.columns.size();
        for (std::size_t i = 0; same && i < columns.size(); ++i) same = columns[i].name == first.loaded.columns[i].name;
        if (!same)
            return fail(ErrorCode::BadData,
                fmt::format(
                    "{} has other columns than {}", part.file.filename().string(), first.file.filename().string()),
                "Import files with different columns as datasets of their own");
    }
    return {};
}

/// Types that hold the values of all files, column by column.
Result<std::vector<std::string>> commonTypes(table::Connection& connection, const std::vector<LoadedPart>& parts) {
    std::vector<std::string> types;
    for (std::size_t i = 0; i < parts.front().loaded.columns.size(); ++i) {
        auto column = parts.front().loaded.columns[i];
        if (parts.size() == 1) {
            types.push_back(column.sqlType);
            continue;
        }
        SLIPWAY_ASSIGN(bool empty, isEmpty(connection, parts.front(), column));
        for (std::size_t p = 1; p < parts.size(); ++p) {
            const auto& next = parts[p].loaded.columns[i];
            SLIPWAY_ASSIGN(const bool nextEmpty, isEmpty(connection, parts[p], next));
            const auto common = commonType(column, empty, next, nextEmpty);
            if (common != column.sqlType)
                column = common == next.sqlType  ? next
                         : common == "DOUBLE"    ? Column{column.name, table::Type::Real, common}
                         : common == "TIMESTAMP" ? Column{column.name, table::Type::Time, common}
                                                 : Column{column.name, table::Type::Text, common};
            empty = empty && nextEmpty;
        }
        types.push_back(column.sqlType);
    }
    return types;
}

std::string selectOf(const LoadedPart& part, const std::vector<std::string>& types, bool stripLabelDots) {
    std::string list;
    for (std::size_t i = 0; i < types.size(); ++i) {
        const auto& column = part.loaded.columns[i];
        const auto name = quoteIdentifier(column.name);
        auto value = column.sqlType == types[i] ? name : fmt::format("CAST({} AS {})", name, types[i]);
        if (stripLabelDots && i + 1 == types.size() && types[i] == "VARCHAR")
            value = fmt::format("CASE WHEN ends_with({0}, '.') THEN left({0}, length({0}) - 1) ELSE {0} END", value);
        list += fmt::format("{}{} AS {}", i ? ", " : "", value, name);
    }
    return fmt::format("SELECT {} FROM {}", list, part.table);
}

Result<lineage::Node> fileNode(const std::filesystem::path& file, const std::string& label) {
    if (file == "-")
        return lineage::Node{"file/standard-input-" + newShortId(16), "file", label.empty() ? "standard input" : label};
    SLIPWAY_ASSIGN(const auto hash, sha256OfFile(file));
    return lineage::Node{"file/" + hash.substr(0, 16), "file", label.empty() ? file.filename().string() : label};
}

} // namespace

Result<DatasetService::Imported> DatasetService::import(
    const access::Actor& actor, const Import& request, Progress& progress) {
    if (request.files.empty())
        return fail(ErrorCode::InvalidArgument, "no file to import is given", "Name at least one");
    if (!isValidName(request.name))
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no name for a dataset", forMessage(request.name)),
            "Use up to 64 letters, digits, dots, hyphens and underscores");
    SLIPWAY_TRY(m_ledger.check(actor, access::Permission::ChangeData));
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    Draft draft;
    std::vector<LoadedPart> parts;
    std::vector<std::string> sources;
    for (std::size_t i = 0; i < request.files.size(); ++i) {
        const double size = static_cast<double>(request.files.size());
        SubProgress part(progress, 0.5 * static_cast<double>(i) / size, 0.5 * static_cast<double>(i + 1) / size);
        const auto& file = request.files[i];
        parts.push_back({fmt::format("part_{}", i), file, {}});
        SLIPWAY_ASSIGN(
            parts.back().loaded, table::loadFile(connection, file, request.options, parts.back().table, part));
        const auto& loaded = parts.back().loaded;
        draft.version.skippedRows += static_cast<std::int64_t>(loaded.badRows);
        for (const auto& bad : loaded.firstBad)
            if (draft.skipped.size() < 100)
                draft.skipped.push_back({bad.line, bad.field,
                    request.files.size() > 1 ? file.filename().string() + ": " + bad.reason : bad.reason});
        sources.push_back(file == "-" ? "standard input" : file.string());
        SLIPWAY_ASSIGN(auto node, fileNode(file, request.files.size() == 1 ? request.sourceLabel : ""));
        draft.inputs.push_back(std::move(node));
    }
    SLIPWAY_TRY(checkSameColumns(parts));
    SLIPWAY_ASSIGN(const auto types, commonTypes(connection, parts));
    for (const auto& part : parts)
        draft.selectSql +=
            (draft.selectSql.empty() ? "" : " UNION ALL ") + selectOf(part, types, request.stripLabelDots);
    if (parts.size() > 1) {
        // One table keeps the order of the files for certain.
        SLIPWAY_TRY(connection.exec(
            "CREATE TEMP TABLE all_parts AS " + selectOf(parts.front(), types, request.stripLabelDots)));
        for (std::size_t i = 1; i < parts.size(); ++i)
            SLIPWAY_TRY(connection.exec("INSERT INTO all_parts " + selectOf(parts[i], types, request.stripLabelDots)));
        draft.selectSql = "SELECT * FROM all_parts";
    }
    draft.version.dataset = request.name;
    draft.version.notes = request.notes;
    draft.version.source = request.sourceLabel.empty() ? join(sources, ", ") : request.sourceLabel;
    draft.action = "import";
    draft.relation = "Produced";
    draft.event = "dataset.imported";
    SubProgress rest(progress, 0.5, 1);
    SLIPWAY_ASSIGN(auto version, keep(actor, draft, connection, rest));
    return Imported{std::move(version), std::move(draft.skipped)};
}

} // namespace slipway::data
