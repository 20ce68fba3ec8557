#include "core/track/experiments.h"

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/ledger/ledger.h"
#include "core/store/database.h"
#include "core/track/experiment_store.h"
#include "core/track/limits.h"
#include "core/track/search_sql.h"

namespace slipway::track {

namespace {

std::unexpected<Error> nameTaken(std::string_view name, bool deleted) {
    return fail(ErrorCode::AlreadyExists,
        fmt::format("Experiment(name={}) already exists{}", name, deleted ? " in deleted state" : ""),
        deleted ? "Restore it, or choose another name" : "Choose another name");
}

/// Fields of an experiment in the row `e`.
class ExperimentFields : public FieldStore {
public:
    Result<Sql> condition(const Comparison& comparison) const override {
        if (comparison.group == FieldGroup::Attribute)
            return compareSql(
                columnOf(comparison.key), comparison, comparison.key == "name" ? FieldType::Text : FieldType::Number);
        if (comparison.op == Operator::IsNull || comparison.op == Operator::IsNotNull)
            return Sql()
                .add(comparison.op == Operator::IsNull ? "NOT EXISTS" : "EXISTS")
                .add(" (SELECT 1 FROM experiment_tag t WHERE t.experiment = e.id AND t.key = ?)", comparison.key);
        SLIPWAY_ASSIGN(const auto value, compareSql("t.value", comparison, FieldType::Text));
        return Sql()
            .add("EXISTS (SELECT 1 FROM experiment_tag t WHERE t.experiment = e.id AND t.key = ? AND ", comparison.key)
            .add(value)
            .add(")");
    }
    Result<Sql> wordCondition(std::string_view word) const override { return containsSql("e.name", word); }
    Result<Sql> orderKey(const Order& order) const override { return Sql().add(columnOf(order.key)); }

private:
    static std::string_view columnOf(std::string_view attribute) {
        if (attribute == "name") return "e.name";
        if (attribute == "creation_time") return "e.created_at";
        if (attribute == "last_update_time") return "e.updated_at";
        return "e.id";
    }
};

std::string_view viewCondition(View view) {
    return view == View::Active ? "e.deleted = 0" : view == View::Deleted ? "e.deleted = 1" : "TRUE";
}

} // namespace

Result<Experiment> Experiments::create(const access::Actor& actor, const New& wanted) {
    SLIPWAY_TRY(checkName(wanted.name, "experiment"));
    ExperimentStore store(m_ledger.db());
    SLIPWAY_ASSIGN(auto change, m_ledger.begin(actor, access::Permission::Train, "experiment.create",
                                    fmt::format("experiment/{}", wanted.name)));
    SLIPWAY_ASSIGN(const auto known, store.byName(wanted.name));
    if (known) return nameTaken(wanted.name, known->deleted);
    Experiment made;
    made.name = wanted.name;
    made.createdAt = made.updatedAt = change.at();
    made.artifactLocation = wanted.artifactLocation;
    made.tags = wanted.tags;
    SLIPWAY_ASSIGN(made.id, store.add(made));
    SLIPWAY_TRY(change.commit());
    return made;
}

Status Experiments::ensureDefault() {
    ExperimentStore store(m_ledger.db());
    if (store.find(0)) return {};
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_ledger.db()));
    if (store.find(0)) return {};
    Experiment standard;
    standard.name = "Default";
    for (int i = 2;; ++i) { // a person may have used the name
        SLIPWAY_ASSIGN(const auto taken, store.byName(standard.name));
        if (!taken) break;
        standard.name = fmt::format("Default {}", i);
    }
    standard.createdAt = m_ledger.clock().now();
    SLIPWAY_TRY(store.add(standard, 0));
    return transaction.commit();
}

Result<Experiment> Experiments::find(std::int64_t id) const {
    return ExperimentStore(m_ledger.db()).find(id);
}

Result<std::optional<Experiment>> Experiments::byName(std::string_view name) const {
    return ExperimentStore(m_ledger.db()).byName(name);
}

