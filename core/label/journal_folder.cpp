#include "core/label/journal_folder.h"

#include <charconv>

#include <fmt/format.h>

#include "core/base/file.h"

namespace slipway::label {

namespace {
constexpr std::string_view kEnding = ".journal";
}

std::vector<JournalFolder::Entry> JournalFolder::entries() const {
    std::vector<Entry> entries;
    std::error_code missing;
    for (const auto& file : std::filesystem::directory_iterator(m_folder, missing)) {
        const auto name = file.path().filename().string();
        if (!name.ends_with(kEnding)) continue;
        const auto dot = name.find('.');
        Entry entry;
        const auto [end, failed] = std::from_chars(name.data(), name.data() + dot, entry.task);
        if (failed != std::errc() || end != name.data() + dot || dot + 1 >= name.size() - kEnding.size()) continue;
        entry.person = name.substr(dot + 1, name.size() - kEnding.size() - dot - 1);
        entry.file = file.path();
        entries.push_back(std::move(entry));
    }
    return entries;
}

Result<std::unique_ptr<Journal>> JournalFolder::open(std::int64_t task, std::string_view person) const {
    SLIPWAY_TRY(makeFolders(m_folder));
    return Journal::open(m_folder / fmt::format("{}.{}{}", task, person, kEnding));
}

} // namespace slipway::label
