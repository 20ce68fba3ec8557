#include <array>
#include <chrono>
#include <optional>

#include <fmt/format.h>

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/ledger/ledger.h"
#include "core/registry/mlflow/registry_routes.h"
#include "core/registry/mlflow/webhook_sender.h"
#include "core/registry/webhooks.h"
#include "core/track/mlflow/checks.h"
#include "core/track/mlflow/reply.h"

namespace slipway::registry::mlflow {

using track::mlflow::addApi;
using track::mlflow::Call;
using track::mlflow::Fields;

namespace {

// By their numbers in the protocol.
constexpr std::array<std::string_view, 11> kEntities{"", "REGISTERED_MODEL", "MODEL_VERSION", "MODEL_VERSION_TAG",
    "MODEL_VERSION_ALIAS", "PROMPT", "PROMPT_VERSION", "PROMPT_TAG", "PROMPT_VERSION_TAG", "PROMPT_ALIAS",
    "BUDGET_POLICY"};
constexpr std::array<std::string_view, 6> kActions{"", "CREATED", "UPDATED", "DELETED", "SET", "EXCEEDED"};

std::string upper(std::string_view text) {
    std::string all;
    for (const char c : text) all += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return all;
}

Json toJson(const Webhook& webhook) {
    Json shown{{"webhook_id", webhook.id}, {"name", webhook.name}, {"url", webhook.url},
        {"status", webhook.active ? "ACTIVE" : "DISABLED"}, {"creation_timestamp", webhook.createdAt},
        {"last_updated_timestamp", webhook.updatedAt}};
    if (!webhook.description.empty()) shown["description"] = webhook.description;
    for (const auto& event : webhook.events) {
        const auto dot = event.find('.');
        shown["events"].push_back({{"entity", upper(event.substr(0, dot))}, {"action", upper(event.substr(dot + 1))}});
    }
    return shown;
}

/// A name, or a number that counts from 1.
template <std::size_t N>
Result<std::string> enumIn(const Fields& fields, std::string_view field, const std::array<std::string_view, N>& names) {
    if (const auto number = fields.integer(field); number && *number) {
        if (**number < 1 || **number >= static_cast<std::int64_t>(N)) return fields.invalid(field);
        return std::string(names[static_cast<std::size_t>(**number)]);
    }
    return fields.required(field);
}

Result<std::string> eventIn(const Fields& fields) {
    SLIPWAY_ASSIGN(const auto entity, enumIn(fields, "entity", kEntities));
    SLIPWAY_ASSIGN(const auto action, enumIn(fields, "action", kActions));
    const auto event = toLower(entity) + "." + toLower(action);
    if (isWebhookEvent(event)) return event;
    return fail(ErrorCode::InvalidArgument,
        fmt::format("Invalid action '{}' for entity '{}'", forMessage(toLower(action)), forMessage(toLower(entity))),
        "Use an event like model_version.created");
}

Result<std::vector<std::string>> eventsIn(const Fields& fields) {
    SLIPWAY_ASSIGN(const auto objects, fields.objects("events"));
    std::vector<std::string> events;
    for (const auto& object : objects) {
        SLIPWAY_ASSIGN(events.emplace_back(), eventIn(object));
    }
    return events;
}

Result<std::optional<bool>> activeIn(const Fields& fields) {
    static constexpr std::array<std::string_view, 3> kStatus{"", "ACTIVE", "DISABLED"};
    if (!fields.has("status")) return std::nullopt;
    SLIPWAY_ASSIGN(const auto status, enumIn(fields, "status", kStatus));
    if (status != "ACTIVE" && status != "DISABLED") return fields.invalid("status");
    return status == "ACTIVE";
}

const std::string& idOf(const Call& call) {
    return call.request().parameters.at("id");
}

/// Private places are refused at once where they would be refused later.
Status checkTarget(const Registry& to, std::string_view url) {
    if (to.privateWebhooks) return {};
    SLIPWAY_ASSIGN(const auto host, webhookHost(url));
    return checkPublicHost(host);
}

Status create(const Registry& to, const Call& call, Json& answer) {
    Webhook wanted;
    SLIPWAY_ASSIGN(wanted.name, call.required("name"));
    SLIPWAY_ASSIGN(wanted.url, call.required("url"));
    SLIPWAY_ASSIGN(wanted.events, eventsIn(call));
    SLIPWAY_ASSIGN(wanted.description, call.textOr("description", ""));
    SLIPWAY_ASSIGN(wanted.secret, call.textOr("secret", ""));
    SLIPWAY_ASSIGN(const auto active, activeIn(call));
    wanted.active = active.value_or(true);
    SLIPWAY_TRY(checkTarget(to, wanted.url));
    SLIPWAY_ASSIGN(const auto made, writing<Webhook>(to, [&](RegistryService& registry) {
        return Webhooks(registry.ledger()).create(to.actor, wanted);
    }));
    answer["webhook"] = toJson(made);
    return {};
}

Status list(const Registry& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto limit, track::mlflow::maxResults(call, 100, 1000));
    SLIPWAY_ASSIGN(const auto token, call.text("page_token"));
    SLIPWAY_ASSIGN(const auto offset, track::mlflow::offsetOf(token));
    SLIPWAY_ASSIGN(const auto page, reading<Webhooks::Page>(to, [&](RegistryService& registry) {
        return Webhooks(registry.ledger()).list(offset, limit);
    }));
    for (const auto& webhook : page.webhooks) answer["webhooks"].push_back(toJson(webhook));
    if (page.more) answer["next_page_token"] = track::mlflow::pageToken(offset + limit);
    return {};
}

Result<Webhook> found(const Registry& to, const std::string& id) {
    return reading<Webhook>(to, [&](RegistryService& registry) { return Webhooks(registry.ledger()).find(id); });
}

Status get(const Registry& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto webhook, found(to, idOf(call)));
    answer["webhook"] = toJson(webhook);
    return {};
}

