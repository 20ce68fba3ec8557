#include "ui/track/run/tile_grid.h"

#include <algorithm>

namespace slipway::ui {

namespace {
constexpr int kGap = 16;
}

TileGrid::TileGrid(int minimumWidth, int height, QWidget* parent)
    : QWidget(parent), m_minimumWidth(minimumWidth), m_height(height) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void TileGrid::add(QWidget* tile) {
    tile->setParent(this);
    tile->show();
    m_tiles.push_back(tile);
    updateGeometry();
    place();
}

int TileGrid::columns() const {
    return std::max(1, (width() + kGap) / (m_minimumWidth + kGap));
}

QSize TileGrid::sizeHint() const {
    const int rows = (static_cast<int>(m_tiles.size()) + columns() - 1) / columns();
    return {m_minimumWidth, std::max(0, rows * (m_height + kGap) - kGap)};
}

void TileGrid::place() {
    const int across = columns(), cell = (width() - kGap * (across - 1)) / across;
    for (int i = 0; i < m_tiles.size(); ++i)
        m_tiles[i]->setGeometry((i % across) * (cell + kGap), (i / across) * (m_height + kGap), cell, m_height);
}

void TileGrid::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    place();
    updateGeometry(); // other columns, other height
}

} // namespace slipway::ui
