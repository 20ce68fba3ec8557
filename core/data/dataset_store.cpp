#include "core/data/dataset_store.h"

#include <fmt/format.h>

#include "core/data/dataset_json.h"
#include "core/store/database.h"

namespace slipway::data {

namespace {

const std::string kSelect =
    "SELECT dataset, version, hash, rows, bytes, skipped_rows, source, created_by, created_at, notes, columns "
    "FROM dataset_version ";

DatasetVersion rowOf(const store::Statement& row) {
    DatasetVersion version;
    version.dataset = row.text(0);
    version.version = static_cast<int>(row.integer(1));
    version.hash = row.text(2);
    version.rows = row.integer(3);
    version.bytes = row.integer(4);
    version.skippedRows = row.integer(5);
    version.source = row.text(6);
    version.createdBy = row.text(7);
    version.createdAt = row.integer(8);
    version.notes = row.text(9);
    version.columns = columnsFromJson(row.text(10));
    return version;
}

Result<std::vector<DatasetVersion>> allRows(store::Statement& select) {
    std::vector<DatasetVersion> versions;
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return versions;
        versions.push_back(rowOf(select));
    }
}

} // namespace

Status DatasetStore::add(
    DatasetVersion& version, const std::vector<SkippedRow>& skipped, const std::string& profileJson) {
    SLIPWAY_ASSIGN(auto last,
        m_db.prepare("SELECT version, dataset FROM dataset_version WHERE dataset = ? ORDER BY version DESC LIMIT 1"));
    last.bind(1, version.dataset);
    SLIPWAY_ASSIGN(const bool exists, last.step());
    if (exists && last.text(1) != version.dataset)
        return fail(ErrorCode::AlreadyExists, fmt::format("a dataset is called '{}'", last.text(1)),
            fmt::format("Use that spelling or another name than '{}'", version.dataset));
    version.version = exists ? static_cast<int>(last.integer(0)) + 1 : 1;
    SLIPWAY_ASSIGN(auto insert,
        m_db.prepare(
            "INSERT INTO dataset_version(dataset, version, hash, rows, bytes, skipped_rows, source, created_by, "
            "created_at, notes, columns, skipped, profile) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)"));
    insert.bindAll(version.dataset, version.version, version.hash, version.rows, version.bytes, version.skippedRows,
        version.source, version.createdBy, version.createdAt, version.notes, columnsToJson(version.columns),
        skippedToJson(skipped));
    if (profileJson.empty())
        insert.bindNull(13);
    else
        insert.bind(13, profileJson);
    return insert.run();
}

Result<std::optional<DatasetVersion>> DatasetStore::find(std::string_view dataset, int version) const {
    SLIPWAY_ASSIGN(
        auto select, m_db.prepare(kSelect + (version > 0 ? "WHERE dataset = ? AND version = ?"
                                                         : "WHERE dataset = ? ORDER BY version DESC LIMIT 1")));
    select.bind(1, dataset);
    if (version > 0) select.bind(2, version);
    SLIPWAY_ASSIGN(const bool there, select.step());
    return there ? std::optional(rowOf(select)) : std::nullopt;
}

Result<std::vector<DatasetVersion>> DatasetStore::newest() const {
    SLIPWAY_ASSIGN(auto select,
        m_db.prepare(kSelect +
                     "AS v WHERE version = (SELECT max(version) FROM dataset_version WHERE dataset = v.dataset) "
                     "ORDER BY dataset"));
    return allRows(select);
}

Result<std::vector<DatasetVersion>> DatasetStore::versions(std::string_view dataset) const {
    SLIPWAY_ASSIGN(auto select, m_db.prepare(kSelect + "WHERE dataset = ? ORDER BY version DESC"));
    select.bind(1, dataset);
    return allRows(select);
}

Result<std::int64_t> DatasetStore::idOf(const DatasetVersion& version) const {
    SLIPWAY_ASSIGN(auto select, m_db.prepare("SELECT id FROM dataset_version WHERE dataset = ? AND version = ?"));
    select.bindAll(version.dataset, version.version);
    SLIPWAY_ASSIGN(const bool there, select.step());
    if (!there)
        return fail(ErrorCode::NotFound, fmt::format("there is no dataset {}", version.reference()),
            "`slipway data list` shows all");
    return select.integer(0);
}

