#pragma once

namespace slipway::label {} // namespace slipway::label
