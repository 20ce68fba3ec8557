#include <set>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "core/base/text.h"
#include "core/pipeline/pipeline_service.h"

namespace slipway::pipeline {

namespace {

constexpr std::size_t kMostBytes = 16u << 20;

/// Reads one document; every error says where in it.
class DefinitionReader {
public:
    explicit DefinitionReader(std::string_view what) : m_what(what) {}

    Result<Definition> read(const YAML::Node& root) const {
        if (!root.IsMap()) return bad(root, "a pipeline must be a mapping", "Write name: … and steps: …");
        SLIPWAY_TRY(checkKeys(root, "a pipeline", {"name", "description", "parameters", "steps"}));
        Definition definition;
        SLIPWAY_ASSIGN(definition.name, neededName(root, "name", "a pipeline"));
        SLIPWAY_ASSIGN(definition.description, optionalText(root, "description"));
        SLIPWAY_ASSIGN(definition.parameters, values(root["parameters"], "parameters"));
        const auto steps = root["steps"];
        if (!steps || !steps.IsSequence() || steps.size() == 0)
            return bad(
                steps ? steps : root, "'steps' must be a list of at least one step", "Write - name: … and kind: …");
        definition.steps.reserve(steps.size());
        for (const auto& node : steps) {
            SLIPWAY_ASSIGN(auto step, readStep(node));
            definition.steps.push_back(std::move(step));
        }
        return definition;
    }

    std::unexpected<Error> bad(const YAML::Mark& mark, std::string_view problem, std::string hint) const {
        const auto place = mark.is_null() ? m_what : fmt::format("{}, line {}", m_what, mark.line + 1);
        return fail(ErrorCode::BadData, fmt::format("{}: {}", place, problem), std::move(hint));
    }

private:
    std::unexpected<Error> bad(const YAML::Node& node, std::string_view problem, std::string hint) const {
        return bad(node.Mark(), problem, std::move(hint));
    }

    Status checkKeys(const YAML::Node& map, std::string_view of, const std::set<std::string>& known) const {
        std::set<std::string> seen;
        for (const auto& entry : map) {
            const auto key = entry.first.IsScalar() ? entry.first.Scalar() : std::string();
            if (!known.contains(key))
                return bad(entry.first, fmt::format("{} has no key '{}'", of, forMessage(key)),
                    "Known keys: " + join({known.begin(), known.end()}, ", "));
            if (!seen.insert(key).second)
                return bad(entry.first, fmt::format("'{}' stands there twice", key), "Remove one");
        }
        return {};
    }

    Result<std::string> neededName(const YAML::Node& map, const char* key, std::string_view of) const {
        const auto value = map[key];
        if (!value || !value.IsScalar() || value.Scalar().empty())
            return bad(map, fmt::format("{} needs a '{}'", of, key), fmt::format("Add a line {}: …", key));
        if (!isValidName(value.Scalar()))
            return bad(value, fmt::format("'{}' is no {} for {}", forMessage(value.Scalar()), key, of),
                "Use letters, digits, dot, dash and underscore");
        return value.Scalar();
    }

    Result<std::string> optionalText(const YAML::Node& map, const char* key) const {
        const auto value = map[key];
        if (!value || value.IsNull()) return std::string();
        if (!value.IsScalar()) return bad(value, fmt::format("'{}' must be a text", key), "Put it in quotes");
        return value.Scalar();
    }

    Result<Values> values(const YAML::Node& node, std::string_view key) const {
        Values read;
        if (!node || node.IsNull()) return read;
        if (!node.IsMap()) return bad(node, fmt::format("'{}' must be a mapping", key), "Write key: value lines");
        for (const auto& entry : node) {
            if (!entry.first.IsScalar() || entry.first.Scalar().empty())
                return bad(entry.first, fmt::format("keys of '{}' must be texts", key), "Write key: value lines");
            const auto name = entry.first.Scalar();
            if (!entry.second.IsScalar() && !entry.second.IsNull())
                return bad(entry.second, fmt::format("the value of '{}' must be a text or a number", forMessage(name)),
                    "Put lists in quotes: \"10,50,100\"");
            if (!read.emplace(name, entry.second.IsNull() ? std::string() : entry.second.Scalar()).second)
                return bad(entry.first, fmt::format("'{}' stands there twice", forMessage(name)), "Remove one");
        }
        return read;
    }

