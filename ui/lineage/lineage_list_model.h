#pragma once

#include <QAbstractListModel>
#include <QStyledItemDelegate>
#include <vector>

#include "core/lineage/lineage_store.h"

namespace slipway::ui {

/// Objects grouped by kind: a heading, then its objects by name. Headings cannot be selected.
class LineageListModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { IdRole = Qt::UserRole + 1, KindRole, CountRole };

    using QAbstractListModel::QAbstractListModel;

    void setNodes(std::vector<lineage::Node> nodes);
    void setFilter(const QString& filter);
    int objectCount() const { return m_shown; } ///< that match the filter
    QModelIndex indexOfId(const QString& id) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    struct Row {
        int node = -1; ///< -1: heading of `kind`
        QString kind;
        int count = 0;
    };
    void rebuild();

    std::vector<lineage::Node> m_nodes; ///< by kind, then name
    std::vector<Row> m_rows;
    QString m_filter;
    int m_shown = 0;
};

/// Paints a heading or an object with the shape of its kind.
class LineageListDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace slipway::ui
