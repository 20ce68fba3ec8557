#pragma once

#include <string>

#include "core/base/result.h"
#include "core/net/http_client.h"
#include "core/registry/mlflow/webhook_payload.h"
#include "core/registry/webhooks.h"

namespace slipway::registry::mlflow {

/// Sends one message to a webhook, signed when it has a secret; redirects are not followed. One thread at a time.
class WebhookSender {
public:
    /// `privateTargets`: whether hosts of this machine and of private networks may be told. A service that others reach
    /// must not be a way into its network.
    explicit WebhookSender(bool privateTargets) : m_privateTargets(privateTargets) {}

    /// The answer, of any status. `delivery` tells the receiver that it has the message already.
    Result<net::Response> send(
        const Webhook& webhook, const std::string& body, const std::string& delivery, Progress* progress = nullptr);

private:
    bool m_privateTargets;
    net::HttpClient m_client;
};

/// InvalidArgument when the host's addresses are not all of the public internet.
Status checkPublicHost(const std::string& host);

} // namespace slipway::registry::mlflow
