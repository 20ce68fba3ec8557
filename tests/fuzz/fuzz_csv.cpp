#include <cstdint>
#include <string_view>

#include "core/table/file_source.h"
#include "tests/fuzz/require.h"
#include "tests/fuzz/scratch_file.h"

using namespace slipway;

namespace {

/// One bit of the first byte each.
table::ReadOptions optionsFrom(std::uint8_t bits) {
    table::ReadOptions options;
    options.format = bits & 1 ? table::FileFormat::Tsv : table::FileFormat::Csv;
    if (bits & 2) options.format = table::FileFormat::JsonLines;
    options.header = (bits & 4) == 0;
    options.trimBlanks = bits & 8;
    if (bits & 16) options.nullTokens = {"?", "NA"};
    if (bits & 32) options.delimiter = ';';
    return options;
}

std::uint64_t count(table::Connection& connection) {
    const auto counted = connection.query("SELECT count(*) FROM loaded");
    REQUIRE(counted && counted->rowCount() == 1);
    return static_cast<std::uint64_t>(table::toDouble(counted->cells[0][0]));
}

} // namespace

/// First byte: how to read; the rest: the file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    static const ScratchFile file("table.txt");
    static auto connection = table::Connection::open();
    REQUIRE(connection);
    file.write({reinterpret_cast<const char*>(data + 1), size - 1});
    Progress progress;
    REQUIRE(connection->exec("DROP TABLE IF EXISTS loaded"));
    const auto loaded = table::loadFile(*connection, file.path(), optionsFrom(data[0]), "loaded", progress);
    if (!loaded) {
        REQUIRE(!loaded.error().message.empty());
        return 0;
    }
    REQUIRE(count(*connection) == loaded->rows);
    REQUIRE(!loaded->columns.empty());
    REQUIRE(loaded->firstBad.size() <= 100 && loaded->firstBad.size() <= loaded->badRows);
    return 0;
}
