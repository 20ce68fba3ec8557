#include "app/cli/command.h"

namespace slipway::cli {

void addDriftCommands(Commands&) {}

} // namespace slipway::cli