Result<std::vector<SkippedRow>> DatasetStore::skipped(const DatasetVersion& version) const {
    SLIPWAY_ASSIGN(const auto id, idOf(version));
    SLIPWAY_ASSIGN(auto select, m_db.prepare("SELECT skipped FROM dataset_version WHERE id = ?"));
    select.bind(1, id);
    SLIPWAY_ASSIGN(const bool there, select.step());
    return there ? skippedFromJson(select.text(0)) : std::vector<SkippedRow>();
}

Result<std::string> DatasetStore::profileJson(const DatasetVersion& version) const {
    SLIPWAY_ASSIGN(const auto id, idOf(version));
    SLIPWAY_ASSIGN(auto select, m_db.prepare("SELECT profile FROM dataset_version WHERE id = ?"));
    select.bind(1, id);
    SLIPWAY_ASSIGN(const bool there, select.step());
    return there ? select.text(0) : std::string();
}

Status DatasetStore::setProfileJson(const DatasetVersion& version, const std::string& json) {
    SLIPWAY_ASSIGN(
        auto update, m_db.prepare("UPDATE dataset_version SET profile = ? WHERE dataset = ? AND version = ?"));
    return update.bindAll(json, version.dataset, version.version).run();
}

Status DatasetStore::setColumns(const DatasetVersion& version) {
    SLIPWAY_ASSIGN(
        auto update, m_db.prepare("UPDATE dataset_version SET columns = ? WHERE dataset = ? AND version = ?"));
    return update.bindAll(columnsToJson(version.columns), version.dataset, version.version).run();
}

Status DatasetStore::addFilter(const DatasetVersion& version, const Filter& filter) {
    SLIPWAY_ASSIGN(const auto id, idOf(version));
    SLIPWAY_ASSIGN(auto insert,
        m_db.prepare("INSERT INTO dataset_filter(version_id, parent, parent_rows, dropped_hash) VALUES(?,?,?,?)"));
    SLIPWAY_TRY(insert.bindAll(id, filter.parent, filter.parentRows, filter.droppedHash).run());
    SLIPWAY_ASSIGN(auto rule,
        m_db.prepare(
            "INSERT INTO dataset_filter_rule(version_id, position, rule, keep, dropped, kept) VALUES(?,?,?,?,?,?)"));
    for (std::size_t i = 0; i < filter.rules.size(); ++i)
        SLIPWAY_TRY(
            rule.bindAll(id, static_cast<std::int64_t>(i + 1), filter.rules[i].name, filter.rules[i].keep,
                    filter.counts[i].dropped, filter.counts[i].kept)
                .run());
    return {};
}

Result<std::optional<DatasetStore::Filter>> DatasetStore::filter(const DatasetVersion& version) const {
    SLIPWAY_ASSIGN(const auto id, idOf(version));
    SLIPWAY_ASSIGN(
        auto select, m_db.prepare("SELECT parent, parent_rows, dropped_hash FROM dataset_filter WHERE version_id = ?"));
    select.bind(1, id);
    SLIPWAY_ASSIGN(const bool there, select.step());
    if (!there) return std::optional<Filter>();
    Filter filter{select.text(0), select.integer(1), select.text(2), {}, {}};
    SLIPWAY_ASSIGN(auto rules,
        m_db.prepare(
            "SELECT rule, keep, dropped, kept FROM dataset_filter_rule WHERE version_id = ? ORDER BY position"));
    rules.bind(1, id);
    for (;;) {
        SLIPWAY_ASSIGN(const bool more, rules.step());
        if (!more) return std::optional(std::move(filter));
        filter.rules.push_back({rules.text(0), rules.text(1)});
        filter.counts.push_back({rules.text(0), rules.integer(2), rules.integer(3)});
    }
}

} // namespace slipway::data
