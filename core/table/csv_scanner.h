#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/table/text_input.h"

namespace slipway::table {

/// Splits CSV bytes into records, as RFC 4180 with the freedom of everyday files: LF, CRLF or CR; a byte order mark;
/// blank lines are skipped; quotes inside an unquoted field are text. A record that cannot be split or is not UTF-8 is
/// reported and skipped; reading goes on at the next line.
class CsvScanner {
public:
    static constexpr std::size_t kMaxRecord = 16u << 20;

    CsvScanner(TextInput input, char delimiter, bool trimBlanks);

    enum class Outcome { Record, Bad, End };
    Result<Outcome> next();

    /// Of the last Record; valid until next().
    const std::vector<std::string_view>& fields() const { return m_fields; }
    /// 1-based line in which the last record begins.
    std::uint64_t line() const { return m_recordLine; }
    /// Of the last Bad: why, and the 0-based field, or -1 when it concerns the whole line.
    const std::string& reason() const { return m_reason; }
    int badField() const { return m_badField; }
    double fraction() const { return m_input.fraction(); }

private:
    enum class Split { Done, NeedMore, Bad };
    Split splitRecord();
    Split splitQuoted(std::size_t& at);
    Split splitPlain(std::size_t& at);
    Split bad(std::string reason, int field = -1);
    bool atFieldEnd(std::size_t at) const;
    void skipToNextLine();
    Status fill();
    bool checkUtf8(std::size_t from, std::size_t to);
    std::string_view trimmedField(std::string_view field) const;

    TextInput m_input;
    char m_delimiter;
    bool m_trim;
    bool m_ended = false, m_started = false;
    std::string m_buffer;
    std::size_t m_at = 0, m_end = 0; ///< unread bytes of m_buffer
    std::size_t m_recordEnd = 0;
    std::uint64_t m_line = 1, m_recordLine = 1, m_linesInRecord = 0;
    std::vector<std::string_view> m_fields;
    std::deque<std::string> m_unescaped;
    std::string m_reason;
    int m_badField = -1;
};

} // namespace slipway::table
