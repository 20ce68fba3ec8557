#include "core/track/logged_models.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/ledger/ledger.h"
#include "core/track/artifact_uri.h"
#include "core/track/experiment_store.h"
#include "core/track/limits.h"
#include "core/track/logged_model_fields.h"
#include "core/track/run_names.h"

namespace slipway::track {

namespace {

std::string_view storedName(LoggedModelStatus status) {
    constexpr std::string_view prefix = "LOGGED_MODEL_";
    return name(status).substr(prefix.size());
}

LoggedModelStatus statusOf(std::string_view stored) {
    if (stored == "READY") return LoggedModelStatus::Ready;
    return stored == "PENDING" ? LoggedModelStatus::Pending : LoggedModelStatus::UploadFailed;
}

std::unexpected<Error> noSuch(std::string_view id) {
    return fail(ErrorCode::NotFound, fmt::format("Logged model with ID '{}' not found", forMessage(id)),
        "Search the logged models of the experiment");
}

Status checkModelName(std::string_view name) {
    if (name.find_first_of("/:.%\"'") != std::string_view::npos)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("Invalid model name ({}) provided. Model name must be a non-empty string and cannot contain "
                        "the following characters: / : . % \" '",
                forMessage(name)),
            "Rename it");
    return checkName(name, "logged model");
}

Status checkPairs(const std::map<std::string, std::string>& pairs, std::string_view what) {
    for (const auto& [key, value] : pairs) {
        if (key.empty() || fittingBytes(key, kMaxKey) < key.size() || firstInvalidUtf8(key) != std::string_view::npos ||
            firstInvalidUtf8(value) != std::string_view::npos)
            return fail(ErrorCode::InvalidArgument, fmt::format("'{}' cannot name a {}", forMessage(key), what),
                fmt::format("Use 1 to {} characters of UTF-8", kMaxKey));
    }
    return {};
}

Status putPairs(
    store::Database& db, const char* insert, std::int64_t model, const std::map<std::string, std::string>& pairs) {
    SLIPWAY_ASSIGN(auto put, db.prepare(insert));
    for (const auto& [key, value] : pairs) {
        put.bindAll(model, key, value);
        SLIPWAY_TRY(put.run());
    }
    return {};
}

Status putTags(store::Database& db, std::int64_t model, const std::map<std::string, std::string>& tags) {
    return putPairs(db, "INSERT OR REPLACE INTO logged_model_tag(model, key, value) VALUES(?, ?, ?)", model, tags);
}

Status putParameters(store::Database& db, std::int64_t model, const std::map<std::string, std::string>& parameters) {
    return putPairs(db, "INSERT INTO logged_model_parameter(model, key, value) VALUES(?, ?, ?)", model, parameters);
}

Status loadPairs(
    store::Database& db, const char* select, std::int64_t model, std::map<std::string, std::string>& pairs) {
    SLIPWAY_ASSIGN(auto list, db.prepare(select));
    list.bind(1, model);
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return {};
        pairs.emplace(list.text(0), list.text(1));
    }
}

/// The last of each key and dataset; `all` is by key, step and time.
std::vector<ModelMetricStore::Measured> latest(std::vector<ModelMetricStore::Measured> all) {
    std::map<std::tuple<std::string, std::string, std::string>, ModelMetricStore::Measured> last;
    for (auto& one : all) {
        const auto& metric = one.metric;
        std::tuple key(metric.point.key, metric.datasetName, metric.datasetDigest);
        last.insert_or_assign(std::move(key), std::move(one));
    }
    std::vector<ModelMetricStore::Measured> kept;
    for (auto& [key, one] : last) kept.push_back(std::move(one));
    return kept;
}

Status touch(store::Database& db, std::int64_t model, Timestamp at) {
    SLIPWAY_ASSIGN(auto update, db.prepare("UPDATE logged_model SET updated_at = ? WHERE number = ?"));
    return update.bindAll(at, model).run();
}

bool namesMetric(const Filter& filter) {
    if (filter.kind == Filter::Kind::Compare) return filter.comparison.group == FieldGroup::Metric;
    return std::ranges::any_of(filter.children, namesMetric);
}

} // namespace

std::string_view name(LoggedModelStatus status) {
    switch (status) {
    case LoggedModelStatus::Pending:
        return "LOGGED_MODEL_PENDING";
    case LoggedModelStatus::Ready:
        return "LOGGED_MODEL_READY";
    case LoggedModelStatus::UploadFailed:
        break;
    }
    return "LOGGED_MODEL_UPLOAD_FAILED";
}

