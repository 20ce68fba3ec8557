#pragma once

#include <QSet>
#include <QString>
#include <QWidget>
#include <vector>

namespace slipway::ui {

/// Row of a chart's curves: swatch with the real dash, elided name. Click hides, double click isolates, pointing
/// highlights; with the keyboard arrows choose, Space hides, Enter isolates. Of more than fit, the rest is counted.
class ChartLegend : public QWidget {
    Q_OBJECT
public:
    struct Entry {
        QString name;
        int slot = 0;
        bool reference = false;
        QString id = {}; ///< "" : the name
    };
    explicit ChartLegend(const QString& name, QWidget* parent = nullptr);
    void setEntries(std::vector<Entry> entries); ///< what was hidden and is still there stays hidden
    const QSet<int>& hidden() const { return m_hidden; }
    QSize sizeHint() const override { return {100, 24}; }
    QSize minimumSizeHint() const override { return {60, 24}; }
    void paintTo(QPainter& painter, const QRectF& rect) const; ///< for exports

signals:
    void hiddenChanged();
    void pointedAt(int entry); ///< -1: none

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    std::vector<QRectF> places(const QRectF& rect) const; ///< of the first entries: those that fit
    int entryAt(const QPointF& point) const;
    void toggle(int entry);
    void isolate(int entry);

    std::vector<Entry> m_entries;
    QSet<int> m_hidden;
    int m_chosen = 0, m_pointed = -1;
};

} // namespace slipway::ui
