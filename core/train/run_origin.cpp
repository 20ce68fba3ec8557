#include "core/train/run_origin.h"

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/text.h"

namespace slipway::train {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kMaxProgram = 1u << 20;
constexpr const char* kEnvironmentFile = "environment/environment.json";

} // namespace

RunOrigin::RunOrigin(const fs::path& folder, const access::Actor& actor) : m_code(codeVersion(folder)) {
    const auto facts = environmentFacts();
    m_environment = dump(facts, 2);
    m_tags = {{"slipway.version", SLIPWAY_VERSION}, {"slipway.host", textOr(facts, "host")},
        {"mlflow.user", actor.name}, {"mlflow.source.type", "LOCAL"}};
    if (!m_code) return;
    if (!m_code->commit.empty()) {
        m_tags["mlflow.source.git.commit"] = m_code->commit;
        m_tags["slipway.git.dirty"] = m_code->dirty ? "true" : "false";
    }
    if (!m_code->branch.empty()) m_tags["mlflow.source.git.branch"] = forMessage(m_code->branch, 1000);
    if (!m_code->repositoryUrl.empty()) m_tags["mlflow.source.git.repoURL"] = forMessage(m_code->repositoryUrl, 1000);
}

Status RunOrigin::store(track::Tracker& tracker, const std::string& run, const fs::path& program) const {
    SLIPWAY_TRY(tracker.logArtifactBytes(run, kEnvironmentFile, m_environment + "\n"));
    if (m_code && !m_code->diff.empty()) SLIPWAY_TRY(tracker.logArtifactBytes(run, "code/diff.patch", m_code->diff));
    if (m_code && !m_code->untracked.empty())
        SLIPWAY_TRY(tracker.logArtifactBytes(run, "code/untracked.txt", join(m_code->untracked, "\n") + "\n"));
    std::error_code failed;
    if (program.empty() || !fs::is_regular_file(program, failed) || fs::file_size(program, failed) > kMaxProgram)
        return {};
    const auto stored = tracker.logArtifact(run, "code/" + program.filename().string(), program);
    // A name that artifacts cannot have is no reason not to run it.
    return stored || stored.error().code == ErrorCode::InvalidArgument ? Status() : stored;
}

Status RunOrigin::storePython(track::Tracker& tracker, const std::string& run, const PythonFacts::Facts& facts) const {
    SLIPWAY_ASSIGN(auto environment, parseJson(m_environment, kEnvironmentFile));
    environment["python"] = {
        {"version", facts.version}, {"implementation", facts.implementation}, {"executable", facts.executable}};
    SLIPWAY_TRY(tracker.logArtifactBytes(run, kEnvironmentFile, dump(environment, 2) + "\n"));
    SLIPWAY_TRY(tracker.setTags(run, {{"slipway.python", forMessage(facts.version, 100)}}));
    return tracker.logArtifactBytes(run, "environment/requirements.txt", join(facts.packages, "\n") + "\n");
}

track::InputDataset inputOf(const data::DatasetVersion& dataset, std::string_view use) {
    track::InputDataset input;
    input.name = dataset.reference();
    input.digest = dataset.hash.substr(0, 8); // MLflow has room for 36 characters
    input.sourceType = "local";
    input.source = dump(Json{{"uri", dataset.file.string()}});
    Json columns = Json::array();
    for (const auto& column : dataset.columns) columns.push_back(column.name);
    input.profile = dump(Json{{"num_rows", dataset.rows}, {"columns", columns}, {"sha256", dataset.hash}});
    input.tags = {{"mlflow.data.context", std::string(use)}};
    return input;
}

} // namespace slipway::train
