#include "core/feature/feature_service.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/feature/feature_store.h"
#include "core/feature/online_store.h"
#include "core/ledger/ledger.h"

namespace slipway::feature {

namespace {

using table::quoteIdentifier;

std::string lineageId(const std::string& group) {
    return "feature_group/" + group;
}

const table::Column* columnNamed(const std::vector<table::Column>& columns, std::string_view name) {
    const auto it =
        std::find_if(columns.begin(), columns.end(), [&](const auto& column) { return column.name == name; });
    return it == columns.end() ? nullptr : &*it;
}

/// Milliseconds of the event time; 0 for a group without one.
std::string eventTimeSql(const FeatureGroup& group) {
    return group.eventTimeColumn.empty()
               ? "0::BIGINT"
               : fmt::format("epoch_ms({}::TIMESTAMP)", quoteIdentifier(group.eventTimeColumn));
}

/// Key, event time, then every feature.
std::string rowSql(const FeatureGroup& group) {
    auto sql = fmt::format("{}::VARCHAR, {}", quoteIdentifier(group.entity), eventTimeSql(group));
    for (const auto& feature : group.features) sql += ", " + quoteIdentifier(feature.name);
    return sql;
}

std::map<std::string, table::Value> valuesIn(const table::Table& rows, std::size_t row, const FeatureGroup& group) {
    std::map<std::string, table::Value> values;
    for (std::size_t f = 0; f < group.features.size(); ++f) values[group.features[f].name] = rows.cells[f + 2][row];
    return values;
}

std::vector<FeatureStatistics> statisticsOf(const data::Profile& profile, const FeatureGroup& group) {
    std::vector<FeatureStatistics> all;
    for (const auto& column : profile.columns) {
        if (!columnNamed(group.features, column.name)) continue;
        FeatureStatistics each{column.name, column.type,
            profile.rows > 0 ? static_cast<double>(column.missing) / static_cast<double>(profile.rows) : 0,
            column.distinct, {}};
        for (const auto& bin : column.histogram) each.histogram.push_back(bin.count);
        if (column.histogram.empty())
            for (const auto& top : column.top) each.histogram.push_back(top.count);
        all.push_back(std::move(each));
    }
    return all;
}

/// The latest row of every key goes online, in blocks so that large groups need little memory.
Result<std::int64_t> writeOnline(OnlineStore& online, table::Connection& connection, const std::string& table,
    const FeatureGroup& group, Timestamp created, Progress& progress) {
    const auto latest = "latest_" + newShortId();
    const auto key = quoteIdentifier(group.entity);
    SLIPWAY_TRY(connection.query(fmt::format("CREATE TEMP TABLE {0} AS SELECT * FROM (SELECT *, row_number() OVER () "
                                             "AS {0}_n FROM {1}) WHERE {2} IS NOT NULL "
                                             "AND {3} IS NOT NULL QUALIFY row_number() OVER (PARTITION BY {2} ORDER BY "
                                             "{3} DESC, {0}_n DESC) = 1 ORDER BY {0}_n",
                                     latest, table, key, eventTimeSql(group)),
        {}, progress));
    constexpr std::int64_t kBlock = 20000;
    std::int64_t written = 0;
    for (std::int64_t offset = 0;; offset += kBlock) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "materialising was cancelled");
        SLIPWAY_ASSIGN(const auto rows, connection.query(fmt::format("SELECT {} FROM {} LIMIT {} OFFSET {}",
                                            rowSql(group), latest, kBlock, offset)));
        for (std::size_t r = 0; r < rows.rowCount(); ++r)
            SLIPWAY_TRY(online.put(group.name, table::toText(rows.cells[0][r]),
                {std::get<std::int64_t>(rows.cells[1][r]), created, valuesIn(rows, r, group)}));
        written += static_cast<std::int64_t>(rows.rowCount());
        if (static_cast<std::int64_t>(rows.rowCount()) < kBlock) return written;
    }
}

} // namespace

std::string_view name(ReadStatus status) {
    switch (status) {
    case ReadStatus::Present:
        return "PRESENT";
    case ReadStatus::OutsideMaxAge:
        return "OUTSIDE_MAX_AGE";
    case ReadStatus::NotFound:
        break;
    }
    return "NOT_FOUND";
}

FeatureService::FeatureService(Ledger& ledger, data::DatasetService& datasets, std::filesystem::path root)
    : m_ledger(ledger), m_datasets(datasets), m_files(std::move(root)) {}

