#pragma once

namespace slipway::cli {

class Commands;

/// "runs import" and "runs export"
void addRunsTransferCommands(Commands& commands);

} // namespace slipway::cli
