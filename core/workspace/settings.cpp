#include "core/workspace/settings.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/base/time.h"

namespace slipway::workspace {

namespace {

/// Where in the file a problem is: "slipway.yaml, line 12".
std::string place(const YAML::Mark& mark) {
    return mark.is_null() ? std::string("slipway.yaml") : fmt::format("slipway.yaml, line {}", mark.line + 1);
}

std::unexpected<Error> bad(const YAML::Node& node, std::string_view what, std::string hint) {
    return fail(ErrorCode::BadData, fmt::format("{}: {}", place(node.Mark()), what), std::move(hint));
}

Status checkKeys(const YAML::Node& map, std::string_view of, const std::set<std::string>& known) {
    if (!map.IsMap()) return bad(map, fmt::format("{} must be a mapping", of), "Write key: value lines");
    for (const auto& entry : map) {
        const auto key = entry.first.as<std::string>("");
        if (!known.contains(key))
            return bad(entry.first, fmt::format("{} has no key '{}'", of, forMessage(key)),
                "Known keys: " + join({known.begin(), known.end()}, ", "));
    }
    return {};
}

Result<std::string> text(const YAML::Node& map, const char* key, std::string_view of) {
    const auto value = map[key];
    if (!value || !value.IsScalar() || value.Scalar().empty())
        return bad(map, fmt::format("{} needs a text under '{}'", of, key), fmt::format("Add a line {}: …", key));
    return value.Scalar();
}

template <class T> Result<T> scalar(const YAML::Node& value, std::string_view key, std::string_view kind) {
    try {
        return value.as<T>();
    } catch (const YAML::Exception&) {
        return bad(value, fmt::format("'{}' must be {}", key, kind), "Correct the value");
    }
}

Result<std::map<std::string, std::string>> texts(const YAML::Node& node, std::string_view key) {
    std::map<std::string, std::string> result;
    if (!node) return result;
    if (!node.IsMap()) return bad(node, fmt::format("'{}' must be a mapping", key), "Write key: value lines");
    for (const auto& entry : node) {
        if (!entry.second.IsScalar())
            return bad(
                entry.second, fmt::format("values of '{}' must be texts", key), "Put lists in quotes: \"10,50,100\"");
        result[entry.first.Scalar()] = entry.second.Scalar();
    }
    return result;
}

Result<std::vector<deploy::Stage>> readStages(const YAML::Node& node) {
    std::vector<deploy::Stage> stages;
    if (!node)
        return std::vector<deploy::Stage>{
            {"dev", "local", false}, {"staging", "local", true}, {"production", "local", true}};
    if (!node.IsSequence()) return bad(node, "'stages' must be a list", "Write - name: dev");
    for (const auto& item : node) {
        SLIPWAY_TRY(checkKeys(item, "a stage", {"name", "target", "needs_approval"}));
        deploy::Stage stage;
        SLIPWAY_ASSIGN(stage.name, text(item, "name", "a stage"));
        if (!isValidName(stage.name))
            return bad(item, fmt::format("'{}' is no name for a stage", forMessage(stage.name)),
                "Use letters, digits, dot, dash and underscore");
        if (item["target"]) stage.target = item["target"].Scalar();
        if (stage.target != "local")
            return bad(item["target"], fmt::format("the target '{}' is not known", forMessage(stage.target)),
                "This version deploys to 'local'");
        if (item["needs_approval"]) {
            SLIPWAY_ASSIGN(
                stage.needsApproval, scalar<bool>(item["needs_approval"], "needs_approval", "true or false"));
        }
        stages.push_back(std::move(stage));
    }
    return stages;
}

Result<registry::GatePolicy> readApproval(const YAML::Node& node) {
    registry::GatePolicy policy;
    if (!node) return policy;
    SLIPWAY_TRY(
        checkKeys(node, "'approval'", {"at_least", "beats_production", "tolerance", "max_bias_dppl", "undo_window"}));
    if (const auto minimums = node["at_least"]) {
        if (!minimums.IsMap()) return bad(minimums, "'at_least' must be a mapping", "Write test_roc_auc: 0.9");
        policy.atLeast.clear();
        for (const auto& entry : minimums) {
            SLIPWAY_ASSIGN(
                policy.atLeast[entry.first.Scalar()], scalar<double>(entry.second, entry.first.Scalar(), "a number"));
        }
    }
    if (node["beats_production"]) {
        SLIPWAY_ASSIGN(
            policy.beatsProduction, scalar<bool>(node["beats_production"], "beats_production", "true or false"));
    }
    if (node["tolerance"]) {
        SLIPWAY_ASSIGN(policy.tolerance, scalar<double>(node["tolerance"], "tolerance", "a number"));
    }
    if (const auto limit = node["max_bias_dppl"]) {
        if (limit.IsNull()) {
            policy.maxBiasDppl.reset();
        } else {
            SLIPWAY_ASSIGN(policy.maxBiasDppl, scalar<double>(limit, "max_bias_dppl", "a number, or ~ for none"));
        }
    }
    if (const auto window = node["undo_window"]) {
        const auto length = parseDuration(window.Scalar());
        if (!length || *length > 300000)
            return bad(window, "'undo_window' must be between 0s and 300s", "Write undo_window: 30s");
        policy.undoMilliseconds = *length;
    }
    return policy;
}

Result<std::vector<event::Rule>> readRules(const YAML::Node& node) {
    std::vector<event::Rule> rules;
    if (!node) return rules;
    if (!node.IsSequence()) return bad(node, "'rules' must be a list", "Write - name: …");
    for (const auto& item : node) {
        SLIPWAY_TRY(checkKeys(item, "a rule", {"name", "when", "where", "then", "with", "enabled"}));
        event::Rule rule;
        SLIPWAY_ASSIGN(rule.name, text(item, "name", "a rule"));
        if (!isValidName(rule.name))
            return bad(item, fmt::format("'{}' is no name for a rule", forMessage(rule.name)),
                "Use letters, digits, dot, dash and underscore");
        if (std::ranges::any_of(rules, [&](const auto& other) { return other.name == rule.name; }))
            return bad(item, fmt::format("two rules are called '{}'", rule.name), "Rename one of them");
        SLIPWAY_ASSIGN(rule.when, text(item, "when", "a rule"));
        SLIPWAY_ASSIGN(rule.then, text(item, "then", "a rule"));
        SLIPWAY_ASSIGN(rule.where, texts(item["where"], "where"));
        SLIPWAY_ASSIGN(rule.with, texts(item["with"], "with"));
        if (item["enabled"]) {
            SLIPWAY_ASSIGN(rule.enabled, scalar<bool>(item["enabled"], "enabled", "true or false"));
        }
        rules.push_back(std::move(rule));
    }
    return rules;
}

Result<Settings> readDocument(const YAML::Node& root) {
    Settings settings;
    SLIPWAY_TRY(checkKeys(root, "slipway.yaml", {"name", "stages", "approval", "rules"}));
    SLIPWAY_ASSIGN(settings.name, text(root, "name", "slipway.yaml"));
    SLIPWAY_ASSIGN(settings.stages, readStages(root["stages"]));
    SLIPWAY_ASSIGN(settings.approval, readApproval(root["approval"]));
    SLIPWAY_ASSIGN(settings.rules, readRules(root["rules"]));
    return settings;
}

} // namespace

Result<Settings> readSettings(const std::filesystem::path& file) {
    SLIPWAY_ASSIGN(const auto yaml, readFile(file, 1u << 20));
    try {
        return readDocument(YAML::Load(yaml));
    } catch (const YAML::Exception& e) {
        return fail(
            ErrorCode::BadData, fmt::format("{}: {}", place(e.mark), e.msg), "Correct the file, it is plain YAML");
    }
}

std::string defaultSettings(const std::string& name) {
    return fmt::format(
        R"(# Settings of this workspace. A person may edit them; they are read when a program opens the workspace.
# No secrets belong here.
name: {}

# Where models go, in order. target: local runs model servers on this machine.
stages:
  - name: dev
  - name: staging
    needs_approval: true
  - name: production
    needs_approval: true

# What a model version must show before a person may approve it.
approval:
  at_least:
    test_roc_auc: 0.90
  beats_production: true   # on the first metric above …
  tolerance: 0.005         # … give or take this much
  max_bias_dppl: 0.30      # a larger gap between groups asks for a note; ~ for no limit
  undo_window: 30s         # how long an approval can be taken back; nothing deploys before

# When an event of this type comes, whose payload has these values, then this action. See `slipway rule list`.
rules:
  - name: approved-to-staging
    when: model.approved
    then: deploy
    with:
      model: ${{payload.model}}
      version: ${{payload.version}}
      stage: staging
)",
        name);
}

} // namespace slipway::workspace
