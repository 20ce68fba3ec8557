#include "core/label/formats/media_location.h"

#include <vector>

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/media/image.h"
#include "core/media/video.h"

namespace slipway::label {

namespace fs = std::filesystem;

namespace {

int hexDigit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// "HOST/PATH?QUERY" of "SCHEME://…"; npos when there is no scheme.
std::size_t schemeEnd(std::string_view uri) {
    const auto at = uri.find("://");
    if (at == std::string_view::npos || at == 0 || at > 16) return std::string_view::npos;
    for (const char c : uri.substr(0, at))
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-'))
            return std::string_view::npos;
    return at;
}

/// Without empty parts, "." and what ".." goes back over.
std::string plainPath(std::string path) {
    for (char& c : path)
        if (c == '\\') c = '/';
    std::vector<std::string> parts;
    for (auto& part : split(path, '/')) {
        if (part.empty() || part == ".") continue;
        if (part != "..")
            parts.push_back(std::move(part));
        else if (!parts.empty())
            parts.pop_back();
    }
    return join(parts, "/");
}

std::string_view withoutQuery(std::string_view text) {
    return text.substr(0, text.find_first_of("?#"));
}

} // namespace

std::string urlDecoded(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); i++) {
        if (text[i] == '%' && i + 2 < text.size() && hexDigit(text[i + 1]) >= 0 && hexDigit(text[i + 2]) >= 0) {
            decoded += static_cast<char>(hexDigit(text[i + 1]) * 16 + hexDigit(text[i + 2]));
            i += 2;
        } else {
            decoded += text[i];
        }
    }
    return firstInvalidUtf8(decoded) == std::string::npos ? decoded : std::string(text);
}

std::string pathOfUri(std::string_view uri) {
    constexpr std::string_view local = "/data/local-files/?d=", upload = "/data/upload/";
    std::string_view behind = uri;
    if (const auto at = schemeEnd(uri); at != std::string_view::npos) {
        const auto scheme = toLower(uri.substr(0, at));
        behind = uri.substr(at + 3);
        const auto slash = behind.find('/');
        behind = slash == std::string_view::npos ? std::string_view() : behind.substr(slash);
        const bool store = scheme == "s3" || scheme == "gs" || scheme == "azure-blob";
        if (store) return plainPath(urlDecoded(behind));
        if (!behind.starts_with(local)) behind = behind.starts_with(upload) ? behind : withoutQuery(behind);
        if (!behind.starts_with("/data/")) return plainPath(urlDecoded(behind));
    }
    if (behind.starts_with(local)) {
        behind.remove_prefix(local.size());
        return plainPath(urlDecoded(behind.substr(0, behind.find('&'))));
    }
    if (behind.starts_with(upload)) return plainPath(urlDecoded(withoutQuery(behind.substr(upload.size()))));
    return plainPath(std::string(behind));
}

void setLocation(Item& item, std::string_view uri) {
    item.path = pathOfUri(uri);
    if (item.path != uri) item.uri = uri;
}

std::string uriOf(const Item& item) {
    return !item.uri.empty() && pathOfUri(item.uri) == item.path ? item.uri : item.path;
}

std::optional<fs::path> findMedia(std::string_view path, const fs::path& images, const fs::path& labelFile) {
    const auto beside = labelFile.has_parent_path() ? labelFile.parent_path() : fs::path(".");
    for (const auto& root : {images, beside}) {
        if (root.empty()) continue;
        std::string_view rest = path;
        for (int folders = 0; folders < 8 && !rest.empty(); folders++) {
            std::error_code failed;
            if (const auto file = resolveInside(root, rest); file && fs::exists(*file, failed)) return *file;
            const auto slash = rest.find('/');
            rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
        }
    }
    return std::nullopt;
}

void findSize(Item& item, const fs::path& images, const fs::path& labelFile) {
    if ((item.width > 0 && item.height > 0) || item.medium == Medium::Text) return;
    const auto file = findMedia(item.path, images, labelFile);
    if (!file) return;
    if (item.medium == Medium::Image) {
        if (const auto info = media::readImageInfo(*file)) {
            item.width = info->width;
            item.height = info->height;
        }
        return;
    }
    Progress progress;
    if (const auto video = media::Video::open(*file, progress)) {
        item.width = (*video)->width();
        item.height = (*video)->height();
        if (item.frames == 0) item.frames = (*video)->frames();
        if (item.framesPerSecond == 0) item.framesPerSecond = (*video)->framesPerSecond();
    }
}

} // namespace slipway::label
