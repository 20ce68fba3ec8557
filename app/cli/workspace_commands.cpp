#include "app/cli/command.h"

namespace slipway::cli {

void addWorkspaceCommands(Commands&) {}

} // namespace slipway::cli
