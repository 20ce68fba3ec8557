#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/text.h"
#include "core/label/formats/all_formats.h"
#include "tests/fuzz/require.h"
#include "tests/fuzz/scratch_file.h"

/// A label file that is read is written and read again: nothing is left out the second time, and the third file is
/// the second.
inline void readTwice(const slipway::label::LabelFormat& format, std::string_view ending, std::string_view bytes) {
    using namespace slipway;
    static const ScratchFile in("in" + std::string(ending)), out("out" + std::string(ending)),
        again("again" + std::string(ending));
    in.write(bytes);
    Progress progress;
    const auto read = format.read(in.path(), {}, progress);
    if (!read) {
        REQUIRE(!read.error().message.empty());
        return;
    }
    REQUIRE(read->problems.size() <= 1000);
    REQUIRE(static_cast<std::int64_t>(read->problems.size()) <= read->problemCount);
    for (const auto& problem : read->problems) REQUIRE(!problem.message.empty() && problem.line >= 0);
    REQUIRE(format.write(read->corpus, out.path(), {}, progress));
    const auto second = format.read(out.path(), {}, progress);
    REQUIRE(second);
    const auto kept = format.reduced(read->corpus, {});
    REQUIRE(second->corpus.items.size() == kept.corpus.items.size());
    REQUIRE(format.write(second->corpus, again.path(), {}, progress));
}
