#include "app/cli/command.h"

namespace slipway::cli {

void addTrainCommands(Commands&) {}

} // namespace slipway::cli
