#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/label/formats/line_reader.h"

namespace slipway::label {

/// Records of a CSV file after RFC 4180, one in memory at a time: fields in quotes may hold commas, quotes written
/// twice and line ends.
class CsvRecords {
public:
    static Result<CsvRecords> open(const std::filesystem::path& file);

    enum class Found : std::uint8_t { Record, Broken, End };
    /// Broken: a quote that is never closed, text behind a closing one, or over 256 MiB; reading goes on behind the
    /// line where it started.
    Found next();

    const std::vector<std::string>& fields() const { return m_fields; }
    std::int64_t line() const { return m_line; } ///< where the record starts
    const std::string& problem() const { return m_problem; }
    double fraction() const { return m_lines.fraction(); }
    Status status() const { return m_lines.status(); }

private:
    explicit CsvRecords(LineReader lines) : m_lines(std::move(lines)) {}
    enum class State : std::uint8_t { Start, Plain, Quoted, Closed };
    bool scan(std::string_view line, State& state);
    Found broken(std::string problem, LineReader::Place after);

    LineReader m_lines;
    std::vector<std::string> m_fields;
    std::string m_problem;
    std::int64_t m_line = 0;
    std::size_t m_bytes = 0;
    int m_unclosed = 0; ///< how often the file was read to its end in vain
};

/// With quotes where it needs them.
std::string csvField(std::string_view text);

} // namespace slipway::label
