#include "core/data/dataset_service.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "core/base/id.h"
#include "core/base/text.h"
#include "core/data/dataset_draft.h"
#include "core/data/sensitive_names.h"
#include "core/ledger/ledger.h"

namespace slipway::data {

namespace {

/// "census:2" -> census, 2; "census" -> census, 0. Nothing for another form.
std::optional<std::pair<std::string, int>> parsedReference(std::string_view reference) {
    const auto colon = reference.find(':');
    std::string name(reference.substr(0, colon));
    if (!isValidName(name)) return std::nullopt;
    if (colon == std::string_view::npos) return std::pair(std::move(name), 0);
    const auto digits = reference.substr(colon + 1);
    int version = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
    if (error != std::errc() || end != digits.data() + digits.size() || version < 1) return std::nullopt;
    return std::pair(std::move(name), version);
}

Status createView(table::Connection& connection, const std::string& name, const DatasetVersion& version) {
    return connection.exec(fmt::format(
        "CREATE OR REPLACE TEMP VIEW {} AS SELECT * FROM {}", table::quoteIdentifier(name), readParquet(version.file)));
}

/// Errors about one of our files say which dataset it belongs to, not only the file.
Error ofDataset(Error error, const DatasetVersion& version) {
    if (error.code == ErrorCode::NotFound || error.code == ErrorCode::BadData)
        return {ErrorCode::BadData,
            fmt::format("the file of {} is missing or damaged: {}", version.reference(), error.message),
            "Restore the workspace's data folder from a backup"};
    return error;
}

} // namespace

DatasetService::DatasetService(Ledger& ledger, std::filesystem::path root)
    : m_ledger(ledger), m_store(ledger.db()), m_files(std::move(root)) {}

DatasetVersion DatasetService::located(DatasetVersion version) const {
    version.file = m_files.pathOf(version.hash);
    return version;
}

Result<DatasetVersion> DatasetService::find(std::string_view reference) const {
    const auto parsed = parsedReference(reference);
    if (!parsed)
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' names no dataset", forMessage(reference)),
            "Write NAME or NAME:VERSION, like census:2");
    SLIPWAY_ASSIGN(auto found, m_store.find(parsed->first, parsed->second));
    if (found) return located(std::move(*found));
    if (parsed->second > 0) {
        SLIPWAY_ASSIGN(const auto newest, m_store.find(parsed->first, 0));
        if (newest)
            return fail(ErrorCode::NotFound,
                fmt::format("dataset '{}' has no version {}", parsed->first, parsed->second),
                fmt::format("The newest is {}", newest->reference()));
    }
    return fail(
        ErrorCode::NotFound, fmt::format("no dataset is called '{}'", parsed->first), "`slipway data list` shows all");
}

Result<std::vector<DatasetVersion>> DatasetService::list() const {
    SLIPWAY_ASSIGN(auto versions, m_store.newest());
    for (auto& version : versions) version.file = m_files.pathOf(version.hash);
    return versions;
}

Result<std::vector<DatasetVersion>> DatasetService::versions(std::string_view dataset) const {
    SLIPWAY_ASSIGN(auto versions, m_store.versions(dataset));
    if (versions.empty())
        return fail(ErrorCode::NotFound, fmt::format("no dataset is called '{}'", forMessage(dataset)),
            "`slipway data list` shows all");
    for (auto& version : versions) version.file = m_files.pathOf(version.hash);
    return versions;
}

Result<std::vector<SkippedRow>> DatasetService::skippedRows(const DatasetVersion& version) const {
    return m_store.skipped(version);
}

Result<Profile> DatasetService::profile(const DatasetVersion& version, Progress& progress) {
    SLIPWAY_ASSIGN(const auto stored, m_store.profileJson(version));
    if (!stored.empty())
        if (const auto json = parseJson(stored, "profile"))
            if (auto profile = profileFromJson(*json)) return profile;
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    if (auto viewed = createView(connection, "profiled", version); !viewed)
        return std::unexpected(ofDataset(viewed.error(), version));
    SLIPWAY_ASSIGN(auto profile, profileTable(connection, "profiled", progress));
    // Only a copy of what the file says: a read-only workspace does without.
    (void)m_store.setProfileJson(version, dump(toJson(profile)));
    return profile;
}

