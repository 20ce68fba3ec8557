#include "core/registry/webhooks.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/ledger/ledger.h"
#include "core/store/database.h"

namespace slipway::registry {

using access::Permission;

namespace {

constexpr std::size_t kMostName = 63, kMostUrl = 2048, kMostText = 10000;
constexpr std::string_view kColumns =
    "SELECT id, name, url, description, events, secret, active, after_event, created_at, "
    "updated_at FROM webhook ";

bool isLetterOrDigit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

Status checkName(std::string_view name) {
    const bool fits =
        !name.empty() && name.size() <= kMostName && isLetterOrDigit(name.front()) && isLetterOrDigit(name.back()) &&
        std::ranges::all_of(name, [](char c) { return isLetterOrDigit(c) || c == '.' || c == '_' || c == '-'; });
    if (fits) return {};
    return fail(ErrorCode::InvalidArgument,
        fmt::format("Webhook name '{}' is invalid. It must start and end with a letter or digit, be at most 63 "
                    "characters long, and contain only letters, digits, dots (.), underscores (_), and hyphens (-)",
            forMessage(name)),
        "Use another name");
}

Status check(const Webhook& webhook) {
    SLIPWAY_TRY(checkName(webhook.name));
    SLIPWAY_TRY(webhookHost(webhook.url));
    if (webhook.events.empty())
        return fail(ErrorCode::InvalidArgument, "Webhook events must be a non-empty list", "Name at least one event");
    for (const auto& event : webhook.events)
        if (!isWebhookEvent(event))
            return fail(ErrorCode::InvalidArgument, fmt::format("Invalid webhook event '{}'", forMessage(event)),
                "Use one like model_version.created");
    if (webhook.description.size() > kMostText || webhook.secret.size() > kMostText)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("the webhook's description or secret has more than {} bytes", kMostText), "Shorten it");
    return {};
}

Webhook rowOf(const store::Statement& row) {
    Webhook webhook;
    webhook.id = row.text(0);
    webhook.name = row.text(1);
    webhook.url = row.text(2);
    webhook.description = row.text(3);
    if (const auto events = parseJson(row.view(4), "stored events"); events && events->is_array())
        for (const auto& event : *events)
            if (event.is_string()) webhook.events.push_back(event.get<std::string>());
    webhook.secret = row.text(5);
    webhook.active = row.integer(6) != 0;
    webhook.afterEvent = row.integer(7);
    webhook.createdAt = row.integer(8);
    webhook.updatedAt = row.integer(9);
    return webhook;
}

Result<std::vector<Webhook>> readAll(store::Statement& read) {
    std::vector<Webhook> all;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, read.step());
        if (!more) return all;
        all.push_back(rowOf(read));
    }
}

void sortEvents(std::vector<std::string>& events) {
    std::ranges::sort(events);
    events.erase(std::ranges::unique(events).begin(), events.end());
}

} // namespace

bool isWebhookEvent(std::string_view event) {
    static constexpr std::array<std::string_view, 14> kAll{"registered_model.created", "model_version.created",
        "model_version_tag.set", "model_version_tag.deleted", "model_version_alias.created",
        "model_version_alias.deleted", "prompt.created", "prompt_version.created", "prompt_tag.set",
        "prompt_tag.deleted", "prompt_version_tag.set", "prompt_version_tag.deleted", "prompt_alias.created",
        "prompt_alias.deleted"};
    return std::ranges::find(kAll, event) != kAll.end();
}

