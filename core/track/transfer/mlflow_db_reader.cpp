#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/store/database.h"
#include "core/track/transfer/folder_walk.h"
#include "core/track/transfer/mlflow_schema.h"
#include "core/track/transfer/portable_text.h"
#include "core/track/transfer/run_source.h"

namespace slipway::track::transfer {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kPointsAtOnce = 5000;

RunStatus statusOf(std::string_view written) {
    return runStatus(written).value_or(RunStatus::Running);
}

/// MLflow's SQL stores keep infinities as the greatest doubles.
double valueOf(const store::Statement& row, int value, int isNan) {
    if (row.isNull(value) || row.integer(isNan) != 0) return std::numeric_limits<double>::quiet_NaN();
    const double stored = row.real(value);
    if (std::abs(stored) < std::numeric_limits<double>::max()) return stored;
    return std::copysign(std::numeric_limits<double>::infinity(), stored);
}

/// On another machine, not in a folder or at MLflow's own server.
bool isElsewhere(std::string_view uri) {
    return uri.find("://") != std::string_view::npos && !uri.starts_with("file:") &&
           !uri.starts_with("mlflow-artifacts:");
}

class MlflowDbReader : public RunSource {
public:
    MlflowDbReader(
        std::optional<TemporaryFolder> copy, store::Database db, MlflowSchema schema, ArtifactFinder artifacts)
        : m_copy(std::move(copy)),
          m_db(std::move(db)),
          m_schema(std::move(schema)),
          m_artifacts(std::move(artifacts)) {}

    Result<std::int64_t> count() override { return countOf("runs"); }

    Status read(RunSink& sink, Problems& problems) override {
        SLIPWAY_TRY(indexPoints());
        SLIPWAY_ASSIGN(const auto experiments, readExperiments());
        for (const auto& [id, experiment] : experiments) {
            SLIPWAY_TRY(sink.experiment(experiment));
            SLIPWAY_TRY(readRuns(id, experiment, sink, problems));
        }
        for (const auto& [id, experiment] : experiments) SLIPWAY_TRY(readModels(id, experiment, sink, problems));
        SLIPWAY_TRY(tellLeftOut(problems));
        return {};
    }

private:
    using Numbered = std::pair<std::int64_t, PortableExperiment>;

    Result<std::int64_t> countOf(const std::string& table) {
        SLIPWAY_ASSIGN(auto count, m_db.prepare(fmt::format("SELECT count(*) FROM {}", table)));
        SLIPWAY_TRY(count.step());
        return count.integer(0);
    }

    bool hasTable(const std::string& table) {
        auto find = m_db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?");
        if (!find) return false;
        find->bind(1, table);
        return find->step().value_or(false);
    }

    /// Before MLflow 1.27 no index leads from a run to its points: a temporary one, beside the file, does.
    Status indexPoints() {
        if (!hasTable("metrics")) return {};
        SLIPWAY_ASSIGN(auto list,
            m_db.prepare(
                "SELECT 1 FROM pragma_index_list('metrics') l JOIN pragma_index_info(l.name) i WHERE i.seqno = "
                "0 AND i.name = 'run_uuid'"));
        SLIPWAY_ASSIGN(const bool indexed, list.step());
        m_pointsOfRun = "m.run_uuid = ?";
        if (indexed) return {};
        SLIPWAY_TRY(m_db.exec("CREATE TEMP TABLE point_of_run AS SELECT run_uuid AS run, rowid AS point FROM metrics; "
                              "CREATE INDEX temp.point_by_run ON point_of_run(run)"));
        m_pointsOfRun = "m.rowid IN (SELECT point FROM temp.point_of_run WHERE run = ?)";
        return {};
    }

