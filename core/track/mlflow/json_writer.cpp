#include "core/track/mlflow/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>

#include "core/base/json.h"

namespace slipway::track::mlflow {

void JsonWriter::separate() {
    if (!m_first) m_text += ',';
    m_first = false;
}

void JsonWriter::open(char bracket) {
    separate();
    m_text += bracket;
    m_first = true;
}

void JsonWriter::close(char bracket) {
    m_text += bracket;
    m_first = false;
}

void JsonWriter::key(std::string_view name) {
    separate();
    m_text.append("\"").append(name).append("\":");
    m_first = true;
}

void JsonWriter::string(std::string_view value) {
    separate();
    for (const char c : value)
        if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e || c == '"' || c == '\\') {
            m_text += dump(Json(value)); // what needs care goes the long way
            return;
        }
    m_text.append("\"").append(value).append("\"");
}

void JsonWriter::integer(std::int64_t value) {
    separate();
    std::array<char, 24> digits;
    const auto [end, failed] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    m_text.append(digits.data(), end);
}

void JsonWriter::real(double value) {
    separate();
    if (!std::isfinite(value)) {
        m_text += std::isnan(value) ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
        return;
    }
    std::array<char, 32> digits;
    const auto [end, failed] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    const std::string_view written(digits.data(), static_cast<std::size_t>(end - digits.data()));
    m_text += written;
    if (written.find_first_of(".e") == std::string_view::npos) m_text += ".0"; // still a real number to who reads it
}

} // namespace slipway::track::mlflow