    Result<StepDefinition> readStep(const YAML::Node& node) const {
        if (!node.IsMap()) return bad(node, "a step must be a mapping", "Write - name: … and kind: …");
        SLIPWAY_TRY(checkKeys(node, "a step", {"name", "kind", "with", "after", "retries"}));
        StepDefinition step;
        SLIPWAY_ASSIGN(step.name, neededName(node, "name", "a step"));
        SLIPWAY_ASSIGN(step.kind, neededName(node, "kind", "a step"));
        SLIPWAY_ASSIGN(step.parameters, values(node["with"], "with"));
        if (const auto after = node["after"]) {
            SLIPWAY_ASSIGN(step.after, names(after));
        }
        if (const auto retries = node["retries"]) {
            step.retries = retries.as<int>(-1);
            if (step.retries < 0 || step.retries > 10)
                return bad(retries, "'retries' must be a number from 0 to 10", "Write retries: 2");
        }
        return step;
    }

    Result<std::vector<std::string>> names(const YAML::Node& node) const {
        std::vector<std::string> list;
        if (node.IsScalar()) return std::vector<std::string>{node.Scalar()};
        if (!node.IsSequence()) return bad(node, "'after' must be a list of steps", "Write after: [first, second]");
        for (const auto& item : node) {
            if (!item.IsScalar()) return bad(item, "'after' must be a list of steps", "Write after: [first, second]");
            list.push_back(item.Scalar());
        }
        return list;
    }

    std::string m_what;
};

/// A block is kinder to SQL, but YAML reads it back with exactly one line end and eats what looks like indentation.
bool fitsBlock(const std::string& text) {
    if (text.find('\n') == std::string::npos || text.front() == ' ' || text.front() == '\n') return false;
    if (!text.ends_with('\n') || text.ends_with("\n\n") || firstInvalidUtf8(text) != std::string::npos) return false;
    for (const unsigned char c : text)
        if ((c < 0x20 && c != '\n') || c == 0x7f) return false;
    return true;
}

void emitText(YAML::Emitter& out, const std::string& text) {
    if (fitsBlock(text))
        out << YAML::Literal << text;
    else if (text.find('\n') != std::string::npos)
        out << YAML::DoubleQuoted << text;
    else
        out << text;
}

void emitValues(YAML::Emitter& out, const char* key, const Values& values) {
    if (values.empty()) return;
    out << YAML::Key << key << YAML::Value << YAML::BeginMap;
    for (const auto& [name, value] : values) {
        out << YAML::Key << name << YAML::Value;
        emitText(out, value);
    }
    out << YAML::EndMap;
}

} // namespace

Result<Definition> parseDefinition(std::string_view yaml, std::string_view what) {
    const DefinitionReader reader(what);
    if (yaml.size() > kMostBytes)
        return fail(
            ErrorCode::BadData, fmt::format("{} has more than {} MB", what, kMostBytes >> 20), "Split the pipeline");
    if (const auto at = firstInvalidUtf8(yaml); at != std::string_view::npos)
        return fail(
            ErrorCode::BadData, fmt::format("{}: byte {} is not UTF-8", what, at + 1), "Save the file as UTF-8");
    try {
        return reader.read(YAML::Load(std::string(yaml)));
    } catch (const YAML::Exception& e) {
        return reader.bad(e.mark, e.msg, "Correct the file, it is plain YAML");
    }
}

std::string toYaml(const Definition& definition) {
    YAML::Emitter out;
    out << YAML::BeginMap << YAML::Key << "name" << YAML::Value << definition.name;
    if (!definition.description.empty()) {
        out << YAML::Key << "description" << YAML::Value;
        emitText(out, definition.description);
    }
    emitValues(out, "parameters", definition.parameters);
    out << YAML::Key << "steps" << YAML::Value << YAML::BeginSeq;
    for (const auto& step : definition.steps) {
        out << YAML::BeginMap << YAML::Key << "name" << YAML::Value << step.name << YAML::Key << "kind" << YAML::Value
            << step.kind;
        if (!step.after.empty()) out << YAML::Key << "after" << YAML::Value << YAML::Flow << step.after;
        if (step.retries > 0) out << YAML::Key << "retries" << YAML::Value << step.retries;
        emitValues(out, "with", step.parameters);
        out << YAML::EndMap;
    }
    out << YAML::EndSeq << YAML::EndMap;
    return std::string(out.c_str()) + "\n";
}

} // namespace slipway::pipeline