Result<std::vector<DatasetVersion>> DatasetService::datasetsIn(std::string_view sql) const {
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    SLIPWAY_ASSIGN(const auto tableNames, connection.tableNames(sql));
    std::vector<DatasetVersion> versions;
    for (const auto& name : tableNames) {
        if (!parsedReference(name)) continue; // the guard refuses it
        SLIPWAY_ASSIGN(auto version, find(name));
        const auto same = [&](const DatasetVersion& other) { return other.reference() == version.reference(); };
        if (std::none_of(versions.begin(), versions.end(), same)) versions.push_back(std::move(version));
    }
    return versions;
}

Result<table::Connection> DatasetService::connectionFor(std::string_view sql) const {
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    SLIPWAY_ASSIGN(const auto names, connection.tableNames(sql));
    for (const auto& name : names) {
        if (!parsedReference(name)) continue;
        SLIPWAY_ASSIGN(const auto version, find(name));
        if (auto viewed = createView(connection, name, version); !viewed)
            return std::unexpected(ofDataset(viewed.error(), version));
    }
    return connection;
}

Result<table::Connection::Limited> DatasetService::query(
    std::string_view sql, std::size_t maxRows, Progress& progress) const {
    SLIPWAY_ASSIGN(auto connection, connectionFor(sql));
    return connection.querySelect(sql, maxRows, progress);
}

Result<table::Table> DatasetService::rows(const DatasetVersion& version, std::int64_t offset, int limit) const {
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    auto rows = connection.query(fmt::format("SELECT * FROM {} LIMIT {} OFFSET {}", readParquet(version.file),
        std::max(0, limit), std::max<std::int64_t>(0, offset)));
    if (!rows) return std::unexpected(ofDataset(rows.error(), version));
    return rows;
}

Status DatasetService::exportTo(
    const DatasetVersion& version, const std::filesystem::path& file, Progress& progress) const {
    std::error_code ignored;
    if (const auto folder = file.parent_path(); !folder.empty() && !std::filesystem::is_directory(folder, ignored))
        return fail(ErrorCode::NotFound,
            fmt::format("cannot write {}: there is no folder {}", file.string(), folder.string()),
            "Make the folder first, or choose another");
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    const std::stop_callback stop(progress.token(), [&] { connection.interrupt(); });
    progress.update(-1, "writing " + file.filename().string());
    return table::writeFile(connection, "SELECT * FROM " + readParquet(version.file), file);
}

Status DatasetService::createViews(table::Connection& connection) const {
    SLIPWAY_ASSIGN(const auto datasets, list());
    for (const auto& newest : datasets) {
        SLIPWAY_TRY(createView(connection, newest.dataset, newest));
        SLIPWAY_ASSIGN(const auto all, versions(newest.dataset));
        for (const auto& version : all) SLIPWAY_TRY(createView(connection, version.reference(), version));
    }
    return {};
}

Status DatasetService::setSensitive(
    const access::Actor& actor, const DatasetVersion& version, std::string_view column, bool sensitive) {
    SLIPWAY_ASSIGN(auto change,
        m_ledger.begin(actor, access::Permission::ChangeData, "dataset.set_sensitive", version.lineageId()));
    SLIPWAY_ASSIGN(auto current, find(version.reference()));
    const auto it =
        std::find_if(current.columns.begin(), current.columns.end(), [&](const auto& c) { return c.name == column; });
    if (it == current.columns.end())
        return fail(ErrorCode::NotFound, fmt::format("{} has no column '{}'", version.reference(), forMessage(column)),
            "`slipway data show` lists the columns");
    it->sensitive = sensitive;
    SLIPWAY_TRY(m_store.setColumns(current));
    change.note("column", std::string(column));
    change.note("sensitive", sensitive);
    SLIPWAY_TRY(change.emit(
        "dataset.changed", version.lineageId(), {{"column", std::string(column)}, {"sensitive", sensitive}}));
    return change.commit();
}

Result<DatasetVersion> DatasetService::materialize(const access::Actor& actor, std::string_view name,
    std::string_view sql, std::string_view sourceLabel, Progress& progress) {
    SLIPWAY_TRY(m_ledger.check(actor, access::Permission::ChangeData));
    SLIPWAY_ASSIGN(auto connection, connectionFor(sql));
    SLIPWAY_ASSIGN(const auto checked, connection.checkedSelect(sql));
    SLIPWAY_ASSIGN(const auto inputs, datasetsIn(sql));
    Draft draft;
    draft.table = "materialized_" + newShortId();
    SubProgress part(progress, 0, 0.4);
    SLIPWAY_TRY(connection.query(fmt::format("CREATE TEMP TABLE {} AS\n{}", draft.table, checked), {}, part));
    draft.selectSql = "SELECT * FROM " + draft.table;
    draft.version.dataset = name;
    draft.version.source = sourceLabel.empty() ? "query" : sourceLabel;
    draft.action = "query";
    draft.relation = "DerivedFrom";
    draft.event = "dataset.created";
    draft.details["sql"] = checked;
    for (const auto& input : inputs) {
        draft.inputs.push_back({input.lineageId(), "dataset", input.reference()});
        draft.inherited.insert(draft.inherited.end(), input.columns.begin(), input.columns.end());
    }
    SubProgress rest(progress, 0.4, 1);
    return keep(actor, draft, connection, rest);
}

