#include "core/track/mlflow/artifact_location.h"

#include <filesystem>

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::track::mlflow {

Result<std::string> checkedLocation(std::string_view location) {
    constexpr std::size_t kMost = 2048;
    const auto refuse = [&](std::string_view why) {
        return fail(ErrorCode::InvalidArgument,
            fmt::format("Invalid artifact location '{}': {}", forMessage(location), why),
            "Give a URI, or leave it out for the server's own folder");
    };
    if (location.empty()) return std::string();
    if (location.size() > kMost) return refuse(fmt::format("it exceeds the maximum length of {} characters", kMost));
    const auto scheme = toLower(location.substr(0, location.find(':') + 1));
    if (scheme == "runs:") return refuse("'runs:' is no storage");
    if (location.find('#') != std::string_view::npos) return refuse("it has a fragment");
    if (location.find(';') != std::string_view::npos) return refuse("it has parameters");
    if (const auto query = location.find('?'); query != std::string_view::npos)
        if (location.substr(query).find("..") != std::string_view::npos) return refuse("its query has '..'");
    auto text = std::string(location);
    while (text.size() > 1 && text.ends_with('/') && !text.ends_with(":/")) text.pop_back();
    if (text.find(":/") != std::string::npos || text.starts_with("file:")) return text;
    std::error_code failed;
    const auto absolute = std::filesystem::absolute(text, failed);
    return failed ? text : absolute.lexically_normal().string();
}

} // namespace slipway::track::mlflow
