#pragma once

#include <QWidget>
#include <vector>

namespace slipway::ui {

/// Events a day over the last days, today at the right. Hover or arrow keys name a day and its count.
class ActivityChart : public QWidget {
    Q_OBJECT
public:
    explicit ActivityChart(QWidget* parent = nullptr);
    void setDays(std::vector<int> counts);
    QSize sizeHint() const override { return {320, 176}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QRectF plot() const;
    QString dayText(int day) const;
    std::vector<int> m_days;
    int m_hover = -1;
};

} // namespace slipway::ui
