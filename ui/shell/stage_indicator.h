#pragma once

#include <QAbstractButton>
#include <vector>

#include "core/base/result.h"
#include "ui/widgets/pill.h"

namespace slipway::workspace {
class Workspace;
}

namespace slipway::ui {

/// What one stage runs, for the top bar.
struct StageState {
    QString name, detail; ///< detail: "census-income v2 in service"
    PillKind kind = PillKind::Neutral;
    bool stopped = false; ///< something is deployed and waits for the service
};

Result<std::vector<StageState>> readStages(workspace::Workspace& workspace);

/// dev, staging and production side by side, each with the shape of its state; a click opens Deployments.
class StageIndicator : public QAbstractButton {
    Q_OBJECT
public:
    explicit StageIndicator(QWidget* parent = nullptr);
    void setStages(std::vector<StageState> stages);
    /// The service starts: what is stopped is drawn as starting.
    void setStarting(bool starting);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    PillKind shapeOf(const StageState& stage) const;
    std::vector<StageState> m_stages;
    bool m_starting = false;
};

} // namespace slipway::ui
