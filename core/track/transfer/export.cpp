#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/id.h"
#include "core/base/text.h"
#include "core/ledger/ledger.h"
#include "core/store/database.h"
#include "core/track/artifact_path.h"
#include "core/track/artifact_store.h"
#include "core/track/artifact_uri.h"
#include "core/track/experiment_store.h"
#include "core/track/runs.h"
#include "core/track/transfer/folder_walk.h"
#include "core/track/transfer/mlruns_writer.h"
#include "core/track/transfer/transfer.h"

namespace slipway::track::transfer {

namespace fs = std::filesystem;

namespace {

/// Written beside its place, and gone unless it was put there.
class Draft {
public:
    explicit Draft(const fs::path& home)
        : m_path(home.parent_path() / fmt::format(".{}.tmp-{}", home.filename().string(), newShortId())) {}
    ~Draft() {
        std::error_code ignored;
        if (!m_path.empty()) fs::remove_all(m_path, ignored);
    }
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;
    const fs::path& path() const { return m_path; }

    Status publish(const fs::path& home) {
        const int fd = ::open(m_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd >= 0) {
            ::syncfs(fd);
            ::close(fd);
        }
        if (::rename(m_path.c_str(), home.c_str()) != 0) return failFromErrno(errno, "write " + home.string());
        m_path.clear();
        return {};
    }

private:
    fs::path m_path;
};

class Export {
public:
    Export(Ledger& ledger, fs::path root, MlrunsWriter& writer, ExportReport& report)
        : m_ledger(ledger), m_root(std::move(root)), m_writer(writer), m_report(report) {}

    Status run(const std::string& id) {
        SLIPWAY_ASSIGN(const auto run, Runs(m_ledger).find(id));
        SLIPWAY_ASSIGN(const auto* const experiment, experimentOf(run.experiment));
        std::vector<std::pair<std::string, std::vector<MetricPoint>>> points;
        for (const auto& [key, summary] : run.metrics) {
            SLIPWAY_ASSIGN(auto history, Runs(m_ledger).history(id, key));
            points.emplace_back(key, std::move(history));
        }
        SLIPWAY_ASSIGN(const auto deletedAt, deletedAtOf(id));
        const auto uri = runArtifactUri(experimentUri(*experiment), id);
        const auto own = ArtifactStore(m_root).folder(run.experiment, id);
        SLIPWAY_ASSIGN(
            const auto counts, m_writer.run(*experiment, run, deletedAt, points, filesAt(uri, own, "run " + id)));
        ++m_report.runs;
        add(counts);
        return models(id, run);
    }

private:
    Result<const Experiment*> experimentOf(std::int64_t id) {
        if (const auto known = m_experiments.find(id); known != m_experiments.end()) return &known->second;
        SLIPWAY_ASSIGN(auto experiment, ExperimentStore(m_ledger.db()).find(id));
        SLIPWAY_TRY(m_writer.experiment(experiment));
        ++m_report.experiments;
        return &m_experiments.emplace(id, std::move(experiment)).first->second;
    }

    Result<Timestamp> deletedAtOf(const std::string& run) {
        SLIPWAY_ASSIGN(auto find, m_ledger.db().prepare("SELECT deleted_at FROM run WHERE id = ?"));
        find.bind(1, run);
        SLIPWAY_TRY(find.step());
        return find.integer(0);
    }

    /// Models that the run made or used, each once.
    Status models(const std::string& id, const Run& run) {
        std::set<std::string> wanted;
        for (const auto& model : run.inputModels) wanted.insert(model.model);
        for (const auto& model : run.outputModels) wanted.insert(model.model);
        SLIPWAY_ASSIGN(auto made, m_ledger.db().prepare("SELECT id FROM logged_model WHERE experiment = ? AND "
                                                        "source_run = ?"));
        made.bindAll(run.experiment, id);
        while (true) {
            SLIPWAY_ASSIGN(const bool more, made.step());
            if (!more) break;
            wanted.insert(made.text(0));
        }
        for (const auto& one : wanted)
            if (m_models.insert(one).second) SLIPWAY_TRY(model(one));
        return {};
    }

