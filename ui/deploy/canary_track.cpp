#include "ui/deploy/canary_track.h"

#include <QPainter>
#include <QStringList>

#include "ui/shell/theme.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr double kRadius = 11, kTrackY = 16;

} // namespace

CanaryTrack::CanaryTrack(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("canaryTrack"));
    setAccessibleName(tr("Canary steps"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void CanaryTrack::setCanary(const deploy::Canary& canary) {
    m_canary = canary;
    setAccessibleDescription(describe());
    update();
}

const deploy::CanaryStep* CanaryTrack::measured(int step) const {
    const auto index = static_cast<std::size_t>(step);
    return index < m_canary.steps.size() ? &m_canary.steps[index] : nullptr;
}

CanaryTrack::StepState CanaryTrack::stateOf(int step) const {
    if (m_canary.state == "finished") return StepState::Done;
    if (m_canary.state == "rolled_back") {
        const int last = static_cast<int>(m_canary.steps.size()) - 1;
        return step < last ? StepState::Done : step == last ? StepState::Stopped : StepState::Planned;
    }
    if (step < m_canary.step) return StepState::Done;
    return step == m_canary.step && m_canary.state == "running" ? StepState::Running : StepState::Planned;
}

QString CanaryTrack::describe() const {
    QStringList parts;
    for (int i = 0; i < static_cast<int>(m_canary.plan.size()); ++i) {
        static const QString words[] = {tr("done"), tr("running"), tr("stopped"), tr("to come")};
        auto part = QStringLiteral("%1 % %2")
                        .arg(m_canary.plan[static_cast<std::size_t>(i)])
                        .arg(words[static_cast<int>(stateOf(i))]);
        if (const auto* step = measured(i))
            part += tr(", %1 requests, %2 errors").arg(step->invocations).arg(step->errors);
        parts << part;
    }
    return parts.join(QStringLiteral("; "));
}

void CanaryTrack::paintEvent(QPaintEvent*) {
    const int steps = static_cast<int>(m_canary.plan.size());
    if (steps == 0) return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double column = static_cast<double>(width()) / steps;
    for (int i = 0; i + 1 < steps; ++i) {
        const bool passed = stateOf(i) == StepState::Done && stateOf(i + 1) != StepState::Planned;
        painter.setPen(
            QPen(color(passed ? Token::OkText : Token::LineControl), 2, passed ? Qt::SolidLine : Qt::DotLine));
        painter.drawLine(QPointF(i * column + 2 * kRadius + 6, kTrackY), QPointF((i + 1) * column - 6, kTrackY));
    }
    for (int i = 0; i < steps; ++i) paintStep(painter, i, i * column, column - 12);
}

void CanaryTrack::paintStep(QPainter& painter, int step, double x, double width) const {
    const auto state = stateOf(step);
    const QRectF circle(x + 1, kTrackY - kRadius, 2 * kRadius, 2 * kRadius);
    const auto fill = state == StepState::Done      ? Token::OkFill
                      : state == StepState::Running ? Token::InfoFill
                      : state == StepState::Stopped ? Token::BadFill
                                                    : Token::Surface;
    const auto edge = state == StepState::Done      ? Token::OkText
                      : state == StepState::Running ? Token::InfoText
                      : state == StepState::Stopped ? Token::BadText
                                                    : Token::LineControl;
    painter.setPen(QPen(color(edge), 1.7));
    painter.setBrush(color(fill));
    painter.drawEllipse(circle);
    const auto glyph = circle.adjusted(4, 4, -4, -4);
    if (state == StepState::Done) paintIcon(&painter, glyph, QStringLiteral("check"), color(edge));
    if (state == StepState::Stopped) paintIcon(&painter, glyph, QStringLiteral("x"), color(edge));
    if (state == StepState::Running) {
        painter.setBrush(color(edge));
        painter.drawEllipse(circle.center(), 3.5, 3.5);
    }

    double y = kTrackY + kRadius + 6;
    const auto line = [&](const QString& text, FontRole role, Token token) {
        painter.setFont(fontFor(role));
        painter.setPen(color(token));
        const QFontMetricsF metrics(painter.font());
        painter.drawText(QRectF(x, y, width, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter,
            metrics.elidedText(text, Qt::ElideRight, width));
        y += metrics.height() + 1;
    };
    line(QStringLiteral("%1 %").arg(m_canary.plan[static_cast<std::size_t>(step)]), FontRole::Section, Token::Text);
    const auto* counts = measured(step);
    if (!counts)
        return line(
            state == StepState::Planned ? tr("to come") : tr("no requests"), FontRole::Caption, Token::TextMuted);
    line(format::plural(counts->invocations, tr("request"), tr("requests")), FontRole::Caption, Token::TextSecondary);
    line(format::plural(counts->errors, tr("error"), tr("errors")), FontRole::Caption,
        counts->errors > 0 ? Token::BadText : Token::TextSecondary);
    if (counts->invocations == 0) return;
    line(tr("p50 %1").arg(format::milliseconds(counts->p50Ms)), FontRole::Caption, Token::TextSecondary);
    line(tr("p99 %1").arg(format::milliseconds(counts->p99Ms)), FontRole::Caption, Token::TextSecondary);
}

} // namespace slipway::ui
