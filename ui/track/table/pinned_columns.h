#pragma once

#include <QTableView>

namespace slipway::ui {

class RunTableHeader;
class RunTableView;

/// The pinned columns of a runs table, laid over its left edge while the rest is scrolled away below them. Clicks and
/// keys are the table's.
class PinnedColumns : public QTableView {
    Q_OBJECT
public:
    explicit PinnedColumns(RunTableView& table);
    RunTableHeader* header() const { return m_header; }
    void arrange(); ///< after columns, widths, rows, scroll or size changed

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    RunTableView& m_table;
    RunTableHeader* m_header;
    bool m_arranging = false;
};

} // namespace slipway::ui
