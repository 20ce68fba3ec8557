#include "core/table/select_guard.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"

namespace slipway::table {

namespace {

constexpr std::array<std::string_view, 7> kHarmlessTableFunctions{
    "unnest", "range", "generate_series", "repeat", "json_each", "json_tree", "repeat_row"};

/// A name that DuckDB can never take for a file: those need a dot, a slash or a pattern.
bool isPlain(std::string_view name) {
    if (name.empty()) return false;
    for (const unsigned char c : name)
        if (c < 0x80 && !std::isalnum(c) && c != '_' && c != ' ') return false;
    return true;
}

class Walker {
public:
    explicit Walker(const TableCheck& isKnown) : m_isKnown(isKnown) {}

    Status collectNames(const Json& node) {
        if (node.is_object() && node.contains("cte_map"))
            for (const auto& entry : node["cte_map"]["map"]) {
                const auto key = textOr(entry, "key");
                if (!isPlain(key))
                    return fail(ErrorCode::InvalidArgument,
                        fmt::format("'{}' is no name for a WITH query", forMessage(key)),
                        "Use letters, digits and underscores");
                m_withNames.insert(toLower(key));
            }
        if (node.is_structured())
            for (const auto& child : node) SLIPWAY_TRY(collectNames(child));
        return {};
    }

    Status check(const Json& node) const {
        if (node.is_object()) SLIPWAY_TRY(checkObject(node));
        if (node.is_structured())
            for (const auto& child : node) SLIPWAY_TRY(check(child));
        return {};
    }

private:
    Status checkObject(const Json& node) const {
        const auto type = textOr(node, "type");
        if (type == "BASE_TABLE" || (type == "SHOW_REF" && !textOr(node, "table_name").empty()))
            return checkTable(node);
        if (type == "TABLE_FUNCTION") return checkFunction(node);
        return {};
    }

    Status checkTable(const Json& node) const {
        const auto table = textOr(node, "table_name");
        const bool qualified = !textOr(node, "schema_name").empty() || !textOr(node, "catalog_name").empty();
        if (!qualified && (m_withNames.contains(toLower(table)) || m_isKnown(table))) return {};
        return fail(ErrorCode::InvalidArgument, fmt::format("no dataset is called '{}'", forMessage(table)),
            "A query reads datasets by name; import a file first to read it");
    }

    Status checkFunction(const Json& node) const {
        const auto function = node.contains("function") ? toLower(textOr(node["function"], "function_name")) : "";
        for (const auto allowed : kHarmlessTableFunctions)
            if (function == allowed) return {};
        return fail(ErrorCode::PermissionDenied,
            fmt::format("a query may not use the table function '{}'", forMessage(function)),
            "A query reads datasets by name; import a file first to read it");
    }

    const TableCheck& m_isKnown;
    std::set<std::string> m_withNames;
};

Result<Json> parsedStatement(std::string_view serialized) {
    SLIPWAY_ASSIGN(Json tree, parseJson(serialized, "syntax tree"));
    if (boolOr(tree, "error", true)) {
        if (textOr(tree, "error_type") == "not implemented")
            return fail(ErrorCode::PermissionDenied, "only SELECT is allowed here",
                "Write one SELECT; datasets are changed by the other verbs");
        auto message = forMessage(textOr(tree, "error_message", "the SQL cannot be read"), 400);
        const auto at = textOr(tree, "position");
        if (!at.empty()) message += fmt::format(" (character {})", at);
        return fail(ErrorCode::InvalidArgument, message, "Correct the SQL");
    }
    if (!tree.contains("statements") || tree["statements"].size() != 1)
        return fail(
            ErrorCode::InvalidArgument, "exactly one SELECT is expected", "Run several queries one after another");
    return Json(std::move(tree["statements"][0]));
}

Status checkParsed(const Json& statement, const TableCheck& isKnown) {
    Walker walker(isKnown);
    SLIPWAY_TRY(walker.collectNames(statement));
    return walker.check(statement);
}

} // namespace

Status checkSyntaxTree(std::string_view serialized, const TableCheck& isKnown) {
    SLIPWAY_ASSIGN(const Json statement, parsedStatement(serialized));
    return checkParsed(statement, isKnown);
}

Result<std::vector<std::string>> tablesInSyntaxTree(std::string_view serialized) {
    SLIPWAY_ASSIGN(const Json statement, parsedStatement(serialized));
    std::vector<std::string> names;
    const TableCheck note = [&](std::string_view name) {
        if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
        return true;
    };
    SLIPWAY_TRY(checkParsed(statement, note));
    return names;
}

Status checkExpressionTree(std::string_view serialized, std::string_view table) {
    SLIPWAY_ASSIGN(const Json statement, parsedStatement(serialized));
    const auto known = [table](std::string_view name) { return toLower(name) == toLower(table); };
    SLIPWAY_TRY(checkParsed(statement, known));
    const auto& node = statement["node"];
    const auto isAbsent = [&](const char* key) {
        return !node.contains(key) || node[key].is_null() || node[key].empty();
    };
    const bool simple =
        textOr(node, "type") == "SELECT_NODE" && node.contains("select_list") && node["select_list"].size() == 1 &&
        textOr(node["select_list"][0], "alias").empty() && textOr(node["from_table"], "type") == "BASE_TABLE" &&
        textOr(node["from_table"], "alias").empty() && isAbsent("modifiers") && isAbsent("where_clause") &&
        isAbsent("group_expressions") && isAbsent("having") && isAbsent("qualify") && isAbsent("sample");
    if (!simple)
        return fail(ErrorCode::InvalidArgument, "a condition is one expression over the columns",
            "For example: age BETWEEN 17 AND 90");
    return {};
}

} // namespace slipway::table
