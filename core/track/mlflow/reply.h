#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/net/http_message.h"
#include "core/net/router.h"
#include "core/track/mlflow/call.h"

namespace slipway::track::mlflow {

/// Answers {"error_code","message"} with the status that MLflow's clients expect for the code: what exists already is
/// 400, a person's mistake is never 5xx.
net::Response errorReply(const Error& error);
net::Response errorReply(int status, std::string_view code, std::string_view message);
net::Response jsonReply(const Json& document);

/// Fills in the answer, which begins as {}.
using Answer = std::function<Status(const Call& call, Json& answer)>;

/// The handler that decodes the request and sends the answer or the error.
net::Handler answering(Answer answer);

/// Adds `method` for /api/VERSION/mlflow/PATH and /ajax-api/VERSION/mlflow/PATH.
void addApi(net::Router& router, std::string_view method, std::string_view path, Answer answer,
    std::string_view version = "2.0");
/// The same for an answer that is written as text: long lists.
using TextAnswer = std::function<Result<std::string>(const Call& call)>;
void addApiText(net::Router& router, std::string_view method, std::string_view path, TextAnswer answer);
/// The same two places for a plain handler; `path` as from "mlflow/…" or "mlflow-artifacts/…" on.
void addApiHandler(net::Router& router, std::string_view method, std::string_view path, net::Handler handler,
    net::BodyTo bodyTo = net::BodyTo::Memory, std::string_view version = "2.0");

} // namespace slipway::track::mlflow