/// The features, without entity and event time, when the SQL fits the group.
Result<std::vector<table::Column>> FeatureService::checkDefinition(const FeatureGroup& group) const {
    SLIPWAY_ASSIGN(auto connection, m_datasets.connectionFor(group.sql));
    SLIPWAY_ASSIGN(const auto sql, connection.checkedSelect(group.sql));
    SLIPWAY_ASSIGN(const auto shape, connection.query(fmt::format("SELECT * FROM (\n{}\n) LIMIT 0", sql)));
    if (!columnNamed(shape.columns, group.entity))
        return fail(ErrorCode::InvalidArgument,
            fmt::format("the SQL of '{}' has no column '{}'", group.name, forMessage(group.entity)),
            "The entity is the key that features are read by");
    if (!group.eventTimeColumn.empty()) {
        const auto* time = columnNamed(shape.columns, group.eventTimeColumn);
        if (!time || time->type != table::Type::Time || time->sqlType == "TIME")
            return fail(ErrorCode::InvalidArgument,
                fmt::format(
                    "the SQL of '{}' has no date or time column '{}'", group.name, forMessage(group.eventTimeColumn)),
                "Cast it with ::TIMESTAMP, or leave the event time out");
    }
    std::vector<table::Column> features;
    for (const auto& column : shape.columns)
        if (column.name != group.entity && column.name != group.eventTimeColumn) features.push_back(column);
    if (features.empty())
        return fail(ErrorCode::InvalidArgument,
            fmt::format("the SQL of '{}' has no feature besides its key", group.name), "Select more columns");
    return features;
}

Status FeatureService::create(const access::Actor& actor, const FeatureGroup& wanted) {
    if (!isValidName(wanted.name))
        return fail(ErrorCode::InvalidArgument,
            fmt::format("'{}' is no name for a feature group", forMessage(wanted.name)),
            "Use up to 64 letters, digits, dots, hyphens and underscores");
    if (wanted.ttlSeconds < 0)
        return fail(ErrorCode::InvalidArgument, "the time to live is negative", "Use 0 for none");
    SLIPWAY_TRY(m_ledger.check(actor, access::Permission::ChangeData));
    auto group = wanted;
    SLIPWAY_ASSIGN(group.features, checkDefinition(group));
    SLIPWAY_ASSIGN(const auto inputs, m_datasets.datasetsIn(group.sql));
    if (group.dataset.empty()) {
        std::vector<std::string> names;
        for (const auto& input : inputs) names.push_back(input.reference());
        group.dataset = join(names, ", ");
    }
    FeatureStore groups(m_ledger.db());
    SLIPWAY_ASSIGN(auto change,
        m_ledger.begin(actor, access::Permission::ChangeData, "feature_group.create", lineageId(group.name)));
    SLIPWAY_ASSIGN(const auto there, groups.find(group.name));
    if (there)
        return fail(
            ErrorCode::AlreadyExists, fmt::format("there is a feature group '{}'", there->name), "Use another name");
    group.createdBy = actor.name;
    group.createdAt = change.at();
    SLIPWAY_TRY(groups.add(group));
    SLIPWAY_TRY(change.addNode({lineageId(group.name), "feature_group", group.name}));
    change.note("sql", group.sql);
    SLIPWAY_TRY(change.emit("feature_group.created", lineageId(group.name),
        {{"name", group.name}, {"entity", group.entity}, {"dataset", group.dataset}}));
    return change.commit();
}

Result<FeatureGroup> FeatureService::find(std::string_view name) const {
    SLIPWAY_ASSIGN(auto group, FeatureStore(m_ledger.db()).find(name));
    if (!group)
        return fail(ErrorCode::NotFound, fmt::format("no feature group is called '{}'", forMessage(name)),
            "`slipway feature list` shows all");
    if (!group->offlineHash.empty()) group->offlineFile = m_files.pathOf(group->offlineHash);
    return std::move(*group);
}

Result<std::vector<FeatureGroup>> FeatureService::list() const {
    SLIPWAY_ASSIGN(auto groups, FeatureStore(m_ledger.db()).list());
    for (auto& group : groups)
        if (!group.offlineHash.empty()) group.offlineFile = m_files.pathOf(group.offlineHash);
    return groups;
}

