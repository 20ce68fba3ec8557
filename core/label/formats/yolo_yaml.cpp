#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/label/formats/yolo_file.h"

namespace slipway::label::yolo {

namespace {

constexpr std::size_t kMostClasses = 10'000, kMostJoints = 1'000;

std::vector<std::string> textsOf(const YAML::Node& node) {
    std::vector<std::string> texts;
    if (node.IsScalar()) texts.push_back(node.Scalar());
    if (node.IsSequence())
        for (const auto& one : node)
            if (one.IsScalar()) texts.push_back(one.Scalar());
    return texts;
}

/// A list, or a map from numbers.
std::vector<std::string> namesOf(const YAML::Node& node) {
    if (!node.IsMap()) return textsOf(node);
    std::vector<std::string> names;
    for (const auto& one : node) {
        const auto number = one.first.as<std::size_t>(kMostClasses);
        if (number >= kMostClasses || !one.second.IsScalar()) continue;
        if (names.size() <= number) names.resize(number + 1);
        names[number] = one.second.Scalar();
    }
    return names;
}

void readJoints(const YAML::Node& root, DataSet& data) {
    if (const auto shape = root["kpt_shape"]; shape && shape.IsSequence() && shape.size() == 2) {
        const auto joints = shape[0].as<std::size_t>(0), numbers = shape[1].as<std::size_t>(0);
        if (joints > 0 && joints <= kMostJoints && (numbers == 2 || numbers == 3)) {
            data.joints = static_cast<int>(joints);
            data.numbersPerJoint = static_cast<int>(numbers);
            data.task = Task::Pose;
        }
    }
    const auto names = root["kpt_names"];
    if (!names || !names.IsMap()) return;
    for (const auto& one : names) {
        auto joints = textsOf(one.second);
        joints.resize(std::min(joints.size(), static_cast<std::size_t>(data.joints)));
        data.jointNames[one.first.as<int>(-1)] = std::move(joints);
    }
}

DataSet dataSetOf(const YAML::Node& root) {
    DataSet data;
    data.names = namesOf(root["names"]);
    data.names.resize(std::min(data.names.size(), kMostClasses));
    readJoints(root, data);
    if (const auto task = root["task"]; task && task.IsScalar() && taskOf(task.Scalar()) != Task::Unknown)
        data.task = taskOf(task.Scalar());
    if (const auto path = root["path"]; path && path.IsScalar()) data.path = path.Scalar();
    const std::set<std::string> known{"names", "nc", "kpt_shape", "kpt_names", "task", "path"};
    for (const auto& one : root) {
        const auto key = one.first.Scalar();
        const auto values = textsOf(one.second);
        const bool isSplit = key == "train" || key == "val" || key == "test" ||
                             (!values.empty() && std::ranges::all_of(values,
                                                     [](const std::string& value) { return value.ends_with(".txt"); }));
        if (isSplit)
            data.splits.emplace_back(key, values);
        else if (!known.contains(key) && data.others.size() < 100)
            data.others.emplace_back(key, YAML::Dump(one.second));
    }
    return data;
}

} // namespace

Result<DataSet> readDataSet(const std::filesystem::path& yaml) {
    SLIPWAY_ASSIGN(const auto text, readFile(yaml, 16u << 20));
    // yaml-cpp recurses: what is nested deeply is not a data set
    std::int64_t depth = 0, deepest = 0;
    for (const char c : text) {
        depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
        deepest = std::max(deepest, depth);
    }
    if (deepest > 100)
        return fail(ErrorCode::BadData, yaml.string() + " is nested more than 100 levels deep", "Flatten the document");
    try {
        const auto root = YAML::Load(text);
        if (root.IsMap()) return dataSetOf(root);
        return fail(ErrorCode::BadData, yaml.string() + " is not a map of names, train, val …", "Correct the file");
    } catch (const YAML::Exception& e) {
        return fail(ErrorCode::BadData,
            fmt::format("{} line {} is not valid YAML: {}", yaml.string(), e.mark.line + 1, e.msg), "Correct the file");
    }
}

std::string yamlOf(const DataSet& data) {
    YAML::Emitter out;
    out << YAML::BeginMap;
    if (!data.path.empty()) out << YAML::Key << "path" << YAML::Value << data.path;
    for (const auto& [key, values] : data.splits) {
        out << YAML::Key << key << YAML::Value;
        if (values.size() == 1)
            out << values[0];
        else
            out << values;
    }
    if (data.task != Task::Unknown) out << YAML::Key << "task" << YAML::Value << std::string(name(data.task));
    if (data.joints > 0)
        out << YAML::Key << "kpt_shape" << YAML::Value << YAML::Flow
            << std::vector<int>{data.joints, data.numbersPerJoint};
    if (!data.jointNames.empty()) {
        out << YAML::Key << "kpt_names" << YAML::Value << YAML::BeginMap;
        for (const auto& [label, joints] : data.jointNames)
            out << YAML::Key << label << YAML::Value << YAML::Flow << joints;
        out << YAML::EndMap;
    }
    out << YAML::Key << "names" << YAML::Value << YAML::BeginMap;
    for (std::size_t i = 0; i < data.names.size(); ++i) out << YAML::Key << i << YAML::Value << data.names[i];
    out << YAML::EndMap;
    for (const auto& [key, yaml] : data.others) out << YAML::Key << key << YAML::Value << YAML::Load(yaml);
    out << YAML::EndMap;
    return std::string(out.c_str()) + "\n";
}

} // namespace slipway::label::yolo
