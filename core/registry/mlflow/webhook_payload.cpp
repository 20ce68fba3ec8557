#include "core/registry/mlflow/webhook_payload.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "core/base/json.h"
#include "core/registry/registered_model.h"

namespace slipway::registry::mlflow {

namespace {

Json textOrNull(const Json& payload, const char* key) {
    const auto text = textOr(payload, key);
    return text.empty() ? Json() : Json(text);
}

Json tagsOf(const Json& payload) {
    const auto found = payload.find("tags");
    return found != payload.end() && found->is_object() ? *found : Json::object();
}

Json versionData(const Json& payload) {
    return {{"name", textOr(payload, "model")}, {"version", std::to_string(integerOr(payload, "version", 0))}};
}

Json withKey(Json data, const Json& payload, bool value) {
    data["key"] = textOr(payload, "key");
    if (value) data["value"] = textOr(payload, "value");
    return data;
}

Json registeredData(const Json& payload, bool prompt) {
    auto data = versionData(payload);
    data["tags"] = tagsOf(payload);
    data["description"] = textOrNull(payload, "description");
    if (prompt) {
        data["template"] = textOr(tagsOf(payload), "mlflow.prompt.text");
        return data;
    }
    data["source"] = textOr(payload, "source");
    data["run_id"] = textOrNull(payload, "run");
    return data;
}

Json aliasData(const Json& payload, bool set) {
    Json data{{"name", textOr(payload, "model")}, {"alias", textOr(payload, "alias")}};
    if (set) data["version"] = std::to_string(integerOr(payload, "version", 0));
    return data;
}

/// What clients see of a decision.
std::vector<WebhookMessage> decided(const Json& payload, std::string_view status) {
    auto tag = versionData(payload);
    tag["key"] = kApprovalTag;
    tag["value"] = status;
    std::vector<WebhookMessage> messages{{"model_version_tag.set", dump(tag)}};
    if (status != "approved") return messages;
    auto alias = versionData(payload);
    alias["alias"] = kApprovedAlias;
    messages.push_back({"model_version_alias.created", dump(alias)});
    return messages;
}

} // namespace

std::vector<WebhookMessage> webhookMessages(const event::Event& event) {
    const bool prompt = event.type.starts_with("prompt.");
    if (!prompt && !event.type.starts_with("model.")) return {};
    const auto parsed = parseJson(event.payload, "the event's payload");
    if (!parsed || !parsed->is_object()) return {};
    const auto& payload = *parsed;
    const auto verb = event.type.substr(event.type.find('.') + 1);
    const std::string version = prompt ? "prompt_version" : "model_version";
    const std::string alias = prompt ? "prompt_alias" : "model_version_alias";
    if (verb == "created") {
        const Json data{{"name", textOr(payload, "model")}, {"tags", tagsOf(payload)},
            {"description", textOrNull(payload, "description")}};
        return {{prompt ? "prompt.created" : "registered_model.created", dump(data)}};
    }
    if (verb == "registered") return {{version + ".created", dump(registeredData(payload, prompt))}};
    if (verb == "version_tag_set") return {{version + "_tag.set", dump(withKey(versionData(payload), payload, true))}};
    if (verb == "version_tag_deleted")
        return {{version + "_tag.deleted", dump(withKey(versionData(payload), payload, false))}};
    if (verb == "alias_set") return {{alias + ".created", dump(aliasData(payload, true))}};
    if (verb == "alias_deleted") return {{alias + ".deleted", dump(aliasData(payload, false))}};
    if (prompt && (verb == "tag_set" || verb == "tag_deleted")) {
        const bool set = verb == "tag_set";
        return {{set ? "prompt_tag.set" : "prompt_tag.deleted",
            dump(withKey(Json{{"name", textOr(payload, "model")}}, payload, set))}};
    }
    if (prompt) return {};
    if (verb == "approved" || verb == "rejected" || verb == "archived") return decided(payload, verb);
    if (verb == "approval_undone" || verb == "rejection_undone") return decided(payload, "pending");
    return {};
}

std::string exampleData(std::string_view event) {
    const auto entity = event.substr(0, event.find('.'));
    Json data{{"name", "example_model"}};
    if (entity.starts_with("model_version") || entity.starts_with("prompt_version")) data["version"] = "1";
    if (entity.ends_with("_tag")) {
        data["key"] = "example_key";
        if (event.ends_with(".set")) data["value"] = "example_value";
    } else if (entity.ends_with("_alias")) {
        data["alias"] = "example_alias";
        if (event.ends_with(".created"))
            data["version"] = "1";
        else
            data.erase("version");
    } else {
        data["tags"] = {{"example_key", "example_value"}};
        data["description"] = "An example";
        if (entity == "model_version") {
            data["source"] = "models:/123";
            data["run_id"] = "abcd1234abcd5678";
        }
        if (entity == "prompt_version") data["template"] = "Hello {{name}}!";
    }
    return dump(data);
}

std::string webhookBody(const WebhookMessage& message, Timestamp at) {
    const auto dot = message.event.find('.');
    auto data = parseJson(message.data, "the message");
    return dump(Json{{"entity", message.event.substr(0, dot)}, {"action", message.event.substr(dot + 1)},
        {"timestamp", toIso8601(at)}, {"data", data ? std::move(*data) : Json::object()}});
}

std::string webhookSignature(
    std::string_view secret, std::string_view delivery, std::string_view seconds, std::string_view body) {
    const auto signedText = fmt::format("{}.{}.{}", delivery, seconds, body);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
        reinterpret_cast<const unsigned char*>(signedText.data()), signedText.size(), digest, &size);
    unsigned char text[4 * ((EVP_MAX_MD_SIZE + 2) / 3) + 1];
    const auto length = EVP_EncodeBlock(text, digest, static_cast<int>(size));
    return "v1," + std::string(reinterpret_cast<const char*>(text), static_cast<std::size_t>(length));
}

} // namespace slipway::registry::mlflow
