#include <array>

#include "core/base/json.h"
#include "core/train/evaluation.h"
#include "core/train/metric_json.h"

namespace slipway::train {

namespace {

constexpr std::size_t kMostPoints = 1000;

std::string taskName(Task task) {
    switch (task) {
    case Task::Binary:
        return "binary";
    case Task::Multiclass:
        return "multiclass";
    case Task::Regression:
        return "regression";
    }
    return {};
}

/// Evenly thinned; the first and the last point always stay.
Json curveToJson(const std::vector<CurvePoint>& curve) {
    Json points = Json::array();
    const auto add = [&](const CurvePoint& point) {
        points.push_back({jsonNumber(point.x), jsonNumber(point.y), jsonNumber(point.threshold)});
    };
    if (curve.size() <= kMostPoints) {
        for (const auto& point : curve) add(point);
        return points;
    }
    for (std::size_t i = 0; i < kMostPoints; ++i) add(curve[i * (curve.size() - 1) / (kMostPoints - 1)]);
    return points;
}

Result<std::vector<CurvePoint>> curveFromJson(const Json& curves, const char* name) {
    std::vector<CurvePoint> curve;
    if (!curves.is_object() || !curves.contains(name)) return curve;
    if (!curves[name].is_array()) return fail(ErrorCode::BadData, std::string("curve '") + name + "' is no list");
    for (const auto& point : curves[name]) {
        if (!point.is_array() || point.size() != 3)
            return fail(ErrorCode::BadData, std::string("a point of the curve '") + name + "' has not three numbers");
        curve.push_back({numberFromJson(point[0]), numberFromJson(point[1]), numberFromJson(point[2])});
    }
    return curve;
}

Status readConfusion(const Json& json, Evaluation& evaluation) {
    if (!json.is_object() || !json.contains("labels")) return {};
    const auto& labels = json["labels"];
    const auto matrix = json.value("matrix", Json::array());
    if (!labels.is_array() || !matrix.is_array() || matrix.size() != labels.size())
        return fail(ErrorCode::BadData, "the confusion matrix has not one row for each label");
    for (const auto& label : labels)
        evaluation.labels.push_back(label.is_string() ? label.get<std::string>() : dump(label));
    for (const auto& row : matrix) {
        if (!row.is_array() || row.size() != labels.size())
            return fail(ErrorCode::BadData, "the confusion matrix has not one column for each label");
        auto& counts = evaluation.confusion.emplace_back();
        for (const auto& count : row) counts.push_back(count.is_number() ? count.get<std::int64_t>() : 0);
    }
    return {};
}

} // namespace

Json toJson(const Evaluation& evaluation) {
    Json json;
    json["task"] = taskName(evaluation.task);
    json["rows"] = evaluation.rows;
    json["skipped"] = evaluation.skipped;
    json["metrics"] = metricsToJson(evaluation.metrics);
    if (evaluation.task != Task::Regression) {
        json["confusion"]["labels"] = evaluation.labels;
        json["confusion"]["matrix"] = evaluation.confusion;
        json["curves"]["roc"] = curveToJson(evaluation.roc);
        json["curves"]["pr"] = curveToJson(evaluation.pr);
        json["curves"]["calibration"] = curveToJson(evaluation.calibration);
    }
    json["notes"] = evaluation.notes;
    return json;
}

Result<Evaluation> evaluationFromJson(const Json& json) {
    Evaluation evaluation;
    const auto task = textOr(json, "task");
    if (task == "binary")
        evaluation.task = Task::Binary;
    else if (task == "multiclass")
        evaluation.task = Task::Multiclass;
    else if (task == "regression")
        evaluation.task = Task::Regression;
    else
        return fail(ErrorCode::BadData, "the evaluation names no task", "Evaluate the run again");
    evaluation.rows = integerOr(json, "rows", 0);
    evaluation.skipped = integerOr(json, "skipped", 0);
    SLIPWAY_ASSIGN(evaluation.metrics, metricsFromJson(json, "metrics"));
    SLIPWAY_ASSIGN(evaluation.notes, notesFromJson(json));
    SLIPWAY_TRY(readConfusion(json.value("confusion", Json::object()), evaluation));
    const auto curves = json.value("curves", Json::object());
    SLIPWAY_ASSIGN(evaluation.roc, curveFromJson(curves, "roc"));
    SLIPWAY_ASSIGN(evaluation.pr, curveFromJson(curves, "pr"));
    SLIPWAY_ASSIGN(evaluation.calibration, curveFromJson(curves, "calibration"));
    return evaluation;
}

} // namespace slipway::train
