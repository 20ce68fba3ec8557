#include "ui/track/run/artifacts/model_facts.h"

#include <QCoreApplication>
#include <QStringList>
#include <yaml-cpp/yaml.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr std::uintmax_t kLargest = 256 << 10;
constexpr std::size_t kMostColumns = 30;

using Facts = std::vector<std::pair<QString, QString>>;

QString tr(const char* text) {
    return QCoreApplication::translate("ModelFacts", text);
}

std::string scalar(const YAML::Node& node) {
    return node && node.IsScalar() ? node.Scalar() : std::string();
}

/// "age: long, sex: string" from the JSON that a signature keeps its columns in.
QString columnsOf(const std::string& json) {
    const auto columns = parseJson(json, "the signature");
    if (!columns || !columns->is_array()) return format::text(json).left(300);
    QStringList texts;
    for (const auto& column : *columns) {
        if (!column.is_object()) continue;
        if (texts.size() == static_cast<qsizetype>(kMostColumns)) {
            texts << QStringLiteral("…");
            break;
        }
        auto type = textOr(column, "type");
        if (type == "tensor" && column.contains("tensor-spec") && column["tensor-spec"].is_object())
            type = textOr(column["tensor-spec"], "dtype") + " " + dump(column["tensor-spec"].value("shape", Json()));
        const auto name = textOr(column, "name");
        texts << format::text(name.empty() ? type : name + ": " + type);
    }
    return texts.join(QStringLiteral(", "));
}

/// " 1.5.0" of the library that a flavor is called after ("xgboost" has "xgb_version").
QString versionOf(const YAML::const_iterator::value_type& flavor) {
    constexpr std::string_view ending = "_version";
    const auto name = scalar(flavor.first);
    if (name == "python_function" || !flavor.second.IsMap()) return {};
    for (const auto& entry : flavor.second) {
        const auto key = scalar(entry.first);
        if (key.ends_with(ending) && name.starts_with(key.substr(0, key.size() - ending.size())))
            return ' ' + format::text(scalar(entry.second)).left(40);
    }
    return {};
}

void addFlavors(const YAML::Node& model, Facts& facts) {
    const auto flavors = model["flavors"];
    if (!flavors || !flavors.IsMap()) return;
    QStringList names;
    for (const auto& flavor : flavors) {
        if (names.size() > 20) break;
        const auto name = format::text(scalar(flavor.first));
        names << name + versionOf(flavor);
    }
    facts.emplace_back(tr("Flavors"), names.join(QStringLiteral(", ")));
}

Facts factsOf(const YAML::Node& model) {
    Facts facts;
    if (!model.IsMap()) return facts;
    addFlavors(model, facts);
    if (const auto signature = model["signature"]; signature && signature.IsMap())
        for (const auto& [key, title] : {std::pair{"inputs", tr("Inputs")}, std::pair{"outputs", tr("Outputs")},
                 std::pair{"params", tr("Parameters")}})
            if (const auto text = scalar(signature[key]); !text.empty() && text != "null")
                facts.emplace_back(title, columnsOf(text));
    for (const auto& [key, title] : {std::pair{"model_id", tr("Model")}, std::pair{"mlflow_version", tr("MLflow")},
             std::pair{"utc_time_created", tr("Made (UTC)")}, std::pair{"model_size_bytes", tr("Bytes")}})
        if (const auto text = scalar(model[key]); !text.empty())
            facts.emplace_back(title, format::text(text).left(200));
    return facts;
}

} // namespace

Facts readModelFacts(const std::filesystem::path& mlmodel) {
    const auto text = readFile(mlmodel, kLargest);
    if (!text) return {};
    try {
        return factsOf(YAML::Load(*text));
    } catch (const YAML::Exception&) {
        return {}; // damaged: the file itself can still be looked at
    }
}

} // namespace slipway::ui
