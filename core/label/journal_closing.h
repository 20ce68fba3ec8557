#pragma once

// For core/label only: what closing a journal leaves to do.
#include <functional>

namespace slipway::label {

/// Runs `close` on a thread that all journals share, so that who closes one (a window) does not wait for the disk.
/// Runs it before it returns when too many wait, or when the program is ending; the program waits for all of them at
/// its end.
void closeLater(std::move_only_function<void()> close);

} // namespace slipway::label
