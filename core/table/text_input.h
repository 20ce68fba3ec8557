#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "core/base/result.h"

namespace slipway::table {

/// Bytes of a plain or gzip-compressed file (told by its first bytes), front to back.
class TextInput {
public:
    static Result<TextInput> open(const std::filesystem::path& path);
    TextInput(TextInput&&) noexcept;
    TextInput& operator=(TextInput&&) noexcept;
    ~TextInput();

    /// Up to `size` bytes; 0 at the end. A damaged gzip file is BadData.
    Result<std::size_t> read(char* target, std::size_t size);
    /// Share of the file read so far, for progress.
    double fraction() const;

private:
    struct State;
    explicit TextInput(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// Whether the file begins as gzip does.
bool isGzip(const std::filesystem::path& path);

} // namespace slipway::table