Result<std::int64_t> LoggedModels::numberOf(std::string_view id, Deleted deleted) const {
    SLIPWAY_ASSIGN(auto find, m_ledger.db().prepare("SELECT number FROM logged_model WHERE id = ? AND deleted <= ?"));
    find.bindAll(id, deleted == Deleted::Shown);
    SLIPWAY_ASSIGN(const bool found, find.step());
    if (!found) return noSuch(id);
    return find.integer(0);
}

Result<LoggedModel> LoggedModels::create(const access::Actor& actor, const New& wanted) {
    LoggedModel made;
    made.id = "m-" + newId();
    made.name = wanted.name.empty() ? madeUpName() : wanted.name;
    SLIPWAY_TRY(checkModelName(made.name));
    SLIPWAY_TRY(checkPairs(wanted.parameters, "parameter"));
    SLIPWAY_TRY(checkPairs(wanted.tags, "tag"));
    auto& db = m_ledger.db();
    SLIPWAY_ASSIGN(
        auto change, m_ledger.begin(actor, access::Permission::Train, "logged_model.create", made.lineageId()));
    SLIPWAY_ASSIGN(const auto experiment, ExperimentStore(db).find(wanted.experiment));
    if (experiment.deleted)
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("The experiment {} must be in the 'active' state. Current state is deleted", experiment.id),
            "Restore it first");
    SLIPWAY_ASSIGN(auto insert, db.prepare("INSERT INTO logged_model(id, experiment, name, model_type, source_run, "
                                           "status, created_at, updated_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?)"));
    insert.bindAll(made.id, experiment.id, made.name, wanted.modelType, wanted.sourceRun,
        storedName(LoggedModelStatus::Pending), change.at(), change.at());
    SLIPWAY_TRY(insert.run());
    const auto number = db.lastInsertId();
    SLIPWAY_TRY(putParameters(db, number, wanted.parameters));
    SLIPWAY_TRY(putTags(db, number, wanted.tags));
    change.note("name", made.name);
    change.note("experiment", experiment.name);
    SLIPWAY_ASSIGN(auto stored, load(number));
    SLIPWAY_TRY(change.commit());
    return stored;
}

Result<LoggedModel> LoggedModels::find(std::string_view id, Deleted deleted) const {
    SLIPWAY_ASSIGN(const auto number, numberOf(id, deleted));
    return load(number);
}

Result<LoggedModel> LoggedModels::load(std::int64_t number) const {
    auto& db = m_ledger.db();
    LoggedModel model;
    {
        SLIPWAY_ASSIGN(auto row, db.prepare("SELECT l.id, l.name, l.experiment, l.model_type, l.source_run, l.status, "
                                            "l.status_message, l.created_at, l.updated_at, l.deleted, "
                                            "e.artifact_location FROM logged_model l JOIN experiment e ON e.id = "
                                            "l.experiment WHERE l.number = ?"));
        row.bind(1, number);
        SLIPWAY_ASSIGN(const bool found, row.step());
        if (!found) return noSuch(std::to_string(number));
        Experiment experiment;
        experiment.id = row.integer(2);
        experiment.artifactLocation = row.text(10);
        model = {row.text(0), row.text(1), experiment.id, modelArtifactUri(experimentUri(experiment), row.view(0)),
            row.text(3), row.text(4), statusOf(row.view(5)), row.text(6), row.integer(7), row.integer(8),
            row.integer(9) != 0, {}, {}, {}};
    }
    SLIPWAY_TRY(
        loadPairs(db, "SELECT key, value FROM logged_model_parameter WHERE model = ?", number, model.parameters));
    SLIPWAY_TRY(loadPairs(db, "SELECT key, value FROM logged_model_tag WHERE model = ?", number, model.tags));
    SLIPWAY_ASSIGN(auto measured, ModelMetricStore(db).of(number));
    model.metrics = latest(std::move(measured));
    return model;
}

Result<LoggedModel> LoggedModels::finish(const access::Actor& actor, std::string_view id, LoggedModelStatus status) {
    auto& db = m_ledger.db();
    SLIPWAY_ASSIGN(auto change, m_ledger.begin(actor, access::Permission::Train, "logged_model.finish",
                                    fmt::format("logged-model/{}", forMessage(id))));
    SLIPWAY_ASSIGN(const auto number, numberOf(id, Deleted::Hidden));
    SLIPWAY_ASSIGN(auto update, db.prepare("UPDATE logged_model SET status = ?, updated_at = ? WHERE number = ?"));
    SLIPWAY_TRY(update.bindAll(storedName(status), change.at(), number).run());
    change.note("status", std::string(storedName(status)));
    SLIPWAY_ASSIGN(auto stored, load(number));
    SLIPWAY_TRY(change.commit());
    return stored;
}

