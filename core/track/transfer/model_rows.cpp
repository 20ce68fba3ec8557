#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/store/database.h"
#include "core/track/limits.h"
#include "core/track/metric_store.h"
#include "core/track/run_store.h"
#include "core/track/transfer/portable_text.h"
#include "core/track/transfer/run_rows.h"

namespace slipway::track::transfer {

namespace {

std::string_view storedName(LoggedModelStatus status) {
    return name(status).substr(std::string_view("LOGGED_MODEL_").size());
}

LoggedModelStatus statusOf(std::string_view stored) {
    if (stored == "READY") return LoggedModelStatus::Ready;
    return stored == "PENDING" ? LoggedModelStatus::Pending : LoggedModelStatus::UploadFailed;
}

struct ModelFacts {
    std::string name, type, sourceRun, message;
    LoggedModelStatus status = LoggedModelStatus::Pending;
    Timestamp createdAt = 0, updatedAt = 0;
    bool deleted = false;
    bool operator==(const ModelFacts&) const = default;
};

ModelFacts factsOf(const PortableModel& model) {
    auto name = nameOf(model.name);
    std::ranges::replace_if(
        name, [](char c) { return std::string_view("/:.%\"'").find(c) != std::string_view::npos; }, '_');
    if (name.empty()) name = "model-" + model.id.substr(2, 8);
    return {name, nameOf(model.modelType), nameOf(model.sourceRun), textOf(model.statusMessage, kMaxTag), model.status,
        model.createdAt, std::max(model.createdAt, model.updatedAt), model.deleted};
}

ModelFacts merged(const ModelFacts& a, const ModelFacts& b) {
    return {greaterText(a.name, b.name), greaterText(a.type, b.type), greaterText(a.sourceRun, b.sourceRun),
        greaterText(a.message, b.message), transfer::merged(a.status, b.status), earlier(a.createdAt, b.createdAt),
        std::max(a.updatedAt, b.updatedAt), a.deleted || b.deleted};
}

struct StoredModel {
    std::int64_t number = 0;
    ModelFacts facts;
};
Result<std::optional<StoredModel>> find(store::Database& db, const std::string& id) {
    SLIPWAY_ASSIGN(auto row, db.prepare("SELECT number, name, model_type, source_run, status_message, status, "
                                        "created_at, updated_at, deleted FROM logged_model WHERE id = ?"));
    row.bind(1, id);
    SLIPWAY_ASSIGN(const bool found, row.step());
    if (!found) return std::nullopt;
    return StoredModel{row.integer(0), {row.text(1), row.text(2), row.text(3), row.text(4), statusOf(row.view(5)),
                                           row.integer(6), row.integer(7), row.integer(8) != 0}};
}

Status write(store::Database& db, std::int64_t number, const ModelFacts& facts) {
    SLIPWAY_ASSIGN(
        auto update, db.prepare("UPDATE logged_model SET name = ?, model_type = ?, source_run = ?, status_message = ?, "
                                "status = ?, created_at = ?, updated_at = ?, deleted = ? WHERE number = ?"));
    update.bindAll(facts.name, facts.type, facts.sourceRun, facts.message, storedName(facts.status), facts.createdAt,
        facts.updatedAt, facts.deleted, number);
    return update.run();
}

Result<std::int64_t> add(store::Database& db, std::int64_t experiment, const std::string& id, const ModelFacts& facts) {
    SLIPWAY_ASSIGN(auto insert, db.prepare("INSERT INTO logged_model(id, experiment, name, model_type, source_run, "
                                           "status, created_at, updated_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?)"));
    insert.bindAll(id, experiment, facts.name, facts.type, facts.sourceRun, storedName(facts.status), facts.createdAt,
        facts.updatedAt);
    SLIPWAY_TRY(insert.run());
    return db.lastInsertId();
}

/// `table` is one of ours, never a text from outside.
Result<bool> mergePairs(store::Database& db, std::string_view table, std::int64_t model, const Pairs& from,
    std::string_view subject, std::string_view what, Conflicts& conflicts) {
    Pairs before, fitted;
    SLIPWAY_ASSIGN(auto list, db.prepare(fmt::format("SELECT key, value FROM {} WHERE model = ?", table)));
    list.bind(1, model);
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) break;
        before.emplace(list.text(0), list.text(1));
    }
    for (const auto& [key, value] : from) fitted.insert_or_assign(keyOf(key), textOf(value, kMaxTag));
    bool changed = false;
    SLIPWAY_ASSIGN(
        auto put, db.prepare(fmt::format("INSERT OR REPLACE INTO {}(model, key, value) VALUES(?, ?, ?)", table)));
    for (const auto& [key, value] : mergedPairs(before, fitted, subject, what, conflicts)) {
        const auto known = before.find(key);
        if (known != before.end() && known->second == value) continue;
        SLIPWAY_TRY(put.bindAll(model, key, value).run());
        changed = true;
    }
    return changed;
}

Result<std::int64_t> countOfMetrics(store::Database& db, std::int64_t model) {
    SLIPWAY_ASSIGN(auto count, db.prepare("SELECT count(*) FROM logged_model_metric WHERE model = ?"));
    count.bind(1, model);
    SLIPWAY_TRY(count.step());
    return count.integer(0);
}

Result<bool> mergeMetrics(
    store::Database& db, std::int64_t number, const PortableModel& from, std::string_view subject, Problems& problems) {
    SLIPWAY_ASSIGN(const auto before, countOfMetrics(db, number));
    RunStore runs(db);
    for (auto measured : from.metrics) {
        const auto run = runs.keyOf(measured.run);
        if (!run) {
            problems.add(std::string(subject), "a metric was measured in a run that is not here: " + measured.run);
            continue;
        }
        auto& metric = measured.metric;
        metric.model = from.id;
        metric.point.key = keyOf(metric.point.key);
        SLIPWAY_TRY(MetricStore(db).add(run->number, run->experiment, {&metric.point, 1}));
        SLIPWAY_TRY(ModelMetricStore(db).add(run->number, {&metric, 1}));
    }
    SLIPWAY_ASSIGN(const auto after, countOfMetrics(db, number));
    return after != before;
}

} // namespace

Result<bool> mergeModel(store::Database& db, std::int64_t experiment, const PortableModel& from, Conflicts& conflicts,
    Problems& problems, bool& added) {
    const auto subject = "logged model " + from.id;
    SLIPWAY_ASSIGN(const auto known, find(db, from.id));
    auto facts = factsOf(from);
    if (known) facts = merged(known->facts, facts);
    added = !known;
    std::int64_t number = 0;
    if (known) {
        number = known->number;
        auto shown = facts; // metrics are not added to a deleted one
        shown.deleted = false;
        SLIPWAY_TRY(write(db, number, shown));
    } else {
        SLIPWAY_ASSIGN(number, add(db, experiment, from.id, facts));
    }
    SLIPWAY_ASSIGN(const bool measured, mergeMetrics(db, number, from, subject, problems));
    SLIPWAY_ASSIGN(const bool parametersChanged,
        mergePairs(db, "logged_model_parameter", number, from.parameters, subject, "parameter", conflicts));
    SLIPWAY_ASSIGN(
        const bool tagsChanged, mergePairs(db, "logged_model_tag", number, from.tags, subject, "tag", conflicts));
    SLIPWAY_TRY(write(db, number, facts));
    return added || measured || parametersChanged || tagsChanged || facts != known->facts;
}

} // namespace slipway::track::transfer
