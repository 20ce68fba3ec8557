#include "ui/track/compare/field_names.h"

#include "ui/track/compare/difference_model.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/table_cell.h"

namespace slipway::ui {

namespace {

QString kindOf(track::FieldGroup group) {
    switch (group) {
    case track::FieldGroup::Metric:
        return QObject::tr("metric");
    case track::FieldGroup::Parameter:
        return QObject::tr("parameter");
    case track::FieldGroup::Tag:
        return QObject::tr("tag");
    case track::FieldGroup::Dataset:
        return QObject::tr("dataset");
    case track::FieldGroup::Attribute:
        break;
    }
    return QObject::tr("attribute");
}

} // namespace

FieldNames::FieldNames(DifferenceModel& fields, QObject* parent) : QAbstractTableModel(parent), m_fields(fields) {
    connect(&fields, &QAbstractItemModel::modelAboutToBeReset, this, [this] { beginResetModel(); });
    connect(&fields, &QAbstractItemModel::modelReset, this, [this] { endResetModel(); });
}

int FieldNames::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_fields.rowCount();
}

QVariant FieldNames::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const auto& field = m_fields.field(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return format::text(field.field.key);
    case Qt::ToolTipRole:
        return tr("%1: %2 of %3 runs have it. Enter or a double click sorts the runs by it")
            .arg(label(field.field))
            .arg(field.present)
            .arg(field.cells.size());
    case DetailRole:
        return m_fields.sortedBy() == m_fields.fieldOf(index.row())
                   ? tr("%1, sorts the runs").arg(kindOf(field.field.group))
                   : kindOf(field.field.group);
    case RowIdRole:
        return label(field.field);
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter | Qt::AlignLeft);
    case Qt::AccessibleTextRole:
        return kindOf(field.field.group) + ' ' + format::text(field.field.key);
    default:
        return {};
    }
}

QVariant FieldNames::headerData(int, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    return tr("Name");
}

} // namespace slipway::ui
