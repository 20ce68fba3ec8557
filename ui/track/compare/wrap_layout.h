#pragma once

#include <QLayout>
#include <QList>

namespace slipway::ui {

/// Controls side by side at their own widths, in as many rows as they need.
class WrapLayout : public QLayout {
public:
    explicit WrapLayout(QWidget* parent, int gap = 8);
    ~WrapLayout() override;
    void addItem(QLayoutItem* item) override { m_items.push_back(item); }
    int count() const override { return static_cast<int>(m_items.size()); }
    QLayoutItem* itemAt(int index) const override { return m_items.value(index); }
    QLayoutItem* takeAt(int index) override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return place(QRect(0, 0, width, 0), false); }
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    Qt::Orientations expandingDirections() const override { return {}; }
    void setGeometry(const QRect& rect) override;

private:
    int place(const QRect& rect, bool move) const;
    QList<QLayoutItem*> m_items;
    int m_gap;
};

} // namespace slipway::ui
