#include "app/cli/command.h"

namespace slipway::cli {

void addFeatureCommands(Commands&) {}

} // namespace slipway::cli
