#pragma once

#include "tests/fuzz/label_reading.h"

/// The same for formats of one file a picture: `file` is where the bytes lie in the folder.
inline void readFolderTwice(const slipway::label::LabelFormat& format, const ScratchFile& in,
    const slipway::label::ReadOptions& options, const std::filesystem::path& folder, std::string_view bytes) {
    using namespace slipway;
    in.write(bytes);
    Progress progress;
    const auto read = format.read(folder, options, progress);
    if (!read) {
        REQUIRE(!read.error().message.empty());
        return;
    }
    for (const auto& problem : read->problems) REQUIRE(!problem.message.empty() && problem.line >= 0);
    const auto out = in.folder() / "out";
    std::error_code ignored;
    std::filesystem::remove_all(out, ignored);
    REQUIRE(format.write(read->corpus, out, {}, progress));
    REQUIRE(!std::filesystem::exists(in.folder().parent_path() / "escaped.json"));
}