/// Writes the file, looks at it, and stores the version with its event and lineage in one transaction.
Result<DatasetVersion> DatasetService::keep(
    const access::Actor& actor, Draft& draft, table::Connection& connection, Progress& progress) {
    auto& version = draft.version;
    if (!isValidName(version.dataset))
        return fail(ErrorCode::InvalidArgument,
            fmt::format("'{}' is no name for a dataset", forMessage(version.dataset)),
            "Use up to 64 letters, digits, dots, hyphens and underscores");
    SLIPWAY_ASSIGN(const auto counted, connection.query(fmt::format("SELECT count(*) FROM ({})", draft.selectSql)));
    version.rows = std::get<std::int64_t>(counted.cells[0][0]);
    if (version.rows == 0)
        return fail(ErrorCode::BadData, fmt::format("there are no rows for '{}'", version.dataset),
            "Check the source, rules or query");
    SubProgress writing(progress, 0, 0.5);
    SLIPWAY_ASSIGN(const auto stored, m_files.write(connection, draft.selectSql, writing));
    version.hash = stored.hash;
    version.file = stored.file;
    version.bytes = stored.bytes;
    SLIPWAY_ASSIGN(const auto newest, m_store.find(version.dataset, 0));
    if (newest && newest->hash == version.hash && newest->dataset == version.dataset) {
        SLIPWAY_ASSIGN(const auto before, m_store.filter(*newest));
        const auto sameRule = [](const FilterRule& a, const FilterRule& b) {
            return a.name == b.name && a.keep == b.keep;
        };
        const bool sameFilter = draft.filter.has_value() == before.has_value() &&
                                (!before || (before->parent == draft.filter->parent &&
                                                std::ranges::equal(before->rules, draft.filter->rules, sameRule)));
        if (sameFilter) return located(*newest);
    }
    SLIPWAY_TRY(createView(connection, "stored_rows", version));
    SLIPWAY_ASSIGN(const auto shape, connection.query("SELECT * FROM stored_rows LIMIT 0"));
    for (const auto& column : shape.columns) {
        const bool marked = std::any_of(draft.inherited.begin(), draft.inherited.end(),
            [&](const DatasetColumn& c) { return c.name == column.name && c.sensitive; });
        version.columns.push_back(
            {column.name, std::string(table::name(column.type)), marked || isSensitiveName(column.name)});
    }
    SubProgress profiling(progress, 0.5, 1);
    SLIPWAY_ASSIGN(const auto profile, profileTable(connection, "stored_rows", profiling));
    SLIPWAY_ASSIGN(auto change,
        m_ledger.begin(actor, access::Permission::ChangeData, "dataset." + draft.action, "dataset/" + version.dataset));
    version.createdBy = actor.name;
    version.createdAt = change.at();
    SLIPWAY_TRY(m_store.add(version, draft.skipped, dump(toJson(profile))));
    SLIPWAY_TRY(store(change, draft));
    SLIPWAY_TRY(change.commit());
    return version;
}

Status DatasetService::store(Change& change, Draft& draft) {
    const auto& version = draft.version;
    if (draft.filter) SLIPWAY_TRY(m_store.addFilter(version, *draft.filter));
    SLIPWAY_TRY(change.addNode({version.lineageId(), "dataset", version.reference()}));
    for (const auto& input : draft.inputs) {
        SLIPWAY_TRY(change.addNode(input));
        SLIPWAY_TRY(change.link(input.id, version.lineageId(), draft.relation, draft.action));
    }
    Json payload = {{"dataset", version.dataset}, {"version", version.version}, {"reference", version.reference()},
        {"rows", version.rows}, {"skipped", version.skippedRows}, {"hash", version.hash}, {"source", version.source}};
    for (const auto& [key, value] : draft.details.items()) payload[key] = value;
    for (const auto& [key, value] : payload.items()) change.note(key, value);
    SLIPWAY_TRY(change.emit(draft.event, version.lineageId(), payload));
    return {};
}

} // namespace slipway::data
