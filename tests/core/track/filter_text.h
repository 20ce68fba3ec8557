#pragma once

#include <string>

#include "core/base/text.h"
#include "core/track/filter.h"
#include "core/track/filter_field.h"

namespace slipway::track {

inline std::string shown(const Comparison& comparison) {
    std::string line = described(comparison.group) + " " + comparison.key + " ";
    line += text(comparison.op);
    if (const auto* number = std::get_if<double>(&comparison.value)) line += " " + toText(*number);
    if (const auto* word = std::get_if<std::string>(&comparison.value)) line += " '" + *word + "'";
    if (const auto* list = std::get_if<std::vector<std::string>>(&comparison.value))
        line += " (" + join(*list, ",") + ")";
    return line;
}

/// What was understood: "and(metric acc > 0.9, param model = 'tree')".
inline std::string shown(const Filter& filter) {
    if (filter.kind == Filter::Kind::All) return "all";
    if (filter.kind == Filter::Kind::Compare) return shown(filter.comparison);
    if (filter.kind == Filter::Kind::Word) return "word(" + filter.word + ")";
    std::vector<std::string> parts;
    for (const auto& child : filter.children) parts.push_back(shown(child));
    const auto* name = filter.kind == Filter::Kind::And ? "and" : filter.kind == Filter::Kind::Or ? "or" : "not";
    return std::string(name) + "(" + join(parts, ", ") + ")";
}

/// What was understood, or the error's line.
inline std::string understood(std::string_view text, const FilterTable& table, Dialect dialect, std::int64_t now = 0) {
    const auto filter = parseFilter(text, table, dialect, now);
    return filter ? shown(*filter) : toLine(filter.error());
}

} // namespace slipway::track
