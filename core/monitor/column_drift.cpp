#include "core/monitor/column_drift.h"

#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/monitor/text_drift.h"

namespace slipway::monitor {

namespace {

/// Texts with more distinct values than this are counted, not fetched, until they turn out to be categories.
constexpr std::int64_t kQuickGroups = 50'000;
/// Texts a side that the domain classifier sees; more change its verdict no more.
constexpr std::int64_t kMostTexts = 20'000;
constexpr std::size_t kSmallReference = 1000;

/// One side of the column; each form of it is read at most once.
class Side {
public:
    Side(
        table::Connection& connection, const SideColumn& column, std::optional<NumberCells> numbers, Progress& progress)
        : m_connection(connection), m_column(column), m_progress(progress), m_numbers(std::move(numbers)) {}

    const SideColumn& column() const { return m_column; }

    Result<NumberCells*> numbers() {
        if (!m_numbers) {
            SLIPWAY_ASSIGN(m_numbers, readNumbers(m_connection, m_column, m_progress));
        }
        return &*m_numbers;
    }
    Result<CategoryCells*> categories(std::int64_t most) {
        if (!m_categories || (most == kAllGroups && !m_categories->complete)) {
            SLIPWAY_ASSIGN(m_categories, readCategories(m_connection, m_column, most, m_progress));
        }
        return &*m_categories;
    }
    Result<Presence> presence() { return countPresent(m_connection, m_column, m_progress); }
    Result<std::vector<std::string>> texts() { return readTexts(m_connection, m_column, kMostTexts, m_progress); }

