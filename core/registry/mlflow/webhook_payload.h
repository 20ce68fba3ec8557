#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/event/event_log.h"

namespace slipway::registry::mlflow {

/// What one of the workspace's events means to MLflow's webhooks.
struct WebhookMessage {
    std::string event; ///< "model_version_alias.created"
    std::string data;  ///< a JSON object
};
/// None for events that are not about the registry. An approval is a tag and an alias.
std::vector<WebhookMessage> webhookMessages(const event::Event& event);

/// Made-up contents, to try a webhook out.
std::string exampleData(std::string_view event);

/// The body that is sent: {"entity","action","timestamp","data"}.
std::string webhookBody(const WebhookMessage& message, Timestamp at);

/// "v1,BASE64" over "DELIVERY.SECONDS.BODY", as webhooks are signed at standardwebhooks.com.
std::string webhookSignature(
    std::string_view secret, std::string_view delivery, std::string_view seconds, std::string_view body);

} // namespace slipway::registry::mlflow
