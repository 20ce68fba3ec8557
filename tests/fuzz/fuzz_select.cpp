#include <cstdint>
#include <string>
#include <string_view>

#include "core/table/engine.h"
#include "tests/fuzz/require.h"
#include "tests/fuzz/scratch_file.h"

using namespace slipway;

namespace {

constexpr std::string_view kSecret = "secret-of-another-file";

table::Connection open() {
    auto connection = table::Connection::open();
    REQUIRE(connection);
    REQUIRE(connection->exec("CREATE TEMP TABLE people AS SELECT 39 AS age, 'Male' AS sex"));
    return std::move(*connection);
}

} // namespace

/// SQL that a person types. Whatever it says, it reads no file and changes no table.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFile file("secret.csv");
    static const bool written = (file.write(kSecret), true);
    static_cast<void>(written);
    static auto connection = open();
    std::string sql(reinterpret_cast<const char*>(data), size);
    // Lets the fuzzer say "that file" in one byte.
    for (auto at = sql.find('\x01'); at != std::string::npos; at = sql.find('\x01'))
        sql.replace(at, 1, "'" + file.path().string() + "'");
    Progress progress;
    if (const auto answer = connection.querySelect(sql, 100, progress))
        for (const auto& column : answer->table.cells)
            for (const auto& cell : column) REQUIRE(table::toText(cell).find(kSecret) == std::string::npos);
    const auto people = connection.query("SELECT count(*) FROM people");
    REQUIRE(people && table::toDouble(people->cells[0][0]) == 1);
    return 0;
}