    Status model(const std::string& id) {
        const auto model = LoggedModels(m_ledger).find(id, LoggedModels::Deleted::Shown);
        if (!model && model.error().code == ErrorCode::NotFound) {
            m_report.problems.add("logged model " + forMessage(id), "is not here");
            return {};
        }
        SLIPWAY_TRY(model);
        SLIPWAY_ASSIGN(auto number, m_ledger.db().prepare("SELECT number FROM logged_model WHERE id = ?"));
        number.bind(1, id);
        SLIPWAY_TRY(number.step());
        SLIPWAY_ASSIGN(const auto metrics, ModelMetricStore(m_ledger.db()).of(number.integer(0)));
        SLIPWAY_ASSIGN(const auto* const experiment, experimentOf(model->experiment));
        const auto own = m_root / "artifacts" / std::to_string(model->experiment) / "models" / id / "artifacts";
        SLIPWAY_ASSIGN(const auto counts,
            m_writer.model(*experiment, *model, metrics, filesAt(model->artifactUri, own, "logged model " + id)));
        ++m_report.models;
        add(counts);
        return {};
    }

    std::vector<PortableFile> filesAt(const std::string& uri, const fs::path& own, const std::string& subject) {
        auto folder = own;
        if (const auto place = ArtifactRoot(m_root).placeOf(uri)) {
            folder = place->folder / place->path;
        } else if (!fs::exists(own)) {
            m_report.problems.add(subject, "its artifacts are at " + forMessage(uri) + ", not here");
            return {};
        }
        std::vector<PortableFile> files;
        list(folder, "", files, subject);
        return files;
    }

    void list(
        const fs::path& folder, const std::string& path, std::vector<PortableFile>& files, const std::string& subject) {
        const auto entries = ArtifactStore::list(folder, path);
        if (!entries) return m_report.problems.add(subject, entries.error().message);
        for (const auto& entry : *entries) {
            if (entry.folder) {
                list(folder, entry.path, files, subject);
                continue;
            }
            PortableFile file;
            file.path = entry.path;
            file.file = folder / entry.path;
            files.push_back(std::move(file));
        }
    }

    void add(const MlrunsWriter::Counts& counts) {
        m_report.points += counts.points;
        m_report.files += counts.files;
        m_report.bytes += counts.bytes;
    }

    Ledger& m_ledger;
    fs::path m_root;
    MlrunsWriter& m_writer;
    ExportReport& m_report;
    std::map<std::int64_t, Experiment> m_experiments;
    std::set<std::string> m_models;
};

} // namespace

Result<ExportReport> exportRuns(Ledger& ledger, const fs::path& root, const std::vector<std::string>& runs,
    const fs::path& folder, Progress& progress) {
    std::error_code failed;
    auto home = fs::absolute(folder, failed).lexically_normal();
    if (!home.has_filename()) home = home.parent_path();
    if (fs::exists(home, failed) && !(fs::is_directory(home, failed) && fs::is_empty(home, failed)))
        return fail(
            ErrorCode::AlreadyExists, fmt::format("{} is there already", home.string()), "Name a new or empty folder");
    if (runs.empty())
        return fail(ErrorCode::NotFound, "no run was found to export", "`slipway runs search` lists them");
    SLIPWAY_TRY(makeFolders(home.parent_path()));
    Draft draft(home);
    ExportReport report;
    MlrunsWriter writer(draft.path(), home, report.problems);
    SLIPWAY_TRY(writer.begin());
    Export task(ledger, root, writer, report);
    for (const auto& run : runs) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "the export was cancelled", "Nothing was written");
        SLIPWAY_TRY(task.run(run));
        progress.update(static_cast<double>(report.runs) / static_cast<double>(runs.size()),
            fmt::format("{} of {}", report.runs, counted(static_cast<long long>(runs.size()), "run")));
    }
    SLIPWAY_TRY(draft.publish(home));
    return report;
}

} // namespace slipway::track::transfer
