#include "app/cli/command.h"

namespace slipway::cli {

void addRunsCommands(Commands&) {}

} // namespace slipway::cli