Result<FeatureGroup> FeatureService::materialize(
    const access::Actor& actor, std::string_view name, Progress& progress) {
    SLIPWAY_TRY(m_ledger.check(actor, access::Permission::ChangeData));
    SLIPWAY_ASSIGN(auto group, find(name));
    SLIPWAY_ASSIGN(group.features, checkDefinition(group));
    SLIPWAY_ASSIGN(const auto inputs, m_datasets.datasetsIn(group.sql));
    SLIPWAY_ASSIGN(auto connection, m_datasets.connectionFor(group.sql));
    SLIPWAY_ASSIGN(const auto sql, connection.checkedSelect(group.sql));
    const auto table = "features_" + newShortId();
    SubProgress computing(progress, 0, 0.3), writing(progress, 0.3, 0.5), profiling(progress, 0.5, 0.7),
        publishing(progress, 0.7, 1);
    SLIPWAY_TRY(connection.query(fmt::format("CREATE TEMP TABLE {} AS\n{}", table, sql), {}, computing));
    SLIPWAY_ASSIGN(const auto stored, m_files.write(connection, "SELECT * FROM " + table, writing));
    SLIPWAY_ASSIGN(const auto profile, data::profileTable(connection, table, profiling));
    if (profile.rows == 0)
        return fail(
            ErrorCode::BadData, fmt::format("the SQL of '{}' returns no rows", group.name), "Check its conditions");
    SLIPWAY_ASSIGN(auto change,
        m_ledger.begin(actor, access::Permission::ChangeData, "feature_group.materialize", lineageId(group.name)));
    group.materializedAt = change.at();
    group.rows = profile.rows;
    group.offlineHash = stored.hash;
    group.offlineFile = stored.file;
    OnlineStore online(m_ledger.db());
    SLIPWAY_ASSIGN(const auto keys, writeOnline(online, connection, table, group, change.at(), publishing));
    SLIPWAY_TRY(FeatureStore(m_ledger.db()).setMaterialized(group, statisticsOf(profile, group)));
    for (const auto& input : inputs) {
        SLIPWAY_TRY(change.addNode({input.lineageId(), "dataset", input.reference()}));
        SLIPWAY_TRY(change.link(input.lineageId(), lineageId(group.name), "ContributedTo", "materialize"));
    }
    change.note("rows", group.rows);
    change.note("hash", group.offlineHash);
    SLIPWAY_TRY(change.emit("feature_group.materialized", lineageId(group.name),
        {{"name", group.name}, {"rows", group.rows}, {"keys", keys}, {"hash", group.offlineHash}}));
    SLIPWAY_TRY(change.commit());
    return group;
}

Result<OnlineRow> FeatureService::read(std::string_view group, std::string_view key) const {
    SLIPWAY_ASSIGN(auto row, OnlineStore(m_ledger.db()).get(group, key));
    SLIPWAY_ASSIGN(auto ttl, m_ledger.db().prepare("SELECT ttl_seconds FROM feature_group WHERE name = ?"));
    ttl.bind(1, group);
    SLIPWAY_ASSIGN(const bool there, ttl.step());
    if (!there)
        return fail(ErrorCode::NotFound, fmt::format("no feature group is called '{}'", forMessage(group)),
            "`slipway feature list` shows all");
    OnlineRow answer;
    if (!row) return answer;
    const auto seconds = ttl.integer(0);
    const bool old = seconds > 0 && row->eventTime > 0 && m_ledger.clock().now() - row->eventTime > seconds * 1000;
    answer.status = old ? ReadStatus::OutsideMaxAge : ReadStatus::Present;
    answer.eventTime = row->eventTime;
    answer.values = std::move(row->values);
    return answer;
}

Result<OnlineRow> FeatureService::readOffline(std::string_view name, std::string_view key) const {
    SLIPWAY_ASSIGN(const auto group, find(name));
    if (group.offlineHash.empty())
        return fail(ErrorCode::FailedPrecondition, fmt::format("'{}' has not been materialised", group.name),
            "`slipway feature materialize` does it");
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    SLIPWAY_ASSIGN(
        const auto rows, connection.query(fmt::format("SELECT {} FROM (SELECT *, row_number() OVER () AS slipway_row "
                                                      "FROM {}) WHERE {}::VARCHAR = ? AND {} IS NOT "
                                                      "NULL ORDER BY {} DESC, slipway_row DESC LIMIT 1",
                                              rowSql(group), data::readParquet(group.offlineFile),
                                              quoteIdentifier(group.entity), eventTimeSql(group), eventTimeSql(group)),
                             {std::string(key)}));
    OnlineRow answer;
    if (rows.rowCount() == 0) return answer;
    answer.status = ReadStatus::Present;
    answer.eventTime = std::get<std::int64_t>(rows.cells[1][0]);
    answer.values = valuesIn(rows, 0, group);
    return answer;
}

Result<std::vector<FeatureStatistics>> FeatureService::statistics(std::string_view name) const {
    SLIPWAY_ASSIGN(const auto group, find(name));
    return FeatureStore(m_ledger.db()).statistics(group.name);
}

} // namespace slipway::feature
