#pragma once

#include <QSet>
#include <QString>
#include <QWidget>
#include <vector>

namespace slipway::ui {

/// Row of a chart's curves: swatch with the real dash, elided name. Click hides, double click isolates; with the
/// keyboard arrows choose, Space hides, Enter isolates.
class ChartLegend : public QWidget {
    Q_OBJECT
public:
    struct Entry {
        QString name;
        int slot = 0;
        bool reference = false;
    };
    explicit ChartLegend(const QString& name, QWidget* parent = nullptr);
    void setEntries(std::vector<Entry> entries); ///< forgets what was hidden when the names change
    const QSet<int>& hidden() const { return m_hidden; }
    QSize sizeHint() const override { return {100, 24}; }
    QSize minimumSizeHint() const override { return {60, 24}; }
    void paintTo(QPainter& painter, const QRectF& rect) const; ///< for exports

signals:
    void hiddenChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    std::vector<QRectF> places(const QRectF& rect) const;
    int entryAt(const QPointF& point) const;
    void toggle(int entry);
    void isolate(int entry);

    std::vector<Entry> m_entries;
    QSet<int> m_hidden;
    int m_chosen = 0;
};

} // namespace slipway::ui
