#pragma once

#include <QWidget>

#include "core/pipeline/pipeline_service.h"

class QPlainTextEdit;
class QVBoxLayout;

namespace slipway::ui {

/// One step of one run: state, times, outputs, log; the error on top when it failed.
class StepDetails : public QWidget {
    Q_OBJECT
public:
    explicit StepDetails(QWidget* parent = nullptr);
    void show(const pipeline::PipelineRun& run, const pipeline::StepRun& step);
    void clear();

private:
    QVBoxLayout* m_layout;
};

} // namespace slipway::ui
