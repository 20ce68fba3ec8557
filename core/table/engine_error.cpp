#include "core/table/engine_error.h"

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::table {

namespace {

/// " (line 1, column 8)" out of DuckDB's "LINE 1: select selec\n               ^"; "" when it points nowhere.
std::string positionOf(std::string_view message) {
    const auto start = message.find("\nLINE ");
    if (start == std::string_view::npos) return {};
    const auto line = message.substr(start + 1);
    const auto colon = line.find(": ");
    const auto lineEnd = line.find('\n');
    if (colon == std::string_view::npos || lineEnd == std::string_view::npos || colon > lineEnd) return {};
    const auto number = line.substr(5, colon - 5);
    const auto caret = line.find('^', lineEnd);
    const bool cut = line.substr(colon + 2).starts_with("...");
    if (caret == std::string_view::npos || cut || caret - lineEnd - 1 < colon + 2)
        return fmt::format(" (line {})", number);
    return fmt::format(" (line {}, column {})", number, caret - lineEnd - 1 - colon - 1);
}

/// Without "Parser Error: " in front: the code says that already.
std::string_view withoutKind(std::string_view text) {
    const auto colon = text.find(" Error: ");
    return colon != std::string_view::npos && colon < 32 ? text.substr(colon + 8) : text;
}

Error fromIo(std::string text, std::string_view message) {
    if (message.find("No space left") != std::string_view::npos)
        return {ErrorCode::DiskFull, std::move(text), "Free some space and try again; nothing was changed"};
    if (message.find("No such file") != std::string_view::npos ||
        message.find("No files found") != std::string_view::npos)
        return {ErrorCode::NotFound, std::move(text), "Check the path"};
    if (message.find("Permission denied") != std::string_view::npos)
        return {ErrorCode::PermissionDenied, std::move(text), "Check who may read or write it"};
    return {ErrorCode::BadData, std::move(text), {}};
}

} // namespace

Error errorOf(duckdb_error_type type, std::string_view message) {
    const auto firstLine = message.substr(0, message.find('\n'));
    auto text = forMessage(withoutKind(firstLine), 400) + positionOf(message);
    while (text.ends_with('.') || text.ends_with('!')) text.pop_back();
    switch (type) {
    case DUCKDB_ERROR_INTERRUPT:
        return {ErrorCode::Cancelled, "the query was cancelled", {}};
    case DUCKDB_ERROR_IO:
        return fromIo(std::move(text), message);
    case DUCKDB_ERROR_OUT_OF_MEMORY:
        if (message.find("max_temp_directory_size") != std::string_view::npos)
            return {ErrorCode::DiskFull, std::move(text), "Free some space for temporary files"};
        return {ErrorCode::Unavailable, std::move(text), "Close other programs or use fewer rows or columns"};
    case DUCKDB_ERROR_PERMISSION:
        return {ErrorCode::PermissionDenied, std::move(text), {}};
    case DUCKDB_ERROR_PARSER:
    case DUCKDB_ERROR_SYNTAX:
        return {ErrorCode::InvalidArgument, std::move(text), "Correct the SQL"};
    case DUCKDB_ERROR_BINDER:
    case DUCKDB_ERROR_CATALOG:
        return {ErrorCode::InvalidArgument, std::move(text), "Check the names of tables, columns and functions"};
    case DUCKDB_ERROR_EXPRESSION:
    case DUCKDB_ERROR_PLANNER:
    case DUCKDB_ERROR_SETTINGS:
    case DUCKDB_ERROR_NOT_IMPLEMENTED:
    case DUCKDB_ERROR_PARAMETER_NOT_RESOLVED:
    case DUCKDB_ERROR_PARAMETER_NOT_ALLOWED:
    case DUCKDB_ERROR_MISSING_EXTENSION:
    case DUCKDB_ERROR_AUTOLOAD:
        return {ErrorCode::InvalidArgument, std::move(text), {}};
    case DUCKDB_ERROR_INTERNAL:
    case DUCKDB_ERROR_FATAL:
    case DUCKDB_ERROR_NULL_POINTER:
    case DUCKDB_ERROR_SCHEDULER:
    case DUCKDB_ERROR_EXECUTOR:
        return {ErrorCode::Internal, std::move(text), {}};
    default:
        return {ErrorCode::BadData, std::move(text), {}};
    }
}

duckdb_error_type typeInText(std::string_view message) {
    using Kind = std::pair<std::string_view, duckdb_error_type>;
    static constexpr Kind kinds[] = {{"Parser", DUCKDB_ERROR_PARSER}, {"Binder", DUCKDB_ERROR_BINDER},
        {"Catalog", DUCKDB_ERROR_CATALOG}, {"IO", DUCKDB_ERROR_IO}, {"Permission", DUCKDB_ERROR_PERMISSION},
        {"INTERRUPT", DUCKDB_ERROR_INTERRUPT}, {"Out of Memory", DUCKDB_ERROR_OUT_OF_MEMORY},
        {"FATAL", DUCKDB_ERROR_FATAL}, {"INTERNAL", DUCKDB_ERROR_INTERNAL},
        {"Not implemented", DUCKDB_ERROR_NOT_IMPLEMENTED}};
    for (const auto& [prefix, type] : kinds)
        if (message.starts_with(prefix)) return type;
    return DUCKDB_ERROR_INVALID_INPUT;
}

} // namespace slipway::table
