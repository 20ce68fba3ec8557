#pragma once

#include <QPointF>
#include <QString>
#include <QVector>
#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/result.h"
#include "ui/widgets/chart_axis.h"
#include "ui/widgets/exportable_chart.h"
#include "ui/widgets/pill.h"

namespace slipway::ui {

class ChartCrosshair;

/// One curve. Points are sorted by x; values that are not finite are gaps, marked and counted.
struct Curve {
    QString name;
    QVector<QPointF> points;
    int slot = -1;                ///< colour and style; -1: the next free one
    bool reference = false;       ///< drawn in the grey that is reserved for baselines
    QString id = {};              ///< "" : the name; what is hidden stays hidden by it
    QVector<QPointF> means = {};  ///< of a curve whose points are extremes: what smoothing goes by
    QVector<QPointF> detail = {}; ///< a part of the curve, more closely: what is shown in its range instead of points
    QVector<QPointF> low = {}, high = {}; ///< a band around it
};

/// A dashed line across the chart with its label on it: "Alert 0.20".
struct Threshold {
    double value = 0;
    QString label;
    PillKind kind = PillKind::Bad;
};

/// Curves over numbers or time, with own ticks, legend row (click hides, double click isolates, pointing highlights),
/// hairline with values under the pointer or the arrow keys. Ctrl and wheel zooms x, Shift and wheel y, a drag shows
/// the range, Space or the middle button and a drag moves it, double click or 0 resets; T shows the values as a table.
/// Any number of points is drawn with its minimum and maximum per pixel column, so spikes survive.
class LineChart : public QWidget, public ExportableChart {
    Q_OBJECT
public:
    /// `name` is what a screen reader says and what exports are titled.
    explicit LineChart(const QString& name, QWidget* parent = nullptr);
    ~LineChart() override;

    void setAxisTitles(const QString& x, const QString& y);
    void setTimeAxis(bool time); ///< x is milliseconds since 1970
    void setXKind(ChartAxis::Kind kind);
    void setLogX(bool log); ///< values up to 0 are left out, and notes() counts them
    void setLogY(bool log);
    /// 0 … 0.99; the raw line stays, faint. See chart_smoothing.h.
    void setSmoothing(double weight);
    void setIgnoreOutliers(bool ignore); ///< y shows the middle nine tenths of the values
    /// Keeps the shown range and, by id, what is hidden.
    void setCurves(std::vector<Curve> curves);
    void setThresholds(std::vector<Threshold> thresholds);
    void setYRange(std::optional<double> from, std::optional<double> to); ///< none: from the data
    void setEmptyText(const QString& text);
    void setLegendVisible(bool visible);
    void setCaption(const QString& caption); ///< what exports say beside the title: "60 runs, smoothing 0.6"
    /// Charts with the same crosshair show the same x and highlight the same curve. Lives longer than the chart.
    void setCrosshair(ChartCrosshair* crosshair);
    void setTableVisible(bool visible);
    void resetZoom();
    bool isZoomed() const;
    double shownFrom() const;
    double shownTo() const;

    /// "auc rose from 0.87 to 0.93 over 60 steps; loss fell …"
    QString summary() const;
    /// What is not drawn: "3 values are not finite; 2 values up to 0 …"; "" when all are.
    QString notes() const;
    QString csv() const; ///< raw values of the shown range: x, then one column a curve
    Status exportPng(const QString& file, double scale = 2) const;
    Status exportSvg(const QString& file) const;
    /// Colour swatch slot of a curve as drawn, for tables beside the chart.
    int slotOf(int curve) const;

    QString chartTitle() const override;
    QString chartCsv() const override { return csv(); }
    QSize chartSize() const override;
    void paintChart(QPainter& painter, const QSizeF& size) const override;

    QSize sizeHint() const override { return {480, 260}; }
    QSize minimumSizeHint() const override { return {240, 160}; }

signals:
    /// A person chose another range of x: the owner may set curves with more detail in it. Not zoomed: the whole.
    void rangeChanged(double from, double to, bool zoomed);
    void curveActivated(const QString& id); ///< Enter on a highlighted curve, or Ctrl and click
    void exportAsked(const QPoint& globalPlace);

private:
    struct Parts;
    void refill();
    std::unique_ptr<Parts> m_parts;
};

} // namespace slipway::ui
