#include "core/label/formats/csv_record.h"

namespace slipway::label {

Result<CsvRecords> CsvRecords::open(const std::filesystem::path& file) {
    SLIPWAY_ASSIGN(auto lines, LineReader::open(file));
    return CsvRecords(std::move(lines));
}

/// False for text behind a closing quote.
bool CsvRecords::scan(std::string_view line, State& state) {
    for (std::size_t i = 0; i < line.size(); i++) {
        const char c = line[i];
        auto& field = m_fields.back();
        if (state == State::Quoted) {
            if (c != '"')
                field += c;
            else if (i + 1 < line.size() && line[i + 1] == '"')
                field += line[++i];
            else
                state = State::Closed;
        } else if (c == ',') {
            m_fields.emplace_back();
            state = State::Start;
        } else if (state == State::Closed) {
            return false;
        } else if (c == '"' && state == State::Start) {
            state = State::Quoted;
        } else {
            field += c;
            state = State::Plain;
        }
    }
    return true;
}

CsvRecords::Found CsvRecords::broken(std::string problem, LineReader::Place after) {
    m_problem = std::move(problem);
    m_lines.goTo(after);
    return Found::Broken;
}

CsvRecords::Found CsvRecords::next() {
    constexpr int mostUnclosed = 16; // each costs reading to the end of the file
    m_fields.assign(1, {});
    m_bytes = 0;
    auto state = State::Start;
    bool any = false;
    LineReader::Place afterFirst;
    while (m_lines.next()) {
        if (!any) {
            m_line = m_lines.number();
            afterFirst = m_lines.place();
            if (m_lines.line().empty() && !m_lines.tooLong()) continue; // an empty line is no record
        }
        any = true;
        m_bytes += m_lines.line().size();
        if (m_lines.tooLong() || m_bytes > LineReader::kMostLineBytes)
            return broken("the record is over 256 MiB long", afterFirst);
        if (!scan(m_lines.line(), state)) return broken("there is text behind a closing quote", afterFirst);
        if (state != State::Quoted) return Found::Record;
        m_fields.back() += m_lines.ending();
    }
    if (!any) return Found::End;
    if (++m_unclosed > mostUnclosed)
        return broken("a quote is not closed; the rest of the file is left out", m_lines.place());
    return broken("a quote is not closed", afterFirst);
}

std::string csvField(std::string_view text) {
    if (text.find_first_of("\",\r\n") == std::string_view::npos && !text.starts_with(' ') && !text.ends_with(' '))
        return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

} // namespace slipway::label
