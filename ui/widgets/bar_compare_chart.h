#pragma once

#include <QString>
#include <QStringList>
#include <QWidget>
#include <vector>

#include "core/base/result.h"

namespace slipway::ui {

/// Two distributions over the same bins or categories, as shares 0 … 1.
struct Distributions {
    QStringList categories;    ///< categorical: one a share …
    std::vector<double> edges; ///< … or numeric: one more than shares
    std::vector<double> reference, current;
    QString referenceName, currentName;
    QString unit; ///< of the x axis
};

/// Reference against current: bars as share; numeric data as a filled reference with the current as step line.
/// With one distribution only (current empty) it is a plain histogram. Arrow keys and hover show a bin's values.
class BarCompareChart : public QWidget {
    Q_OBJECT
public:
    explicit BarCompareChart(const QString& name, QWidget* parent = nullptr);
    void setData(Distributions distributions);
    void setEmptyText(const QString& text);
    QString summary() const;
    QString csv() const;
    Status exportPng(const QString& file, double scale = 2) const;
    QSize sizeHint() const override { return {420, 240}; }
    QSize minimumSizeHint() const override { return {220, 150}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    int binCount() const;
    QRectF plotRect() const;
    int binAt(double x) const;
    QString binLabel(int bin) const;
    void paintLegend(QPainter& painter) const;
    void paintAxes(QPainter& painter, double top) const;
    void paintBars(QPainter& painter, double top) const;
    void paintCategoryLabels(QPainter& painter) const;
    void paintReadout(QPainter& painter) const;

    Distributions m_data;
    QString m_name, m_emptyText;
    int m_hover = -1;
};

} // namespace slipway::ui
