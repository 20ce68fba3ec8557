#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/deploy/deploy_service.h"
#include "core/event/rule.h"
#include "core/registry/registry_service.h"

namespace slipway::workspace {

/// slipway.yaml: what a person may edit. Errors name line and key.
struct Settings {
    std::string name;
    std::vector<deploy::Stage> stages; ///< default dev, staging, production, all local
    registry::GatePolicy approval;
    std::vector<event::Rule> rules;
};

Result<Settings> readSettings(const std::filesystem::path& file);
/// Text of a new workspace's file, with comments that explain each part.
std::string defaultSettings(const std::string& name);

} // namespace slipway::workspace
