#pragma once

#include <QPainterPath>
#include <QRectF>
#include <QString>
#include <string>

namespace slipway::ui {

/// "Datasets" for "dataset": heading of a group.
QString kindHeading(const QString& kind);
/// "Dataset" for "dataset".
QString kindTitle(const QString& kind);
/// The name without the kind's words at its end, for where the kind stands beside it.
QString nameBesideKind(const QString& name, const QString& kind);
/// Where a kind stands in lists, along the life of a model.
int kindRank(const QString& kind);
/// The shape of a kind: cylinder for data, table for features, flask for runs, box for models, arrow for endpoints.
QPainterPath kindShape(const QString& kind, const QRectF& box);
/// "Open in Registry"; "" when the object has no panel.
QString openTitle(const QString& kind);

} // namespace slipway::ui
