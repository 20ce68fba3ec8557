#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace slipway::track {
class Tracker;
}

namespace slipway::registry {

/// A run's model/ folder, copied beside its place and synced; publish() moves it there in one step. Removed when
/// destroyed before that.
class BundleCopy {
public:
    /// NotFound when the run has no model.
    static Result<BundleCopy> make(
        const track::Tracker& tracker, std::string_view run, const std::filesystem::path& root);
    BundleCopy(BundleCopy&& other) noexcept;
    BundleCopy& operator=(BundleCopy&&) = delete;
    ~BundleCopy();

    const std::string& hash() const { return m_hash; }
    /// What a broken registration may have left at `folder` is replaced.
    Status publish(const std::filesystem::path& folder);

private:
    explicit BundleCopy(std::filesystem::path temporary) : m_temporary(std::move(temporary)) {}
    std::filesystem::path m_temporary;
    std::string m_hash;
};

/// SHA-256 over names and contents of the files below `folder`, in the order of their names. FailedPrecondition for the
/// empty path of a version without a bundle.
Result<std::string> hashOfFolder(const std::filesystem::path& folder);

} // namespace slipway::registry
