#include "core/pipeline/definition_json.h"

#include "core/base/json.h"

namespace slipway::pipeline {

namespace {

StepDefinition stepFromJson(const Json& json) {
    StepDefinition step;
    step.name = textOr(json, "name");
    step.kind = textOr(json, "kind");
    step.retries = static_cast<int>(integerOr(json, "retries", 0));
    if (const auto with = json.find("with"); with != json.end()) step.parameters = valuesFromJson(*with);
    if (const auto after = json.find("after"); after != json.end() && after->is_array())
        for (const auto& name : *after)
            if (name.is_string()) step.after.push_back(name.get<std::string>());
    return step;
}

} // namespace

Json toJson(const Values& values) {
    auto json = Json::object();
    for (const auto& [name, value] : values) json[name] = value;
    return json;
}

Values valuesFromJson(const Json& json) {
    Values values;
    if (!json.is_object()) return values;
    for (const auto& [name, value] : json.items())
        values.emplace(name, value.is_string() ? value.get<std::string>() : dump(value));
    return values;
}

Json toJson(const Definition& definition) {
    auto steps = Json::array();
    for (const auto& step : definition.steps) {
        Json json{{"name", step.name}, {"kind", step.kind}};
        if (!step.after.empty()) json["after"] = step.after;
        if (step.retries != 0) json["retries"] = step.retries;
        if (!step.parameters.empty()) json["with"] = toJson(step.parameters);
        steps.push_back(std::move(json));
    }
    return Json{{"name", definition.name}, {"description", definition.description},
        {"parameters", toJson(definition.parameters)}, {"steps", std::move(steps)}};
}

Result<Definition> definitionFromJson(std::string_view text, std::string_view what) {
    SLIPWAY_ASSIGN(const auto json, parseJson(text, what));
    Definition definition;
    definition.name = textOr(json, "name");
    definition.description = textOr(json, "description");
    if (const auto parameters = json.find("parameters"); parameters != json.end())
        definition.parameters = valuesFromJson(*parameters);
    if (const auto steps = json.find("steps"); steps != json.end() && steps->is_array())
        for (const auto& step : *steps) definition.steps.push_back(stepFromJson(step));
    return definition;
}

} // namespace slipway::pipeline
