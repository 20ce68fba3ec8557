#pragma once

#include <QPointF>
#include <QString>
#include <QVector>
#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/result.h"
#include "ui/widgets/pill.h"

namespace slipway::ui {

/// One curve. Points are sorted by x.
struct Curve {
    QString name;
    QVector<QPointF> points;
    int slot = -1;          ///< colour and style; -1: the next free one
    bool reference = false; ///< drawn in the grey that is reserved for baselines
};

/// A dashed line across the chart with its label on it: "Alert 0.20".
struct Threshold {
    double value = 0;
    QString label;
    PillKind kind = PillKind::Bad;
};

/// Curves over numbers or time, with own ticks, legend row (click hides, double click isolates), hairline with values
/// under the pointer or the arrow keys, wheel zoom on x, double click or 0 resets. A curve of any length is thinned to
/// minimum and maximum per pixel column, so spikes survive.
class LineChart : public QWidget {
    Q_OBJECT
public:
    /// `name` is what a screen reader says and what exports are titled.
    explicit LineChart(const QString& name, QWidget* parent = nullptr);
    ~LineChart() override;

    void setAxisTitles(const QString& x, const QString& y);
    void setTimeAxis(bool time); ///< x is milliseconds since 1970
    void setCurves(std::vector<Curve> curves);
    void setThresholds(std::vector<Threshold> thresholds);
    void setYRange(std::optional<double> from, std::optional<double> to); ///< none: from the data
    void setEmptyText(const QString& text);
    void setLegendVisible(bool visible);

    /// "auc rose from 0.87 to 0.93 over 60 steps; loss fell …"
    QString summary() const;
    QString csv() const; ///< raw values of the shown range: x, then one column a curve
    Status exportPng(const QString& file, double scale = 2) const;
    Status exportSvg(const QString& file) const;
    /// Colour swatch slot of a curve as drawn, for tables beside the chart.
    int slotOf(int curve) const;

    QSize sizeHint() const override { return {480, 260}; }
    QSize minimumSizeHint() const override { return {240, 160}; }

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace slipway::ui
