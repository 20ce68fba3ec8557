#include "core/track/transfer/run_rows.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/store/database.h"
#include "core/track/experiment_store.h"
#include "core/track/limits.h"
#include "core/track/run_store.h"
#include "core/track/transfer/portable_text.h"

namespace slipway::track::transfer {

namespace {

constexpr const char* kNameTag = "mlflow.runName";
constexpr std::size_t kLongestOwnTag = 1u << 20; ///< MLflow's own tags may be long: histories of models

Pairs fittedPairs(const Pairs& pairs, std::size_t characters, std::string_view where, Problems& problems) {
    Pairs fitted;
    for (const auto& [key, value] : pairs) {
        auto name = keyOf(key);
        auto text = textOf(value, key.starts_with("mlflow.") ? kLongestOwnTag : characters);
        if (name != key)
            problems.add(std::string(where), fmt::format("'{}' is kept as '{}'", forMessage(key), forMessage(name)));
        if (text != value)
            problems.add(std::string(where),
                fmt::format("the value of '{}' is kept to {} characters of UTF-8", forMessage(key), characters));
        const auto [known, isNew] = fitted.emplace(std::move(name), text);
        if (!isNew) known->second = greaterText(known->second, text);
    }
    return fitted;
}

RunFacts factsOf(const Run& run, Timestamp deletedAt) {
    RunFacts facts{run.id, run.name, run.status, run.startedAt, run.endedAt, run.userId, run.deleted, deletedAt,
        run.parameters, run.tags};
    facts.tags.try_emplace(kNameTag, run.name);
    return facts;
}

Result<Timestamp> deletedAtOf(store::Database& db, std::int64_t number) {
    SLIPWAY_ASSIGN(auto find, db.prepare("SELECT deleted_at FROM run WHERE number = ?"));
    find.bind(1, number);
    SLIPWAY_TRY(find.step());
    return find.integer(0);
}

Status addRun(store::Database& db, const RunFacts& facts, std::string_view actor, Timestamp now, StoredRun& stored) {
    RunStore runs(db);
    Run run;
    run.id = facts.id;
    run.name = facts.name;
    run.experiment = stored.experiment;
    run.status = facts.status;
    run.startedAt = facts.startedAt;
    run.endedAt = facts.endedAt;
    run.actor = actor;
    run.userId = facts.userId;
    SLIPWAY_ASSIGN(stored.number, runs.add(run, {}));
    SLIPWAY_TRY(runs.addParameters(stored.number, facts.parameters));
    SLIPWAY_TRY(runs.setTags(stored.number, facts.tags));
    if (facts.deleted) SLIPWAY_TRY(runs.setDeleted(stored.number, true, facts.deletedAt == 0 ? now : facts.deletedAt));
    stored.isNew = stored.changed = true;
    return {};
}

Pairs changedPairs(const Pairs& before, const Pairs& after) {
    Pairs changed;
    for (const auto& [key, value] : after) {
        const auto known = before.find(key);
        if (known == before.end() || known->second != value) changed.emplace(key, value);
    }
    return changed;
}

Status writeParameters(store::Database& db, std::int64_t number, const Pairs& parameters) {
    SLIPWAY_ASSIGN(auto put, db.prepare("INSERT OR REPLACE INTO run_parameter(run, key, value) VALUES(?, ?, ?)"));
    for (const auto& [key, value] : parameters) SLIPWAY_TRY(put.bindAll(number, key, value).run());
    return {};
}

Status writeChanges(store::Database& db, std::int64_t number, const RunFacts& before, const RunFacts& after) {
    RunStore runs(db);
    SLIPWAY_ASSIGN(auto update, db.prepare("UPDATE run SET name = ?, started_at = ?, user_id = ? WHERE number = ?"));
    SLIPWAY_TRY(update.bindAll(after.name, after.startedAt, after.userId, number).run());
    if (before.status != after.status) SLIPWAY_TRY(runs.setStatus(number, after.status));
    if (before.endedAt != after.endedAt) SLIPWAY_TRY(runs.setEnded(number, after.endedAt));
    if (before.deleted != after.deleted || before.deletedAt != after.deletedAt)
        SLIPWAY_TRY(runs.setDeleted(number, after.deleted, after.deletedAt));
    SLIPWAY_TRY(writeParameters(db, number, changedPairs(before.parameters, after.parameters)));
    return runs.setTags(number, changedPairs(before.tags, after.tags));
}

struct DatasetRow {
    std::int64_t id = 0;
    bool changed = false;
};
/// One row per experiment, name and digest; of two descriptions the greater.
Result<DatasetRow> mergeDataset(store::Database& db, std::int64_t experiment, const InputDataset& dataset) {
    SLIPWAY_ASSIGN(auto insert,
        db.prepare("INSERT OR IGNORE INTO input_dataset(experiment, name, digest, source_type, source, schema, "
                   "profile) VALUES(?, ?, ?, ?, ?, ?, ?)"));
    insert.bindAll(
        experiment, dataset.name, dataset.digest, dataset.sourceType, dataset.source, dataset.schema, dataset.profile);
    SLIPWAY_TRY(insert.run());
    DatasetRow row{0, db.changes() > 0};
    SLIPWAY_ASSIGN(auto find, db.prepare("SELECT id, source_type, source, schema, profile FROM input_dataset WHERE "
                                         "experiment = ? AND name = ? AND digest = ?"));
    find.bindAll(experiment, dataset.name, dataset.digest);
    SLIPWAY_TRY(find.step());
    row.id = find.integer(0);
    const auto known = [&](int column) {
        return find.isNull(column) ? std::nullopt : std::optional(find.text(column));
    };
    const auto type = known(1).value_or(""), source = known(2).value_or("");
    const auto schema = known(3), profile = known(4);
    const auto greater = [](const std::optional<std::string>& a, const std::optional<std::string>& b) {
        return a && b ? std::optional(greaterText(*a, *b)) : std::max(a, b);
    };
    const auto bestType = greaterText(type, dataset.sourceType), bestSource = greaterText(source, dataset.source);
    const auto bestSchema = greater(schema, dataset.schema), bestProfile = greater(profile, dataset.profile);
    if (bestType == type && bestSource == source && bestSchema == schema && bestProfile == profile) return row;
    SLIPWAY_ASSIGN(auto update,
        db.prepare("UPDATE input_dataset SET source_type = ?, source = ?, schema = ?, profile = ? WHERE id = ?"));
    SLIPWAY_TRY(update.bindAll(bestType, bestSource, bestSchema, bestProfile, row.id).run());
    row.changed = true;
    return row;
}

Result<Pairs> pairsOf(store::Database& db, std::string_view sql, std::int64_t a, std::int64_t b) {
    SLIPWAY_ASSIGN(auto list, db.prepare(sql));
    list.bindAll(a, b);
    Pairs pairs;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return pairs;
        pairs.emplace(list.text(0), list.text(1));
    }
}

Result<bool> mergeInput(
    store::Database& db, const StoredRun& run, const InputDataset& dataset, std::string_view subject, Conflicts& all) {
    SLIPWAY_ASSIGN(const auto row, mergeDataset(db, run.experiment, dataset));
    SLIPWAY_ASSIGN(auto use, db.prepare("INSERT OR IGNORE INTO run_dataset_input(run, dataset) VALUES(?, ?)"));
    SLIPWAY_TRY(use.bindAll(run.number, row.id).run());
    const bool isNew = db.changes() > 0;
    SLIPWAY_ASSIGN(const auto before,
        pairsOf(db, "SELECT key, value FROM run_input_tag WHERE run = ? AND dataset = ?", run.number, row.id));
    Pairs tags;
    for (const auto& [key, value] : dataset.tags) tags.insert_or_assign(key, value);
    const auto changed = changedPairs(before, mergedPairs(before, tags, subject, "tag of an input", all));
    SLIPWAY_ASSIGN(
        auto put, db.prepare("INSERT OR REPLACE INTO run_input_tag(run, dataset, key, value) VALUES(?, ?, ?, ?)"));
    for (const auto& [key, value] : changed) SLIPWAY_TRY(put.bindAll(run.number, row.id, key, value).run());
    return row.changed || isNew || !changed.empty();
}

} // namespace

