#pragma once

#include <QWidget>

#include "ui/track/compare/curve_points.h"

class QCheckBox;
class QComboBox;
class QSlider;

namespace slipway::ui {

class KeyPicker;
class TextLabel;

/// Smoothing, axis, logarithms, outliers, grouping: one row that wraps for all charts beside it.
class CurveControls : public QWidget {
    Q_OBJECT
public:
    enum class Rows {
        All,
        First ///< smoothing; a button shows the rest
    };
    explicit CurveControls(Rows rows = Rows::All, QWidget* parent = nullptr);
    const CurveOptions& options() const { return m_options; }
    void setMetrics(const QStringList& metrics);
    void setParameters(const QStringList& parameters);

signals:
    void changed(const slipway::ui::CurveOptions& options);

private:
    void take();
    QCheckBox* addCheck(const QString& text, const char* objectName, const QString& tip);

    CurveOptions m_options;
    QSlider* m_smoothing;
    TextLabel* m_smoothingText;
    QComboBox* m_axis;
    KeyPicker* m_axisMetric;
    KeyPicker* m_group;
    QList<QWidget*> m_rest; ///< what the button shows
    QCheckBox *m_logX, *m_logY, *m_outliers;
};

} // namespace slipway::ui
