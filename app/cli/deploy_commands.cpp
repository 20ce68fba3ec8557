#include "app/cli/command.h"

namespace slipway::cli {

void addDeployCommands(Commands&) {}

} // namespace slipway::cli
