#include "core/track/transfer/mlruns_writer.h"

#include <fstream>
#include <optional>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/track/transfer/metric_lines.h"
#include "core/track/transfer/portable_text.h"

namespace slipway::track::transfer {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLongestFileName = 255;

/// A flat YAML record. JSON texts are YAML texts, so that "007" and "null" stay texts.
class Yaml {
public:
    Yaml& text(std::string_view key, std::string_view value) { return raw(key, dump(Json(std::string(value)))); }
    Yaml& number(std::string_view key, std::int64_t value) { return raw(key, std::to_string(value)); }
    Yaml& time(std::string_view key, Timestamp value) { return raw(key, value == 0 ? "null" : std::to_string(value)); }
    Yaml& textOrNull(std::string_view key, const std::optional<std::string>& value) {
        return value ? text(key, *value) : raw(key, "null");
    }
    Yaml& raw(std::string_view key, std::string_view value) {
        m_text += fmt::format("{}: {}\n", key, value);
        return *this;
    }
    const std::string& str() const { return m_text; }

private:
    std::string m_text;
};

int numberOf(RunStatus status) {
    switch (status) {
    case RunStatus::Running:
        return 1;
    case RunStatus::Scheduled:
        return 2;
    case RunStatus::Finished:
        return 3;
    case RunStatus::Failed:
        return 4;
    case RunStatus::Killed:
        return 5;
    }
    return 1;
}

int numberOf(LoggedModelStatus status) {
    return status == LoggedModelStatus::Pending ? 1 : status == LoggedModelStatus::Ready ? 2 : 3;
}

constexpr const char* stage(bool deleted) {
    return deleted ? "deleted" : "active";
}

/// As a path of files: a key that is also the folder of another one ("a" beside "a/b") gets a "_" behind.
std::map<std::string, std::string> fileNames(
    const std::set<std::string>& keys, const std::string& subject, std::string_view what, Problems& problems) {
    std::map<std::string, std::string> names;
    const auto isFolder = [&](const std::string& key) {
        const auto below = keys.lower_bound(key + "/");
        return below != keys.end() && below->starts_with(key + "/");
    };
    for (const auto& key : keys) {
        auto name = keyOf(key);
        while (isFolder(name) || (name != key && keys.contains(name))) name += "_";
        const auto parts = split(name, '/');
        if (std::ranges::any_of(parts, [](const auto& part) { return part.size() > kLongestFileName; })) {
            problems.add(subject, fmt::format("the {} '{}' is too long to name a file", what, forMessage(key)));
            continue;
        }
        if (name != key)
            problems.add(
                subject, fmt::format("the {} '{}' is written as '{}'", what, forMessage(key), forMessage(name)));
        names.emplace(key, name);
    }
    return names;
}

std::string percentEncoded(std::string_view path) {
    constexpr std::string_view plain = "/-._~!$&'()*+,=:@";
    std::string text;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        const bool keep = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                          (byte >= 'a' && byte <= 'z') || plain.find(c) != std::string_view::npos;
        text += keep ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return text;
}

/// MLflow names them by a hash of name and digest; any name that is the same on both sides does.
std::string datasetId(const InputDataset& dataset) {
    return sha256Hex(dataset.name + "\n" + dataset.digest).substr(0, 32);
}

std::string tagsText(const std::vector<std::pair<std::string, std::string>>& tags) {
    auto json = Json::object();
    for (const auto& [key, value] : tags) json[key] = value;
    return dump(json);
}

} // namespace

MlrunsWriter::MlrunsWriter(fs::path folder, fs::path home, Problems& problems)
    : m_folder(std::move(folder)), m_home(std::move(home)), m_problems(problems) {}

fs::path MlrunsWriter::folderOf(const Experiment& experiment) const {
    const auto name = std::to_string(experiment.id);
    return experiment.deleted ? m_folder / ".trash" / name : m_folder / name;
}

std::string MlrunsWriter::uriOf(const Experiment& experiment, std::string_view below) const {
    const auto place = (m_home / std::to_string(experiment.id) / below).generic_string();
    return "file://" + percentEncoded(place.ends_with('/') ? place.substr(0, place.size() - 1) : place);
}

