#include "app/cli/command.h"

namespace slipway::cli {

void addDataCommands(Commands&) {}

} // namespace slipway::cli
