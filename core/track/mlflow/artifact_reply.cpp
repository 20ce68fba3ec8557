#include "core/track/mlflow/artifact_reply.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/track/artifact_store.h"
#include "core/track/mlflow/reply.h"

namespace slipway::track::mlflow {

namespace {

constexpr std::string_view kTextEndings[] = {"txt", "log", "err", "cfg", "conf", "cnf", "cf", "ini", "properties",
    "prop", "hocon", "toml", "yaml", "yml", "xml", "json", "js", "py", "py3", "csv", "tsv", "md", "rst"};

struct Type {
    std::string_view ending, type;
};
constexpr Type kTypes[] = {{"png", "image/png"}, {"jpg", "image/jpeg"}, {"jpeg", "image/jpeg"}, {"gif", "image/gif"},
    {"bmp", "image/bmp"}, {"webp", "image/webp"}, {"tif", "image/tiff"}, {"tiff", "image/tiff"},
    {"svg", "image/svg+xml"}, {"ico", "image/vnd.microsoft.icon"}, {"html", "text/html"}, {"htm", "text/html"},
    {"css", "text/css"}, {"pdf", "application/pdf"}, {"zip", "application/zip"}, {"tar", "application/x-tar"},
    {"mp3", "audio/mpeg"}, {"wav", "audio/x-wav"}, {"mp4", "video/mp4"}, {"webm", "video/webm"},
    {"avi", "video/x-msvideo"}, {"mov", "video/quicktime"}, {"mpeg", "video/mpeg"}};

bool isToken(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    });
}

/// In quotes, with what is beyond ASCII left out.
std::string quoted(std::string_view text) {
    std::string safe = "\"";
    for (const char c : text) {
        if (static_cast<unsigned char>(c) >= 0x7f || static_cast<unsigned char>(c) < 0x20) continue;
        if (c == '"' || c == '\\') safe += '\\';
        safe += c;
    }
    return safe + '"';
}

} // namespace

std::string_view contentType(std::string_view fileName) {
    if (fileName == "MLmodel" || fileName == "mlproject") return "text/plain";
    const auto dot = fileName.rfind('.');
    if (dot != std::string_view::npos && dot != 0) {
        const auto ending = toLower(fileName.substr(dot + 1));
        if (std::ranges::find(kTextEndings, ending) != std::end(kTextEndings)) return "text/plain";
        if (const auto* known = std::ranges::find(kTypes, ending, &Type::ending); known != std::end(kTypes))
            return known->type;
    }
    return "application/octet-stream";
}

std::string contentDisposition(std::string_view fileName) {
    if (isToken(fileName)) return fmt::format("attachment; filename={}", fileName);
    auto header = fmt::format("attachment; filename={}", quoted(fileName));
    if (std::ranges::any_of(fileName, [](char c) { return static_cast<unsigned char>(c) >= 0x7f; }))
        header += "; filename*=UTF-8''" + net::urlEncode(fileName);
    return header;
}

net::Response fileReply(const ArtifactRoot::Place& place) {
    auto file = ArtifactStore::file(place.folder, place.path);
    if (!file) return errorReply(file.error());
    const auto name = file->filename().string();
    net::Response response;
    response.headers["Content-Type"] = contentType(name);
    response.headers["Content-Disposition"] = contentDisposition(name);
    response.headers["X-Content-Type-Options"] = "nosniff";
    response.file = std::move(*file);
    return response;
}

net::Response fileReply(const std::filesystem::path& workspace, std::string_view uri, std::string_view path) {
    const auto relative = artifactPath(path);
    if (!relative) return errorReply(relative.error());
    const auto place = ArtifactRoot(workspace).placeOf(fmt::format("{}/{}", uri, *relative));
    return place ? fileReply(*place) : errorReply(place.error());
}

Result<std::vector<ArtifactInfo>> listedIn(const ArtifactRoot::Place& place) {
    auto found = ArtifactStore::list(place.folder, place.path);
    if (!found && found.error().code == ErrorCode::NotFound) return std::vector<ArtifactInfo>();
    if (!found) return found;
    for (auto& info : *found) info.path = std::filesystem::path(info.path).filename().string();
    return found;
}

Json toJson(const ArtifactInfo& info) {
    Json shown{{"path", info.path}, {"is_dir", info.folder}};
    if (!info.folder && info.bytes > 0) shown["file_size"] = info.bytes;
    return shown;
}

Status listArtifacts(
    const std::filesystem::path& workspace, std::string_view uri, std::string_view path, Json& answer) {
    SLIPWAY_ASSIGN(const auto relative, artifactPath(path));
    answer["root_uri"] = uri;
    const auto place = ArtifactRoot(workspace).placeOf(fmt::format("{}/{}", uri, relative));
    if (!place) return {};
    SLIPWAY_ASSIGN(const auto found, listedIn(*place));
    for (auto info : found) {
        if (!relative.empty()) info.path = relative + "/" + info.path;
        answer["files"].push_back(toJson(info));
    }
    return {};
}

} // namespace slipway::track::mlflow
