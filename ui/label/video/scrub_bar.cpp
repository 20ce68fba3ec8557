#include "ui/label/video/scrub_bar.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <QMouseEvent>
#include <QPainter>

#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {

constexpr double kMargin = 8, kGroove = 4, kHandle = 6;

} // namespace

ScrubBar::ScrubBar(QWidget* parent) : QAbstractSlider(parent) {
    setObjectName(QStringLiteral("scrubBar"));
    setAccessibleName(tr("Frame of the video"));
    setToolTip(tr("Drag to go to a frame; marks are key frames"));
    setOrientation(Qt::Horizontal);
    setFocusPolicy(Qt::StrongFocus);
    setFixedHeight(24);
    setPageStep(10);
    setRange(0, 0);
    connect(&Theme::current(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ScrubBar::setFrames(std::int64_t frames) {
    m_telling = true;
    setRange(0, static_cast<int>(std::clamp<std::int64_t>(frames - 1, 0, std::numeric_limits<int>::max())));
    m_telling = false;
    update();
}

void ScrubBar::setFrame(std::int64_t frame) {
    m_telling = true;
    setValue(static_cast<int>(frame));
    m_telling = false;
}

void ScrubBar::setMarks(std::vector<std::int64_t> frames) {
    if (frames == m_marks) return;
    m_marks = std::move(frames);
    update();
}

QRectF ScrubBar::groove() const {
    return {kMargin, (height() - kGroove) / 2, std::max(width() - 2 * kMargin, 1.0), kGroove};
}

double ScrubBar::xOf(std::int64_t frame) const {
    const double share = maximum() > 0 ? static_cast<double>(frame) / maximum() : 0;
    return groove().left() + groove().width() * (isRightToLeft() ? 1 - share : share);
}

/// Keys and assistive technology change the value: that asks for the frame.
void ScrubBar::sliderChange(SliderChange change) {
    QAbstractSlider::sliderChange(change);
    if (change == SliderValueChange && !m_telling) frameAsked(value());
    update();
}

void ScrubBar::askAt(double x) {
    double share = std::clamp((x - groove().left()) / groove().width(), 0.0, 1.0);
    if (isRightToLeft()) share = 1 - share;
    const auto frame = static_cast<std::int64_t>(std::llround(share * maximum()));
    if (frame != value()) frameAsked(frame);
}

void ScrubBar::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) askAt(event->position().x());
}

void ScrubBar::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton) askAt(event->position().x());
}

void ScrubBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF whole = groove();
    const double x = xOf(value());
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(Token::Scroll));
    painter.drawRoundedRect(whole, kGroove / 2, kGroove / 2);
    painter.setBrush(color(Token::Accent));
    const QRectF gone = isRightToLeft() ? QRectF(QPointF(x, whole.top()), whole.bottomRight())
                                        : QRectF(whole.topLeft(), QPointF(x, whole.bottom()));
    painter.drawRoundedRect(gone, kGroove / 2, kGroove / 2);
    double last = -kHandle;
    painter.setBrush(color(Token::TextSecondary));
    for (const std::int64_t mark : m_marks) { // one for each three pixels is as many as can be told apart
        const double at = xOf(mark);
        if (std::abs(at - last) < 3) continue;
        painter.drawRect(QRectF(at - 0.75, whole.bottom() + 2, 1.5, 5));
        last = at;
    }
    painter.setBrush(color(Token::Accent));
    painter.setPen(QPen(color(Token::Surface), 2));
    painter.drawEllipse(QPointF(x, whole.center().y()), kHandle, kHandle);
    if (hasFocus() && property("kf").toBool()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color(Token::Focus), 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
    }
}

} // namespace slipway::ui
