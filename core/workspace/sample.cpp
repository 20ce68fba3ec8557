#include "core/workspace/sample.h"

#include <cstdlib>
#include <vector>

#include "core/process/child_process.h"

namespace slipway::workspace {

namespace fs = std::filesystem;

Result<fs::path> sampleFolder() {
    std::vector<fs::path> places;
    if (const char* wanted = std::getenv("SLIPWAY_SAMPLE_DIR"); wanted && *wanted) places.emplace_back(wanted);
    const auto bin = process::ownProgram().parent_path();
    places.push_back(bin.parent_path() / "share" / "slipway" / "sample");
    // build/<preset>/bin of a source tree
    places.push_back(bin.parent_path().parent_path().parent_path() / "resources" / "sample");
#ifdef SLIPWAY_SAMPLE_SOURCE
    places.emplace_back(SLIPWAY_SAMPLE_SOURCE);
#endif
    std::error_code failed;
    for (const auto& place : places)
        if (fs::exists(place / "adult-train.csv.gz", failed)) return place;
    return fail(ErrorCode::NotFound, "the bundled census sample was not found",
        "Set SLIPWAY_SAMPLE_DIR to the folder with adult-train.csv.gz");
}

} // namespace slipway::workspace
