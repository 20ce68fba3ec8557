#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/track/track_schema.h"
#include "core/track/tracker.h"
#include "core/track/transfer/transfer.h"
#include "tests/testkit/ledger_fixture.h"

namespace slipway::testkit {

namespace fs = std::filesystem;

inline void writeText(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

/// A workspace to import into, and all that it holds as text: without numbers that only say what came first.
struct TransferBench : LedgerFixture {
    TransferBench() : LedgerFixture({track::kSchemaV1, track::kSchemaV4, track::kSchemaV5}), tracker(ledger, root()) {}
    track::Tracker tracker;
    Progress progress;

    Result<track::transfer::ImportReport> import(
        const fs::path& path, const track::transfer::ImportOptions& options = {}) {
        return track::transfer::importRuns(ledger, root(), owner(), path, options, progress);
    }

    /// Rows of a query, a line each.
    std::string rows(const std::string& sql) {
        auto list = db.prepare(sql);
        if (!list) return toLine(list.error());
        std::string text;
        while (list->step().value_or(false)) {
            for (int i = 0; i < list->columnCount(); ++i) text += (i == 0 ? "" : "|") + list->text(i);
            text += "\n";
        }
        return text;
    }

    std::string files() {
        std::map<std::string, std::string> found;
        std::map<std::string, std::string> experiments;
        auto list = db.prepare("SELECT id, name FROM experiment");
        while (list && list->step().value_or(false)) experiments[list->text(0)] = list->text(1);
        if (!fs::exists(root() / "artifacts")) return {};
        for (const auto& entry : fs::recursive_directory_iterator(root() / "artifacts")) {
            if (!entry.is_regular_file()) continue;
            const auto path = entry.path().lexically_relative(root() / "artifacts").generic_string();
            const auto slash = path.find('/');
            found[experiments[path.substr(0, slash)] + path.substr(slash)] = sha256OfFile(entry.path()).value_or("?");
        }
        std::string text;
        for (const auto& [path, hash] : found) text += path + " " + hash.substr(0, 16) + "\n";
        return text;
    }

    std::string dump() {
        return rows("SELECT name, created_at, updated_at, deleted, artifact_location FROM experiment ORDER BY name") +
               rows("SELECT e.name, t.key, t.value FROM experiment_tag t JOIN experiment e ON e.id = t.experiment "
                    "ORDER BY 1, 2") +
               rows("SELECT r.id, e.name, r.name, r.status, r.started_at, r.ended_at, r.actor, r.user_id, r.deleted, "
                    "r.deleted_at FROM run r JOIN experiment e ON e.id = r.experiment ORDER BY r.id") +
               rows("SELECT r.id, p.key, p.value FROM run_parameter p JOIN run r ON r.number = p.run ORDER BY 1, 2") +
               rows("SELECT r.id, p.key, p.value FROM run_tag p JOIN run r ON r.number = p.run ORDER BY 1, 2") +
               rows("SELECT r.id, k.name, p.step, p.at, p.is_nan, p.value FROM metric_point p JOIN run r ON r.number = "
                    "p.run JOIN metric_key k ON k.id = p.key ORDER BY 1, 2, 3, 4, 5, 6") +
               rows("SELECT r.id, k.name, s.latest, s.latest_step, s.latest_at, s.minimum, s.maximum, s.points FROM "
                    "metric_summary s JOIN run r ON r.number = s.run JOIN metric_key k ON k.id = s.key ORDER BY 1, 2") +
               rows("SELECT r.id, d.name, d.digest, d.source_type, d.source, d.schema, d.profile, t.key, t.value FROM "
                    "run_dataset_input i JOIN run r ON r.number = i.run JOIN input_dataset d ON d.id = i.dataset LEFT "
                    "JOIN run_input_tag t ON t.run = i.run AND t.dataset = i.dataset ORDER BY 1, 2, 3, 8") +
               rows("SELECT r.id, m.role, m.model, m.step FROM run_model m JOIN run r ON r.number = m.run ORDER BY 1, "
                    "2, 3, 4") +
               rows("SELECT l.id, e.name, l.name, l.model_type, l.source_run, l.status, l.created_at, l.updated_at, "
                    "l.deleted FROM logged_model l JOIN experiment e ON e.id = l.experiment ORDER BY 1") +
               rows("SELECT id, kind FROM lineage_node ORDER BY id") + files();
    }
    std::string audit() { return rows("SELECT action, subject FROM audit ORDER BY 1, 2"); }
};

/// An mlruns folder as MLflow's file store writes it.
struct MlrunsDraft {
    fs::path root;

    void experiment(int id, const std::string& name, const std::string& more = "") const {
        writeText(root / std::to_string(id) / "meta.yaml",
            fmt::format("artifact_location: file:///somewhere/mlruns/{0}\ncreation_time: 1000\nexperiment_id: "
                        "'{0}'\nlast_update_time: 2000\nlifecycle_stage: active\nname: {1}\n{2}",
                id, name, more));
    }
    fs::path run(int experiment, const std::string& id, const std::string& more = "status: 3\nend_time: 9000\n",
        const std::string& name = "bright") const {
        const auto folder = root / std::to_string(experiment) / id;
        writeText(folder / "meta.yaml",
            fmt::format("artifact_uri: file:///somewhere/mlruns/{0}/{1}/artifacts\nentry_point_name: "
                        "''\nexperiment_id: '{0}'\nlifecycle_stage: active\nrun_id: {1}\nrun_name: {2}\nrun_uuid: "
                        "{1}\nsource_type: 4\nstart_time: 5000\ntags: []\nuser_id: ann\n{3}",
                experiment, id, name, more));
        fs::create_directories(folder / "artifacts");
        return folder;
    }
};

inline std::string id(char c) {
    return std::string(32, c);
}

} // namespace slipway::testkit
