#include "core/label/formats/folder_files.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace slipway::label {

namespace fs = std::filesystem;

Result<std::vector<fs::path>> filesUnder(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code failed;
    fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, failed), end;
    for (; !failed && it != end; it.increment(failed)) {
        std::error_code unknown;
        if (it->is_regular_file(unknown)) files.push_back(it->path().lexically_relative(folder));
    }
    if (failed) return failFromErrno(failed.value(), "read the folder " + folder.string());
    std::ranges::sort(files);
    return files;
}

Status checkFolder(const fs::path& folder, std::string hint) {
    std::error_code failed;
    if (!fs::exists(folder, failed))
        return fail(ErrorCode::NotFound, folder.string() + " does not exist", std::move(hint));
    if (!fs::is_directory(folder, failed))
        return fail(ErrorCode::InvalidArgument, folder.string() + " is not a folder", std::move(hint));
    return {};
}

std::optional<double> parseNumber(std::string_view text) {
    double value = 0;
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::string LabelFileNames::take(const std::string& image, const std::string& wished) {
    auto plain = fs::path(image);
    plain.replace_extension(m_ending);
    for (const auto& wish : {wished, plain.generic_string(), image + m_ending})
        if (!wish.empty() && m_taken.insert(wish).second) return wish;
    for (int number = 2;; ++number)
        if (auto name = fmt::format("{}-{}{}", image, number, m_ending); m_taken.insert(name).second) return name;
}

} // namespace slipway::label
