#pragma once

#include <QWidget>

namespace slipway::ui {

/// Children side by side in columns of equal width, as many as fit with `minimumWidth` each, wrapped into rows; gap 16.
class FlowRow : public QWidget {
    Q_OBJECT
public:
    explicit FlowRow(int minimumWidth, QWidget* parent = nullptr);
    void add(QWidget* child);
    void remove(QWidget* child); ///< deletes it
    void clear();                ///< deletes the children
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    int columnsFor(int width) const;
    int place(int width, bool move) const;
    int m_minimumWidth;
    QList<QWidget*> m_children;
};

} // namespace slipway::ui
