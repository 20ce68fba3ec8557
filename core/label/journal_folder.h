#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/label/journal.h"

namespace slipway::label {

/// The journals of one project: a file for each task that somebody has open, "<task>.<person>.journal". A file that
/// nobody holds any more was left by a killed process.
class JournalFolder {
public:
    explicit JournalFolder(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    struct Entry {
        std::int64_t task = 0;
        std::string person;
        std::filesystem::path file;
    };
    std::vector<Entry> entries() const;
    Result<std::unique_ptr<Journal>> open(std::int64_t task, std::string_view person) const;

private:
    std::filesystem::path m_folder;
};

} // namespace slipway::label
