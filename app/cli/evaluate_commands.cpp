#include "app/cli/command.h"

namespace slipway::cli {

void addEvaluateCommands(Commands&) {}

} // namespace slipway::cli
