#include "core/label/formats/line_reader.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/base/file.h"
#include "core/label/formats/label_file.h"

namespace slipway::label {

namespace fs = std::filesystem;

Result<LineReader> LineReader::open(const fs::path& file) {
    std::error_code failed;
    if (fs::is_directory(file, failed))
        return fail(ErrorCode::InvalidArgument, file.string() + " is a folder", "Give a file");
    LineReader reader;
    reader.m_name = file.string();
    reader.m_file.reset(std::fopen(file.c_str(), "rbe"));
    if (!reader.m_file) return failFromErrno(errno, "read " + file.string());
    const auto size = fs::file_size(file, failed);
    reader.m_size = failed ? 0 : static_cast<std::int64_t>(size);
    reader.m_buffer.resize(1 << 16);
    reader.fill();
    const std::string_view head(reader.m_buffer.data(), reader.m_end);
    SLIPWAY_TRY(checkHead(file, head));
    if (head.starts_with("\xEF\xBB\xBF")) {
        reader.m_begin = 3;
        reader.m_at = 3;
    }
    return reader;
}

bool LineReader::fill() {
    m_begin = 0;
    m_end = std::fread(m_buffer.data(), 1, m_buffer.size(), m_file.get());
    if (m_end == 0 && std::ferror(m_file.get())) m_error = errno;
    return m_end > 0;
}

bool LineReader::next() {
    m_line.clear();
    m_tooLong = false;
    m_ending = {};
    bool any = false;
    while (m_begin < m_end || fill()) {
        any = true;
        const auto* start = m_buffer.data() + m_begin;
        const auto* newline = static_cast<const char*>(std::memchr(start, '\n', m_end - m_begin));
        const auto length = newline ? static_cast<std::size_t>(newline - start) : m_end - m_begin;
        if (!m_tooLong && m_line.size() + length > kMostLineBytes) {
            m_tooLong = true;
            m_line.clear();
        }
        if (!m_tooLong) m_line.append(start, length);
        m_begin += length + (newline ? 1 : 0);
        m_at += static_cast<std::int64_t>(length + (newline ? 1 : 0));
        if (newline) {
            m_ending = "\n";
            break;
        }
    }
    if (!any) return false;
    if (m_line.ends_with('\r')) {
        m_line.pop_back();
        if (!m_ending.empty()) m_ending = "\r\n";
    }
    m_number++;
    return true;
}

double LineReader::fraction() const {
    return m_size > 0 ? std::min(1.0, static_cast<double>(m_at) / static_cast<double>(m_size)) : 1;
}

Status LineReader::status() const {
    if (m_error) return failFromErrno(m_error, "read " + m_name);
    return {};
}

void LineReader::goTo(Place place) {
    m_begin = m_end = 0;
    m_at = place.byte;
    m_number = place.line;
    if (::fseeko(m_file.get(), static_cast<off_t>(place.byte), SEEK_SET) != 0) m_error = errno;
}

} // namespace slipway::label
