#pragma once

#include "ui/shell/app_context.h"
#include "ui/track/compare/compare_section.h"

class QCheckBox;
class QComboBox;
class QPushButton;

namespace slipway::ui {

class KeyPicker;
class ScatterChart;
class TextLabel;

/// Runs as points over two chosen fields, coloured by a third; as contours, the third field fills the plane.
class ScatterSection : public CompareSection {
    Q_OBJECT
public:
    enum class Look { Points, Contours };
    ScatterSection(AppContext& app, Look look, QWidget* parent = nullptr);
    void showRuns(const SharedRuns& runs) override;

private:
    QWidget* makeBar();
    void fill();
    void openMenu(const QPoint& globalPlace);

    AppContext& m_app;
    Look m_look;
    SharedRuns m_runs;
    KeyPicker *m_x, *m_y, *m_color;
    QCheckBox *m_logX, *m_logY;
    QCheckBox* m_front = nullptr;
    QComboBox* m_directionX = nullptr;
    QComboBox* m_directionY = nullptr;
    TextLabel* m_note;
    ScatterChart* m_chart;
};

} // namespace slipway::ui
