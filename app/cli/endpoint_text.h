#pragma once

#include <string>

#include "app/cli/command.h"
#include "core/deploy/endpoint.h"

namespace slipway::cli {

/// As `slipway endpoint show --json` promises it.
Json endpointJson(const deploy::Endpoint& endpoint);
/// The same for people.
std::string endpointText(const deploy::Endpoint& endpoint);
/// "census-income:1 at 90 %, census-income:2 at 10 %"
std::string servedText(const deploy::Endpoint& endpoint);

/// `slipway endpoint invoke`: invoke_command.cpp.
void addInvokeCommand(Commands& commands);

} // namespace slipway::cli
