#include "core/train/bundle_format.h"

#include <set>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/text.h"

namespace slipway::train {

namespace fs = std::filesystem;

namespace {

constexpr int kFormat = 1;
constexpr std::size_t kMaxInputs = 10000, kMaxCategories = 10000, kMaxLabels = 1000;
constexpr std::string_view kHint = "Take the bundle from its run again, or train the model again";

std::unexpected<Error> broken(std::string_view what, std::string_view reason) {
    return fail(ErrorCode::BadData, fmt::format("{} describes no model: {}", what, reason), std::string(kHint));
}

/// Texts of a JSON array; nothing when it is another thing, too long, or says something twice.
std::optional<std::vector<std::string>> distinctTexts(const Json& json, std::size_t limit) {
    if (!json.is_array() || json.size() > limit) return std::nullopt;
    std::vector<std::string> texts;
    for (const auto& item : json) {
        if (!item.is_string()) return std::nullopt;
        texts.push_back(item.get<std::string>());
    }
    if (std::set<std::string>(texts.begin(), texts.end()).size() != texts.size()) return std::nullopt;
    return texts;
}

std::optional<InputColumn> inputFromJson(const Json& json) {
    InputColumn input;
    input.name = textOr(json, "name");
    const auto type = textOr(json, "type");
    if (input.name.empty() || (type != "number" && type != "category")) return std::nullopt;
    input.categorical = type == "category";
    if (!input.categorical) return input;
    auto categories = json.contains("categories") ? distinctTexts(json["categories"], kMaxCategories) : std::nullopt;
    if (!categories || categories->empty()) return std::nullopt;
    input.categories = std::move(*categories);
    return input;
}

Result<std::vector<InputColumn>> inputsFromJson(const Json& json, std::string_view what) {
    if (!json.contains("inputs") || !json["inputs"].is_array() || json["inputs"].empty() ||
        json["inputs"].size() > kMaxInputs)
        return broken(what, "'inputs' is no list of columns");
    std::vector<InputColumn> inputs;
    std::set<std::string> names;
    for (const auto& item : json["inputs"]) {
        auto input = inputFromJson(item);
        if (!input || !names.insert(input->name).second)
            return broken(what, fmt::format("entry {} of 'inputs' is no input column", inputs.size() + 1));
        inputs.push_back(std::move(*input));
    }
    return inputs;
}

bool labelsFit(const BundleDescription& description) {
    switch (description.task) {
    case Task::Binary:
        return description.labels.size() == 2;
    case Task::Multiclass:
        return description.labels.size() > 2;
    case Task::Regression:
        return description.labels.empty();
    }
    return false;
}

} // namespace

std::string_view name(Task task) {
    return task == Task::Binary ? "binary" : task == Task::Multiclass ? "multiclass" : "regression";
}

std::string_view objective(Task task) {
    return task == Task::Binary ? "binary:logistic" : task == Task::Multiclass ? "multi:softprob" : "reg:squarederror";
}

Json toJson(const BundleDescription& description, const Json& details) {
    Json json;
    json["format"] = kFormat;
    json["task"] = name(description.task);
    json["target"] = description.target;
    json["labels"] = description.labels;
    if (description.task == Task::Binary) json["threshold"] = description.threshold;
    auto& inputs = json["inputs"] = Json::array();
    for (const auto& input : description.inputs) {
        Json item{{"name", input.name}, {"type", input.categorical ? "category" : "number"}};
        if (input.categorical) item["categories"] = input.categories;
        inputs.push_back(std::move(item));
    }
    for (const auto& [key, value] : details.items()) json[key] = value;
    return json;
}

Result<BundleDescription> bundleDescriptionFromJson(const Json& json, std::string_view what) {
    if (!json.is_object() || !json.contains("format")) return broken(what, "it has no 'format'");
    if (integerOr(json, "format", 0) > kFormat)
        return fail(ErrorCode::FailedPrecondition, fmt::format("{} was written by a newer Slipway", what),
            "Update Slipway to use this model");
    if (integerOr(json, "format", 0) != kFormat) return broken(what, "its 'format' is unknown");
    BundleDescription description;
    const auto task = textOr(json, "task");
    if (task == name(Task::Binary))
        description.task = Task::Binary;
    else if (task == name(Task::Multiclass))
        description.task = Task::Multiclass;
    else if (task == name(Task::Regression))
        description.task = Task::Regression;
    else
        return broken(what, "'task' is unknown");
    description.target = textOr(json, "target");
    auto labels = json.contains("labels") ? distinctTexts(json["labels"], kMaxLabels) : std::nullopt;
    if (!labels) return broken(what, "'labels' is no list of names");
    description.labels = std::move(*labels);
    if (!labelsFit(description)) return broken(what, "'labels' does not fit its task");
    description.threshold = numberOr(json, "threshold", 0.5);
    if (!(description.threshold >= 0 && description.threshold <= 1))
        return broken(what, "'threshold' is not in 0 to 1");
    SLIPWAY_ASSIGN(description.inputs, inputsFromJson(json, what));
    return description;
}

Status writeBundle(const fs::path& folder, std::string_view model, Json description) {
    std::error_code failed;
    if (fs::exists(folder, failed))
        return fail(ErrorCode::AlreadyExists, folder.string() + " is there already", "Choose a new folder");
    description["model"] = {{"file", kModelFile}, {"bytes", model.size()}, {"sha256", sha256Hex(model)}};
    const auto parent = folder.has_parent_path() ? folder.parent_path() : fs::path(".");
    const auto temporary = parent / fmt::format(".{}.tmp-{}", folder.filename().string(), newShortId());
    SLIPWAY_TRY(makeFolders(temporary));
    const auto write = [&]() -> Status {
        SLIPWAY_TRY(writeFileAtomically(temporary / kModelFile, model));
        SLIPWAY_TRY(writeFileAtomically(temporary / kDescriptionFile, dump(description, 2) + "\n"));
        return publishFile(temporary, folder);
    };
    auto written = write();
    if (!written) fs::remove_all(temporary, failed);
    return written;
}

Result<std::string> readModelFile(const fs::path& folder, const Json& description) {
    const auto what = (folder / kDescriptionFile).string();
    if (!description.contains("model")) return broken(what, "it has no 'model'");
    const auto& model = description["model"];
    if (textOr(model, "file") != kModelFile) return broken(what, fmt::format("'model.file' is not {}", kModelFile));
    SLIPWAY_TRY(checkReadableFile(folder / kModelFile));
    SLIPWAY_ASSIGN(auto bytes, readFile(folder / kModelFile, std::uintmax_t(1) << 30));
    if (sha256Hex(bytes) != textOr(model, "sha256"))
        return fail(ErrorCode::BadData,
            fmt::format("{} is not the file that was trained: its SHA-256 differs from the one in {}",
                (folder / kModelFile).string(), kDescriptionFile),
            std::string(kHint));
    return bytes;
}

} // namespace slipway::train
