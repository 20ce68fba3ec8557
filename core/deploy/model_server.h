#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/base/result.h"

namespace slipway::deploy {

/// `slipway model-server --bundle DIR --port N --port-file F`: the SageMaker container contract for a ModelBundle.
/// GET /ping 200 when loaded. POST /invocations with text/csv (no header; columns in the order of the inputs),
/// application/json ({"instances":[{…}|[…]]} or {"columns":[…],"data":[[…]]}) or application/jsonlines; answers CSV
/// "score,label" per row or {"predictions":[{"score","label"}]}. Missing, extra or wrongly typed fields: 400 that names
/// row and field. Blocks until standard input ends or SIGTERM.
Status runModelServer(
    const std::filesystem::path& bundle, const std::string& host, int port, const std::filesystem::path& portFile);

} // namespace slipway::deploy
