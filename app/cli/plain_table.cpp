#include "app/cli/plain_table.h"

#include <algorithm>
#include <fstream>
#include <iostream>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/text.h"

namespace slipway::cli {

namespace {

constexpr std::size_t kShownBadRows = 5;

void reportBadRows(const table::LoadedFile& loaded, const std::string& file) {
    if (loaded.badRows == 0) return;
    std::cerr << fmt::format("warning: {}: {} left out\n", forMessage(file),
        counted(static_cast<long long>(loaded.badRows), "row could not be read and was",
            "rows could not be read and were"));
    for (std::size_t i = 0; i < std::min(loaded.firstBad.size(), kShownBadRows); ++i) {
        const auto& bad = loaded.firstBad[i];
        std::cerr << fmt::format("  line {}{}: {}\n", bad.line,
            bad.field.empty() ? "" : fmt::format(", {}", forMessage(bad.field)), forMessage(bad.reason, 200));
    }
}

/// Formats tell themselves apart by name, and standard input has none: CSV unless --format says otherwise.
Result<std::filesystem::path> spoolInput(const std::filesystem::path& folder) {
    const auto path = folder / "input";
    std::ofstream out(path, std::ios::binary);
    out << std::cin.rdbuf();
    if (std::cin.peek() == EOF && out.tellp() <= 0) out.clear(); // an empty input is told about by the reader
    out.close();
    if (!out) return failFromErrno(errno, "keep standard input in " + path.string());
    return path;
}

std::string columnHint(const std::vector<table::Column>& columns, const std::string& wanted) {
    std::vector<std::string> names;
    for (const auto& column : columns) names.push_back(column.name);
    if (const auto meant = nearestName(wanted, names); !meant.empty())
        return fmt::format("Perhaps '{}' is meant", forMessage(meant));
    return "The columns are " + forMessage(join(names, ", "), 600);
}

} // namespace

Result<table::LoadedFile> loadPlainTable(table::Connection& connection, const std::string& file,
    const table::ReadOptions& options, std::string_view table, Progress& progress) {
    std::filesystem::path path = file;
    auto reading = options;
    std::optional<TemporaryFolder> folder;
    if (file == "-") {
        SLIPWAY_ASSIGN(folder, TemporaryFolder::create("slipway-input"));
        SLIPWAY_ASSIGN(path, spoolInput(folder->path()));
        if (!reading.format) reading.format = table::FileFormat::Csv;
    }
    SLIPWAY_ASSIGN(auto loaded, table::loadFile(connection, path, reading, table, progress));
    reportBadRows(loaded, file);
    return loaded;
}

void copyToOutput(const std::filesystem::path& file) {
    std::ifstream written(file, std::ios::binary);
    char buffer[1 << 16]; // write() tells when it fails; inserting a stream buffer does not
    while (std::cout && (written.read(buffer, sizeof buffer) || written.gcount() > 0))
        std::cout.write(buffer, written.gcount());
}

Status checkColumn(const table::LoadedFile& loaded, const std::string& file, const std::string& column) {
    if (std::ranges::find(loaded.columns, column, &table::Column::name) != loaded.columns.end()) return {};
    return fail(ErrorCode::NotFound, fmt::format("'{}' has no column '{}'", forMessage(file), forMessage(column)),
        columnHint(loaded.columns, column));
}

} // namespace slipway::cli
