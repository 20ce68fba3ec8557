#pragma once

#include <QAbstractTableModel>

namespace slipway::ui {

class DifferenceModel;

/// The fixed first column of the comparison: names of the rows, as another view on the same model.
class FieldNames : public QAbstractTableModel {
    Q_OBJECT
public:
    explicit FieldNames(DifferenceModel& fields, QObject* parent = nullptr);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : 1; }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    DifferenceModel& m_fields;
};

} // namespace slipway::ui
