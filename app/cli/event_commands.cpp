#include "app/cli/command.h"

namespace slipway::cli {

void addEventCommands(Commands&) {}

} // namespace slipway::cli
