#include "core/track/artifact_path.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::track {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxPath = 2000, kMaxPart = 255;
constexpr int kMostDecodings = 8;

int hexValue(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// As a server behind this one might.
std::string decodedOnce(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%' && i + 2 < text.size() && hexValue(text[i + 1]) >= 0;
        if (escape && hexValue(text[i + 2]) >= 0) {
            plain += static_cast<char>(hexValue(text[i + 1]) * 16 + hexValue(text[i + 2]));
            i += 2;
        } else {
            plain += text[i];
        }
    }
    return plain;
}

bool isAbsolute(std::string_view path) {
    if (path.starts_with('/') || path.starts_with('\\')) return true;
    if (toLower(path.substr(0, 5)) == "file:") return true;
    const auto isLetter = [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; };
    return path.size() >= 2 && isLetter(path[0]) && path[1] == ':';
}

bool leadsOut(std::string_view path) {
    if (isAbsolute(path)) return true;
    std::size_t begin = 0;
    while (begin <= path.size()) {
        const auto end = std::min(path.find_first_of("/\\", begin), path.size());
        if (path.substr(begin, end - begin) == "..") return true;
        begin = end + 1;
    }
    return false;
}

bool leadsOutDecoded(std::string_view path) {
    auto form = std::string(path);
    for (int i = 0; i < kMostDecodings; ++i) {
        if (leadsOut(form)) return true;
        auto next = decodedOnce(form);
        if (next == form) return false;
        form = std::move(next);
    }
    return true;
}

std::unexpected<Error> invalid(std::string_view path) {
    return fail(ErrorCode::InvalidArgument, fmt::format("Invalid path: '{}'", forMessage(path)),
        "Use a relative path without '..'");
}

} // namespace

Result<std::string> artifactPath(std::string_view written) {
    const bool plain = std::ranges::none_of(
        written, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\' || c == '#'; });
    if (!plain || written.size() > kMaxPath || firstInvalidUtf8(written) != std::string_view::npos ||
        leadsOutDecoded(written))
        return invalid(written);
    std::vector<std::string> parts;
    for (auto& part : split(written, '/')) {
        if (part.size() > kMaxPart) return invalid(written);
        if (!part.empty() && part != ".") parts.push_back(std::move(part));
    }
    return join(parts, "/");
}

Result<fs::path> artifactPlace(const fs::path& folder, std::string_view path) {
    SLIPWAY_ASSIGN(const auto relative, artifactPath(path));
    std::error_code failed;
    const auto base = fs::weakly_canonical(folder, failed);
    if (failed) return failFromErrno(failed.value(), "read " + folder.string());
    if (relative.empty()) return base;
    auto full = fs::weakly_canonical(base / relative, failed);
    if (failed) return invalid(path);
    const auto inside = full.lexically_relative(base);
    if (inside.empty() || *inside.begin() == "..") return invalid(path);
    return full;
}

bool ArtifactRoot::isExperiment(std::string_view name) {
    constexpr std::size_t kMostDigits = 18;
    return !name.empty() && name.size() <= kMostDigits && (name == "0" || name.front() != '0') &&
           std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
}

ArtifactRoot::Place ArtifactRoot::place(std::string_view path) const {
    const auto slash = path.find('/');
    const auto first = path.substr(0, slash);
    if (!isExperiment(first)) return {shared(), std::string(path)};
    return {m_folder / first, slash == std::string_view::npos ? "" : std::string(path.substr(slash + 1))};
}

Result<ArtifactRoot::Place> ArtifactRoot::placeOf(std::string_view uri) const {
    constexpr std::string_view scheme = "mlflow-artifacts:";
    if (!uri.starts_with(scheme))
        return fail(ErrorCode::NotFound, fmt::format("the artifacts are at {}, not here", forMessage(uri)),
            "Read them from there");
    auto path = uri.substr(scheme.size());
    if (path.starts_with("//")) path = path.substr(std::min(path.find('/', 2), path.size())); // behind the host
    while (path.starts_with('/')) path.remove_prefix(1);
    SLIPWAY_ASSIGN(const auto relative, artifactPath(path));
    return place(relative);
}

} // namespace slipway::track
