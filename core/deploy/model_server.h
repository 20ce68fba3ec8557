#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>

#include "core/base/result.h"
#include "core/net/router.h"
#include "core/train/model_bundle.h"

namespace slipway::deploy {

/// GET /ping and POST /invocations of the container contract for this model. `bundle` lives as long as the router.
void addModelRoutes(net::Router& router, std::shared_ptr<const train::ModelBundle> bundle);

/// `slipway model-server --bundle DIR --port N --port-file F`: the SageMaker container contract for a ModelBundle.
/// GET /ping 200 when loaded. POST /invocations with text/csv (no header; columns in the order of the inputs),
/// application/json ({"instances":[{…}|[…]]} or {"columns":[…],"data":[[…]]}) or application/jsonlines; answers CSV
/// "score,label" per row or {"predictions":[{"score","label"}]}. Missing, extra or wrongly typed fields: 400 that names
/// row and field. Blocks until standard input ends or `stop` is requested.
Status runModelServer(const std::filesystem::path& bundle, const std::string& host, int port,
    const std::filesystem::path& portFile, const std::stop_token& stop);

} // namespace slipway::deploy
