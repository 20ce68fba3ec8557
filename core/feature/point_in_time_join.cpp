#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/feature/feature_service.h"

namespace slipway::feature {

namespace {

using table::Column;
using table::quoteIdentifier;
using table::Type;

constexpr std::string_view kSpine = "spine", kFeatures = "features", kRow = "slipway_row";

const Column* columnNamed(const std::vector<Column>& columns, std::string_view name) {
    const auto it =
        std::find_if(columns.begin(), columns.end(), [&](const Column& column) { return column.name == name; });
    return it == columns.end() ? nullptr : &*it;
}

bool isTime(const Column& column) {
    return column.type == Type::Time && column.sqlType != "TIME";
}
bool isNumber(const Column& column) {
    return column.type == Type::Integer || column.type == Type::Real;
}

class PointInTimeJoin {
public:
    PointInTimeJoin(const JoinFiles& request, table::Connection& connection, Progress& progress)
        : m_request(request), m_connection(connection), m_progress(progress) {}

    Result<Joined> run(const table::ReadOptions& options) {
        SubProgress first(m_progress, 0, 0.3), second(m_progress, 0.3, 0.6), joining(m_progress, 0.6, 0.9);
        SLIPWAY_ASSIGN(m_spine, table::loadFile(m_connection, m_request.spine, options, kSpine, first, kRow));
        SLIPWAY_ASSIGN(m_features, table::loadFile(m_connection, m_request.features, options, kFeatures, second, kRow));
        SLIPWAY_TRY(checkColumns());
        SLIPWAY_TRY(m_connection.query(
            m_request.filterByCreated && !m_request.created.empty() ? matchByWindow() : matchByAsof(), {}, joining));
        SLIPWAY_TRY(writeAnswer());
        SLIPWAY_ASSIGN(const auto counted, m_connection.query("SELECT count(*), count(f) FROM matched"));
        return Joined{std::get<std::int64_t>(counted.cells[0][0]), std::get<std::int64_t>(counted.cells[1][0])};
    }

private:
    Error missing(
        const std::filesystem::path& file, const std::vector<Column>& columns, const std::string& name) const {
        std::vector<std::string> names;
        for (const auto& column : columns) names.push_back(column.name);
        return {ErrorCode::InvalidArgument,
            fmt::format("{} has no column '{}'", file.filename().string(), forMessage(name)),
            "It has " + forMessage(join(names, ", "), 300)};
    }

    /// The spine's own time column: of the same name, else event_timestamp, else the only one there is.
    Result<Column> spineTime() const {
        if (const auto* same = columnNamed(m_spine.columns, m_request.timestamp)) return *same;
        if (const auto* usual = columnNamed(m_spine.columns, "event_timestamp")) return *usual;
        if (std::count_if(m_spine.columns.begin(), m_spine.columns.end(), isTime) == 1)
            return *std::find_if(m_spine.columns.begin(), m_spine.columns.end(), isTime);
        return std::unexpected(missing(m_request.spine, m_spine.columns, m_request.timestamp));
    }

    Status checkColumns() {
        for (const auto& key : m_request.entity) {
            const auto* left = columnNamed(m_spine.columns, key);
            const auto* right = columnNamed(m_features.columns, key);
            if (!left) return std::unexpected(missing(m_request.spine, m_spine.columns, key));
            if (!right) return std::unexpected(missing(m_request.features, m_features.columns, key));
            // Keys of different types are equal when they read the same.
            const bool asText = left->type != right->type && !(isNumber(*left) && isNumber(*right));
            m_keys.push_back(asText ? quoteIdentifier(key) + "::VARCHAR" : quoteIdentifier(key));
        }
        SLIPWAY_ASSIGN(m_spineTime, spineTime());
        const auto* time = columnNamed(m_features.columns, m_request.timestamp);
        if (!time) return std::unexpected(missing(m_request.features, m_features.columns, m_request.timestamp));
        m_numericTime = isNumber(m_spineTime) && isNumber(*time);
        if (!m_numericTime && !(isTime(m_spineTime) && isTime(*time))) {
            const bool spineWrong = !isTime(m_spineTime);
            return fail(ErrorCode::BadData,
                fmt::format("column '{}' of {} is {}, not a time", spineWrong ? m_spineTime.name : m_request.timestamp,
                    (spineWrong ? m_request.spine : m_request.features).filename().string(),
                    table::name(spineWrong ? m_spineTime.type : time->type)),
                "Write times as 2026-01-31T10:00:00Z, or as numbers of seconds in both files");
        }
        if (!m_request.created.empty()) {
            const auto* created = columnNamed(m_features.columns, m_request.created);
            if (!created) return std::unexpected(missing(m_request.features, m_features.columns, m_request.created));
            const bool comparable = m_numericTime ? isNumber(*created) : isTime(*created);
            if (m_request.filterByCreated && !comparable)
                return fail(ErrorCode::BadData,
                    fmt::format("column '{}' cannot be compared with the times", m_request.created),
                    "It has to be of the same kind as the timestamps");
        }
        return {};
    }

    std::string moment(const std::string& column) const {
        return m_numericTime ? quoteIdentifier(column) : quoteIdentifier(column) + "::TIMESTAMP";
    }

    std::string keyList() const {
        std::string text;
        for (std::size_t i = 0; i < m_keys.size(); ++i) text += fmt::format(", {} AS k{}", m_keys[i], i);
        return text;
    }

