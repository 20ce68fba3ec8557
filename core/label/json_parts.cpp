#include "core/label/json_parts.h"

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"

namespace slipway::label {

namespace {

std::unexpected<Error> broken(std::string_view key) {
    return fail(ErrorCode::BadData, fmt::format("'{}' of a stored annotation has another form", forMessage(key)),
        "The file was changed by something else; take it from a backup");
}

bool readTexts(const Json& json, std::vector<std::string>& texts) {
    if (!json.is_array()) return false;
    for (const auto& one : json) {
        if (!one.is_string()) return false;
        texts.push_back(one.get<std::string>());
    }
    return true;
}

} // namespace

void putExtra(Json& json, const Extra& extra) {
    if (extra.empty()) return;
    auto& object = json["extra"] = Json::object();
    for (const auto& [format, value] : extra.formats()) object[format] = *value;
}

Result<Extra> extraOf(const Json& json) {
    Extra extra;
    const auto it = json.find("extra");
    if (it == json.end()) return extra;
    if (!it->is_object()) return broken("extra");
    for (const auto& [format, value] : it->items()) extra.set(format, value);
    return extra;
}

void putAttributes(Json& json, const char* key, const Attributes& attributes) {
    if (attributes.empty()) return;
    auto& object = json[key] = Json::object();
    for (const auto& [name, value] : attributes)
        object[name] = std::visit([](const auto& v) { return Json(v); }, value);
}

Result<Attributes> attributesOf(const Json& json, const char* key) {
    Attributes attributes;
    const auto it = json.find(key);
    if (it == json.end()) return attributes;
    if (!it->is_object()) return broken(key);
    for (const auto& [name, value] : it->items()) {
        std::vector<std::string> texts;
        if (value.is_boolean())
            attributes[name] = value.get<bool>();
        else if (value.is_number())
            attributes[name] = value.get<double>();
        else if (value.is_string())
            attributes[name] = value.get<std::string>();
        else if (readTexts(value, texts))
            attributes[name] = std::move(texts);
        else
            return broken(name);
    }
    return attributes;
}

Result<std::vector<std::string>> textList(const Json& json, const char* key) {
    std::vector<std::string> texts;
    const auto it = json.find(key);
    if (it != json.end() && !readTexts(*it, texts)) return broken(key);
    return texts;
}

} // namespace slipway::label