Status MlrunsWriter::write(const fs::path& file, std::string_view text) const {
    SLIPWAY_TRY(makeFolders(file.parent_path()));
    std::ofstream out(file, std::ios::binary);
    out << text;
    out.close();
    if (!out) return failFromErrno(errno, "write " + file.string());
    return {};
}

Status MlrunsWriter::begin() {
    return makeFolders(m_folder / ".trash");
}

Status MlrunsWriter::experiment(const Experiment& experiment) {
    const auto folder = folderOf(experiment);
    Yaml meta;
    meta.text("artifact_location", uriOf(experiment, ""))
        .number("creation_time", experiment.createdAt)
        .text("experiment_id", std::to_string(experiment.id))
        .number("last_update_time", experiment.updatedAt)
        .text("lifecycle_stage", stage(experiment.deleted))
        .text("name", experiment.name);
    SLIPWAY_TRY(write(folder / "meta.yaml", meta.str()));
    return writeValues(folder / "tags", experiment.tags, "experiment " + experiment.name, "tag");
}

Status MlrunsWriter::writeValues(const fs::path& folder, const std::map<std::string, std::string>& values,
    const std::string& subject, std::string_view what) {
    std::set<std::string> keys;
    for (const auto& [key, value] : values) keys.insert(key);
    const auto names = fileNames(keys, subject, what, m_problems);
    SLIPWAY_TRY(makeFolders(folder));
    for (const auto& [key, name] : names) SLIPWAY_TRY(write(folder / name, values.at(key)));
    return {};
}

Result<MlrunsWriter::Counts> MlrunsWriter::run(const Experiment& experiment, const Run& run, Timestamp deletedAt,
    const std::vector<std::pair<std::string, std::vector<MetricPoint>>>& points,
    const std::vector<PortableFile>& files) {
    const auto folder = folderOf(experiment) / run.id;
    const auto subject = "run " + run.id;
    Yaml meta;
    meta.text("artifact_uri", uriOf(experiment, run.id + "/artifacts"))
        .time("deleted_time", run.deleted ? deletedAt : 0)
        .time("end_time", run.endedAt)
        .text("entry_point_name", "")
        .text("experiment_id", std::to_string(experiment.id))
        .text("lifecycle_stage", stage(run.deleted))
        .text("run_id", run.id)
        .text("run_name", run.name)
        .text("run_uuid", run.id)
        .text("source_name", "")
        .number("source_type", 4)
        .text("source_version", "")
        .number("start_time", run.startedAt)
        .number("status", numberOf(run.status))
        .raw("tags", "[]")
        .text("user_id", run.userId);
    SLIPWAY_TRY(write(folder / "meta.yaml", meta.str()));
    SLIPWAY_TRY(writeValues(folder / "params", run.parameters, subject, "parameter"));
    SLIPWAY_TRY(writeValues(folder / "tags", run.tags, subject, "tag"));
    SLIPWAY_TRY(makeFolders(folder / "metrics"));
    std::set<std::string> keys;
    for (const auto& [key, list] : points) keys.insert(key);
    const auto names = fileNames(keys, subject, "metric", m_problems);
    std::int64_t written = 0;
    for (const auto& [key, list] : points) {
        if (!names.contains(key)) continue;
        std::string lines;
        for (const auto& point : list)
            lines += fmt::format("{} {} {}\n", point.at, pythonText(point.value), point.step);
        SLIPWAY_TRY(write(folder / "metrics" / names.at(key), lines));
        written += static_cast<std::int64_t>(list.size());
    }
    SLIPWAY_TRY(writeInputs(folder, experiment, run));
    SLIPWAY_ASSIGN(auto counts, copy(folder / "artifacts", files));
    counts.points = written;
    return counts;
}

