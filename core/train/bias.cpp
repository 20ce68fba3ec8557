#include "core/train/bias.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/train/bias_metrics.h"

namespace slipway::train {

namespace {

using table::Value;

constexpr double kContinuousShare = 0.05;
/// Multiplications in the flip test's worst case; some minutes. 30,000 rows with 100 columns stay far below.
constexpr double kMostFlipWork = 2e11;

struct NamedColumn {
    std::string name;
    const std::vector<Value>* cells = nullptr;
    table::Type type = table::Type::Other;
};

Result<NamedColumn> column(const table::Table& table, const std::string& name, std::string_view role) {
    const int index = table.indexOf(name);
    if (index >= 0) {
        const auto place = static_cast<std::size_t>(index);
        return NamedColumn{name, &table.cells[place], table.columns[place].type};
    }
    std::vector<std::string> known;
    for (const auto& each : table.columns) known.push_back(each.name);
    return fail(ErrorCode::NotFound, fmt::format("the {} column '{}' is not there", role, forMessage(name)),
        fmt::format("The columns are {}", join(known, ", ")));
}

bool isUsable(const Value& value) {
    if (const auto* real = std::get_if<double>(&value)) return std::isfinite(*real);
    return !table::isNull(value);
}

std::optional<double> numberIn(std::string_view text) {
    text = trimmed(text);
    if (text.starts_with('+')) text.remove_prefix(1);
    double number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
    return number;
}

bool isNumeric(const NamedColumn& column) {
    return column.type == table::Type::Integer || column.type == table::Type::Real;
}

/// A numeric column that takes a threshold rather than a value. A column of two values never does, however few its
/// rows are: 0 and 1 in twenty rows are labels, not measurements.
bool isContinuous(const NamedColumn& column) {
    if (!isNumeric(column)) return false;
    std::set<double> distinct;
    std::size_t present = 0;
    for (const auto& value : *column.cells) {
        if (!isUsable(value)) continue;
        ++present;
        distinct.insert(table::toDouble(value));
    }
    if (distinct.size() <= 2) return false;
    if (column.type == table::Type::Real) return true;
    return static_cast<double>(distinct.size()) / static_cast<double>(present) >= kContinuousShare;
}

/// Says of a cell whether it is the value asked for. Numbers match by value, so that "1" finds 1.0.
std::function<bool(const Value&)> matcher(const std::string& wanted) {
    const auto number = numberIn(wanted);
    return [wanted, number](const Value& value) {
        if (number && (value.index() == 2 || value.index() == 3)) return table::toDouble(value) == *number;
        if (value.index() == 1)
            return toLower(wanted) == table::toText(value) || (number && *number == table::toDouble(value));
        return table::toText(value) == wanted;
    };
}

std::function<bool(const Value&)> above(double threshold) {
    return [threshold](const Value& value) { return table::toDouble(value) > threshold; };
}

struct Sides {
    std::function<bool(const Value&)> disadvantaged, positive;
    std::string disadvantagedName;
};

Result<Sides> sidesOf(const BiasInput& input, const NamedColumn& facet, const NamedColumn& label) {
    Sides sides;
    if (input.facetValue.has_value() == input.facetThreshold.has_value())
        return fail(ErrorCode::InvalidArgument, "the facet needs either a value or a threshold",
            "Name the disadvantaged side by one of the two");
    if (input.facetThreshold && !isNumeric(facet))
        return fail(ErrorCode::InvalidArgument,
            fmt::format("the facet column '{}' holds no numbers, so it takes no threshold", forMessage(facet.name)),
            "Name one of its values instead");
    if (input.facetThreshold) {
        sides.disadvantaged = above(*input.facetThreshold);
        sides.disadvantagedName = "> " + toText(*input.facetThreshold);
    } else {
        sides.disadvantaged = matcher(*input.facetValue);
        sides.disadvantagedName = *input.facetValue;
    }
    if (!isContinuous(label)) {
        sides.positive = matcher(input.positive);
        return sides;
    }
    const auto threshold = numberIn(input.positive);
    if (!threshold)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("'{}' is no number, but the label column '{}' holds measurements", forMessage(input.positive),
                forMessage(label.name)),
            "Give the threshold above which a label is positive");
    sides.positive = above(*threshold);
    return sides;
}

struct Columns {
    NamedColumn facet, label;
    std::optional<NamedColumn> prediction, group;
};

Result<Columns> columnsOf(const BiasInput& input) {
    Columns columns;
    SLIPWAY_ASSIGN(columns.facet, column(input.table, input.facet, "facet"));
    SLIPWAY_ASSIGN(columns.label, column(input.table, input.label, "label"));
    if (!input.prediction.empty()) {
        SLIPWAY_ASSIGN(columns.prediction, column(input.table, input.prediction, "prediction"));
    }
    if (!input.group.empty()) {
        SLIPWAY_ASSIGN(columns.group, column(input.table, input.group, "group"));
    }
    return columns;
}

/// Classes and probabilities do not mix: with a label of classes a fraction among the predictions is a score.
Status checkPredictions(const Columns& columns) {
    if (!columns.prediction || isContinuous(columns.label)) return {};
    for (const auto& value : *columns.prediction->cells) {
        const auto* real = std::get_if<double>(&value);
        if (real && std::isfinite(*real) && *real != std::floor(*real))
            return fail(ErrorCode::InvalidArgument,
                fmt::format("the prediction column '{}' holds scores such as {}, but the label '{}' holds classes",
                    forMessage(columns.prediction->name), toText(*real), forMessage(columns.label.name)),
                "Turn scores into labels first");
    }
    return {};
}

/// The rows that take part, and which rows of the table they are.
struct ReducedRows {
    std::vector<BiasRow> rows;
    std::vector<std::size_t> places;
    std::size_t groups = 0, skipped = 0;
};

ReducedRows reduce(const BiasInput& input, const Columns& columns, const Sides& sides) {
    ReducedRows reduced;
    std::unordered_map<std::string, std::size_t> groups;
    for (std::size_t i = 0; i < input.table.rowCount(); ++i) {
        const auto& facet = (*columns.facet.cells)[i];
        const auto& label = (*columns.label.cells)[i];
        const auto* prediction = columns.prediction ? &(*columns.prediction->cells)[i] : nullptr;
        if (!isUsable(facet) || !isUsable(label) || (prediction && !isUsable(*prediction))) {
            ++reduced.skipped;
            continue;
        }
        BiasRow row{sides.disadvantaged(facet), sides.positive(label), prediction && sides.positive(*prediction)};
        if (columns.group)
            row.group = groups.try_emplace(table::toText((*columns.group->cells)[i]), groups.size()).first->second;
        reduced.rows.push_back(row);
        reduced.places.push_back(i);
    }
    reduced.groups = groups.size();
    return reduced;
}

struct Features {
    std::vector<double> values;
    std::size_t columns = 0;
    std::string problem; ///< why there is no flip test
};

Features featuresOf(const BiasInput& input, const ReducedRows& reduced) {
    Features features;
    std::vector<std::size_t> used;
    for (std::size_t c = 0; c < input.table.columns.size(); ++c) {
        const auto& [name, type, sqlType] = input.table.columns[c];
        if (name == input.facet || name == input.label || name == input.prediction) continue;
        if (type != table::Type::Boolean && type != table::Type::Integer && type != table::Type::Real) {
            features.problem = fmt::format("the column '{}' holds no numbers", forMessage(name));
            return features;
        }
        used.push_back(c);
    }
    features.columns = used.size();
    if (used.empty()) features.problem = "there is no other column to compare people by";
    for (const auto place : reduced.places)
        for (const auto c : used) {
            const auto& value = input.table.cells[c][place];
            features.values.push_back(table::toDouble(value));
            if (!isUsable(value))
                features.problem =
                    fmt::format("the column '{}' has missing values", forMessage(input.table.columns[c].name));
        }
    return features;
}

void flipTest(
    const BiasInput& input, const ReducedRows& reduced, double advantaged, double disadvantaged, BiasMetrics& metrics) {
    const auto features = featuresOf(input, reduced);
    if (!features.problem.empty()) return metrics.leaveOut("FT", features.problem);
    const double work = advantaged * disadvantaged * static_cast<double>(features.columns);
    if (work > kMostFlipWork) return metrics.leaveOut("FT", "too many rows to compare each with each");
    addFlipTest(reduced.rows, features.values, features.columns, metrics);
}

/// Some values of a column, for the note beside a side that is empty.
std::string someValues(const NamedColumn& column) {
    std::set<std::string> values;
    for (const auto& value : *column.cells)
        if (isUsable(value) && values.size() < 12) values.insert(forMessage(table::toText(value), 30));
    return join({values.begin(), values.end()}, ", ");
}

constexpr std::initializer_list<const char*> kPreNames = {"CI", "DPL", "KL", "JS", "LP", "TVD", "KS", "CDDL"};
constexpr std::initializer_list<const char*> kPostNames = {
    "DPPL", "DI", "DCA", "DCR", "SD", "RD", "DAR", "DRR", "AD", "TE", "CDDPL", "FT"};

void leaveOutAll(BiasMetrics& metrics, std::initializer_list<const char*> names, const std::string& reason) {
    for (const auto* name : names) metrics.leaveOut(name, reason);
}

} // namespace

