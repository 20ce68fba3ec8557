#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace slipway::label {

/// Lines of a file of any size, one in memory at a time. A byte order mark before the first is skipped; lines end with
/// \n or \r\n. Not thread-safe.
class LineReader {
public:
    static constexpr std::size_t kMostLineBytes = 256u << 20;

    /// NotFound, or BadData for UTF-16.
    static Result<LineReader> open(const std::filesystem::path& file);

    /// False at the end, and when the disk fails: then status() says so.
    bool next();
    std::string_view line() const { return m_line; } ///< without its end; empty when tooLong()
    std::int64_t number() const { return m_number; } ///< of line(), from 1
    bool tooLong() const { return m_tooLong; }       ///< over kMostLineBytes: skipped
    std::string_view ending() const { return m_ending; }
    double fraction() const; ///< of the file that is read, 0 … 1
    Status status() const;

    /// A place to go back to: before the next line.
    struct Place {
        std::int64_t byte = 0, line = 0;
    };
    Place place() const { return {m_at, m_number}; }
    void goTo(Place place);

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    LineReader() = default;
    bool fill();

    std::string m_name;
    std::unique_ptr<std::FILE, Close> m_file;
    std::vector<char> m_buffer;
    std::size_t m_begin = 0, m_end = 0;
    std::int64_t m_at = 0, m_size = 0, m_number = 0;
    std::string m_line;
    std::string_view m_ending;
    bool m_tooLong = false;
    int m_error = 0;
};

} // namespace slipway::label
