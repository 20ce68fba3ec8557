#include "core/train/script_service.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <optional>
#include <thread>

#include <unistd.h>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/ledger/ledger.h"
#include "core/process/child_process.h"
#include "core/track/artifact_store.h"
#include "core/track/runs.h"
#include "core/train/run_origin.h"
#include "core/train/run_witness.h"
#include "core/train/script_failure.h"

namespace slipway::train {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr auto kLook = 100ms;
constexpr auto kAskedToEnd = 5s, kToldToEnd = 5s;
constexpr std::size_t kLastOutput = 32u << 10, kReasonLines = 12;
constexpr const char* kOutputFile = "logs/output.log";

/// What a program has printed to a file since the last look.
class OutputTail {
public:
    OutputTail(fs::path file, const std::function<void(std::string_view)>& listener)
        : m_file(std::move(file)), m_listener(listener) {}

    void look() {
        std::ifstream stream(m_file, std::ios::binary);
        if (!stream.seekg(m_read)) return;
        std::string piece(64u << 10, '\0');
        while (stream.read(piece.data(), static_cast<std::streamsize>(piece.size())) || stream.gcount() > 0) {
            const auto size = static_cast<std::size_t>(stream.gcount());
            m_read += static_cast<std::streamoff>(size);
            if (m_listener) m_listener({piece.data(), size});
            m_last.append(piece, 0, size);
            if (m_last.size() > 2 * kLastOutput) m_last.erase(0, m_last.size() - kLastOutput);
        }
    }
    std::string_view last() const { return m_last; }

private:
    fs::path m_file;
    const std::function<void(std::string_view)>& m_listener;
    std::streamoff m_read = 0;
    std::string m_last;
};

std::string variableName(std::string_view prefix, std::string_view name) {
    std::string variable(prefix);
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        variable += std::isalnum(byte) ? static_cast<char>(std::toupper(byte)) : '_';
    }
    return variable;
}

/// The file that the command is about: the program itself, or the first argument of an interpreter that is a file.
fs::path sourceOf(const ScriptRequest& request, const fs::path& folder) {
    std::error_code failed;
    const auto inFolder = [&](const fs::path& file) { return file.is_absolute() ? file : folder / file; };
    for (const auto& argument : request.arguments) {
        if (argument.starts_with("-")) continue;
        if (const auto file = inFolder(argument); fs::is_regular_file(file, failed)) return file;
        break; // what follows belongs to a program that is no file here
    }
    if (request.program.native().find('/') == std::string::npos) return {};
    const auto file = inFolder(request.program);
    return fs::is_regular_file(file, failed) && !isPython(file) ? file : fs::path();
}

bool namesASecret(std::string_view word) {
    const auto lower = toLower(word);
    return std::ranges::any_of(std::array{"password", "passwd", "token", "secret", "api-key", "apikey", "api_key"},
        [&](const char* part) { return lower.find(part) != std::string::npos; });
}

/// The command line without the values of options that name a secret.
std::string commandOf(const ScriptRequest& request) {
    auto text = request.program.string();
    bool hidden = false;
    for (const auto& word : request.arguments) {
        const auto equals = word.find('=');
        const bool secret = namesASecret(word.substr(0, equals));
        if (hidden && !word.starts_with("-"))
            text += " ***";
        else
            text += " " + (secret && equals != std::string::npos ? word.substr(0, equals) + "=***" : word);
        hidden = secret && equals == std::string::npos && word.starts_with("-");
    }
    return forMessage(text, 4000);
}

std::map<std::string, std::string> environmentFor(
    const ScriptRequest& request, const track::Run& run, const std::vector<data::DatasetVersion>& datasets) {
    std::map<std::string, std::string> added{{"SLIPWAY_RUN_ID", run.id}, {"MLFLOW_RUN_ID", run.id},
        {"MLFLOW_EXPERIMENT_ID", std::to_string(run.experiment)}};
    if (!request.trackingUri.empty()) added["MLFLOW_TRACKING_URI"] = request.trackingUri;
    if (!request.trackingToken.empty()) added["MLFLOW_TRACKING_TOKEN"] = request.trackingToken;
    if (!::getenv("PYTHONUNBUFFERED")) added["PYTHONUNBUFFERED"] = "1"; // its output is read while it runs
    for (const auto& [key, value] : request.parameters) added[variableName("SLIPWAY_PARAM_", key)] = value;
    for (const auto& dataset : datasets)
        added[variableName("SLIPWAY_DATASET_", dataset.dataset)] = dataset.file.string();
    return added;
}

