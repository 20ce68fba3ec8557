#include "core/deploy/prediction_rows.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/deploy/distinct_keys.h"

namespace slipway::deploy {

namespace {

std::unexpected<Error> badField(std::size_t row, std::string_view field, std::string_view problem) {
    return fail(ErrorCode::BadData, fmt::format("row {}, field '{}': {}", row, forMessage(field), problem),
        "Send exactly the model's inputs");
}

std::unexpected<Error> badRow(std::size_t row, std::string_view problem) {
    return fail(ErrorCode::BadData, fmt::format("row {}: {}", row, problem), "Send exactly the model's inputs");
}

bool isMissing(std::string_view text) {
    return trimmed(text).empty() || trimmed(text) == "?";
}

/// Any scalar as the text that CSV would carry.
std::string plainText(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_float()) return toText(value.get<double>());
    return value.is_null() ? std::string() : dump(value);
}

Result<std::string> cellFromJson(const Json& value, const train::InputColumn& input, std::size_t row) {
    if (value.is_structured()) return badField(row, input.name, "is a list or an object, one value is wanted");
    const auto text = plainText(value);
    if (value.is_null() || (value.is_string() && isMissing(text))) return text;
    if (!input.categorical) {
        if (value.is_string())
            return badField(row, input.name, "'" + forMessage(text) + "' is text, a number is wanted");
        if (value.is_boolean()) return badField(row, input.name, text + " is no number, and a number is wanted");
        return text;
    }
    if (!value.is_string() && std::ranges::find(input.categories, text) == input.categories.end())
        return badField(row, input.name, forMessage(text) + " is no text, and text is wanted");
    return text;
}

Result<Cells> cellsFromList(const Json& list, const std::vector<train::InputColumn>& inputs, std::size_t row) {
    if (list.size() < inputs.size()) return badField(row, inputs[list.size()].name, "is missing");
    if (list.size() > inputs.size())
        return badField(row, fmt::format("#{}", inputs.size() + 1), "is one field more than the model takes");
    Cells cells;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        SLIPWAY_ASSIGN(auto cell, cellFromJson(list[i], inputs[i], row));
        cells.push_back(std::move(cell));
    }
    return cells;
}

Result<Cells> cellsFromObject(const Json& object, const std::vector<train::InputColumn>& inputs, std::size_t row) {
    Cells cells;
    for (const auto& input : inputs) {
        const auto found = object.find(input.name);
        if (found == object.end()) return badField(row, input.name, "is missing");
        SLIPWAY_ASSIGN(auto cell, cellFromJson(*found, input, row));
        cells.push_back(std::move(cell));
    }
    if (object.size() == inputs.size()) return cells;
    for (const auto& [key, value] : object.items())
        if (std::ranges::find(inputs, key, &train::InputColumn::name) == inputs.end())
            return badField(row, key, "is not an input of this model");
    return cells;
}

Result<Cells> cellsFromInstance(const Json& instance, const std::vector<train::InputColumn>& inputs, std::size_t row) {
    if (instance.is_object()) return cellsFromObject(instance, inputs, row);
    if (instance.is_array()) return cellsFromList(instance, inputs, row);
    return badRow(row, "is neither an object nor a list");
}

/// {"columns":[…],"data":[[…]]}: the columns may come in any order.
Result<std::vector<Cells>> rowsFromSplit(const Json& document, const std::vector<train::InputColumn>& inputs) {
    const auto& names = document["columns"];
    const auto& data = document["data"];
    if (!names.is_array() || !data.is_array())
        return fail(ErrorCode::BadData, "\"columns\" and \"data\" are not both lists", "Send lists");
    std::vector<Cells> rows;
    for (std::size_t row = 1; row <= data.size(); ++row) {
        const auto& list = data[row - 1];
        if (!list.is_array()) return badRow(row, "is no list");
        if (list.size() != names.size())
            return badRow(row, fmt::format("has {} fields for {} columns", list.size(), names.size()));
        Json object = Json::object();
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (!names[i].is_string()) return badRow(row, "belongs to a column whose name is no text");
            const auto name = names[i].get<std::string>();
            if (object.contains(name)) return badField(row, name, "is given twice");
            object[name] = list[i];
        }
        SLIPWAY_ASSIGN(auto cells, cellsFromObject(object, inputs, row));
        rows.push_back(std::move(cells));
    }
    return rows;
}