RunFacts factsOf(const PortableRun& run, Problems& problems) {
    const auto where = "run " + run.id;
    RunFacts facts;
    facts.id = run.id;
    facts.status = run.status;
    facts.startedAt = run.startedAt;
    facts.endedAt = run.endedAt;
    facts.userId = nameOf(run.userId);
    facts.deleted = run.deleted;
    facts.deletedAt = run.deleted ? run.deletedAt : 0;
    facts.parameters = fittedPairs(run.parameters, kMaxParameter, where, problems);
    facts.tags = fittedPairs(run.tags, kMaxTag, where, problems);
    const auto tagged = facts.tags.find(kNameTag);
    facts.name = nameOf(tagged == facts.tags.end() || trimmed(tagged->second).empty() ? run.name : tagged->second);
    if (facts.name.empty()) facts.name = standInName(run.id);
    facts.tags[kNameTag] = facts.name;
    return facts;
}

Result<StoredRun> mergeRun(store::Database& db, const RunFacts& facts, std::int64_t experiment, std::string_view actor,
    Timestamp now, Conflicts& conflicts) {
    RunStore runs(db);
    StoredRun stored;
    stored.experiment = experiment;
    const auto known = runs.keyOf(facts.id);
    if (!known && known.error().code != ErrorCode::NotFound) return std::unexpected(known.error());
    if (!known) {
        SLIPWAY_TRY(addRun(db, facts, actor, now, stored));
        return stored;
    }
    stored.number = known->number;
    stored.experiment = known->experiment;
    SLIPWAY_ASSIGN(const auto here, runs.load(stored.number));
    SLIPWAY_ASSIGN(const auto deletedAt, deletedAtOf(db, stored.number));
    const auto before = factsOf(here, deletedAt);
    auto after = merged(before, facts, conflicts);
    if (after.deleted && after.deletedAt == 0) after.deletedAt = now;
    if (after == before) return stored;
    SLIPWAY_TRY(writeChanges(db, stored.number, before, after));
    stored.changed = true;
    return stored;
}

