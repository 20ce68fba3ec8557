#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/actor.h"
#include "core/base/result.h"
#include "core/base/time.h"

namespace slipway {
class Ledger;
}

namespace slipway::registry {

/// A place that is told what happens in the registry.
struct Webhook {
    std::string id, name, url, description;
    std::vector<std::string> events; ///< "model_version.created", "prompt_alias.deleted" …
    std::string secret;              ///< signs what is sent; never shown. "" for none
    bool active = true;
    std::int64_t afterEvent = 0; ///< of the event log: told about what comes behind it
    Timestamp createdAt = 0, updatedAt = 0;
};

/// The webhooks of one workspace. Errors are in MLflow's words. Same thread as the ledger's database.
class Webhooks {
public:
    explicit Webhooks(Ledger& ledger) : m_ledger(ledger) {}

    /// Name, URL, events, description, secret and active are taken from it. It is told about what comes from now on.
    Result<Webhook> create(const access::Actor& actor, Webhook wanted);
    Result<Webhook> find(std::string_view id) const;
    struct Page {
        std::vector<Webhook> webhooks;
        bool more = false;
    };
    Result<Page> list(std::int64_t offset, std::int64_t limit) const; ///< oldest first
    struct Update {
        std::optional<std::string> name, url, description, secret;
        std::vector<std::string> events; ///< none: they stay
        std::optional<bool> active;
    };
    Result<Webhook> update(const access::Actor& actor, std::string_view id, const Update& wanted);
    Status remove(const access::Actor& actor, std::string_view id);

    Result<std::vector<Webhook>> active() const;
    Status setAfterEvent(std::string_view id, std::int64_t event);

private:
    Ledger& m_ledger;
};

/// "model_version.created" and the others that MLflow knows.
bool isWebhookEvent(std::string_view event);
/// The host of an http or https URL; InvalidArgument in MLflow's words.
Result<std::string> webhookHost(std::string_view url);

} // namespace slipway::registry
