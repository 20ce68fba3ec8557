#include "ui/shell/stage_indicator.h"

#include <QPainter>

#include "core/workspace/workspace.h"
#include "ui/shell/theme.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {
constexpr int kPadding = 10, kShape = 14, kBetween = 14;
}

Result<std::vector<StageState>> readStages(workspace::Workspace& workspace) {
    SLIPWAY_ASSIGN(const auto endpoints, workspace.deployments().list());
    std::vector<StageState> stages;
    for (const deploy::Stage& stage : workspace.deployments().stages()) {
        StageState state{format::text(stage.name), QObject::tr("nothing deployed"), PillKind::Neutral};
        for (const deploy::Endpoint& endpoint : endpoints) {
            if (endpoint.stage != stage.name) continue;
            const PillLook look = lookOf(endpoint.state);
            const bool worse = state.kind == PillKind::Neutral || look.kind == PillKind::Bad;
            if (!worse) continue;
            state.kind = look.kind;
            state.stopped = endpoint.state == "stopped";
            QStringList versions;
            for (const deploy::Variant& variant : endpoint.variants)
                if (variant.weight > 0)
                    versions.push_back(QStringLiteral("%1 v%2").arg(format::text(variant.model)).arg(variant.version));
            state.detail = versions.join(QStringLiteral(" + ")) + QStringLiteral(", ") + look.word.toLower();
        }
        stages.push_back(state);
    }
    return stages;
}

StageIndicator::StageIndicator(QWidget* parent) : QAbstractButton(parent) {
    setObjectName(QStringLiteral("stageIndicator"));
    setAccessibleName(tr("Stages"));
    setCursor(Qt::PointingHandCursor);
    setFixedHeight(32);
    setAttribute(Qt::WA_Hover);
    connect(&Theme::current(), &Theme::changed, this, [this] { updateGeometry(); });
}

void StageIndicator::setStages(std::vector<StageState> stages) {
    m_stages = std::move(stages);
    QStringList lines;
    for (const StageState& stage : m_stages) lines.push_back(stage.name + QStringLiteral(": ") + stage.detail);
    setToolTip(lines.join('\n'));
    setAccessibleDescription(lines.join(QStringLiteral("; ")));
    setVisible(!m_stages.empty());
    updateGeometry();
    update();
}

void StageIndicator::setStarting(bool starting) {
    m_starting = starting;
    update();
}

PillKind StageIndicator::shapeOf(const StageState& stage) const {
    return stage.stopped && m_starting ? PillKind::Info : stage.kind;
}

QSize StageIndicator::sizeHint() const {
    const QFontMetrics metrics(fontFor(FontRole::Caption));
    int width = 2 * kPadding;
    for (const StageState& stage : m_stages) width += kShape + metrics.horizontalAdvance(stage.name) + kBetween;
    return {width - kBetween + 2, 32};
}

void StageIndicator::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 2.5, -0.5, -2.5);
    const bool keyboard = property("kf").toBool();
    painter.setPen(QPen(color(keyboard ? Token::Focus : Token::Line), keyboard ? 2 : 1));
    painter.setBrush(underMouse() ? color(Token::Hover) : color(Token::Nav));
    painter.drawRoundedRect(box, 6, 6);
    const QFont used = fontFor(FontRole::Caption);
    painter.setFont(used);
    double x = kPadding;
    for (const StageState& stage : m_stages) {
        paintPillShape(&painter, {x + 4, box.center().y()}, shapeOf(stage), color(pillText(shapeOf(stage))));
        x += kShape;
        const double width = QFontMetricsF(used).horizontalAdvance(stage.name);
        painter.setPen(color(Token::TextSecondary));
        painter.drawText(QRectF(x, box.top(), width + 4, box.height()), Qt::AlignVCenter | Qt::AlignLeft, stage.name);
        x += width + kBetween;
    }
}

} // namespace slipway::ui