Status update(const Registry& to, const Call& call, Json& answer) {
    Webhooks::Update wanted;
    SLIPWAY_ASSIGN(wanted.name, call.text("name"));
    SLIPWAY_ASSIGN(wanted.url, call.text("url"));
    if (wanted.name && wanted.name->empty()) wanted.name.reset();
    if (wanted.url && wanted.url->empty()) wanted.url.reset();
    SLIPWAY_ASSIGN(wanted.description, call.text("description"));
    SLIPWAY_ASSIGN(wanted.secret, call.text("secret"));
    SLIPWAY_ASSIGN(wanted.events, eventsIn(call));
    SLIPWAY_ASSIGN(wanted.active, activeIn(call));
    if (wanted.url) SLIPWAY_TRY(checkTarget(to, *wanted.url));
    SLIPWAY_ASSIGN(const auto changed, writing<Webhook>(to, [&](RegistryService& registry) {
        return Webhooks(registry.ledger()).update(to.actor, idOf(call), wanted);
    }));
    answer["webhook"] = toJson(changed);
    return {};
}

Status remove(const Registry& to, const Call& call) {
    return to.serving.write(
        [&](RegistryService& registry) { return Webhooks(registry.ledger()).remove(to.actor, idOf(call)); });
}

Status tryOut(const Registry& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto webhook, found(to, idOf(call)));
    auto event = webhook.events.front();
    SLIPWAY_ASSIGN(const auto given, call.object("event"));
    if (given) {
        SLIPWAY_ASSIGN(event, eventIn(*given));
    }
    const auto now =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
    const auto sent =
        WebhookSender(to.privateWebhooks).send(webhook, webhookBody({event, exampleData(event)}, now.count()), newId());
    auto& result = answer["result"] = Json{{"success", sent && sent->status < 400}};
    if (sent) {
        result["response_status"] = sent->status;
        result["response_body"] = sent->body;
    } else {
        result["error_message"] = "Failed to test webhook: " + toLine(sent.error());
    }
    return {};
}

} // namespace

void addWebhookRoutes(net::Router& router, const Registry& to) {
    addApi(router, "POST", "webhooks", [to](const Call& call, Json& answer) { return create(to, call, answer); });
    addApi(router, "GET", "webhooks", [to](const Call& call, Json& answer) { return list(to, call, answer); });
    addApi(router, "GET", "webhooks/{id}", [to](const Call& call, Json& answer) { return get(to, call, answer); });
    addApi(router, "PATCH", "webhooks/{id}", [to](const Call& call, Json& answer) { return update(to, call, answer); });
    addApi(router, "DELETE", "webhooks/{id}", [to](const Call& call, Json&) { return remove(to, call); });
    addApi(router, "POST", "webhooks/{id}/test",
        [to](const Call& call, Json& answer) { return tryOut(to, call, answer); });
}

} // namespace slipway::registry::mlflow
