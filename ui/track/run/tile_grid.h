#pragma once

#include <QWidget>

namespace slipway::ui {

/// Tiles of one size in as many columns as fit, the same number whatever the tiles are: grids above each other line up.
class TileGrid : public QWidget {
    Q_OBJECT
public:
    /// All tiles are `height` high and at least `minimumWidth` wide.
    TileGrid(int minimumWidth, int height, QWidget* parent = nullptr);
    void add(QWidget* tile);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    int columns() const;
    void place();
    int m_minimumWidth, m_height;
    QList<QWidget*> m_tiles;
};

} // namespace slipway::ui
