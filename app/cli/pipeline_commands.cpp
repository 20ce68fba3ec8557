#include "app/cli/command.h"

namespace slipway::cli {

void addPipelineCommands(Commands&) {}

} // namespace slipway::cli
