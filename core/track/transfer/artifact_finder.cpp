#include "core/track/transfer/artifact_finder.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::track::transfer {

namespace fs = std::filesystem;

namespace {

int hexValue(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string percentDecoded(std::string_view text) {
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

struct Place {
    std::string path;
    bool elsewhere = false; ///< on another machine
};
Place placeOf(std::string_view uri) {
    const auto colon = uri.find(":/");
    if (colon == std::string_view::npos) return {std::string(uri)};
    const auto scheme = uri.substr(0, colon);
    if (scheme.size() == 1) return {std::string(uri)}; // a drive
    auto path = uri.substr(colon + 1);
    if (path.starts_with("//")) path = path.substr(std::min(path.find('/', 2), path.size())); // behind the host
    const bool local = scheme == "file" || scheme == "mlflow-artifacts";
    return {percentDecoded(path), !local};
}

/// The last `number` parts of a path, "" when it has fewer.
std::string endOf(const std::string& path, std::size_t number) {
    auto parts = split(path, '/');
    std::erase_if(parts, [](const std::string& part) { return part.empty() || part == "."; });
    if (parts.size() < number) return {};
    parts.erase(parts.begin(), parts.end() - static_cast<std::ptrdiff_t>(number));
    return join(parts, "/");
}

} // namespace

ArtifactFinder::ArtifactFinder(std::vector<fs::path> roots) {
    for (const auto& root : roots) {
        std::error_code failed;
        auto real = fs::canonical(root, failed);
        if (!failed) m_roots.push_back(std::move(real));
    }
}

bool ArtifactFinder::isInside(const fs::path& path) const {
    return std::ranges::any_of(m_roots, [&](const fs::path& root) {
        const auto relative = path.lexically_relative(root);
        return !relative.empty() && *relative.begin() != "..";
    });
}

bool ArtifactFinder::allowsLink(const fs::path& link) const {
    std::error_code failed;
    const auto real = fs::canonical(link, failed);
    return !failed && fs::is_regular_file(real, failed) && isInside(real);
}

Result<fs::path> ArtifactFinder::folderOf(std::string_view uri) const {
    const auto place = placeOf(uri);
    std::vector<fs::path> candidates;
    if (fs::path(place.path).is_absolute()) candidates.emplace_back(place.path);
    for (const auto& root : m_roots) {
        if (!fs::path(place.path).is_absolute()) candidates.push_back(root / place.path);
        for (const std::size_t parts : {4u, 3u}) { // EXPERIMENT/models/MODEL/artifacts, EXPERIMENT/RUN/artifacts
            const auto end = endOf(place.path, parts);
            if (end.empty()) continue;
            for (const char* below : {"", "mlruns", "mlartifacts"}) candidates.push_back(root / below / end);
        }
    }
    for (const auto& candidate : candidates) {
        std::error_code failed;
        const auto real = fs::canonical(candidate, failed);
        if (failed || !fs::is_directory(real, failed)) continue;
        if (isInside(real)) return real;
        if (!place.elsewhere && candidate == place.path && !fs::is_empty(real, failed))
            return fail(ErrorCode::PermissionDenied,
                fmt::format("its artifacts at {} are outside of what is imported", forMessage(uri)),
                "Name the folder that holds them");
    }
    if (place.elsewhere)
        return fail(ErrorCode::NotFound, fmt::format("its artifacts are at {}, not on this machine", forMessage(uri)),
            "Download them, and name the folder");
    return fail(ErrorCode::NotFound, fmt::format("its artifacts at {} are not there", forMessage(uri)),
        "Name the folder that holds them");
}

} // namespace slipway::track::transfer
