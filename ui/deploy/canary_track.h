#pragma once

#include <QWidget>

#include "core/deploy/endpoint.h"

namespace slipway::ui {

/// The steps of a canary from left to right: share of the traffic, requests, errors and latency of the new version in
/// each, what is done, what runs and what is to come.
class CanaryTrack : public QWidget {
    Q_OBJECT
public:
    explicit CanaryTrack(QWidget* parent = nullptr);
    void setCanary(const deploy::Canary& canary);
    QSize sizeHint() const override { return {420, 120}; }
    QSize minimumSizeHint() const override { return {260, 120}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    enum class StepState { Done, Running, Stopped, Planned };
    StepState stateOf(int step) const;
    const deploy::CanaryStep* measured(int step) const;
    void paintStep(QPainter& painter, int step, double x, double width) const;
    QString describe() const;

    deploy::Canary m_canary;
};

} // namespace slipway::ui
