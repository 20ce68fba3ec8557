#include "app/cli/command.h"

namespace slipway::cli {

void addMonitorCommands(Commands&) {}

} // namespace slipway::cli
