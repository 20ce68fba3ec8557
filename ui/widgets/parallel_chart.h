#pragma once

#include <QElapsedTimer>
#include <QString>
#include <QWidget>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "ui/widgets/chart_field.h"
#include "ui/widgets/exportable_chart.h"

namespace slipway::ui {

class CurveRaster;

/// Parallel coordinates: a line a run through all axes. A drag on an axis keeps the runs in that range (several axes
/// narrow further, a double click on the axis clears), a drag of an axis's title moves the axis, pointing at a line
/// highlights it, a click opens it. With keys: Left and Right choose an axis, Shift moves it, Up and Down move the
/// range by a tenth, Delete clears it.
class ParallelChart : public QWidget, public ExportableChart {
    Q_OBJECT
public:
    using Axis = ChartField;
    struct Range {
        double from = 0, to = 1; ///< values on the axis
    };

    explicit ParallelChart(const QString& name, QWidget* parent = nullptr);
    ~ParallelChart() override;

    /// Keeps brushes and order of axes whose titles are still there.
    void setData(QStringList runs, std::vector<Axis> axes, const QString& colorBy);
    const std::vector<Axis>& axes() const { return m_axes; }
    std::vector<int> kept() const; ///< runs in all brushed ranges
    const std::map<QString, Range>& brushes() const { return m_brushes; }
    void clearBrushes();
    QStringList order() const; ///< titles from left to right
    QPointF placeOf(int run, int axis) const;
    int highlighted() const { return m_pointed; }
    bool isComplete() const; ///< every line is drawn
    void highlight(int run);
    /// "60 runs over 5 axes, 12 of them in eta 0.1 to 0.3"
    QString summary() const;

    QString chartTitle() const override { return m_name; }
    QString chartCsv() const override;
    QSize chartSize() const override { return size(); }
    void paintChart(QPainter& painter, const QSizeF& size) const override;
    QSize sizeHint() const override { return {720, 380}; }
    QSize minimumSizeHint() const override { return {360, 240}; }

signals:
    void keptChanged(int kept, int all);
    void opened(int run);
    void orderChanged(const QStringList& titles);
    void exportAsked(const QPoint& globalPlace);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    struct Scale {
        double from = 0, to = 1;
    };
    QRectF area(const QSizeF& size) const;
    double axisX(int axis, const QSizeF& size) const;
    double share(int axis, double value) const;
    double valueAt(int axis, double share) const;
    std::optional<double> shareOf(int axis, int run) const;
    bool isKept(int run) const;
    QColor colorOf(int run) const;
    std::vector<QPointF> lineOf(int run, const QSizeF& size) const;
    int runAt(const QPointF& place) const;
    int axisAt(const QPointF& place) const;
    void brush(int axis, std::optional<Range> range);
    void changed();
    void moveAxis(int from, int to);
    void moveBrush(double by);
    void rescale();
    /// Lines that are kept, or faint ones of all; drawn in parts, so that thousands of them hold nothing up.
    struct Layer {
        std::shared_ptr<CurveRaster> raster;
        int next = 0; ///< run to be drawn next
        void restart() { raster.reset(); }
    };
    bool advance(Layer& layer, bool faint, const QElapsedTimer& clock) const; ///< true: all drawn
    void paintLayers(QPainter& painter);
    void restartLayers();
    void paintAxis(QPainter& painter, int axis, const QSizeF& size) const;
    void paintPointed(QPainter& painter) const;

    QString m_name, m_colorBy;
    QStringList m_runs;
    std::vector<Axis> m_axes;
    std::vector<Scale> m_scales;
    std::map<QString, Range> m_brushes;
    Layer m_kept, m_faint;
    int m_pointed = -1, m_chosenAxis = 0;
    enum class Drag { None, Brush, Axis } m_drag = Drag::None;
    int m_dragAxis = -1;
    QPointF m_dragFrom, m_dragAt;
};

} // namespace slipway::ui
