#include "core/base/json.h"
#include "core/label/agreement/task_agreement.h"

namespace slipway::label {

namespace {

Json orNull(const std::optional<double>& value) {
    return value ? jsonNumber(*value) : Json();
}

Json toJson(const PairAgreement& pair) {
    Json labels = Json::array();
    for (const auto& [label, match] : pair.labels)
        labels.push_back(Json::array({label, match.pairs, match.first, match.second, jsonNumber(match.similaritySum)}));
    return Json::array({pair.first, pair.second, jsonNumber(pair.score), orNull(pair.classes), orNull(pair.regionF1),
        orNull(pair.spanF1), orNull(pair.meanIou), orNull(pair.pixelIou), orNull(pair.characterIou),
        std::move(labels)});
}

/// Reads what toJson() wrote; the first thing that is not as expected makes the whole nothing.
class Reader {
public:
    bool good() const { return m_good; }

    TaskAgreement read(const Json& json) {
        TaskAgreement task;
        task.score = optionalAt(json, 0);
        for (const auto& row : arrayAt(json, 1)) task.pairs.push_back(pair(row));
        for (const auto& row : arrayAt(json, 2)) {
            auto& votes = task.classes.emplace_back(textAt(row, 0)).votes;
            for (const auto& vote : arrayAt(row, 1)) votes.emplace_back(textAt(vote, 0), textAt(vote, 1));
        }
        return task;
    }

private:
    PairAgreement pair(const Json& row) {
        PairAgreement pair{textAt(row, 0), textAt(row, 1)};
        pair.score = numberAt(row, 2);
        pair.classes = optionalAt(row, 3);
        pair.regionF1 = optionalAt(row, 4);
        pair.spanF1 = optionalAt(row, 5);
        pair.meanIou = optionalAt(row, 6);
        pair.pixelIou = optionalAt(row, 7);
        pair.characterIou = optionalAt(row, 8);
        for (const auto& entry : arrayAt(row, 9))
            pair.labels[textAt(entry, 0)] = {
                integerAt(entry, 1), integerAt(entry, 2), integerAt(entry, 3), numberAt(entry, 4)};
        return pair;
    }

    const Json& at(const Json& row, std::size_t place) {
        static const Json kNone;
        if (row.is_array() && place < row.size()) return row[place];
        m_good = false;
        return kNone;
    }
    const Json& arrayAt(const Json& row, std::size_t place) {
        static const Json kNone = Json::array();
        const auto& found = at(row, place);
        if (found.is_array()) return found;
        m_good = false;
        return kNone;
    }
    std::string textAt(const Json& row, std::size_t place) {
        const auto& found = at(row, place);
        if (found.is_string()) return found.get<std::string>();
        m_good = false;
        return {};
    }
    std::int64_t integerAt(const Json& row, std::size_t place) {
        const auto& found = at(row, place);
        if (found.is_number_integer()) return found.get<std::int64_t>();
        m_good = false;
        return 0;
    }
    double numberAt(const Json& row, std::size_t place) {
        const auto& found = at(row, place);
        if (found.is_number()) return found.get<double>();
        m_good = false;
        return 0;
    }
    std::optional<double> optionalAt(const Json& row, std::size_t place) {
        if (at(row, place).is_null()) return std::nullopt;
        return numberAt(row, place);
    }

    bool m_good = true;
};

} // namespace

Json toJson(const TaskAgreement& task) {
    Json pairs = Json::array(), classes = Json::array();
    for (const auto& pair : task.pairs) pairs.push_back(toJson(pair));
    for (const auto& question : task.classes) {
        Json votes = Json::array();
        for (const auto& [person, label] : question.votes) votes.push_back(Json::array({person, label}));
        classes.push_back(Json::array({question.question, std::move(votes)}));
    }
    return Json::array({orNull(task.score), std::move(pairs), std::move(classes)});
}

Result<TaskAgreement> taskAgreementFromJson(const Json& json) {
    Reader reader;
    auto task = reader.read(json);
    if (!reader.good())
        return fail(ErrorCode::BadData, "the stored agreement of a task cannot be read", "Compute it again");
    return task;
}

} // namespace slipway::label