std::map<std::string, std::string> datasetTags(const std::vector<data::DatasetVersion>& datasets) {
    std::map<std::string, std::string> tags;
    for (std::size_t i = 0; i < datasets.size(); ++i) {
        const auto key = i == 0 ? std::string("slipway.dataset") : fmt::format("slipway.dataset.{}", i + 1);
        tags[key] = datasets[i].reference();
        tags[key + ".hash"] = datasets[i].hash;
    }
    return tags;
}

/// One program at work.
class ScriptRun {
public:
    ScriptRun(track::Tracker& tracker, const ScriptRequest& request, const track::Run& run, const RunOrigin& origin,
        const fs::path& database)
        : m_tracker(tracker),
          m_request(request),
          m_run(run),
          m_origin(origin),
          m_database(database),
          m_log(track::ArtifactStore(tracker.root()).folder(run.experiment, run.id) / kOutputFile),
          m_tail(m_log, request.output) {}

    /// The exit code; Cancelled, or why it could not be started.
    Result<int> work(process::ChildOptions options, const fs::path& folder, Progress& progress) {
        SLIPWAY_TRY(makeFolders(m_log.parent_path()));
        m_end.memoryLimit = m_request.memoryLimit > 0 ? m_request.memoryLimit : process::memoryLimit();
        m_end.before = process::outOfMemoryCount();
        options.outputFile = m_log;
        options.memoryLimit = m_request.memoryLimit;
        SLIPWAY_ASSIGN(auto child, process::ChildProcess::start(options));
        RunWitness witness({m_database, m_tracker.root(), m_run.id, child.pid(), m_request.sampleEvery});
        std::optional<PythonFacts> python;
        if (isPython(options.program)) python.emplace(options.program, folder);
        std::optional<int> code;
        while (!(code = child.wait(kLook))) {
            m_tail.look();
            if (progress.cancelled()) {
                end(child);
                break;
            }
            if (m_request.memoryLimit > 0 && witness.memoryNow() > m_request.memoryLimit) {
                m_end.overLimit = true;
                code = child.terminate(0ms);
                break;
            }
            store(python);
        }
        witness.stop();
        m_tail.look();
        for (const auto until = std::chrono::steady_clock::now() + 5s;
            python && !python->ended() && std::chrono::steady_clock::now() < until; std::this_thread::sleep_for(50ms))
            store(python);
        if (progress.cancelled() && !code) return fail(ErrorCode::Cancelled, "the run was cancelled", "Start it again");
        m_end.exitCode = *code;
        m_end.peakMemory = std::max(witness.peakMemory(), child.peakMemory());
        m_end.after = process::outOfMemoryCount();
        return *code;
    }
    /// Once it has ended.
    const ScriptEnd& ended() {
        m_end.lastOutput = m_tail.last();
        return m_end;
    }
    std::string lastWords() const { return lastLines(m_tail.last(), kReasonLines); }

private:
    /// As a person would: Ctrl+C, which a program may use to store what it has; then firmly.
    void end(process::ChildProcess& child) {
        child.interrupt();
        if (!child.wait(kAskedToEnd)) child.terminate(kToldToEnd);
        m_tail.look();
    }
    void store(std::optional<PythonFacts>& python) {
        if (!python) return;
        const auto facts = python->poll();
        if (!facts) return;
        if (const auto stored = m_origin.storePython(m_tracker, m_run.id, *facts); !stored)
            log::warning("the packages of a run could not be stored: " + toLine(stored.error()));
    }

