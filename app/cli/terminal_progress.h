#pragma once

#include <memory>

#include "core/base/progress.h"

namespace slipway::cli {

/// Progress on standard error: a bar on a terminal; elsewhere a plain line every ten seconds of what takes longer than
/// that; the first Ctrl+C cancels it, the second ends the program. One at a time.
std::unique_ptr<Progress> terminalProgress();

/// Ends the bar's line, if there is one.
void endProgressLine();

/// Ctrl+C and SIGTERM were asked for since the program began.
bool stopRequested();

} // namespace slipway::cli
