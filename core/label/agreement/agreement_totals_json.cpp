#include <algorithm>

#include "core/base/json.h"
#include "core/label/agreement/agreement_totals.h"

namespace slipway::label {

namespace {

constexpr std::int64_t kVersion = 1;

/// Reads what toJson() wrote; the first thing that is not as expected makes all that follows nothing.
class Reader {
public:
    bool good() const { return m_good; }
    std::int64_t number(const Json& row, std::size_t at) {
        if (!has(row, at) || !row[at].is_number_integer()) return broken(std::int64_t{0});
        return row[at].get<std::int64_t>();
    }
    std::string text(const Json& row, std::size_t at) {
        if (!has(row, at) || !row[at].is_string()) return broken(std::string());
        return row[at].get<std::string>();
    }
    const Json& rows(const Json& json, const char* name) {
        static const Json kNone = Json::array();
        const auto found = json.find(name);
        if (found == json.end() || !found->is_array()) return broken<const Json&>(kNone);
        return *found;
    }
    const Json& rows(const Json& row, std::size_t at) {
        static const Json kNone = Json::array();
        if (!has(row, at) || !row[at].is_array()) return broken<const Json&>(kNone);
        return row[at];
    }

private:
    static bool has(const Json& row, std::size_t at) { return row.is_array() && at < row.size(); }
    template <class T> T broken(T value) {
        m_good = false;
        return value;
    }
    bool m_good = true;
};

} // namespace

Json AgreementTotals::toJson() const {
    Json json{{"version", kVersion}, {"all", {m_all.count, m_all.units}}, {"pairs", Json::array()},
        {"labels", Json::array()}, {"questions", Json::array()}};
    for (const auto& [people, sum] : m_pairs)
        json["pairs"].push_back({people.first, people.second, sum.count, sum.units});
    for (const auto& [label, sum] : m_labelSums)
        json["labels"].push_back({label, sum.pairs, sum.first, sum.second, sum.units});
    for (const auto& [name, question] : m_questions) {
        Json tables = Json::array(), pairs = Json::array();
        for (const auto& [votes, tasks] : question.tables) {
            Json row = Json::array();
            for (const auto& [label, people] : votes) row.push_back(Json::array({label, people}));
            tables.push_back(Json::array({tasks, row}));
        }
        for (const auto& [people, counts] : question.pairs)
            for (const auto& [labels, tasks] : counts)
                pairs.push_back(Json::array({people.first, people.second, labels.first, labels.second, tasks}));
        json["questions"].push_back(Json::array({name, tables, pairs}));
    }
    return json;
}

Result<AgreementTotals> AgreementTotals::fromJson(const Json& json) {
    const auto broken = [] {
        return fail(ErrorCode::BadData, "the stored agreement of a project cannot be read", "Compute it again");
    };
    if (!json.is_object() || json.value("version", Json()) != Json(kVersion)) return broken();
    Reader reader;
    AgreementTotals totals;
    const auto& all = reader.rows(json, "all");
    totals.m_all = {reader.number(all, 0), reader.number(all, 1)};
    for (const auto& row : reader.rows(json, "pairs"))
        totals.m_pairs[{reader.text(row, 0), reader.text(row, 1)}] = {reader.number(row, 2), reader.number(row, 3)};
    for (const auto& row : reader.rows(json, "labels"))
        totals.m_labelSums[reader.text(row, 0)] = {
            reader.number(row, 1), reader.number(row, 2), reader.number(row, 3), reader.number(row, 4)};
    for (const auto& entry : reader.rows(json, "questions")) {
        auto& question = totals.m_questions[reader.text(entry, 0)];
        for (const auto& table : reader.rows(entry, std::size_t{1})) {
            Votes votes;
            for (const auto& vote : reader.rows(table, std::size_t{1}))
                votes[reader.text(vote, 0)] = std::clamp<std::int64_t>(reader.number(vote, 1), 0, 10000);
            question.tables[votes] = reader.number(table, 0);
        }
        for (const auto& row : reader.rows(entry, std::size_t{2}))
            question.pairs[{reader.text(row, 0), reader.text(row, 1)}][{reader.text(row, 2), reader.text(row, 3)}] =
                reader.number(row, 4);
    }
    if (!reader.good()) return broken();
    return totals;
}

} // namespace slipway::label
