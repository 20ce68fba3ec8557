#include "core/registry/mlflow/webhook_delivery.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "core/base/id.h"
#include "core/base/log.h"
#include "core/ledger/ledger.h"

namespace slipway::registry::mlflow {

using namespace std::chrono_literals;

namespace {

constexpr auto kRound = 250ms;
constexpr int kMostFailures = 4, kEventsAtOnce = 200;

} // namespace

WebhookDelivery::WebhookDelivery(Registry registry)
    : m_registry(std::move(registry)), m_sender(m_registry.privateWebhooks), m_thread([this] { loop(); }) {}

WebhookDelivery::~WebhookDelivery() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    m_progress.cancel();
    m_thread.join();
}

bool WebhookDelivery::isStopping() {
    const std::lock_guard lock(m_mutex);
    return m_stopping;
}

void WebhookDelivery::loop() {
    std::string last;
    while (true) {
        {
            std::unique_lock lock(m_mutex);
            if (m_wake.wait_for(lock, kRound, [this] { return m_stopping; })) return;
        }
        const auto done = round();
        const auto text = done ? std::string() : toLine(done.error());
        if (text != last && !text.empty()) log::warning("webhooks: " + text);
        last = text;
    }
}

Status WebhookDelivery::round() {
    SLIPWAY_ASSIGN(const auto webhooks, reading<std::vector<Webhook>>(m_registry, [](RegistryService& registry) {
        return Webhooks(registry.ledger()).active();
    }));
    std::erase_if(m_attempts,
        [&](const auto& entry) { return std::ranges::find(webhooks, entry.first, &Webhook::id) == webhooks.end(); });
    for (const auto& webhook : webhooks) {
        if (isStopping()) return {};
        SLIPWAY_TRY(tell(webhook));
    }
    return {};
}

Status WebhookDelivery::tell(const Webhook& webhook) {
    SLIPWAY_ASSIGN(const auto events, reading<std::vector<event::Event>>(m_registry, [&](RegistryService& registry) {
        return registry.ledger().events().after(webhook.afterEvent, kEventsAtOnce);
    }));
    auto told = webhook.afterEvent;
    bool waits = false;
    for (const auto& event : events) {
        const auto messages = webhookMessages(event);
        auto& attempt = m_attempts[webhook.id];
        if (attempt.event != event.id) attempt = {event.id, 0, newId(), 0, {}};
        for (; attempt.message < messages.size() && !waits && !isStopping(); ++attempt.message) {
            const auto& message = messages[attempt.message];
            if (std::ranges::find(webhook.events, message.event) == webhook.events.end()) continue;
            waits = !deliver(webhook, event, message, attempt);
            if (waits) break;
            attempt.delivery = newId();
            attempt.failures = 0;
        }
        if (waits || isStopping()) break;
        told = event.id;
    }
    if (told == webhook.afterEvent) return {};
    return m_registry.serving.write(
        [&](RegistryService& registry) { return Webhooks(registry.ledger()).setAfterEvent(webhook.id, told); });
}

bool WebhookDelivery::deliver(
    const Webhook& webhook, const event::Event& event, const WebhookMessage& message, Attempt& attempt) {
    if (Clock::now() < attempt.next) return false;
    const auto answer = m_sender.send(webhook, webhookBody(message, event.at), attempt.delivery, &m_progress);
    const bool again =
        answer ? answer->status == 429 || answer->status >= 500 : answer.error().code != ErrorCode::InvalidArgument;
    if (answer && answer->status < 400) return true;
    const auto why = answer ? fmt::format("it answered {}", answer->status) : toLine(answer.error());
    if (!again || ++attempt.failures >= kMostFailures) {
        log::warning(fmt::format("webhook {} was not told of {}: {}", webhook.name, message.event, why));
        return true;
    }
    attempt.next = Clock::now() + 1s * (1 << (attempt.failures - 1));
    return false;
}

} // namespace slipway::registry::mlflow