    Result<std::vector<Numbered>> readExperiments() {
        SLIPWAY_ASSIGN(auto list,
            m_db.prepare(fmt::format("SELECT experiment_id, name, {}, {}, {} FROM experiments ORDER BY experiment_id",
                m_schema.column("experiments", "creation_time"), m_schema.column("experiments", "last_update_time"),
                m_schema.column("experiments", "lifecycle_stage"))));
        std::vector<Numbered> found;
        while (true) {
            SLIPWAY_ASSIGN(const bool more, list.step());
            if (!more) break;
            PortableExperiment experiment;
            experiment.name = list.text(1);
            experiment.createdAt = list.integer(2);
            experiment.updatedAt = list.integer(3);
            experiment.deleted = list.view(4) == "deleted";
            found.emplace_back(list.integer(0), std::move(experiment));
        }
        if (m_schema.has("experiment_tags", "experiment_id"))
            for (auto& [id, experiment] : found) {
                SLIPWAY_ASSIGN(
                    experiment.tags, pairs("SELECT key, value FROM experiment_tags WHERE experiment_id = ?", id));
            }
        return found;
    }

    template <class Id> Result<std::map<std::string, std::string>> pairs(const std::string& sql, const Id& id) {
        SLIPWAY_ASSIGN(auto list, m_db.prepare(sql));
        list.bind(1, id);
        std::map<std::string, std::string> found;
        while (true) {
            SLIPWAY_ASSIGN(const bool more, list.step());
            if (!more) return found;
            found.emplace(list.text(0), list.text(1));
        }
    }

    Status readRuns(std::int64_t experiment, const PortableExperiment& facts, RunSink& sink, Problems& problems) {
        const auto column = [&](const char* name) { return m_schema.column("runs", name); };
        SLIPWAY_ASSIGN(auto list,
            m_db.prepare(
                fmt::format("SELECT run_uuid, {}, {}, {}, {}, {}, {}, {}, {} FROM runs WHERE experiment_id = ?",
                    column("name"), column("status"), column("start_time"), column("end_time"), column("user_id"),
                    column("lifecycle_stage"), column("deleted_time"), column("artifact_uri"))));
        list.bind(1, experiment);
        while (true) {
            SLIPWAY_ASSIGN(const bool more, list.step());
            if (!more) return {};
            PortableRun run;
            const auto id = list.text(0);
            run.id = runIdOf("mlflow", id);
            run.name = list.text(1);
            run.status = statusOf(list.view(2));
            run.startedAt = list.integer(3);
            run.endedAt = list.integer(4);
            run.userId = list.text(5);
            run.deleted = list.view(6) == "deleted";
            run.deletedAt = list.integer(7);
            const auto uri = list.text(8);
            if (const auto read = readParts(id, run, problems); !read) {
                problems.add("run " + run.id, read.error().message);
                continue;
            }
            run.files = filesAt(uri, "run " + run.id, problems);
            SLIPWAY_TRY(sink.run(facts, std::move(run)));
        }
    }

    Status readParts(const std::string& id, PortableRun& run, Problems& problems) {
        if (m_schema.has("params", "run_uuid")) {
            SLIPWAY_ASSIGN(run.parameters, pairs("SELECT key, value FROM params WHERE run_uuid = ?", id));
        }
        if (m_schema.has("tags", "run_uuid")) {
            SLIPWAY_ASSIGN(run.tags, pairs("SELECT key, value FROM tags WHERE run_uuid = ?", id));
        }
        if (run.id != id) run.tags.emplace("slipway.import.run_id", id);
        if (m_schema.has("inputs", "destination_id")) {
            SLIPWAY_TRY(readInputs(id, run));
        }
        if (!m_pointsOfRun.empty())
            run.points = [this, id, &problems](const PointSink& sink) { return readPoints(id, sink, problems); };
        return {};
    }

    Status readPoints(const std::string& id, const PointSink& sink, Problems& problems) {
        const bool steps = m_schema.has("metrics", "step"), nans = m_schema.has("metrics", "is_nan");
        SLIPWAY_ASSIGN(auto list,
            m_db.prepare(
                fmt::format("SELECT m.key, m.value, m.timestamp, {}, {} FROM metrics m WHERE {} ORDER BY m.key",
                    steps ? "m.step" : "0", nans ? "m.is_nan" : "0", m_pointsOfRun)));
        list.bind(1, id);
        std::vector<MetricPoint> points;
        while (true) {
            const auto stepped = list.step();
            if (!stepped) problems.add("run " + id + ", its metrics", stepped.error().message);
            const bool more = stepped.value_or(false);
            if (more) points.push_back({list.text(0), valueOf(list, 1, 4), list.integer(3), list.integer(2)});
            if (!points.empty() && (!more || points.size() >= kPointsAtOnce)) {
                SLIPWAY_TRY(sink(points));
                points.clear();
            }
            if (!more) return {};
        }
    }