    track::Tracker& m_tracker;
    const ScriptRequest& m_request;
    const track::Run& m_run;
    const RunOrigin& m_origin;
    fs::path m_database, m_log;
    OutputTail m_tail;
    ScriptEnd m_end;
};

} // namespace

Result<track::Run> ScriptService::run(const access::Actor& actor, const ScriptRequest& request, Progress& progress) {
    // Whatever is wrong with the request is said before a run exists.
    SLIPWAY_TRY(m_ledger.check(actor, access::Permission::Train));
    SLIPWAY_TRY(m_tracker.markOrphans());
    std::vector<data::DatasetVersion> datasets;
    for (const auto& reference : request.datasets) {
        SLIPWAY_ASSIGN(auto dataset, m_datasets.find(reference));
        datasets.push_back(std::move(dataset));
    }
    std::error_code failed;
    const auto folder = request.folder.empty() ? fs::current_path(failed) : request.folder;
    const auto source = sourceOf(request, folder);
    const RunOrigin origin(source.empty() ? folder : source.parent_path(), actor);
    auto tags = origin.tags();
    tags.merge(datasetTags(datasets));
    tags["mlflow.source.name"] = forMessage(source.empty() ? request.program.string() : source.string(), 1000);
    tags["slipway.command"] = commandOf(request);
    SLIPWAY_ASSIGN(const auto experiment, m_tracker.experiment(actor, request.experiment));
    SLIPWAY_ASSIGN(const auto run, m_tracker.start(actor, experiment.id, request.runName, tags));

    process::ChildOptions options;
    options.program = request.program;
    options.arguments = request.arguments;
    options.environment = environmentFor(request, run, datasets);
    options.workingFolder = folder;
    ScriptRun script(m_tracker, request, run, origin, m_ledger.db().file());
    const auto work = [&]() -> Result<int> {
        SLIPWAY_TRY(m_tracker.logParameters(run.id, request.parameters));
        SLIPWAY_TRY(origin.store(m_tracker, run.id, source));
        SLIPWAY_TRY(link(actor, run, datasets));
        return script.work(std::move(options), folder, progress);
    };
    const auto code = work();
    if (code && *code == 0) {
        SLIPWAY_TRY(m_tracker.conclude(actor, run.id, track::RunStatus::Finished));
        return m_tracker.find(run.id);
    }
    auto error = code ? Error() : code.error();
    const auto reason = code ? reasonOf(script.ended()) : forMessage(error.message, 1000);
    if (code)
        error = {ErrorCode::FailedPrecondition, fmt::format("the run '{}' failed: {}", forMessage(run.name), reason),
            fmt::format("`slipway runs show {}`; its output is the artifact {}", run.id, kOutputFile)};
    const bool killed = code ? wasKilled(script.ended()) : error.code == ErrorCode::Cancelled;
    // When the disk is full these fail as well; the run is then found dead once this process has ended.
    static_cast<void>(m_tracker.setTags(
        run.id, {{std::string(track::kErrorTag), reason}, {"slipway.last_output", script.lastWords()}}));
    static_cast<void>(m_tracker.conclude(actor, run.id, killed ? track::RunStatus::Killed : track::RunStatus::Failed));
    return std::unexpected(error);
}

Status ScriptService::link(
    const access::Actor& actor, const track::Run& run, const std::vector<data::DatasetVersion>& datasets) {
    if (datasets.empty()) return {};
    std::vector<track::InputDataset> inputs;
    for (const auto& dataset : datasets) inputs.push_back(inputOf(dataset, "train"));
    SLIPWAY_TRY(track::Runs(m_ledger).logInputs(run.id, inputs, {}));
    SLIPWAY_ASSIGN(auto change, m_ledger.begin(actor, access::Permission::Train, "run.train", run.lineageId()));
    for (const auto& dataset : datasets) {
        SLIPWAY_TRY(change.link(dataset.lineageId(), run.lineageId(), "ContributedTo", "train"));
        change.note("dataset " + dataset.dataset, dataset.reference());
    }
    return change.commit();
}

} // namespace slipway::train