Result<std::vector<Cells>> rowsFromJson(std::string_view body, const std::vector<train::InputColumn>& inputs) {
    SLIPWAY_ASSIGN(const auto document, parseJson(body, "request body"));
    SLIPWAY_TRY(checkDistinctKeys(body, "request body"));
    if (document.is_object() && document.contains("columns") && document.contains("data"))
        return rowsFromSplit(document, inputs);
    const Json* instances = document.is_array() ? &document : nullptr;
    if (document.is_object() && document.contains("instances")) instances = &document["instances"];
    if (!instances || !instances->is_array())
        return fail(ErrorCode::BadData, "the request body has no list of \"instances\"",
            R"(Send {"instances":[{…}]} or {"columns":[…],"data":[[…]]})");
    std::vector<Cells> rows;
    for (const auto& instance : *instances) {
        SLIPWAY_ASSIGN(auto cells, cellsFromInstance(instance, inputs, rows.size() + 1));
        rows.push_back(std::move(cells));
    }
    return rows;
}

Result<std::vector<Cells>> rowsFromJsonLines(std::string_view body, const std::vector<train::InputColumn>& inputs) {
    std::vector<Cells> rows;
    for (const auto& line : split(body, '\n')) {
        if (trimmed(line).empty()) continue;
        const auto what = fmt::format("row {}", rows.size() + 1);
        SLIPWAY_ASSIGN(const auto instance, parseJson(line, what));
        SLIPWAY_TRY(checkDistinctKeys(line, what));
        SLIPWAY_ASSIGN(auto cells, cellsFromInstance(instance, inputs, rows.size() + 1));
        rows.push_back(std::move(cells));
    }
    return rows;
}

/// Do these cells name inputs, rather than being values of theirs? Most of them must: a text input may have a category
/// that is called like it.
bool looksLikeHeader(const Cells& cells, const std::vector<train::InputColumn>& inputs) {
    const auto names = std::ranges::count_if(cells, [&](const std::string& cell) {
        return std::ranges::any_of(inputs, [&](const train::InputColumn& input) {
            return toLower(trimmed(cell)) == toLower(input.name) &&
                   std::ranges::find(input.categories, cell) == input.categories.end();
        });
    });
    return names > 0 && static_cast<std::size_t>(names) * 2 >= cells.size();
}

std::unexpected<Error> headerLine(const std::vector<train::InputColumn>& inputs) {
    std::vector<std::string> names;
    for (const auto& input : inputs) names.push_back(input.name);
    return fail(ErrorCode::BadData, "row 1 is a header line, and rows alone are wanted",
        fmt::format("Leave the first line out; the columns are {}", forMessage(join(names, ","), 600)));
}

Result<std::vector<Cells>> checkedCsv(std::string_view body, const std::vector<train::InputColumn>& inputs) {
    if (const auto at = firstInvalidUtf8(body); at != std::string_view::npos)
        return fail(ErrorCode::BadData, fmt::format("byte {} of the request body is not UTF-8", at), "Send UTF-8");
    SLIPWAY_ASSIGN(auto rows, rowsFromCsv(body));
    if (!rows.empty() && looksLikeHeader(rows.front(), inputs)) return headerLine(inputs);
    for (std::size_t row = 1; row <= rows.size(); ++row) {
        const auto count = rows[row - 1].size();
        if (count < inputs.size()) return badField(row, inputs[count].name, "is missing");
        if (count > inputs.size())
            return badField(row, fmt::format("#{}", inputs.size() + 1), "is one field more than the model takes");
    }
    return rows;
}

Json predictionJson(const train::ModelBundle::Prediction& prediction) {
    Json json;
    json["score"] = jsonNumber(prediction.score);
    json["label"] = prediction.label;
    return json;
}

} // namespace

