#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace slipway::track {

/// A relative path of an artifact as a client wrote it, without "." and empty parts; "" for the top. InvalidArgument
/// "Invalid path" for what leads out or could when it is decoded again: "..", an absolute path, a drive, a backslash,
/// "file:", "#", control characters, and for what no file can be called.
Result<std::string> artifactPath(std::string_view written);

/// `path` below `folder`, with symlinks followed only inside it.
Result<std::filesystem::path> artifactPlace(const std::filesystem::path& folder, std::string_view path);

/// Where paths of MLflow's artifact proxy are in a workspace: those that begin with an experiment's number in
/// artifacts/<number>/, every other in artifacts/shared/. So no client reaches what else stands in artifacts/: bundles
/// of models, uploads on their way.
class ArtifactRoot {
public:
    explicit ArtifactRoot(std::filesystem::path workspace) : m_folder(std::move(workspace) / "artifacts") {}

    struct Place {
        std::filesystem::path folder;
        std::string path; ///< in it; "" for all of it
    };
    Place place(std::string_view path) const; ///< of an artifactPath()
    /// Of "mlflow-artifacts:/PATH"; NotFound for other URIs: clients read those themselves.
    Result<Place> placeOf(std::string_view uri) const;

    const std::filesystem::path& folder() const { return m_folder; }
    std::filesystem::path shared() const { return m_folder / "shared"; }
    static bool isExperiment(std::string_view name); ///< "0", "17"

private:
    std::filesystem::path m_folder;
};

} // namespace slipway::track
