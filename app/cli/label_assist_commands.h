#pragma once

#include "app/cli/command.h"

namespace slipway::cli {

void addLabelAssistCommands(Commands& commands); // label_assist_commands.cpp: suggest, learn, auto

} // namespace slipway::cli
