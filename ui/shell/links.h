#pragma once

#include <QString>

namespace slipway::ui {

/// Where a link leads. Links are "slipway://" (optional) and then either a panel ("registry") or an object as lineage
/// names it ("model/census-income/3", "run/<id>", "dataset/census:1", "endpoint/<name>", "pipeline_run/7",
/// "drift_report/5", "feature_group/<name>", "monitor/<name>", "pipeline/<name>", "experiment/<name>"), or a panel and
/// its own part ("settings/rules").
struct Target {
    QString panel;  ///< "" when the link is not understood
    QString object; ///< what Panel::showObject gets; "" for the panel itself
};

Target targetOf(const QString& link);
/// Icon of an object's kind: "dataset" -> "database".
QString iconOfKind(const QString& kind);

} // namespace slipway::ui
