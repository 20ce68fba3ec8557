#include "app/cli/command.h"

namespace slipway::cli {

void addLineageCommands(Commands&) {}

} // namespace slipway::cli
