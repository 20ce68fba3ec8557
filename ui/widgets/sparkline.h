#pragma once

#include <QWidget>
#include <vector>

class QPainter;

namespace slipway::ui {

/// Draws values over the width of `rect`, thinned to minimum and maximum; a single value is a dot.
void paintSparkline(QPainter* painter, const QRectF& rect, const std::vector<double>& values, const QColor& color);

/// The same as columns from 0, for distributions.
void paintSparkBars(QPainter* painter, const QRectF& rect, const std::vector<double>& values, const QColor& color);

/// A word-sized chart without axes; `name` and the first and last value are read to a screen reader.
class Sparkline : public QWidget {
    Q_OBJECT
public:
    explicit Sparkline(const QString& name, QWidget* parent = nullptr);
    void setValues(std::vector<double> values);
    void setBars(bool bars); ///< columns from 0 instead of a line
    QSize sizeHint() const override { return {96, 28}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<double> m_values;
    QString m_name;
    bool m_bars = false;
};

} // namespace slipway::ui