Result<Experiment> Experiments::active(std::int64_t id) const {
    SLIPWAY_ASSIGN(auto experiment, find(id));
    if (experiment.deleted)
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("The experiment {} must be in the 'active' state. Current state is deleted", id),
            "Restore it first");
    return experiment;
}

Status Experiments::rename(const access::Actor& actor, std::int64_t id, std::string_view name) {
    SLIPWAY_TRY(checkName(name, "experiment"));
    ExperimentStore store(m_ledger.db());
    SLIPWAY_ASSIGN(auto change,
        m_ledger.begin(actor, access::Permission::Train, "experiment.rename", fmt::format("experiment/{}", id)));
    SLIPWAY_ASSIGN(const auto experiment, active(id));
    SLIPWAY_ASSIGN(const auto known, store.byName(name));
    if (known && known->id != id) return nameTaken(name, known->deleted);
    SLIPWAY_TRY(store.rename(id, name, change.at()));
    change.note("from", Json(experiment.name));
    change.note("to", Json(std::string(name)));
    return change.commit();
}

Status Experiments::setDeleted(const access::Actor& actor, std::int64_t id, bool deleted) {
    SLIPWAY_ASSIGN(
        auto change, m_ledger.begin(actor, access::Permission::Train,
                         deleted ? "experiment.delete" : "experiment.restore", fmt::format("experiment/{}", id)));
    SLIPWAY_ASSIGN(const auto experiment, find(id));
    if (experiment.deleted == deleted)
        return fail(ErrorCode::NotFound,
            fmt::format("No {} experiment has the id {}", deleted ? "active" : "deleted", id),
            "Search all experiments");
    SLIPWAY_TRY(ExperimentStore(m_ledger.db()).setDeleted(id, deleted, change.at()));
    return change.commit();
}

Status Experiments::setTag(std::int64_t id, std::string_view key, std::string_view value) {
    SLIPWAY_TRY(checkKey(key, "tag"));
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_ledger.db()));
    SLIPWAY_TRY(active(id));
    ExperimentStore store(m_ledger.db());
    SLIPWAY_TRY(store.setTag(id, key, value));
    SLIPWAY_TRY(store.touch(id, m_ledger.clock().now()));
    return transaction.commit();
}

Status Experiments::deleteTag(std::int64_t id, std::string_view key) {
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_ledger.db()));
    SLIPWAY_TRY(active(id));
    ExperimentStore store(m_ledger.db());
    SLIPWAY_ASSIGN(const bool removed, store.deleteTag(id, key));
    if (!removed)
        return fail(ErrorCode::NotFound, fmt::format("No tag with key '{}' in experiment with ID {}", key, id),
            "Read the experiment for its tags");
    SLIPWAY_TRY(store.touch(id, m_ledger.clock().now()));
    return transaction.commit();
}

Result<Experiments::Page> Experiments::search(const Search& wanted) const {
    const ExperimentFields fields;
    Sql sql;
    sql.add("SELECT e.id FROM experiment e WHERE ").add(viewCondition(wanted.view));
    SLIPWAY_ASSIGN(const auto where, whereSql(wanted.filter, fields));
    SLIPWAY_ASSIGN(const auto order, orderSql(wanted.order, fields));
    sql.add(where).add(" ORDER BY ").add(order);
    sql.add(wanted.order.empty() ? "e.created_at DESC, e.id ASC" : "e.id DESC");
    sql.add(" LIMIT ? OFFSET ?", wanted.limit + 1, wanted.offset);
    SLIPWAY_ASSIGN(const auto found, readNumbers(m_ledger.db(), sql, wanted.limit));
    Page page{{}, found.more};
    for (const auto id : found.numbers) {
        SLIPWAY_ASSIGN(auto experiment, find(id));
        page.experiments.push_back(std::move(experiment));
    }
    return page;
}

} // namespace slipway::track