Result<BiasReport> biasReport(const BiasInput& input) {
    SLIPWAY_ASSIGN(const auto columns, columnsOf(input));
    SLIPWAY_ASSIGN(const auto sides, sidesOf(input, columns.facet, columns.label));
    SLIPWAY_TRY(checkPredictions(columns));
    const auto reduced = reduce(input, columns, sides);
    if (reduced.rows.empty())
        return fail(ErrorCode::BadData, "no row has a value in every column that is used",
            "Check the column names, and which text means missing");
    BiasReport report;
    report.facet = input.facet;
    report.disadvantaged = sides.disadvantagedName;
    report.disadvantagedRows = std::ranges::count_if(reduced.rows, &BiasRow::disadvantaged);
    report.advantagedRows = static_cast<std::int64_t>(reduced.rows.size()) - report.disadvantagedRows;

    BiasMetrics before, after;
    if (report.disadvantagedRows == 0 || report.advantagedRows == 0) {
        const auto side = report.disadvantagedRows == 0 ? "no row" : "every row";
        const auto reason = fmt::format("{} has {} {} (it has {})", side, input.facet,
            input.facetThreshold ? sides.disadvantagedName : "= " + sides.disadvantagedName, someValues(columns.facet));
        leaveOutAll(before, kPreNames, reason);
        if (columns.prediction) leaveOutAll(after, kPostNames, reason);
    } else {
        addPreTraining(reduced.rows, before);
        if (columns.prediction) {
            addPostTraining(reduced.rows, after);
            flipTest(input, reduced, static_cast<double>(report.advantagedRows),
                static_cast<double>(report.disadvantagedRows), after);
        }
        if (columns.group) {
            addConditionalDisparity(reduced.rows, reduced.groups, false, before);
            if (columns.prediction) addConditionalDisparity(reduced.rows, reduced.groups, true, after);
        } else {
            before.leaveOut("CDDL", "no group column was named");
            if (columns.prediction) after.leaveOut("CDDPL", "no group column was named");
        }
    }
    if (columns.prediction) addGeneralizedEntropy(reduced.rows, after);
    report.preTraining = std::move(before.values);
    report.postTraining = std::move(after.values);
    report.notes = std::move(before.notes);
    report.notes.merge(after.notes);
    if (std::ranges::none_of(reduced.rows, &BiasRow::positive))
        report.notes["positive"] = fmt::format("no label is {} (it has {})", input.positive, someValues(columns.label));
    if (reduced.skipped > 0)
        report.notes["rows"] = fmt::format("{} rows without a value were left out", reduced.skipped);
    return report;
}

} // namespace slipway::train
