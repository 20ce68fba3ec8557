#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace slipway::label {

/// A file that is being written under a temporary name beside its own; publish() puts it in place, otherwise it is
/// removed. Movable.
class FileDraft {
public:
    /// Makes missing folders above it. InvalidArgument when `file` is a folder.
    static Result<FileDraft> create(const std::filesystem::path& file);
    FileDraft(FileDraft&&) noexcept = default;
    FileDraft& operator=(FileDraft&&) = delete;
    ~FileDraft();

    void append(std::string_view bytes); ///< what fails is told by publish()
    Status publish();

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    FileDraft() = default;

    std::filesystem::path m_path, m_temporary;
    std::unique_ptr<std::FILE, Close> m_file;
    int m_error = 0;
};

} // namespace slipway::label
