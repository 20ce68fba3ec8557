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
};

Result<std::vector<StageState>> readStages(workspace::Workspace& workspace);

/// dev, staging and production side by side, each with the shape of its state; a click opens Deployments.
class StageIndicator : public QAbstractButton {
    Q_OBJECT
public:
    explicit StageIndicator(QWidget* parent = nullptr);
    void setStages(std::vector<StageState> stages);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<StageState> m_stages;
};

} // namespace slipway::ui
