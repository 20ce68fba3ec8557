#include "core/label/item_check.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/media/image.h"

namespace slipway::label {

namespace fs = std::filesystem;

bool needsCheck(const Project& project, const Task& task) {
    if (task.item.path.empty()) return false;
    return project.medium == Medium::Image ? task.item.width == 0 : project.medium == Medium::Video;
}

Result<ItemContent> checkItem(const Project& project, const Item& item) {
    const auto file = fileOf(project, item);
    std::error_code failed;
    if (!fs::exists(file, failed)) return fail(ErrorCode::NotFound, fmt::format("{} does not exist", file.string()));
    if (project.medium == Medium::Text) {
        SLIPWAY_ASSIGN(auto text, readDocument(file));
        return ItemContent{0, 0, std::move(text)};
    }
    if (project.medium == Medium::Video) {
        if (!fs::is_directory(file, failed)) SLIPWAY_TRY(checkReadableFile(file));
        return ItemContent{};
    }
    SLIPWAY_TRY(checkReadableFile(file));
    SLIPWAY_ASSIGN(const auto info, media::readImageInfo(file));
    return ItemContent{info.width, info.height, {}};
}

Result<std::string> readDocument(const fs::path& file) {
    SLIPWAY_ASSIGN(auto text, readFile(file, kLongestText));
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    if (const auto bad = firstInvalidUtf8(text); bad != std::string::npos)
        return fail(ErrorCode::BadData,
            fmt::format("{} is not UTF-8: line {}", file.string(), 1 + std::ranges::count(text.substr(0, bad), '\n')),
            "Convert it, for instance with iconv");
    return text;
}

bool isTextName(const fs::path& file) {
    static constexpr std::array<std::string_view, 5> endings{".txt", ".text", ".md", ".rst", ".log"};
    return std::ranges::find(endings, toLower(file.extension().string())) != endings.end();
}

} // namespace slipway::label
