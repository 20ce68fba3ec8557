#pragma once

#include <QHeaderView>

namespace slipway::ui {

/// Header of a DataTable: same padding and alignment as the cells, a hairline below, an arrow for the sorted column.
class TableHeader : public QHeaderView {
    Q_OBJECT
public:
    explicit TableHeader(QWidget* parent);
    QSize sizeHint() const override;
    int neededWidth(int section) const; ///< that shows the whole title

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;
};

} // namespace slipway::ui
