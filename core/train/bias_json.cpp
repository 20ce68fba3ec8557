#include "core/base/json.h"
#include "core/train/bias.h"
#include "core/train/metric_json.h"

namespace slipway::train {

Json toJson(const BiasReport& report) {
    Json json;
    json["pre_training"] = metricsToJson(report.preTraining);
    json["post_training"] = metricsToJson(report.postTraining);
    json["facet"] = {{"column", report.facet}, {"disadvantaged", report.disadvantaged}, {"n_a", report.advantagedRows},
        {"n_d", report.disadvantagedRows}};
    json["notes"] = report.notes;
    return json;
}

Result<BiasReport> biasReportFromJson(const Json& json) {
    if (!json.is_object() || !json.contains("facet"))
        return fail(ErrorCode::BadData, "the bias report names no facet", "Make the report again");
    BiasReport report;
    SLIPWAY_ASSIGN(report.preTraining, metricsFromJson(json, "pre_training"));
    SLIPWAY_ASSIGN(report.postTraining, metricsFromJson(json, "post_training"));
    SLIPWAY_ASSIGN(report.notes, notesFromJson(json));
    report.facet = textOr(json["facet"], "column");
    report.disadvantaged = textOr(json["facet"], "disadvantaged");
    report.advantagedRows = integerOr(json["facet"], "n_a", 0);
    report.disadvantagedRows = integerOr(json["facet"], "n_d", 0);
    return report;
}

} // namespace slipway::train
