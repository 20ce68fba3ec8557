#include "core/label/formats/label_file.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/text.h"

namespace slipway::label {

namespace fs = std::filesystem;

Result<fs::path> labelFileIn(const fs::path& in, std::initializer_list<std::string_view> endings) {
    std::error_code failed;
    if (!fs::is_directory(in, failed)) return in;
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(in, failed)) {
        const auto ending = toLower(entry.path().extension().string());
        if (std::ranges::find(endings, ending) != endings.end()) found.push_back(entry.path());
    }
    if (failed) return failFromErrno(failed.value(), "read the folder " + in.string());
    if (found.size() == 1) return found.front();
    const auto wanted = join(std::vector<std::string>(endings.begin(), endings.end()), " or ");
    if (found.empty())
        return fail(ErrorCode::NotFound, fmt::format("{} holds no {} file", in.string(), wanted), "Name the file");
    return fail(ErrorCode::InvalidArgument, fmt::format("{} holds {} {} files", in.string(), found.size(), wanted),
        "Name the one to read");
}

Result<std::string> readLabelFile(const fs::path& file) {
    constexpr std::uintmax_t limit = 1u << 30;
    std::error_code failed;
    const auto size = fs::file_size(file, failed);
    if (!failed && size > limit)
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("{} has {} bytes, more than 1 GiB", file.string(), withThousands(static_cast<long long>(size))),
            "Split it into several files");
    SLIPWAY_ASSIGN(auto text, readFile(file, limit));
    SLIPWAY_TRY(checkHead(file, text));
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    return text;
}

Status checkHead(const fs::path& file, std::string_view head) {
    if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF"))
        return fail(ErrorCode::BadData, file.string() + " is UTF-16", "Save it as UTF-8");
    if (head.starts_with("PK\x03\x04"))
        return fail(ErrorCode::BadData, file.string() + " is a zip archive", "Unpack it and give what is in it");
    return {};
}

std::int64_t replaceInvalidUtf8(std::string& text) {
    auto bad = firstInvalidUtf8(text);
    if (bad == std::string::npos) return 0;
    std::string mended;
    std::string_view rest = text;
    std::int64_t count = 0;
    while (bad != std::string_view::npos) {
        mended.append(rest.substr(0, bad)).append("\xEF\xBF\xBD");
        rest.remove_prefix(bad + 1);
        count++;
        bad = firstInvalidUtf8(rest);
    }
    text = mended.append(rest);
    return count;
}

void mendUtf8(std::string& text, ProblemList& problems) {
    if (const auto bad = replaceInvalidUtf8(text); bad > 0)
        problems.odd(
            0, {}, fmt::format("{} that {} not UTF-8 became U+FFFD", counted(bad, "byte"), bad == 1 ? "is" : "are"));
}

} // namespace slipway::label
