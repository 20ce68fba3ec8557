#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/track/limits.h"
#include "core/track/transfer/metric_lines.h"
#include "core/track/transfer/portable_text.h"
#include "core/track/transfer/yaml_record.h"
#include "tests/fuzz/require.h"

using namespace slipway;
using namespace slipway::track;
using namespace slipway::track::transfer;

namespace {

void readMeta(std::string_view text) {
    const auto record = YamlRecord::parse(text, "meta.yaml");
    if (!record) {
        REQUIRE(record.error().message.starts_with("meta.yaml"));
        return;
    }
    REQUIRE(record->text("name") == record->optionalText("name").value_or(""));
    const auto id = runIdOf("mlflow", record->text("run_id"));
    REQUIRE(id.size() == 32 && id.find_first_not_of("0123456789abcdef") == std::string::npos);
    for (const auto& [key, value] : record->tags()) REQUIRE(keyFault(keyOf(key)) == KeyFault::None);
}

void readLine(std::string_view line) {
    const auto read = metricLine(line);
    if (!read) return;
    const auto again = pythonDouble(pythonText(read->value));
    REQUIRE(again && (*again == read->value || (std::isnan(*again) && std::isnan(read->value))));
}

void readKey(std::string_view text) {
    const auto key = keyOf(text);
    REQUIRE(keyFault(key) == KeyFault::None);
    REQUIRE(keyOf(key) == key);
    const auto name = nameOf(text);
    REQUIRE(name.empty() || checkName(name, "run"));
    const auto cut = textOf(text, 20);
    REQUIRE(textOf(cut, 20) == cut);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 4) {
    case 0:
        readKey(bytes);
        break;
    case 1:
        readLine(bytes);
        break;
    default:
        readMeta(bytes);
    }
    return 0;
}