Result<std::vector<Cells>> rowsFromCsv(std::string_view text) {
    std::vector<Cells> rows;
    std::size_t at = 0;
    while (at < text.size()) {
        Cells cells;
        bool quotedAny = false, endOfRow = false;
        while (!endOfRow) {
            std::string cell;
            if (at < text.size() && text[at] == '"') {
                quotedAny = true;
                for (++at;; ++at) {
                    if (at >= text.size()) return badRow(rows.size() + 1, "a quote is not closed");
                    if (text[at] != '"')
                        cell += text[at];
                    else if (at + 1 < text.size() && text[at + 1] == '"')
                        cell += text[++at];
                    else
                        break;
                }
                ++at;
                if (at < text.size() && text[at] != ',' && text[at] != '\n' && text[at] != '\r')
                    return badRow(rows.size() + 1, "text follows a closing quote");
            } else {
                const auto end = std::min(text.find_first_of(",\n\r", at), text.size());
                cell = text.substr(at, end - at);
                at = end;
            }
            cells.push_back(std::move(cell));
            endOfRow = at >= text.size() || text[at] != ',';
            if (!endOfRow) ++at;
        }
        if (at < text.size() && text[at] == '\r') ++at;
        if (at < text.size() && text[at] == '\n') ++at;
        if (cells.size() > 1 || quotedAny || !trimmed(cells.front()).empty()) rows.push_back(std::move(cells));
    }
    return rows;
}

std::string toCsvField(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + '"';
}

PayloadKind payloadKind(std::string_view contentType) {
    const auto kind = toLower(trimmed(contentType.substr(0, contentType.find_first_of(";,"))));
    if (kind == "text/csv") return PayloadKind::Csv;
    if (kind == "application/json") return PayloadKind::Json;
    if (kind == "application/jsonlines" || kind == "application/x-ndjson") return PayloadKind::JsonLines;
    return PayloadKind::Unknown;
}

Result<std::vector<Cells>> rowsFromRequest(
    std::string_view contentType, std::string_view body, const std::vector<train::InputColumn>& inputs) {
    Result<std::vector<Cells>> rows;
    switch (payloadKind(contentType)) {
    case PayloadKind::Csv:
        rows = checkedCsv(body, inputs);
        break;
    case PayloadKind::Json:
        rows = rowsFromJson(body, inputs);
        break;
    case PayloadKind::JsonLines:
        rows = rowsFromJsonLines(body, inputs);
        break;
    case PayloadKind::Unknown:
        return fail(ErrorCode::InvalidArgument,
            contentType.empty() ? "the request has no content type"
                                : fmt::format("the content type '{}' is not taken", forMessage(contentType)),
            "Use text/csv, application/json or application/jsonlines");
    }
    if (rows && rows->empty())
        return fail(ErrorCode::BadData, "the request body holds no rows", "Send at least one row");
    return rows;
}

std::string answerText(PayloadKind kind, const std::vector<train::ModelBundle::Prediction>& predictions) {
    std::string text;
    if (kind == PayloadKind::Csv) {
        for (const auto& prediction : predictions)
            text += toText(prediction.score) + "," + toCsvField(prediction.label) + "\n";
    } else if (kind == PayloadKind::JsonLines) {
        for (const auto& prediction : predictions) text += dump(predictionJson(prediction)) + "\n";
    } else {
        Json document;
        document["predictions"] = Json::array();
        for (const auto& prediction : predictions) document["predictions"].push_back(predictionJson(prediction));
        text = dump(document);
    }
    return text;
}

namespace {

Cells knownCells(const Json& instance, const std::vector<std::string>& columns) {
    Cells cells;
    if (instance.is_array())
        for (const auto& value : instance) cells.push_back(plainText(value));
    if (!instance.is_object()) return cells;
    for (const auto& column : columns) {
        const auto found = instance.find(column);
        cells.push_back(found == instance.end() ? std::string() : plainText(*found));
    }
    if (columns.empty())
        for (const auto& [key, value] : instance.items()) cells.push_back(plainText(value));
    return cells;
}

} // namespace

std::vector<Cells> rowsOfKnownJson(const Json& document, const std::vector<std::string>& columns) {
    std::vector<Cells> rows;
    if (document.is_object() && document.contains("data") && document.contains("columns")) {
        const auto& names = document["columns"];
        for (const auto& list : document["data"]) {
            if (!list.is_array() || !names.is_array()) continue;
            Json object = Json::object();
            for (std::size_t i = 0; i < std::min(list.size(), names.size()); ++i) object[plainText(names[i])] = list[i];
            rows.push_back(knownCells(object, columns));
        }
        return rows;
    }
    const Json* instances = document.is_array() ? &document : nullptr;
    if (document.is_object() && document.contains("instances")) instances = &document["instances"];
    if (instances && instances->is_array())
        for (const auto& instance : *instances) rows.push_back(knownCells(instance, columns));
    return rows;
}

} // namespace slipway::deploy
