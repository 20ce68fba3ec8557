#include "core/table/json_lines.h"

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <memory>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/table/text_input.h"

namespace slipway::table {

namespace {

constexpr std::size_t kMaxLine = 16u << 20;

struct CloseFile {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

/// Follows the syntax only, and how deep it goes.
class SyntaxCheck : public nlohmann::json_sax<nlohmann::json> {
public:
    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool key(string_t&) override { return true; }
    bool start_object(std::size_t) override { return enter(); }
    bool end_object() override { return leave(); }
    bool start_array(std::size_t) override { return enter(); }
    bool end_array() override { return leave(); }
    bool parse_error(std::size_t at, const std::string&, const nlohmann::detail::exception&) override {
        problem = fmt::format("no valid JSON at byte {}", at);
        return false;
    }
    std::string problem;

private:
    bool enter() {
        if (++m_depth <= 100) return true;
        problem = "the JSON is nested more than 100 deep";
        return false;
    }
    bool leave() {
        --m_depth;
        return true;
    }
    int m_depth = 0;
};

/// "" when the line holds one object.
std::string problemOf(std::string_view line) {
    if (firstInvalidUtf8(line) != std::string_view::npos) return "the text is not UTF-8";
    if (line.front() != '{') return "the line is no JSON object";
    SyntaxCheck check;
    nlohmann::json::sax_parse(line.begin(), line.end(), &check);
    return check.problem;
}

class LineCopier {
public:
    LineCopier(std::FILE* out, LoadedFile& loaded) : m_out(out), m_loaded(loaded) {}

    Status take(std::string_view line) {
        ++m_line;
        if (m_line == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
        line = trimmed(line);
        if (line.empty()) return {};
        const auto problem = line.size() > kMaxLine ? std::string("the line is longer than 16 MB") : problemOf(line);
        if (problem.empty()) {
            ++m_loaded.rows;
            if (std::fwrite(line.data(), 1, line.size(), m_out) != line.size() || std::fputc('\n', m_out) == EOF)
                return failFromErrno(errno, "write a temporary file");
            return {};
        }
        ++m_loaded.badRows;
        if (m_loaded.firstBad.size() < 100) m_loaded.firstBad.push_back({m_line, "", problem});
        return {};
    }

private:
    std::FILE* m_out;
    LoadedFile& m_loaded;
    std::uint64_t m_line = 0;
};

} // namespace

Status checkJsonArray(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    SyntaxCheck check;
    nlohmann::json::sax_parse(file, &check);
    if (check.problem.empty()) return {};
    return fail(ErrorCode::BadData, fmt::format("{}: {}", path.filename().string(), check.problem),
        "Check that the file is complete; a file with one object a line is --format jsonl");
}

Status copyGoodLines(
    const std::filesystem::path& from, const std::filesystem::path& to, LoadedFile& loaded, Progress& progress) {
    SLIPWAY_ASSIGN(auto input, TextInput::open(from));
    const std::unique_ptr<std::FILE, CloseFile> out(std::fopen(to.c_str(), "wb"));
    if (!out) return failFromErrno(errno, "write " + to.string());
    LineCopier copier(out.get(), loaded);
    std::string rest, block(1u << 20, '\0');
    for (;;) {
        if (progress.cancelled())
            return fail(ErrorCode::Cancelled, "reading " + from.filename().string() + " was cancelled");
        progress.update(input.fraction() / 2, "reading " + from.filename().string());
        SLIPWAY_ASSIGN(const auto got, input.read(block.data(), block.size()));
        if (got == 0) break;
        std::string_view view(block.data(), got);
        for (auto end = view.find('\n'); end != view.npos; end = view.find('\n')) {
            rest.append(view.substr(0, end));
            SLIPWAY_TRY(copier.take(rest));
            rest.clear();
            view.remove_prefix(end + 1);
        }
        // A line without end is not collected beyond the limit; what it keeps is enough to be refused.
        rest.append(view.substr(0, kMaxLine + 1 - std::min(rest.size(), kMaxLine + 1)));
    }
    if (!rest.empty()) SLIPWAY_TRY(copier.take(rest));
    return std::fflush(out.get()) == 0 ? Status() : Status(failFromErrno(errno, "write " + to.string()));
}

} // namespace slipway::table
