#include "core/track/transfer/metric_lines.h"

#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::track::transfer {

namespace {

constexpr std::size_t kLongestLine = 16 * 1024;

std::optional<std::int64_t> integerOf(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Lines of a file of any length. Of a line that is too long only the beginning, which no metric has.
class Lines {
public:
    explicit Lines(std::istream& in) : m_in(in), m_buffer(1 << 16, '\0') {}

    bool next(std::string& line) {
        line.clear();
        while (true) {
            const auto rest = std::string_view(m_buffer).substr(m_begin, m_end - m_begin);
            const auto end = rest.find('\n');
            if (line.size() <= kLongestLine) line += rest.substr(0, end);
            if (end != std::string_view::npos) {
                m_begin += end + 1;
                return true;
            }
            m_begin = 0;
            m_in.read(m_buffer.data(), static_cast<std::streamsize>(m_buffer.size()));
            m_end = static_cast<std::size_t>(m_in.gcount());
            if (m_end == 0) return !line.empty();
        }
    }

private:
    std::istream& m_in;
    std::string m_buffer;
    std::size_t m_begin = 0, m_end = 0;
};

/// The text before the next blank, which goes with it.
std::string_view takeWord(std::string_view& text) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

} // namespace

std::optional<double> pythonDouble(std::string_view text) {
    const bool negative = text.starts_with('-');
    auto number = text;
    if (negative || text.starts_with('+')) number.remove_prefix(1);
    const double sign = negative ? -1 : 1;
    if (number.empty() || number.front() == '-') return std::nullopt;
    if ((number.front() | 0x20) == 'n' || (number.front() | 0x20) == 'i') {
        const auto name = toLower(number);
        if (name == "nan") return std::numeric_limits<double>::quiet_NaN();
        if (name == "inf" || name == "infinity") return sign * std::numeric_limits<double>::infinity();
        return std::nullopt;
    }
    double value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (end != number.data() + number.size()) return std::nullopt;
    if (error == std::errc::result_out_of_range) return std::nullopt;
    return error == std::errc() ? std::optional(sign * value) : std::nullopt;
}

std::string pythonText(double value) {
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
    auto text = toText(value);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
}

std::optional<MetricLine> metricLine(std::string_view line) {
    auto text = trimmed(line);
    const auto time = takeWord(text), number = takeWord(text), count = takeWord(text);
    const auto at = integerOf(time);
    const auto value = pythonDouble(number);
    const auto step = count.empty() ? std::optional<std::int64_t>(0) : integerOf(count);
    if (!at || !value || !step) return std::nullopt;
    MetricLine read{*value, *step, *at, {}};
    if (!text.empty()) read.rest = split(text, ' ');
    return read;
}

Status eachMetricLine(
    const std::filesystem::path& file, Problems& problems, const std::function<Status(MetricLine&&)>& take) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        problems.add(file.string(), "cannot be read");
        return {};
    }
    Lines lines(in);
    std::string line;
    for (std::int64_t number = 1; lines.next(line); ++number) {
        if (trimmed(line).empty()) continue;
        auto read = metricLine(line);
        if (!read) {
            problems.add(fmt::format("{}, line {}", file.string(), number),
                fmt::format("'{}' is not 'TIME VALUE STEP'", forMessage(line, 40)));
            continue;
        }
        SLIPWAY_TRY(take(std::move(*read)));
    }
    return {};
}

} // namespace slipway::track::transfer
