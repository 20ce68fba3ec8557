#include "core/base/log.h"

#include <cstdlib>
#include <memory>

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace slipway::log {

namespace {

spdlog::logger& logger() {
    static const auto instance = [] {
        auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
        const char* wanted = std::getenv("SLIPWAY_LOG");
        sink->set_level(wanted ? spdlog::level::from_str(wanted) : spdlog::level::warn);
        auto made = std::make_shared<spdlog::logger>("slipway", sink);
        made->set_level(spdlog::level::debug);
        made->set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
        return made;
    }();
    return *instance;
}

} // namespace

void debug(std::string_view message) {
    logger().debug("{}", message);
}
void info(std::string_view message) {
    logger().info("{}", message);
}
void warning(std::string_view message) {
    logger().warn("{}", message);
}
void error(std::string_view message) {
    logger().error("{}", message);
}

Status alsoToFile(const std::filesystem::path& path) {
    try {
        auto sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(path.string(), 5u << 20, 3);
        sink->set_level(spdlog::level::info);
        sink->set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
        logger().sinks().push_back(sink);
        logger().flush_on(spdlog::level::info);
        return {};
    } catch (const spdlog::spdlog_ex& e) {
        return fail(ErrorCode::PermissionDenied, "cannot write the log " + path.string() + ": " + e.what());
    }
}

} // namespace slipway::log