    Result<ColumnKind> kind() {
        const auto type = m_column.column.type;
        if (type == table::Type::Integer || type == table::Type::Real) {
            SLIPWAY_ASSIGN(const auto* cells, numbers());
            if (cells->values.empty()) return ColumnKind::Empty;
            return type == table::Type::Real ? ColumnKind::Numeric : kindOfIntegers(*cells);
        }
        if (type == table::Type::Time) {
            SLIPWAY_ASSIGN(const auto counts, presence());
            return counts.total == 0 ? ColumnKind::Empty : ColumnKind::Datetime;
        }
        SLIPWAY_ASSIGN(const auto* cells, categories(kQuickGroups));
        if (cells->total == 0) return ColumnKind::Empty;
        return type == table::Type::Boolean ? ColumnKind::Categorical : kindOfCategories(*cells);
    }

private:
    table::Connection& m_connection;
    const SideColumn& m_column;
    Progress& m_progress;
    std::optional<NumberCells> m_numbers;
    std::optional<CategoryCells> m_categories;
};

void setMissing(std::int64_t present, DriftSide& side) {
    side.missing = side.rows - present;
}

/// False when a side has nothing left: then there is no test, and the note says why.
bool hasBothSides(std::size_t reference, std::size_t current, ColumnDrift& drift) {
    if (reference == 0 && current == 0)
        drift.note = "no values on either side";
    else if (reference == 0)
        drift.note = "no values in the reference";
    else if (current == 0)
        drift.note = "no values in the current data";
    return reference > 0 && current > 0;
}

void setMethod(const DriftMethod& method, ColumnDrift& drift) {
    drift.method = method.name;
    drift.threshold = method.threshold;
    drift.pValue = method.pValue;
}

bool fits(const DriftMethod& method, ColumnKind kind, ColumnDrift& drift) {
    setMethod(method, drift);
    const bool fit =
        kind == ColumnKind::Numeric ? method.numeric : kind == ColumnKind::Categorical && method.categorical;
    if (!fit) drift.note = fmt::format("{} does not fit a {} column", method.name, name(kind));
    return fit;
}

void setScore(const DriftMethod& method, MethodScore score, ColumnDrift& drift) {
    setMethod(method, drift);
    drift.score = score.score;
    drift.drifted = score.score && method.isDrift(*score.score);
    drift.note = std::move(score.note);
}

Status compareNumbers(Side& reference, Side& current, const DriftMethod* asked, ColumnDrift& drift) {
    SLIPWAY_ASSIGN(auto* r, reference.numbers());
    SLIPWAY_ASSIGN(auto* c, current.numbers());
    setMissing(static_cast<std::int64_t>(r->values.size()), drift.reference);
    setMissing(static_cast<std::int64_t>(c->values.size()), drift.current);
    const double deviation = summarise(*r, *c, drift);
    if (!hasBothSides(r->values.size(), c->values.size(), drift)) return {};
    if (asked && !fits(*asked, ColumnKind::Numeric, drift)) return {};
    NumericSample sample{std::move(r->values), std::move(c->values), false, deviation};
    const auto& method = asked ? *asked
                               : defaultMethod(ColumnKind::Numeric, sample.reference.size(),
                                     distinctUpTo(6, sample.reference, sample.current));
    setScore(method, scoreNumeric(method, sample), drift);
    return {};
}

struct NamedCounts {
    std::vector<std::string> names;
    CategoryCounts counts;
};

NamedCounts align(const CategoryCells& reference, const CategoryCells& current) {
    std::set<std::string> names; // bytes of UTF-8 sort as code points do
    for (const auto& [value, count] : reference.counts) names.insert(value);
    for (const auto& [value, count] : current.counts) names.insert(value);
    NamedCounts aligned;
    const auto countOf = [](const CategoryCells& cells, const std::string& value) {
        const auto found = cells.counts.find(value);
        return found == cells.counts.end() ? 0.0 : found->second;
    };
    for (const auto& value : names) {
        aligned.names.push_back(value);
        aligned.counts.reference.push_back(countOf(reference, value));
        aligned.counts.current.push_back(countOf(current, value));
    }
    return aligned;
}

NamedCounts align(const NumberCells& reference, const NumberCells& current) {
    auto counted = countValues(reference.values, current.values);
    NamedCounts aligned;
    for (const double value : counted.values) aligned.names.push_back(toText(value));
    aligned.counts = std::move(counted.counts);
    return aligned;
}

/// Numbers match by value (1 and 1.0), everything else by its bytes.
Result<NamedCounts> countBoth(Side& reference, Side& current) {
    const auto isNumber = [](const Side& side) {
        return side.column().column.type == table::Type::Integer || side.column().column.type == table::Type::Real;
    };
    if (isNumber(reference) && isNumber(current)) {
        SLIPWAY_ASSIGN(const auto* r, reference.numbers());
        SLIPWAY_ASSIGN(const auto* c, current.numbers());
        return align(*r, *c);
    }
    SLIPWAY_ASSIGN(const auto* r, reference.categories(kAllGroups));
    SLIPWAY_ASSIGN(const auto* c, current.categories(kAllGroups));
    return align(*r, *c);
}

void summariseCategories(const std::vector<double>& counts, DriftSide& side, std::size_t& present) {
    double total = 0;
    for (const double count : counts) {
        total += count;
        side.distinct += count > 0 ? 1 : 0;
    }
    present = static_cast<std::size_t>(total);
    setMissing(static_cast<std::int64_t>(total), side);
}

Status compareCategories(Side& reference, Side& current, const DriftMethod* asked, ColumnDrift& drift) {
    SLIPWAY_ASSIGN(const auto aligned, countBoth(reference, current));
    std::size_t r = 0, c = 0;
    summariseCategories(aligned.counts.reference, drift.reference, r);
    summariseCategories(aligned.counts.current, drift.current, c);
    addChartCategories(aligned.names, aligned.counts, drift);
    if (!hasBothSides(r, c, drift)) return {};
    if (asked && !fits(*asked, ColumnKind::Categorical, drift)) return {};
    const auto& method = asked ? *asked : defaultMethod(ColumnKind::Categorical, r, aligned.names.size());
    setScore(method, scoreCategorical(method, aligned.counts), drift);
    return {};
}

Status compareTexts(Side& reference, Side& current, const DriftMethod* asked, ColumnDrift& drift) {
    SLIPWAY_ASSIGN(const auto* r, reference.categories(kQuickGroups));
    SLIPWAY_ASSIGN(const auto* c, current.categories(kQuickGroups));
    setMissing(r->total, drift.reference);
    setMissing(c->total, drift.current);
    drift.reference.distinct = r->distinct;
    drift.current.distinct = c->distinct;
    if (!hasBothSides(static_cast<std::size_t>(r->total), static_cast<std::size_t>(c->total), drift)) return {};
    if (asked && !fits(*asked, ColumnKind::Text, drift)) return {};
    SLIPWAY_ASSIGN(const auto before, reference.texts());
    SLIPWAY_ASSIGN(const auto after, current.texts());
    auto result = textDrift(before, after, static_cast<std::size_t>(r->total) > kSmallReference);
    drift.method = "domainclassifier";
    drift.threshold = result.threshold;
    drift.score = result.auc;
    drift.drifted = result.auc && *result.auc > result.threshold;
    drift.note = std::move(result.note);
    if (std::max(r->total, c->total) > kMostTexts) drift.note = fmt::format("judged by {} texts a side", kMostTexts);
    return {};
}

Status compareTimes(Side& reference, Side& current, ColumnDrift& drift) {
    for (auto [side, into] : {std::pair(&reference, &drift.reference), std::pair(&current, &drift.current)}) {
        SLIPWAY_ASSIGN(const auto counts, side->presence());
        setMissing(counts.total, *into);
        into->distinct = counts.distinct;
    }
    drift.note = "dates and times are shown, not tested";
    return {};
}

} // namespace

Result<ColumnComparison> compareColumn(table::Connection& connection, const SideColumn& reference,
    const SideColumn& current, std::optional<NumberCells> referenceNumbers, std::optional<NumberCells> currentNumbers,
    const DriftMethod* method, Progress& progress) {
    Side before(connection, reference, std::move(referenceNumbers), progress);
    Side after(connection, current, std::move(currentNumbers), progress);
    SLIPWAY_ASSIGN(auto kind, before.kind());
    SLIPWAY_ASSIGN(const auto currentKind, after.kind());
    ColumnComparison comparison;
    auto& drift = comparison.drift;
    drift.name = reference.column.name;
    drift.reference.rows = reference.rows;
    drift.current.rows = current.rows;
    if (kind == ColumnKind::Empty) kind = currentKind;
    comparison.typeChanged = currentKind != ColumnKind::Empty && currentKind != kind;
    if (kind == ColumnKind::Empty)
        kind = isNumberStorage(reference.column.type) ? ColumnKind::Numeric : ColumnKind::Categorical;
    drift.type = name(kind);
    if (kind == ColumnKind::Numeric) SLIPWAY_TRY(compareNumbers(before, after, method, drift));
    if (kind == ColumnKind::Categorical) SLIPWAY_TRY(compareCategories(before, after, method, drift));
    if (kind == ColumnKind::Text) SLIPWAY_TRY(compareTexts(before, after, method, drift));
    if (kind == ColumnKind::Datetime) SLIPWAY_TRY(compareTimes(before, after, drift));
    return comparison;
}

} // namespace slipway::monitor