    std::string keysEqual() const {
        std::string text;
        for (std::size_t i = 0; i < m_keys.size(); ++i) text += fmt::format("{}s.k{} = f.k{}", i ? " AND " : "", i, i);
        return text;
    }

    std::string keyNames() const {
        std::string text;
        for (std::size_t i = 0; i < m_keys.size(); ++i) text += fmt::format("k{}, ", i);
        return text;
    }

    std::string sides() const {
        return fmt::format("WITH s AS (SELECT {0} AS n, {1} AS t{2} FROM {3}), f AS (SELECT {0} AS m, {4} AS ft, {5} "
                           "AS c{2} FROM {6})",
            kRow, moment(m_spineTime.name), keyList(), kSpine, moment(m_request.timestamp),
            m_request.created.empty()   ? "NULL"
            : m_request.filterByCreated ? moment(m_request.created)
                                        : quoteIdentifier(m_request.created),
            kFeatures);
    }

    /// Whether feature time `ft` lies within the time to live before `t`; both ends count.
    std::string withinTtl() const {
        if (m_request.ttlSeconds == 0) return "true";
        return m_numericTime ? fmt::format("t - ft <= {}", m_request.ttlSeconds)
                             : fmt::format("(epoch_us(t) - epoch_us(ft))::HUGEINT <= {}::HUGEINT * 1000000",
                                   m_request.ttlSeconds);
    }

    /// The newest row not after t is the only candidate: when it is too old, all others are too. Rows of the same key
    /// and time are thinned to the one that wins before.
    std::string matchByAsof() const {
        return fmt::format(
            "CREATE TEMP TABLE matched AS {0}, best AS (SELECT * FROM f WHERE ft IS NOT NULL QUALIFY row_number() OVER "
            "(PARTITION BY {1}ft ORDER BY c DESC NULLS LAST, m DESC) = 1) SELECT n, CASE WHEN {2} THEN m END AS f "
            "FROM (SELECT s.n, s.t, f.m, f.ft FROM s ASOF LEFT JOIN best AS f ON {3} AND s.t >= f.ft)",
            sides(), keyNames(), withinTtl(), keysEqual());
    }

    /// Whether a row was known at t depends on t, so every pair has to be looked at.
    std::string matchByWindow() const {
        return fmt::format(
            "CREATE TEMP TABLE matched AS {0}, pairs AS (SELECT s.n, f.m, f.ft, f.c FROM s JOIN f ON {1} AND f.ft <= "
            "s.t AND "
            "f.c <= s.t WHERE {2}), winners AS (SELECT n, m FROM pairs QUALIFY row_number() OVER (PARTITION BY n ORDER "
            "BY ft DESC, c DESC, m DESC) = 1) SELECT s.n, w.m AS f FROM s LEFT JOIN winners AS w ON s.n = w.n",
            sides(), keysEqual(), withinTtl());
    }

    /// Feature columns under their names; one that the spine has too gets the file's name in front.
    std::string featureList() const {
        std::vector<std::string> taken;
        for (const auto& column : m_spine.columns) taken.push_back(toLower(column.name));
        const auto isTaken = [&](const std::string& name) {
            return std::find(taken.begin(), taken.end(), toLower(name)) != taken.end();
        };
        std::string text;
        for (const auto& column : m_features.columns) {
            const auto& name = column.name;
            if (name == m_request.timestamp || name == m_request.created ||
                std::find(m_request.entity.begin(), m_request.entity.end(), name) != m_request.entity.end())
                continue;
            auto shown = name;
            if (isTaken(shown)) shown = m_request.features.stem().string() + "__" + name;
            while (isTaken(shown)) shown += "_";
            taken.push_back(toLower(shown));
            text += fmt::format(", g.{} AS {}", quoteIdentifier(name), quoteIdentifier(shown));
        }
        return text;
    }

    Status writeAnswer() {
        std::string spineList;
        for (const auto& column : m_spine.columns)
            spineList += fmt::format("{}s.{}", spineList.empty() ? "" : ", ", quoteIdentifier(column.name));
        const std::stop_callback stop(m_progress.token(), [this] { m_connection.interrupt(); });
        return table::writeFile(m_connection,
            fmt::format("SELECT {0}{1} FROM {2} AS s JOIN matched ON s.{3} = matched.n LEFT JOIN {4} AS g ON g.{3} = "
                        "matched.f ORDER BY s.{3}",
                spineList, featureList(), kSpine, kRow, kFeatures),
            m_request.output);
    }

    const JoinFiles& m_request;
    table::Connection& m_connection;
    Progress& m_progress;
    table::LoadedFile m_spine, m_features;
    std::vector<std::string> m_keys;
    Column m_spineTime;
    bool m_numericTime = false;
};

} // namespace

Result<Joined> joinFiles(const JoinFiles& request, const table::ReadOptions& options, Progress& progress) {
    if (request.entity.empty())
        return fail(ErrorCode::InvalidArgument, "no entity column is given", "Name the key with --entity");
    if (request.ttlSeconds < 0)
        return fail(ErrorCode::InvalidArgument, "the time to live is negative", "Use 0 for none");
    if (request.filterByCreated && request.created.empty())
        return fail(
            ErrorCode::InvalidArgument, "filtering by creation time needs its column", "Name it with --created");
    SLIPWAY_ASSIGN([[maybe_unused]] const auto format, table::formatOf(request.output, {}));
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    return PointInTimeJoin(request, connection, progress).run(options);
}

} // namespace slipway::feature