    Status readInputs(const std::string& id, PortableRun& run) {
        SLIPWAY_ASSIGN(auto list,
            m_db.prepare(fmt::format("SELECT input_uuid, source_type, source_id, destination_type, destination_id, {} "
                                     "FROM inputs WHERE destination_id = ?1 OR source_id = ?1",
                m_schema.column("inputs", "step", "0"))));
        list.bind(1, id);
        while (true) {
            SLIPWAY_ASSIGN(const bool more, list.step());
            if (!more) return {};
            const auto sourceType = list.text(1), destinationType = list.text(3);
            if (sourceType == "RUN_OUTPUT" || destinationType == "MODEL_OUTPUT")
                run.outputModels.push_back({list.text(4), list.integer(5)});
            else if (sourceType == "RUN_INPUT" || destinationType == "MODEL_INPUT" || sourceType == "MODEL")
                run.inputModels.push_back({sourceType == "MODEL" ? list.text(2) : list.text(4), list.integer(5)});
            else if (sourceType == "DATASET")
                SLIPWAY_TRY(readDataset(list.text(0), list.text(2), run));
        }
    }

    Status readDataset(const std::string& input, const std::string& id, PortableRun& run) {
        SLIPWAY_ASSIGN(
            auto row, m_db.prepare("SELECT name, digest, dataset_source_type, dataset_source, dataset_schema, "
                                   "dataset_profile FROM datasets WHERE dataset_uuid = ?"));
        row.bind(1, id);
        SLIPWAY_ASSIGN(const bool found, row.step());
        if (!found) return {};
        const auto optional = [&](int column) {
            return row.isNull(column) ? std::nullopt : std::optional(row.text(column));
        };
        InputDataset dataset{row.text(0), row.text(1), row.text(2), row.text(3), optional(4), optional(5), {}};
        SLIPWAY_ASSIGN(const auto tags, pairs("SELECT name, value FROM input_tags WHERE input_uuid = ?", input));
        for (const auto& [key, value] : tags) dataset.tags.emplace_back(key, value);
        run.inputs.push_back(std::move(dataset));
        return {};
    }

    std::vector<PortableFile> filesAt(const std::string& uri, const std::string& subject, Problems& problems) {
        if (uri.empty()) return {};
        const auto folder = m_artifacts.folderOf(uri);
        if (folder) return artifactsBelow(*folder, problems, m_artifacts);
        // A run that logged no file has no folder.
        if (folder.error().code != ErrorCode::NotFound || isElsewhere(uri))
            problems.add(subject, folder.error().message);
        else if (!m_artifacts.folderOf(fs::path(uri).parent_path().parent_path().string()))
            problems.leftOut("artifact folders that are not here");
        return {};
    }

    Status readModels(std::int64_t experiment, const PortableExperiment& facts, RunSink& sink, Problems& problems) {
        if (!m_schema.has("logged_models", "model_id")) return {};
        const auto column = [&](const char* name) { return m_schema.column("logged_models", name); };
        SLIPWAY_ASSIGN(auto list,
            m_db.prepare(fmt::format("SELECT model_id, name, {}, {}, {}, {}, {}, {}, {}, {} FROM logged_models WHERE "
                                     "experiment_id = ?",
                column("model_type"), column("source_run_id"), column("status"), column("status_message"),
                column("creation_timestamp_ms"), column("last_updated_timestamp_ms"), column("lifecycle_stage"),
                column("artifact_location"))));
        list.bind(1, experiment);
        while (true) {
            SLIPWAY_ASSIGN(const bool more, list.step());
            if (!more) return {};
            PortableModel model;
            model.id = list.text(0);
            if (!model.id.starts_with("m-") || runIdOf("", model.id.substr(2)) != model.id.substr(2)) {
                problems.add("logged model " + forMessage(model.id), "has an id that is none");
                continue;
            }
            model.name = list.text(1);
            model.modelType = list.text(2);
            model.sourceRun = list.text(3);
            const auto status = list.integer(4);
            model.status = status == 2   ? LoggedModelStatus::Ready
                           : status == 3 ? LoggedModelStatus::UploadFailed
                                         : LoggedModelStatus::Pending;
            model.statusMessage = list.text(5);
            model.createdAt = list.integer(6);
            model.updatedAt = list.integer(7);
            model.deleted = list.view(8) == "deleted";
            SLIPWAY_TRY(readModelParts(model));
            model.files = filesAt(list.text(9), "logged model " + model.id, problems);
            SLIPWAY_TRY(sink.model(facts, std::move(model)));
        }
    }