Result<std::string> webhookHost(std::string_view url) {
    const auto bad = [&](std::string_view why) {
        return fail(ErrorCode::InvalidArgument, std::string(why), "Give a URL like https://example.com/hook");
    };
    if (trimmed(url).empty()) return bad("Webhook URL cannot be empty or just whitespace");
    if (url.size() > kMostUrl) return bad("Webhook URL has more than 2048 characters");
    const auto colon = url.find(':');
    const auto scheme = colon == std::string_view::npos ? std::string() : toLower(url.substr(0, colon));
    if (scheme != "http" && scheme != "https")
        return bad(
            fmt::format("Invalid webhook URL scheme: '{}'. Allowed schemes are: https, http", forMessage(scheme)));
    auto rest = url.substr(colon + 1);
    if (!rest.starts_with("//")) return bad("Webhook URL must include a hostname");
    rest.remove_prefix(2);
    auto host = rest.substr(0, rest.find_first_of("/?#\\"));
    if (const auto at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
    if (host.starts_with('[')) {
        const auto end = host.find(']');
        if (end == std::string_view::npos) return bad("Invalid webhook URL: its address has no ']'");
        host = host.substr(1, end - 1);
    } else {
        host = host.substr(0, host.find(':'));
    }
    const bool clean =
        std::ranges::all_of(url, [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7f; });
    if (host.empty() || !clean) return bad("Webhook URL must include a hostname and no blanks");
    return std::string(host);
}

Result<Webhook> Webhooks::create(const access::Actor& actor, Webhook wanted) {
    sortEvents(wanted.events);
    SLIPWAY_TRY(check(wanted));
    SLIPWAY_ASSIGN(
        auto change, m_ledger.begin(actor, Permission::RegisterModel, "webhook.create", "webhook/" + wanted.name));
    wanted.id = newId();
    wanted.createdAt = wanted.updatedAt = change.at();
    SLIPWAY_ASSIGN(wanted.afterEvent, m_ledger.events().lastId());
    SLIPWAY_ASSIGN(
        auto insert, m_ledger.db().prepare("INSERT INTO webhook (id, name, url, description, events, secret, "
                                           "active, after_event, created_at, updated_at) VALUES (?, ?, ?, ?, "
                                           "?, ?, ?, ?, ?, ?)"));
    SLIPWAY_TRY(insert
            .bindAll(wanted.id, wanted.name, wanted.url, wanted.description, dump(Json(wanted.events)), wanted.secret,
                wanted.active, wanted.afterEvent, wanted.createdAt, wanted.updatedAt)
            .run());
    change.note("events", Json(wanted.events));
    SLIPWAY_TRY(change.commit());
    return wanted;
}

Result<Webhook> Webhooks::find(std::string_view id) const {
    SLIPWAY_ASSIGN(auto read, m_ledger.db().prepare(std::string(kColumns) + "WHERE id = ?"));
    SLIPWAY_ASSIGN(const bool found, read.bind(1, id).step());
    if (found) return rowOf(read);
    return fail(ErrorCode::NotFound, fmt::format("Webhook with ID {} not found", forMessage(id)), "List the webhooks");
}

Result<Webhooks::Page> Webhooks::list(std::int64_t offset, std::int64_t limit) const {
    SLIPWAY_ASSIGN(auto read, m_ledger.db().prepare(std::string(kColumns) + "ORDER BY number LIMIT ? OFFSET ?"));
    read.bindAll(limit + 1, offset);
    Page page;
    SLIPWAY_ASSIGN(page.webhooks, readAll(read));
    page.more = std::ssize(page.webhooks) > limit;
    if (page.more) page.webhooks.pop_back();
    return page;
}

Result<Webhook> Webhooks::update(const access::Actor& actor, std::string_view id, const Update& wanted) {
    SLIPWAY_ASSIGN(
        auto change, m_ledger.begin(actor, Permission::RegisterModel, "webhook.update", "webhook/" + forMessage(id)));
    SLIPWAY_ASSIGN(auto webhook, find(id));
    if (wanted.name) webhook.name = *wanted.name;
    if (wanted.url) webhook.url = *wanted.url;
    if (wanted.description) webhook.description = *wanted.description;
    if (wanted.secret) webhook.secret = *wanted.secret;
    if (!wanted.events.empty()) webhook.events = wanted.events;
    if (wanted.active) {
        // What happened while it was off is not made up for.
        if (*wanted.active && !webhook.active) {
            SLIPWAY_ASSIGN(webhook.afterEvent, m_ledger.events().lastId());
        }
        webhook.active = *wanted.active;
    }
    sortEvents(webhook.events);
    SLIPWAY_TRY(check(webhook));
    webhook.updatedAt = change.at();
    SLIPWAY_ASSIGN(
        auto write, m_ledger.db().prepare("UPDATE webhook SET name = ?, url = ?, description = ?, events = ?, "
                                          "secret = ?, active = ?, after_event = max(after_event, ?), "
                                          "updated_at = ? WHERE id = ?"));
    SLIPWAY_TRY(write
            .bindAll(webhook.name, webhook.url, webhook.description, dump(Json(webhook.events)), webhook.secret,
                webhook.active, webhook.afterEvent, webhook.updatedAt, id)
            .run());
    SLIPWAY_TRY(change.commit());
    return webhook;
}

Status Webhooks::remove(const access::Actor& actor, std::string_view id) {
    SLIPWAY_ASSIGN(
        auto change, m_ledger.begin(actor, Permission::RegisterModel, "webhook.delete", "webhook/" + forMessage(id)));
    SLIPWAY_ASSIGN(const auto webhook, find(id));
    SLIPWAY_ASSIGN(auto write, m_ledger.db().prepare("DELETE FROM webhook WHERE id = ?"));
    SLIPWAY_TRY(write.bind(1, id).run());
    change.note("name", Json(webhook.name));
    return change.commit();
}

Result<std::vector<Webhook>> Webhooks::active() const {
    SLIPWAY_ASSIGN(auto read, m_ledger.db().prepare(std::string(kColumns) + "WHERE active = 1 ORDER BY number"));
    return readAll(read);
}

Status Webhooks::setAfterEvent(std::string_view id, std::int64_t event) {
    SLIPWAY_ASSIGN(
        auto write, m_ledger.db().prepare("UPDATE webhook SET after_event = max(after_event, ?) WHERE id = ?"));
    return write.bindAll(event, id).run();
}

} // namespace slipway::registry
