#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "core/registry/mlflow/registry_routes.h"
#include "core/registry/mlflow/webhook_sender.h"

namespace slipway::registry::mlflow {

/// Tells the webhooks what the event log says, whichever process wrote it, on a thread of its own: in order, each at
/// least once. An answer of 429 or 5xx, or none, is tried again thrice, then given up with a line in the log.
class WebhookDelivery {
public:
    explicit WebhookDelivery(Registry registry);
    ~WebhookDelivery();
    WebhookDelivery(const WebhookDelivery&) = delete;
    WebhookDelivery& operator=(const WebhookDelivery&) = delete;

private:
    using Clock = std::chrono::steady_clock;
    /// A message that could not be delivered yet.
    struct Attempt {
        std::int64_t event = 0;
        std::size_t message = 0; ///< of that event
        std::string delivery;
        int failures = 0;
        Clock::time_point next;
    };
    void loop();
    Status round();
    Status tell(const Webhook& webhook);
    /// Whether the message is dealt with.
    bool deliver(const Webhook& webhook, const event::Event& event, const WebhookMessage& message, Attempt& attempt);
    bool isStopping();

    Registry m_registry;
    WebhookSender m_sender;
    Progress m_progress;                       ///< of what is being sent
    std::map<std::string, Attempt> m_attempts; ///< by webhook
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace slipway::registry::mlflow