Result<bool> mergeInputs(store::Database& db, const StoredRun& run, const PortableRun& from, Conflicts& conflicts) {
    bool changed = false;
    const auto subject = "run " + from.id;
    for (const auto& dataset : from.inputs) {
        SLIPWAY_ASSIGN(const bool one, mergeInput(db, run, dataset, subject, conflicts));
        changed = changed || one;
    }
    RunStore runs(db);
    const auto addModels = [&](const std::vector<ModelUse>& models, RunStore::ModelRole role) -> Status {
        for (const auto& model : models) {
            SLIPWAY_TRY(runs.addModel(run.number, role, model));
            changed = changed || db.changes() > 0;
        }
        return {};
    };
    SLIPWAY_TRY(addModels(from.inputModels, RunStore::ModelRole::Input));
    SLIPWAY_TRY(addModels(from.outputModels, RunStore::ModelRole::Output));
    return changed;
}

Result<bool> mergeExperimentRow(
    store::Database& db, std::int64_t id, const PortableExperiment& from, Conflicts& conflicts) {
    ExperimentStore experiments(db);
    SLIPWAY_ASSIGN(const auto before, experiments.find(id));
    const auto subject = "experiment " + before.name;
    const auto created = earlier(before.createdAt, from.createdAt);
    const auto updated = std::max(before.updatedAt, from.updatedAt);
    const bool deleted = before.deleted && from.deleted;
    const auto tags = changedPairs(before.tags, mergedPairs(before.tags, from.tags, subject, "tag", conflicts));
    for (const auto& [key, value] : tags) SLIPWAY_TRY(experiments.setTag(id, key, value));
    if (created == before.createdAt && updated == before.updatedAt && deleted == before.deleted) return !tags.empty();
    SLIPWAY_ASSIGN(
        auto update, db.prepare("UPDATE experiment SET created_at = ?, updated_at = ?, deleted = ? WHERE id = ?"));
    SLIPWAY_TRY(update.bindAll(created, updated, deleted, id).run());
    return true;
}

Result<bool> spanExperiment(store::Database& db, std::int64_t id, Timestamp runStarted) {
    if (runStarted <= 0) return false;
    SLIPWAY_ASSIGN(auto update,
        db.prepare("UPDATE experiment SET created_at = CASE created_at WHEN 0 THEN ?1 ELSE min(created_at, ?1) END, "
                   "updated_at = max(updated_at, ?1) WHERE id = ?2 AND (created_at = 0 OR created_at > ?1 OR "
                   "updated_at < ?1)"));
    SLIPWAY_TRY(update.bindAll(runStarted, id).run());
    return db.changes() > 0;
}

Result<bool> dateExperiment(store::Database& db, std::int64_t id, Timestamp now) {
    SLIPWAY_ASSIGN(auto update,
        db.prepare("UPDATE experiment SET created_at = ?1, updated_at = max(updated_at, ?1) WHERE id = ?2 AND "
                   "created_at = 0"));
    SLIPWAY_TRY(update.bindAll(now, id).run());
    return db.changes() > 0;
}

} // namespace slipway::track::transfer
