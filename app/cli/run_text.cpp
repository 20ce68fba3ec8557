#include "app/cli/run_text.h"

#include <fmt/format.h>

#include "app/cli/command.h"
#include "core/base/text.h"
#include "core/base/time.h"

namespace slipway::cli {

namespace {

std::string pairsText(const std::string& title, const std::map<std::string, std::string>& pairs) {
    if (pairs.empty()) return {};
    std::vector<std::vector<std::string>> rows;
    for (const auto& [key, value] : pairs) rows.push_back({key, forMessage(value, 100)});
    return "\n" + textTable({title, "value"}, rows);
}

std::string metricRows(
    const std::map<std::string, std::optional<double>>& metrics, const std::map<std::string, std::string>& notes) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& [name, value] : metrics)
        rows.push_back({name, figure(value), notes.contains(name) ? notes.at(name) : ""});
    return textTable({"metric", "value", "note"}, rows);
}

} // namespace

std::string figure(const std::optional<double>& value) {
    return value ? fmt::format("{:.6g}", *value) : "–";
}

std::string timeText(Timestamp time) {
    if (time == 0) return "–";
    auto text = toIso8601(time - time % 1000);
    text[10] = ' ';
    return text.substr(0, 19);
}

Json toJson(const track::Run& run) {
    Json json{{"id", run.id}, {"name", run.name}, {"experiment", run.experimentName}, {"experiment_id", run.experiment},
        {"status", track::name(run.status)}, {"started", toIso8601(run.startedAt)},
        {"ended", run.endedAt == 0 ? Json() : Json(toIso8601(run.endedAt))}, {"actor", run.actor},
        {"deleted", run.deleted}, {"parameters", run.parameters}, {"tags", run.tags}};
    json["metrics"] = Json::object();
    json["metric_details"] = Json::object();
    for (const auto& [key, m] : run.metrics) {
        json["metrics"][key] = jsonNumber(m.latest);
        json["metric_details"][key] = {{"latest", jsonNumber(m.latest)}, {"step", m.latestStep},
            {"minimum", jsonNumber(m.minimum)}, {"maximum", jsonNumber(m.maximum)}, {"points", m.points}};
    }
    return json;
}

std::string toText(const track::Run& run) {
    std::vector<std::vector<std::string>> facts{{"id", run.id}, {"name", run.name}, {"experiment", run.experimentName},
        {"status", std::string(track::name(run.status)) + (run.deleted ? ", deleted" : "")},
        {"started", timeText(run.startedAt)}, {"ended", timeText(run.endedAt)}, {"by", run.actor}};
    std::vector<std::vector<std::string>> metrics;
    for (const auto& [key, m] : run.metrics)
        metrics.push_back({key, figure(m.latest), std::to_string(m.latestStep), figure(m.minimum), figure(m.maximum),
            std::to_string(m.points)});
    auto text = textTable({"run", ""}, facts) + pairsText("parameter", run.parameters) + pairsText("tag", run.tags);
    if (!metrics.empty()) text += "\n" + textTable({"metric", "latest", "step", "least", "most", "points"}, metrics);
    return text;
}

std::string runsTable(const std::vector<track::Run>& runs, const std::vector<std::string>& columns) {
    std::vector<std::string> header{"id", "name", "experiment", "status", "started"};
    header.insert(header.end(), columns.begin(), columns.end());
    std::vector<std::vector<std::string>> rows;
    for (const auto& run : runs) {
        rows.push_back({run.id.substr(0, 8), forMessage(run.name, 40), forMessage(run.experimentName, 30),
            std::string(track::name(run.status)) + (run.deleted ? ", deleted" : ""), timeText(run.startedAt)});
        for (const auto& column : columns) {
            const auto it = run.metrics.find(column);
            rows.back().push_back(it == run.metrics.end() ? "–" : figure(it->second.latest));
        }
    }
    return textTable(header, rows);
}

std::string toText(const train::Evaluation& evaluation) {
    auto text = fmt::format("{}, {} skipped\n", counted(evaluation.rows, "row"), withThousands(evaluation.skipped)) +
                metricRows(evaluation.metrics, evaluation.notes);
    constexpr std::size_t widest = 12; // more classes do not fit a terminal
    if (evaluation.labels.empty() || evaluation.labels.size() > widest) return text;
    std::vector<std::string> header{"truth \\ predicted"};
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < evaluation.labels.size(); ++i) {
        header.push_back(forMessage(evaluation.labels[i], 20));
        rows.push_back({forMessage(evaluation.labels[i], 20)});
        for (const auto count : evaluation.confusion[i]) rows.back().push_back(std::to_string(count));
    }
    return text + "\n" + textTable(header, rows);
}

std::string toText(const train::BiasReport& report) {
    return fmt::format("{} = {}: {} rows; the others: {} rows\n\nbefore training\n{}\nafter training\n{}", report.facet,
        report.disadvantaged, withThousands(report.disadvantagedRows), withThousands(report.advantagedRows),
        metricRows(report.preTraining, report.notes), metricRows(report.postTraining, report.notes));
}

} // namespace slipway::cli
