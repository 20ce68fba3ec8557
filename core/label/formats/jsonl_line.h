#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "core/base/json_fwd.h"
#include "core/label/formats/label_collector.h"
#include "core/label/formats/problem_list.h"

namespace slipway::label::jsonl {

inline constexpr std::string_view kFormat = "jsonl"; ///< in Extra

/// Reads one line in any of the four dialects.
class LineParser {
public:
    LineParser(LabelSet& labels, ProblemList& problems) : m_labels(labels), m_problems(problems) {}

    /// False, and a problem, when there is no text in it or it was rejected.
    bool parse(const Json& line, std::int64_t number, Item& item);

private:
    void readMembers(const Json& line);
    void readLabels(const Json& list);
    void readSpan(const Json& json);
    void readCategories(const Json& json);
    void readRelations(const Json& list);
    void addSpan(const Json* start, const Json* end, const Json* label, const Json* object);
    void addClass(const Json& label);
    void checkOverlaps() const;
    void leaveOut(std::string message);

    LabelCollector m_labels;
    ProblemList& m_problems;
    std::int64_t m_number = 0, m_length = 0;
    Annotation m_answer;
    std::set<std::string> m_ids; ///< of spans, as the line has them
};

/// doccano's first form, or the one with relations when there are any (or the file had it).
Json lineOf(const Item& item);

} // namespace slipway::label::jsonl