Status MlrunsWriter::writeInputs(const fs::path& folder, const Experiment& experiment, const Run& run) {
    for (const auto& dataset : run.inputs) {
        const auto id = datasetId(dataset);
        Yaml meta;
        meta.text("digest", dataset.digest)
            .text("name", dataset.name)
            .textOrNull("profile", dataset.profile)
            .textOrNull("schema", dataset.schema)
            .text("source", dataset.source)
            .text("source_type", dataset.sourceType);
        SLIPWAY_TRY(write(folderOf(experiment) / "datasets" / id / "meta.yaml", meta.str()));
        Yaml use;
        use.text("destination_id", run.id)
            .text("destination_type", "RUN")
            .text("source_id", id)
            .text("source_type", "DATASET")
            .raw("tags", tagsText(dataset.tags));
        SLIPWAY_TRY(write(folder / "inputs" / sha256Hex(id + run.id).substr(0, 32) / "meta.yaml", use.str()));
    }
    const auto fits = [&](const ModelUse& model) { // it names a folder
        if (model.model.starts_with("m-") && keyOf(model.model) == model.model &&
            model.model.find('/') == std::string::npos)
            return true;
        m_problems.add("run " + run.id, fmt::format("its model '{}' has no id of a model", forMessage(model.model)));
        return false;
    };
    for (const auto& model : run.inputModels) {
        if (!fits(model)) continue;
        Yaml use;
        use.text("destination_id", run.id).text("destination_type", "RUN").text("source_id", model.model);
        use.text("source_type", "MODEL").raw("tags", "{}").number("step", model.step);
        SLIPWAY_TRY(write(folder / "inputs" / sha256Hex(model.model + run.id).substr(0, 32) / "meta.yaml", use.str()));
    }
    for (const auto& model : run.outputModels) {
        if (!fits(model)) continue;
        Yaml made;
        made.text("destination_id", model.model).text("destination_type", "MODEL_OUTPUT");
        made.text("source_id", run.id).text("source_type", "RUN_OUTPUT").number("step", model.step).raw("tags", "{}");
        SLIPWAY_TRY(write(folder / "outputs" / model.model / "meta.yaml", made.str()));
    }
    return {};
}

Result<MlrunsWriter::Counts> MlrunsWriter::model(const Experiment& experiment, const LoggedModel& model,
    const std::vector<ModelMetricStore::Measured>& metrics, const std::vector<PortableFile>& files) {
    const auto folder = folderOf(experiment) / "models" / model.id;
    const auto subject = "logged model " + model.id;
    const auto orNull = [](const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); };
    Yaml meta;
    meta.text("artifact_location", uriOf(experiment, "models/" + model.id + "/artifacts"))
        .number("creation_timestamp", model.createdAt)
        .text("experiment_id", std::to_string(experiment.id))
        .number("last_updated_timestamp", model.updatedAt)
        .text("lifecycle_stage", stage(model.deleted))
        .text("model_id", model.id)
        .textOrNull("model_type", orNull(model.modelType))
        .text("name", model.name)
        .textOrNull("source_run_id", orNull(model.sourceRun))
        .number("status", numberOf(model.status))
        .textOrNull("status_message", orNull(model.statusMessage));
    SLIPWAY_TRY(write(folder / "meta.yaml", meta.str()));
    SLIPWAY_TRY(writeValues(folder / "params", model.parameters, subject, "parameter"));
    SLIPWAY_TRY(writeValues(folder / "tags", model.tags, subject, "tag"));
    SLIPWAY_TRY(makeFolders(folder / "metrics"));
    std::map<std::string, std::string> lines;
    std::set<std::string> keys;
    for (const auto& one : metrics) {
        const auto& [point, id, dataset, digest] = one.metric;
        keys.insert(point.key);
        auto& text = lines[point.key];
        text += fmt::format("{} {} {} {}", point.at, pythonText(point.value), point.step, one.run);
        text += dataset.empty() ? "\n" : fmt::format(" {} {}\n", dataset, digest);
    }
    for (const auto& [key, name] : fileNames(keys, subject, "metric", m_problems))
        SLIPWAY_TRY(write(folder / "metrics" / name, lines.at(key)));
    return copy(folder / "artifacts", files);
}

Result<MlrunsWriter::Counts> MlrunsWriter::copy(const fs::path& folder, const std::vector<PortableFile>& files) {
    Counts counts;
    SLIPWAY_TRY(makeFolders(folder));
    for (const auto& file : files) {
        const auto target = folder / file.path;
        SLIPWAY_TRY(makeFolders(target.parent_path()));
        std::error_code failed;
        fs::copy_file(file.file, target, fs::copy_options::overwrite_existing, failed);
        if (failed) return failFromErrno(failed.value(), "copy " + file.file.string());
        ++counts.files;
        counts.bytes += static_cast<std::int64_t>(fs::file_size(target, failed));
    }
    return counts;
}

} // namespace slipway::track::transfer
