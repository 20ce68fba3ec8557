#include "core/table/csv_scanner.h"

#include <algorithm>
#include <cstring>

#include "core/base/text.h"

namespace slipway::table {

namespace {

constexpr std::size_t kBlock = 1u << 20;

bool isAscii(std::string_view text) {
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + i, 8);
        if (word & 0x8080808080808080ull) return false;
    }
    for (; i < text.size(); ++i)
        if (text[i] & 0x80) return false;
    return true;
}

std::string_view withoutBlanks(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

} // namespace

CsvScanner::CsvScanner(TextInput input, char delimiter, bool trimBlanks)
    : m_input(std::move(input)), m_delimiter(delimiter), m_trim(trimBlanks) {}

Status CsvScanner::fill() {
    if (m_at > 0) {
        std::memmove(m_buffer.data(), m_buffer.data() + m_at, m_end - m_at);
        m_end -= m_at;
        m_at = 0;
    }
    // Twice the unread bytes: a long record is split anew only a few times.
    m_buffer.resize(std::max(kBlock, m_end * 2 + kBlock));
    while (m_end < m_buffer.size()) {
        SLIPWAY_ASSIGN(const auto got, m_input.read(m_buffer.data() + m_end, m_buffer.size() - m_end));
        if (got == 0) {
            m_ended = true;
            break;
        }
        m_end += got;
    }
    if (!m_started) {
        m_started = true;
        const std::string_view start(m_buffer.data(), m_end);
        if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF"))
            return fail(ErrorCode::BadData, "the file is UTF-16, not UTF-8", "Save it as UTF-8");
        if (start.starts_with("\xEF\xBB\xBF")) m_at = 3;
    }
    return {};
}

Result<CsvScanner::Outcome> CsvScanner::next() {
    m_line += m_linesInRecord;
    m_linesInRecord = 0;
    for (;;) {
        if (m_at == m_end) {
            if (!m_ended) SLIPWAY_TRY(fill());
            if (m_at == m_end) return Outcome::End;
        }
        m_recordLine = m_line;
        const auto split = splitRecord();
        if (split == Split::NeedMore) {
            SLIPWAY_TRY(fill());
            continue;
        }
        if (split == Split::Bad) {
            skipToNextLine();
            return Outcome::Bad;
        }
        const bool blank = m_fields.size() == 1 && withoutBlanks(m_fields[0]).empty() && m_buffer[m_at] != '"';
        const auto from = m_at;
        m_at = m_recordEnd;
        if (blank) {
            m_line += m_linesInRecord;
            m_linesInRecord = 0;
            continue;
        }
        return checkUtf8(from, m_recordEnd) ? Outcome::Record : Outcome::Bad;
    }
}

CsvScanner::Split CsvScanner::bad(std::string reason, int field) {
    m_reason = std::move(reason);
    m_badField = field;
    return Split::Bad;
}

CsvScanner::Split CsvScanner::splitRecord() {
    m_fields.clear();
    m_unescaped.clear();
    m_linesInRecord = 0;
    std::size_t at = m_at;
    for (;;) {
        std::size_t start = at;
        if (m_trim)
            while (start < m_end && m_buffer[start] == ' ' && m_buffer[start] != m_delimiter) ++start;
        const bool quoted = start < m_end && m_buffer[start] == '"';
        if (quoted) at = start;
        const auto split = quoted ? splitQuoted(at) : splitPlain(at);
        if (split != Split::Done) return split;
        if (at - m_at > kMaxRecord) return bad("the line is longer than 16 MB");
        if (at == m_end) {
            if (!m_ended) return Split::NeedMore;
            m_recordEnd = at;
            return Split::Done;
        }
        const char c = m_buffer[at++];
        if (c == m_delimiter) continue;
        if (c == '\r') {
            if (at == m_end && !m_ended) return Split::NeedMore;
            if (at < m_end && m_buffer[at] == '\n') ++at;
        }
        ++m_linesInRecord;
        m_recordEnd = at;
        return Split::Done;
    }
}

bool CsvScanner::atFieldEnd(std::size_t at) const {
    const char c = m_buffer[at];
    return c == m_delimiter || c == '\n' || c == '\r';
}

CsvScanner::Split CsvScanner::splitPlain(std::size_t& at) {
    const std::size_t start = at;
    const char* data = m_buffer.data();
    while (at < m_end && data[at] != m_delimiter && data[at] != '\n' && data[at] != '\r') ++at;
    if (at == m_end && !m_ended) return at - m_at > kMaxRecord ? bad("the line is longer than 16 MB") : Split::NeedMore;
    m_fields.push_back(trimmedField({data + start, at - start}));
    return Split::Done;
}

CsvScanner::Split CsvScanner::splitQuoted(std::size_t& at) {
    const std::size_t start = ++at;
    const int field = static_cast<int>(m_fields.size());
    bool escaped = false;
    std::uint64_t lines = 0;
    for (;; ++at) {
        if (at == m_end) {
            if (m_ended || at - m_at > kMaxRecord) return bad("a quote is opened and not closed", field);
            return Split::NeedMore;
        }
        const char c = m_buffer[at];
        if (c == '\n' || (c == '\r' && at + 1 < m_end && m_buffer[at + 1] != '\n')) ++lines;
        if (c != '"') continue;
        if (at + 1 == m_end && !m_ended) return Split::NeedMore;
        if (at + 1 == m_end || m_buffer[at + 1] != '"') break;
        escaped = true;
        ++at;
    }
    std::string_view text(m_buffer.data() + start, at - start);
    ++at;
    if (m_trim)
        while (at < m_end && m_buffer[at] == ' ' && m_buffer[at] != m_delimiter) ++at;
    if (at == m_end && !m_ended) return Split::NeedMore;
    if (at < m_end && !atFieldEnd(at)) return bad("text follows a closing quote", field);
    if (escaped) {
        auto& copy = m_unescaped.emplace_back();
        copy.reserve(text.size());
        for (std::size_t i = 0; i < text.size(); ++i) {
            copy += text[i];
            if (text[i] == '"') ++i;
        }
        text = copy;
    }
    m_linesInRecord += lines;
    m_fields.push_back(trimmedField(text));
    return Split::Done;
}

std::string_view CsvScanner::trimmedField(std::string_view field) const {
    return m_trim ? withoutBlanks(field) : field;
}

void CsvScanner::skipToNextLine() {
    m_linesInRecord = 0;
    for (; m_at < m_end; ++m_at) {
        if (m_buffer[m_at] != '\n' && m_buffer[m_at] != '\r') continue;
        if (m_buffer[m_at] == '\r' && m_at + 1 < m_end && m_buffer[m_at + 1] == '\n') ++m_at;
        ++m_at;
        m_linesInRecord = 1;
        return;
    }
}

bool CsvScanner::checkUtf8(std::size_t from, std::size_t to) {
    const std::string_view record(m_buffer.data() + from, to - from);
    if (isAscii(record)) return true;
    if (firstInvalidUtf8(record) == std::string_view::npos) return true;
    m_badField = -1;
    for (std::size_t i = 0; i < m_fields.size() && m_badField < 0; ++i)
        if (firstInvalidUtf8(m_fields[i]) != std::string_view::npos) m_badField = static_cast<int>(i);
    m_reason = "the text is not UTF-8";
    return false;
}

} // namespace slipway::table
