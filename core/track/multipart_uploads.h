#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/track/artifact_path.h"

namespace slipway::track {

/// Big artifacts that come in parts, several at once, in artifacts/.uploads/ until they are whole. Safe from several
/// threads. An upload that nobody ends is removed after a week, when another one begins.
class MultipartUploads {
public:
    static constexpr std::int64_t kMostParts = 10000;

    explicit MultipartUploads(const std::filesystem::path& workspace)
        : m_folder(workspace / "artifacts" / ".uploads") {}

    Result<std::string> begin() const; ///< the upload's id
    /// Takes the file. Answers the part's mark, by which end() knows it; a part that comes again is another one.
    Result<std::string> putPart(std::string_view upload, std::int64_t number, const std::filesystem::path& file) const;

    struct Part {
        std::int64_t number = 0;
        std::string mark;
    };
    /// Joins the parts by their numbers to the artifact. NotFound for an unknown upload, InvalidArgument for a part
    /// that did not come; nothing is changed then.
    Status end(std::string_view upload, std::span<const Part> parts, const ArtifactRoot::Place& place) const;
    Status cancel(std::string_view upload) const; ///< Ok when there is none

private:
    Result<std::filesystem::path> folderOf(std::string_view upload) const;
    void removeForgotten() const;
    std::filesystem::path m_folder;
};

} // namespace slipway::track
