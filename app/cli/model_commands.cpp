#include "app/cli/command.h"

namespace slipway::cli {

void addModelCommands(Commands&) {}

} // namespace slipway::cli
