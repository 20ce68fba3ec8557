#include "core/registry/mlflow/version_source.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/ledger/ledger.h"
#include "core/net/http_message.h"
#include "core/registry/model_catalog.h"
#include "core/registry/registry_service.h"
#include "core/registry/version_store.h"
#include "core/track/artifact_uri.h"
#include "core/track/experiments.h"

namespace slipway::registry::mlflow {

namespace fs = std::filesystem;

namespace {

/// "s3" of "s3://bucket/x"; "" for a path.
std::string schemeOf(std::string_view source) {
    const auto colon = source.find(':');
    if (colon == std::string_view::npos) return {};
    const auto scheme = toLower(source.substr(0, colon));
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    };
    return std::ranges::all_of(scheme, fits) ? scheme : std::string();
}

bool isLocal(std::string_view scheme) {
    return scheme.size() < 2 || scheme == "file"; // one letter is a drive
}

std::unexpected<Error> refuseLocal(std::string_view source) {
    return fail(ErrorCode::InvalidArgument,
        fmt::format("Invalid model version source: '{}'. To use a local path as a model version source, the run_id "
                    "request parameter has to be specified and the local path has to be contained within the artifact "
                    "directory of the run specified by the run_id",
            forMessage(source, 300)),
        "Log the model as an artifact of the run");
}

std::unexpected<Error> refuseRelative(std::string_view source) {
    return fail(ErrorCode::InvalidArgument,
        fmt::format(
            "Invalid model version source: '{}'. If supplying a source as an http, https, local file path, ftp, "
            "objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path "
            "references present",
            forMessage(source, 300)),
        "Please provide an absolute path");
}

bool hasDots(std::string_view text) {
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const auto end = std::min(text.find_first_of("/\\?#&=;", begin), text.size());
        if (text.substr(begin, end - begin) == "..") return true;
        begin = end + 1;
    }
    return text.find('\0') != std::string_view::npos;
}

Status checkNoDots(std::string_view source) {
    constexpr int kMostEncodings = 10;
    auto text = std::string(source);
    for (int i = 0; i < kMostEncodings; ++i) {
        if (hasDots(text)) return refuseRelative(source);
        auto decoded = net::urlDecode(text);
        if (decoded == text) return {};
        text = std::move(decoded);
    }
    return refuseRelative(source);
}

/// The path that a bare path or a file: URI on this machine means; "" for anything else.
fs::path localPath(std::string_view text) {
    if (schemeOf(text) != "file") return text.starts_with('/') ? fs::path(text) : fs::path();
    auto rest = text.substr(5);
    if (rest.starts_with("//")) {
        rest.remove_prefix(2);
        if (rest.starts_with("localhost/")) rest.remove_prefix(9);
    }
    return rest.starts_with('/') ? fs::path(net::urlDecode(rest)) : fs::path();
}

bool isInside(const fs::path& path, const fs::path& folder) {
    std::error_code failed;
    const auto real = fs::weakly_canonical(path, failed);
    if (failed) return false;
    const auto root = fs::weakly_canonical(folder, failed);
    if (failed || root.empty()) return false;
    return std::ranges::mismatch(root, real).in1 == root.end();
}

struct Logged {
    std::string location, run;
};
Result<Logged> loggedModel(RegistryService& registry, std::string_view id) {
    SLIPWAY_ASSIGN(auto read,
        registry.ledger().db().prepare("SELECT experiment, source_run FROM logged_model WHERE id = ? AND deleted = 0"));
    SLIPWAY_ASSIGN(const bool found, read.bind(1, id).step());
    if (!found)
        return fail(ErrorCode::NotFound, fmt::format("Logged model with ID '{}' not found", forMessage(id)),
            "Log the model first");
    SLIPWAY_ASSIGN(const auto experiment, track::Experiments(registry.ledger()).find(read.integer(0)));
    return Logged{track::modelArtifactUri(track::experimentUri(experiment), id), read.text(1)};
}

Result<VersionSource> fromModels(RegistryService& registry, std::string_view source, std::string_view runId) {
    auto rest = source.substr(source.find(':') + 1);
    const auto slashes = std::min(rest.find_first_not_of('/'), rest.size());
    rest.remove_prefix(slashes);
    if (slashes == 1 && rest.find('/') == std::string_view::npos && rest.starts_with("m-")) {
        SLIPWAY_ASSIGN(auto logged, loggedModel(registry, rest));
        return VersionSource{std::move(logged.location), runId.empty() ? std::move(logged.run) : std::string(runId)};
    }
    const auto slash = rest.rfind('/');
    int number = 0;
    const auto digits = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (slashes != 1 || digits.empty() || failed != std::errc{} || end != digits.data() + digits.size())
        return fail(ErrorCode::InvalidArgument,
            fmt::format("Invalid model version source: '{}'", forMessage(source, 300)),
            "Write models:/MODEL_ID or models:/NAME/VERSION");
    SLIPWAY_ASSIGN(const auto other, ModelCatalog(registry, {}).version(rest.substr(0, slash), number));
    return VersionSource{other.version.location, std::string(runId)};
}

Result<VersionSource> fromRuns(RegistryService& registry, std::string_view source, std::string_view runId) {
    auto rest = source.substr(source.find(':') + 1);
    rest.remove_prefix(std::min(rest.find_first_not_of('/'), rest.size()));
    const auto slash = rest.find('/');
    SLIPWAY_ASSIGN(const auto artifacts,
        VersionStore(registry.ledger().db(), registry.root()).runArtifactUri(rest.substr(0, slash)));
    VersionSource meant{std::string(source), std::string(runId)};
    if (!artifacts.empty())
        meant.location =
            artifacts + (slash == std::string_view::npos ? std::string() : std::string(rest.substr(slash)));
    return meant;
}

Result<VersionSource> fromPath(
    RegistryService& registry, std::string_view source, std::string_view runId, std::string_view modelId) {
    const auto path = localPath(source);
    std::vector<std::string> allowed;
    if (!runId.empty()) {
        SLIPWAY_ASSIGN(
            allowed.emplace_back(), VersionStore(registry.ledger().db(), registry.root()).runArtifactUri(runId));
    }
    if (!modelId.empty()) {
        SLIPWAY_ASSIGN(const auto logged, loggedModel(registry, modelId));
        allowed.push_back(logged.location);
    }
    for (const auto& uri : allowed)
        if (const auto folder = localPath(uri); !path.empty() && !folder.empty() && isInside(path, folder))
            return VersionSource{std::string(source), std::string(runId)};
    return refuseLocal(source);
}

} // namespace

Result<VersionSource> resolveSource(
    RegistryService& registry, std::string_view source, std::string_view runId, std::string_view modelId) {
    const auto scheme = schemeOf(source);
    if (isLocal(scheme)) return fromPath(registry, source, runId, modelId);
    SLIPWAY_TRY(checkNoDots(source));
    if (scheme == "models") return fromModels(registry, source, runId);
    if (scheme == "runs") return fromRuns(registry, source, runId);
    return VersionSource{std::string(source), std::string(runId)};
}

} // namespace slipway::registry::mlflow
