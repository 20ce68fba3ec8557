#pragma once

#include <QHeaderView>

namespace slipway::ui {

/// Columns that are runs: swatch, elided name.
class RunHeader : public QHeaderView {
    Q_OBJECT
public:
    explicit RunHeader(QWidget* parent);
    QSize sizeHint() const override;

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;
};

} // namespace slipway::ui
