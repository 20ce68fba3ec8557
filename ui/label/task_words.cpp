#include "ui/label/task_words.h"

#include <QObject>
#include <QStringList>

#include "ui/widgets/formatting.h"

namespace slipway::ui {

PillLook lookOf(label::TaskState state) {
    using label::TaskState;
    switch (state) {
    case TaskState::New:
        return {PillKind::Neutral, QObject::tr("Not labelled")};
    case TaskState::Started:
        return {PillKind::Info, QObject::tr("Started")};
    case TaskState::Submitted:
        return {PillKind::Ok, QObject::tr("Submitted")};
    case TaskState::SentBack:
        return {PillKind::Warn, QObject::tr("Sent back")};
    case TaskState::Accepted:
        return {PillKind::Ok, QObject::tr("Accepted")};
    case TaskState::Skipped:
        return {PillKind::Neutral, QObject::tr("Skipped")};
    case TaskState::Broken:
        break;
    }
    return {PillKind::Bad, QObject::tr("Cannot be read")};
}

PillLook lookOf(label::AnnotationState state) {
    using label::AnnotationState;
    switch (state) {
    case AnnotationState::Draft:
        return {PillKind::Info, QObject::tr("Draft")};
    case AnnotationState::Submitted:
        return {PillKind::Ok, QObject::tr("Submitted")};
    case AnnotationState::Skipped:
        return {PillKind::Neutral, QObject::tr("Skipped")};
    case AnnotationState::SentBack:
        return {PillKind::Warn, QObject::tr("Sent back")};
    case AnnotationState::Accepted:
        return {PillKind::Ok, QObject::tr("Accepted")};
    case AnnotationState::Replaced:
        break;
    }
    return {PillKind::Neutral, QObject::tr("Replaced by a fix")};
}

QString titleOf(label::TaskOrder order) {
    switch (order) {
    case label::TaskOrder::Sequential:
        return QObject::tr("As they came");
    case label::TaskOrder::Uncertain:
        return QObject::tr("Uncertain first");
    case label::TaskOrder::Disagreement:
        return QObject::tr("Disagreement first");
    case label::TaskOrder::Random:
        break;
    }
    return QObject::tr("Random order");
}

QString iconOf(const label::Shape& shape) {
    static const QHash<QString, QString> icons{{"box", "tool-box"}, {"rotated box", "tool-rotated-box"},
        {"polygon", "tool-polygon"}, {"polyline", "tool-polyline"}, {"keypoints", "tool-keypoints"},
        {"span", "tool-span"}};
    const std::string_view kind = label::kindOf(shape);
    const QString name = QString::fromUtf8(kind.data(), static_cast<qsizetype>(kind.size()));
    return icons.value(name, name);
}

QString nameOf(const label::Region& region) {
    const std::string_view kind = label::kindOf(region.shape);
    QString name = QString::fromUtf8(kind.data(), static_cast<qsizetype>(kind.size()));
    if (!name.isEmpty()) name[0] = name[0].toUpper();
    return region.label.empty() ? name : QStringLiteral("%1 %2").arg(name, format::text(region.label));
}

QString nameOf(const label::Item& item) {
    if (!item.path.empty()) return format::text(item.path).section(QLatin1Char('/'), -1);
    return format::text(item.text).simplified().left(80);
}

QString lineOf(const label::Problem& problem) {
    QString where = format::text(problem.item.empty() ? problem.file : problem.item);
    if (problem.line > 0)
        where += (where.isEmpty() ? QObject::tr("line %1") : QObject::tr(", line %1")).arg(problem.line);
    const QString message = format::text(problem.message);
    return where.isEmpty() ? message : QStringLiteral("%1: %2").arg(where, message);
}

} // namespace slipway::ui
