#include "ui/lineage/lineage_kinds.h"

#include <QObject>
#include <algorithm>
#include <array>
#include <string_view>

namespace slipway::ui {

namespace {

struct Kind {
    const char* kind;
    const char* title;
    const char* heading;
    const char* panel;
};

constexpr std::array kKinds{
    Kind{"file", "File", "Files", ""},
    Kind{"dataset", "Dataset", "Datasets", "Data sources"},
    Kind{"feature_group", "Feature group", "Feature groups", "Features"},
    Kind{"run", "Run", "Runs", "Experiments"},
    Kind{"model_version", "Model version", "Model versions", "Registry"},
    Kind{"deployment", "Deployment", "Deployments", "Deployments"},
    Kind{"endpoint", "Endpoint", "Endpoints", "Deployments"},
    Kind{"capture", "Captured requests", "Captured requests", ""},
    Kind{"baseline", "Baseline", "Baselines", "Monitoring"},
    Kind{"drift_report", "Drift report", "Drift reports", "Monitoring"},
    Kind{"pipeline_run", "Pipeline run", "Pipeline runs", "Pipelines"},
};

const Kind* known(const QString& kind) {
    const auto found = std::ranges::find_if(kKinds, [&](const Kind& item) { return kind == QLatin1String(item.kind); });
    return found == kKinds.end() ? nullptr : &*found;
}

QString plainTitle(QString kind) {
    kind.replace('_', ' ');
    if (!kind.isEmpty()) kind[0] = kind[0].toUpper();
    return kind;
}

QPainterPath cylinder(const QRectF& box) {
    const double lid = box.height() * 0.28;
    QPainterPath path;
    path.addEllipse(QRectF(box.left(), box.top(), box.width(), lid));
    path.moveTo(box.left(), box.top() + lid / 2);
    path.lineTo(box.left(), box.bottom() - lid / 2);
    path.arcTo(QRectF(box.left(), box.bottom() - lid, box.width(), lid), 180, 180);
    path.lineTo(box.right(), box.top() + lid / 2);
    return path;
}

QPainterPath table(const QRectF& box) {
    QPainterPath path;
    path.addRoundedRect(box, 2, 2);
    const double head = box.top() + box.height() * 0.34, middle = box.left() + box.width() * 0.42;
    path.moveTo(box.left(), head);
    path.lineTo(box.right(), head);
    path.moveTo(middle, head);
    path.lineTo(middle, box.bottom());
    return path;
}

QPainterPath flask(const QRectF& box) {
    const auto x = [&](double share) { return box.left() + box.width() * share; };
    const auto y = [&](double share) { return box.top() + box.height() * share; };
    QPainterPath path;
    path.moveTo(x(0.28), y(0));
    path.lineTo(x(0.72), y(0));
    path.moveTo(x(0.38), y(0));
    path.lineTo(x(0.38), y(0.42));
    path.lineTo(x(0.05), y(0.9));
    path.quadTo(x(0.02), y(1), x(0.14), y(1));
    path.lineTo(x(0.86), y(1));
    path.quadTo(x(0.98), y(1), x(0.95), y(0.9));
    path.lineTo(x(0.62), y(0.42));
    path.lineTo(x(0.62), y(0));
    return path;
}

QPainterPath cube(const QRectF& box) {
    const auto x = [&](double share) { return box.left() + box.width() * share; };
    const auto y = [&](double share) { return box.top() + box.height() * share; };
    QPainterPath path;
    path.addPolygon(QPolygonF{{x(0.5), y(0)}, {x(1), y(0.25)}, {x(1), y(0.75)}, {x(0.5), y(1)}, {x(0), y(0.75)},
        {x(0), y(0.25)}, {x(0.5), y(0)}});
    path.moveTo(x(0), y(0.25));
    path.lineTo(x(0.5), y(0.5));
    path.lineTo(x(1), y(0.25));
    path.moveTo(x(0.5), y(0.5));
    path.lineTo(x(0.5), y(1));
    return path;
}

QPainterPath arrow(const QRectF& box) {
    const auto x = [&](double share) { return box.left() + box.width() * share; };
    const auto y = [&](double share) { return box.top() + box.height() * share; };
    QPainterPath path;
    path.addPolygon(QPolygonF{{x(0), y(0.3)}, {x(0.5), y(0.3)}, {x(0.5), y(0.05)}, {x(1), y(0.5)}, {x(0.5), y(0.95)},
        {x(0.5), y(0.7)}, {x(0), y(0.7)}, {x(0), y(0.3)}});
    return path;
}

QPainterPath page(const QRectF& box) {
    const double fold = box.width() * 0.36;
    const auto inner = box.adjusted(box.width() * 0.08, 0, -box.width() * 0.08, 0);
    QPainterPath path;
    path.addPolygon(QPolygonF{inner.topLeft(), {inner.right() - fold, inner.top()}, {inner.right(), inner.top() + fold},
        inner.bottomRight(), inner.bottomLeft(), inner.topLeft()});
    path.moveTo(inner.right() - fold, inner.top());
    path.lineTo(inner.right() - fold, inner.top() + fold);
    path.lineTo(inner.right(), inner.top() + fold);
    return path;
}

QPainterPath pulse(const QRectF& box) {
    const auto x = [&](double share) { return box.left() + box.width() * share; };
    const auto y = [&](double share) { return box.top() + box.height() * share; };
    QPainterPath path;
    path.addPolygon(QPolygonF{{x(0), y(0.55)}, {x(0.25), y(0.55)}, {x(0.42), y(0.1)}, {x(0.62), y(0.95)},
        {x(0.76), y(0.55)}, {x(1), y(0.55)}});
    return path;
}

QPainterPath steps(const QRectF& box) {
    const double side = box.width() * 0.34;
    QPainterPath path;
    path.addEllipse(QRectF(box.left(), box.center().y() - side / 2, side, side));
    path.addEllipse(QRectF(box.right() - side, box.center().y() - side / 2, side, side));
    path.moveTo(box.left() + side, box.center().y());
    path.lineTo(box.right() - side, box.center().y());
    return path;
}

} // namespace

QString kindHeading(const QString& kind) {
    const auto* item = known(kind);
    return item ? QObject::tr(item->heading) : plainTitle(kind);
}

QString kindTitle(const QString& kind) {
    const auto* item = known(kind);
    return item ? QObject::tr(item->title) : plainTitle(kind);
}

QString nameBesideKind(const QString& name, const QString& kind) {
    const QString words = QChar(' ') + kindTitle(kind).toLower();
    return name.size() > words.size() && name.endsWith(words) ? name.chopped(words.size()) : name;
}

int kindRank(const QString& kind) {
    const auto* item = known(kind);
    return item ? static_cast<int>(item - kKinds.data()) : static_cast<int>(kKinds.size());
}

QString openTitle(const QString& kind) {
    const auto* item = known(kind);
    if (!item || std::string_view(item->panel).empty()) return {};
    return QObject::tr("Open in %1").arg(QObject::tr(item->panel));
}

QPainterPath kindShape(const QString& kind, const QRectF& box) {
    if (kind == QLatin1String("dataset") || kind == QLatin1String("baseline")) return cylinder(box);
    if (kind == QLatin1String("feature_group")) return table(box);
    if (kind == QLatin1String("run")) return flask(box);
    if (kind == QLatin1String("model_version")) return cube(box);
    if (kind == QLatin1String("endpoint") || kind == QLatin1String("deployment")) return arrow(box);
    if (kind == QLatin1String("drift_report") || kind == QLatin1String("capture")) return pulse(box);
    if (kind == QLatin1String("pipeline_run")) return steps(box);
    return page(box);
}

} // namespace slipway::ui