Status LoggedModels::remove(const access::Actor& actor, std::string_view id) {
    auto& db = m_ledger.db();
    SLIPWAY_ASSIGN(auto change, m_ledger.begin(actor, access::Permission::Train, "logged_model.delete",
                                    fmt::format("logged-model/{}", forMessage(id))));
    SLIPWAY_ASSIGN(const auto number, numberOf(id, Deleted::Hidden));
    SLIPWAY_ASSIGN(auto update, db.prepare("UPDATE logged_model SET deleted = 1, updated_at = ? WHERE number = ?"));
    SLIPWAY_TRY(update.bindAll(change.at(), number).run());
    return change.commit();
}

Status LoggedModels::setTags(std::string_view id, const std::map<std::string, std::string>& tags) {
    SLIPWAY_TRY(checkPairs(tags, "tag"));
    auto& db = m_ledger.db();
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(db));
    SLIPWAY_ASSIGN(const auto number, numberOf(id, Deleted::Hidden));
    SLIPWAY_TRY(putTags(db, number, tags));
    SLIPWAY_TRY(touch(db, number, m_ledger.clock().now()));
    return transaction.commit();
}

Status LoggedModels::deleteTag(std::string_view id, std::string_view key) {
    auto& db = m_ledger.db();
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(db));
    SLIPWAY_ASSIGN(const auto number, numberOf(id, Deleted::Hidden));
    SLIPWAY_ASSIGN(auto remove, db.prepare("DELETE FROM logged_model_tag WHERE model = ? AND key = ?"));
    SLIPWAY_TRY(remove.bindAll(number, key).run());
    if (db.changes() == 0)
        return fail(ErrorCode::NotFound,
            fmt::format("No tag with key '{}' found for model with ID '{}'", forMessage(key), forMessage(id)),
            "Read the model for its tags");
    SLIPWAY_TRY(touch(db, number, m_ledger.clock().now()));
    return transaction.commit();
}

Status LoggedModels::addParameters(std::string_view id, const std::map<std::string, std::string>& parameters) {
    SLIPWAY_TRY(checkPairs(parameters, "parameter"));
    auto& db = m_ledger.db();
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(db));
    SLIPWAY_ASSIGN(const auto number, numberOf(id, Deleted::Hidden));
    std::map<std::string, std::string> known;
    SLIPWAY_TRY(loadPairs(db, "SELECT key, value FROM logged_model_parameter WHERE model = ?", number, known));
    auto added = parameters;
    for (const auto& [key, value] : parameters) {
        const auto old = known.find(key);
        if (old == known.end()) continue;
        if (old->second != value)
            return fail(ErrorCode::InvalidArgument,
                fmt::format("Changing param values is not allowed. Param with key='{}' was already logged with "
                            "value='{}' for this model; the attempted new value is '{}'",
                    forMessage(key), forMessage(old->second), forMessage(value)),
                "Parameters keep their first value: log another model");
        added.erase(key);
    }
    SLIPWAY_TRY(putParameters(db, number, added));
    SLIPWAY_TRY(touch(db, number, m_ledger.clock().now()));
    return transaction.commit();
}

Result<LoggedModels::Page> LoggedModels::search(const Search& wanted) const {
    Page page;
    if (wanted.experiments.empty()) return page;
    const LoggedModelFields fields(wanted.datasets);
    Sql sql;
    sql.add("SELECT l.number FROM logged_model l WHERE l.deleted = 0 AND l.experiment IN ");
    sql.addList(wanted.experiments);
    SLIPWAY_ASSIGN(const auto where, whereSql(wanted.filter, fields));
    sql.add(where);
    if (!wanted.datasets.empty() && !namesMetric(wanted.filter)) sql.add(" AND ").add(fields.measured());
    sql.add(" ORDER BY ");
    for (const auto& item : wanted.order) {
        const LoggedModelFields measured(item.dataset ? std::vector{*item.dataset} : std::vector<Dataset>());
        SLIPWAY_ASSIGN(const auto order, orderSql({&item.order, 1}, measured));
        sql.add(order);
    }
    sql.add("l.created_at DESC, l.number DESC LIMIT ? OFFSET ?", wanted.limit + 1, wanted.offset);
    SLIPWAY_ASSIGN(const auto found, readNumbers(m_ledger.db(), sql, wanted.limit));
    page.more = found.more;
    for (const auto number : found.numbers) {
        SLIPWAY_ASSIGN(auto model, load(number));
        page.models.push_back(std::move(model));
    }
    return page;
}

} // namespace slipway::track
