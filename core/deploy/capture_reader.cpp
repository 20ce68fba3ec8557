#include "core/deploy/capture_reader.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>

#include <openssl/evp.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/deploy/prediction_rows.h"

namespace slipway::deploy {

namespace fs = std::filesystem;

namespace {

constexpr Timestamp kHour = 3600000;

/// Sub-folders in name order; none when the folder cannot be read.
std::vector<fs::path> entriesOf(const fs::path& folder) {
    std::vector<fs::path> entries;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(folder, failed)) entries.push_back(entry.path());
    std::ranges::sort(entries);
    return entries;
}

/// "census-income-2" -> "census-income:2"
std::string variantName(std::string folder) {
    if (const auto dash = folder.rfind('-'); dash != std::string::npos) folder[dash] = ':';
    return folder;
}

/// Files of every hour that touches the window: folder/yyyy/mm/dd/hh/*.jsonl.
std::vector<fs::path> filesInWindow(const fs::path& variant, Timestamp from, Timestamp to) {
    std::vector<fs::path> files;
    for (const auto& year : entriesOf(variant))
        for (const auto& month : entriesOf(year))
            for (const auto& day : entriesOf(month))
                for (const auto& hour : entriesOf(day)) {
                    const auto begin =
                        parseIso8601(year.filename().string() + "-" + month.filename().string() + "-" +
                                     day.filename().string() + "T" + hour.filename().string() + ":00:00Z");
                    if (!begin || *begin >= to || *begin + kHour <= from) continue;
                    for (const auto& file : entriesOf(hour))
                        if (file.extension() == ".jsonl") files.push_back(file);
                }
    return files;
}

std::optional<std::string> fromBase64(const std::string& text) {
    std::string bytes(text.size() / 4 * 3, '\0');
    const int size = ::EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    if (size < 0) return std::nullopt;
    bytes.resize(
        static_cast<std::size_t>(size) - static_cast<std::size_t>(text.ends_with("==") ? 2 : text.ends_with("=")));
    return bytes;
}

struct Payload {
    PayloadKind kind = PayloadKind::Unknown;
    std::string data;
};

std::optional<Payload> readPayload(const Json& line, const char* side) {
    const auto capture = line.find("captureData");
    if (capture == line.end() || !capture->is_object() || !capture->contains(side)) return std::nullopt;
    const auto& json = (*capture)[side];
    Payload payload{payloadKind(textOr(json, "observedContentType")), textOr(json, "data")};
    const auto encoding = textOr(json, "encoding");
    if (encoding == "BASE64") {
        auto bytes = fromBase64(payload.data);
        if (!bytes) return std::nullopt;
        payload.data = std::move(*bytes);
    }
    if (payload.kind == PayloadKind::Unknown && encoding == "CSV") payload.kind = PayloadKind::Csv;
    if (payload.kind == PayloadKind::Unknown && encoding == "JSON") payload.kind = PayloadKind::Json;
    return payload;
}

/// Every JSON line on its own, or the whole text as one document.
std::vector<Json> documentsOf(const Payload& payload) {
    std::vector<Json> documents;
    if (payload.kind == PayloadKind::Json) {
        if (auto document = parseJson(payload.data, "captured payload")) documents.push_back(std::move(*document));
        return documents;
    }
    for (const auto& line : split(payload.data, '\n'))
        if (auto document = parseJson(line, "captured line")) documents.push_back(std::move(*document));
    return documents;
}

std::vector<Cells> inputRows(const Payload& payload, const std::vector<std::string>& columns) {
    if (payload.kind == PayloadKind::Csv) return rowsFromCsv(payload.data).value_or(std::vector<Cells>());
    auto documents = documentsOf(payload);
    if (payload.kind == PayloadKind::Json)
        return documents.empty() ? std::vector<Cells>() : rowsOfKnownJson(documents.front(), columns);
    return rowsOfKnownJson(Json(std::move(documents)), columns);
}

struct Answer {
    double score = std::numeric_limits<double>::quiet_NaN();
    std::string label;
};

Answer answerFromCells(const Cells& cells) {
    Answer answer;
    if (!cells.empty()) answer.score = numberFromJson(parseJson(cells[0], "score").value_or(Json(cells[0])));
    if (cells.size() > 1) answer.label = cells[1];
    return answer;
}

std::vector<Answer> answers(const Payload& payload) {
    std::vector<Answer> list;
    if (payload.kind == PayloadKind::Csv) {
        for (const auto& cells : rowsFromCsv(payload.data).value_or(std::vector<Cells>()))
            list.push_back(answerFromCells(cells));
        return list;
    }
    for (const auto& document : documentsOf(payload)) {
        const Json single = Json::array({document});
        const auto& predictions =
            document.is_object() && document.contains("predictions") ? document["predictions"] : single;
        for (const auto& prediction : predictions) {
            if (!prediction.is_object()) continue;
            const auto score = prediction.find("score");
            list.push_back(
                {score == prediction.end() ? std::numeric_limits<double>::quiet_NaN() : numberFromJson(*score),
                    textOr(prediction, "label")});
        }
    }
    return list;
}

struct Window {
    Timestamp from, to;
    const std::vector<std::string>& columns;
    const std::function<Status(CapturedRow&)>& visitor;
};

/// False for a line that is no capture; errors are the visitor's.
Result<bool> visitLine(const std::string& text, const std::string& variant, const Window& window, CaptureCount& count) {
    const auto line = parseJson(text, "capture line");
    if (!line || !line->is_object()) return false;
    const auto input = readPayload(*line, "endpointInput"), output = readPayload(*line, "endpointOutput");
    const auto metadata = line->find("eventMetadata");
    if (!input || !output || metadata == line->end()) return false;
    const auto time = parseIso8601(textOr(*metadata, "inferenceTime"));
    if (!time) return false;
    if (*time < window.from || *time >= window.to) return true;
    auto rows = inputRows(*input, window.columns);
    if (rows.empty()) return false;
    const auto predictions = answers(*output);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto answer = i < predictions.size() ? predictions[i] : Answer();
        CapturedRow row{*time, variant, std::move(rows[i]), answer.score, answer.label};
        SLIPWAY_TRY(window.visitor(row));
        ++count.rows;
    }
    return true;
}

} // namespace

Result<CaptureCount> visitCaptured(const fs::path& folder, Timestamp from, Timestamp to,
    const std::vector<std::string>& columns, const std::function<Status(CapturedRow&)>& visitor) {
    CaptureCount count;
    const Window window{from, to, columns, visitor};
    for (const auto& variant : entriesOf(folder)) {
        const auto name = variantName(variant.filename().string());
        for (const auto& path : filesInWindow(variant, from, to)) {
            std::ifstream file(path, std::ios::binary);
            if (!file) return failFromErrno(errno, "read " + path.string());
            for (std::string line; std::getline(file, line);) {
                if (line.empty()) continue;
                ++count.lines;
                SLIPWAY_ASSIGN(const bool readable, visitLine(line, name, window, count));
                if (!readable) ++count.skippedLines;
            }
        }
    }
    return count;
}

Result<CapturedRows> readCaptured(
    const fs::path& folder, Timestamp from, Timestamp to, const std::vector<std::string>& columns) {
    CapturedRows captured;
    auto count = visitCaptured(folder, from, to, columns, [&](CapturedRow& row) -> Status {
        captured.rows.push_back(std::move(row));
        return {};
    });
    if (!count) return std::unexpected(count.error());
    captured.count = *count;
    std::ranges::stable_sort(captured.rows, {}, &CapturedRow::time);
    return captured;
}

} // namespace slipway::deploy