    Status readModelParts(PortableModel& model) {
        if (m_schema.has("logged_model_params", "param_key")) {
            SLIPWAY_ASSIGN(model.parameters,
                pairs("SELECT param_key, param_value FROM logged_model_params WHERE model_id = ?", model.id));
        }
        if (m_schema.has("logged_model_tags", "tag_key")) {
            SLIPWAY_ASSIGN(
                model.tags, pairs("SELECT tag_key, tag_value FROM logged_model_tags WHERE model_id = ?", model.id));
        }
        if (!m_schema.has("logged_model_metrics", "metric_name")) return {};
        SLIPWAY_ASSIGN(auto list,
            m_db.prepare("SELECT metric_name, metric_value, 0, metric_timestamp_ms, metric_step, run_id, dataset_name, "
                         "dataset_digest FROM logged_model_metrics WHERE model_id = ?"));
        list.bind(1, model.id);
        while (true) {
            SLIPWAY_ASSIGN(const bool more, list.step());
            if (!more) return {};
            model.metrics.push_back({{{list.text(0), valueOf(list, 1, 2), list.integer(4), list.integer(3)}, model.id,
                                         list.text(6), list.text(7)},
                runIdOf("mlflow", list.text(5))});
        }
    }

    Status tellLeftOut(Problems& problems) {
        constexpr std::array<std::pair<const char*, const char*>, 3> kinds{{{"registered_models", "registered models"},
            {"trace_info", "traces"}, {"evaluation_datasets", "evaluation datasets"}}};
        for (const auto& [table, kind] : kinds) {
            if (!hasTable(table)) continue;
            SLIPWAY_ASSIGN(const auto number, countOf(table));
            problems.leftOut(kind, number);
        }
        return {};
    }

    std::optional<TemporaryFolder> m_copy; ///< outlives the database in it
    store::Database m_db;
    MlflowSchema m_schema;
    ArtifactFinder m_artifacts;
    std::string m_pointsOfRun;
};

} // namespace

bool looksLikeMlflowDb(const fs::path& path) {
    std::error_code failed;
    if (!fs::is_regular_file(path, failed)) return false;
    std::ifstream in(path, std::ios::binary);
    std::array<char, 16> head{};
    in.read(head.data(), head.size());
    return in && std::string_view(head.data(), 15) == "SQLite format 3";
}

Result<std::unique_ptr<RunSource>> openMlflowDb(const fs::path& path, ArtifactFinder artifacts) {
    SLIPWAY_TRY(checkReadableFile(path));
    SLIPWAY_ASSIGN(auto copy, copyIfInUse(path));
    const auto file = copy ? copy->path() / "mlflow.db" : path;
    SLIPWAY_ASSIGN(auto db,
        store::Database::open(file, copy ? store::Database::Mode::ReadWrite : store::Database::Mode::ReadOnly));
    SLIPWAY_TRY(db.exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON"));
    SLIPWAY_ASSIGN(auto schema, MlflowSchema::of(db));
    if (!schema.has("runs", "run_uuid") || !schema.has("experiments", "experiment_id") ||
        !schema.has("runs", "experiment_id"))
        return fail(ErrorCode::BadData, fmt::format("{} is a SQLite database, but not MLflow's", path.string()),
            "MLflow's has tables experiments and runs");
    return std::make_unique<MlflowDbReader>(std::move(copy), std::move(db), std::move(schema), std::move(artifacts));
}

} // namespace slipway::track::transfer
