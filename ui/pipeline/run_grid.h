#pragma once

#include <QWidget>

#include <vector>

#include "core/pipeline/pipeline_service.h"

namespace slipway::ui {

/// Runs of one pipeline: columns are runs, the newest at the right, with a bar for how long each took on top; rows are
/// steps; a cell's shape and colour tell the state. Arrow keys move, a click selects.
class RunGrid : public QWidget {
    Q_OBJECT
public:
    explicit RunGrid(QWidget* parent = nullptr);
    void setRuns(std::vector<pipeline::PipelineRun> newestFirst);
    /// A step that failed, else the last one.
    void select(std::int64_t run, const QString& step);
    std::int64_t selectedRun() const;
    QString selectedStep() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {260, 120}; }

signals:
    void selectionChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    int columnX(int column) const;
    int labelWidth() const;
    void paintColumn(QPainter& painter, int column) const;
    void paintLabels(QPainter& painter) const;
    void moveSelection(int columns, int rows);
    void announce();

    std::vector<pipeline::PipelineRun> m_runs; ///< oldest first
    QStringList m_steps;
    int m_column = -1, m_row = -1;
};

} // namespace slipway::ui
