#include "ui/track/run/preview/picture_view.h"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {

constexpr double kSmallest = 0.01, kLargest = 32, kStep = 1.25;
constexpr int kSquare = 8;

} // namespace

PictureView::PictureView(const QString& name, QWidget* parent) : QWidget(parent) {
    setAccessibleName(name);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(120, 120);
    setCursor(Qt::OpenHandCursor);
    connect(&Theme::current(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PictureView::setPicture(const QImage& image, const QSize& whole, bool samePicture) {
    m_image = image;
    m_whole = whole;
    setAccessibleDescription(tr("%1 by %2 pixels").arg(whole.width()).arg(whole.height()));
    if (!samePicture) showFit();
    update();
}

double PictureView::fitScale() const {
    if (m_whole.isEmpty()) return 1;
    const double wide = (width() - 2.0) / m_whole.width(), high = (height() - 2.0) / m_whole.height();
    const double grown = std::min(wide, high);
    // A small picture grows, but stays what it is.
    return std::clamp(grown, kSmallest, std::max(m_whole.width(), m_whole.height()) < 64 ? 8.0 : 2.0);
}

double PictureView::scale() const {
    return m_fit ? fitScale() : m_scale;
}

void PictureView::showFit() {
    m_fit = true;
    m_centre = QPointF(m_whole.width(), m_whole.height()) / 2;
    scaleChanged(scale());
    update();
}

void PictureView::showFull() {
    zoomTo(1, QRectF(rect()).center());
}

void PictureView::zoomTo(double wanted, const QPointF& around) {
    const double before = scale();
    const QPointF from = QRectF(rect()).center();
    const QPointF fixed = m_centre + (around - from) / before;
    m_scale = std::clamp(wanted, kSmallest, kLargest);
    m_fit = false;
    m_centre = fixed - (around - from) / m_scale;
    pan({});
    scaleChanged(m_scale);
    if (m_scale * m_whole.width() > m_image.width() * 1.05 && m_image.width() < m_whole.width()) detailWanted();
}

/// The picture stays in view.
void PictureView::pan(const QPointF& by) {
    m_centre -= by / scale();
    const auto keep = [&](double value, double size, double room) {
        const double half = room / scale() / 2;
        return half * 2 >= size ? size / 2 : std::clamp(value, half, size - half);
    };
    m_centre = {keep(m_centre.x(), m_whole.width(), width()), keep(m_centre.y(), m_whole.height(), height())};
    update();
}

QRectF PictureView::place() const {
    const double s = scale();
    const QPointF corner = QRectF(rect()).center() - m_centre * s;
    return {corner, QSizeF(m_whole) * s};
}

void PictureView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), color(Token::Sunken));
    if (m_image.isNull()) return;
    const auto target = place();
    if (m_image.hasAlphaChannel()) {
        const auto shown = target.intersected(rect()).toAlignedRect();
        painter.fillRect(shown, Qt::white);
        for (int y = shown.top(); y <= shown.bottom(); y += kSquare)
            for (int x = shown.left() + (((y - shown.top()) / kSquare) % 2) * kSquare; x <= shown.right();
                x += 2 * kSquare)
                painter.fillRect(QRect(x, y, kSquare, kSquare).intersected(shown), QColor(232, 232, 232));
    }
    const double drawn = target.width() / m_image.width();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, drawn < 3); // beyond that, pixels are what one looks for
    painter.drawImage(target, m_image);
    if (!hasFocus() || !property("kf").toBool()) return;
    painter.setPen(QPen(color(Token::Focus), 2));
    painter.drawRect(rect().adjusted(1, 1, -1, -1));
}

void PictureView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (m_fit)
        scaleChanged(scale());
    else
        pan({});
}

void PictureView::wheelEvent(QWheelEvent* event) {
    if (!event->modifiers().testFlag(Qt::ControlModifier)) return event->ignore();
    zoomTo(scale() * std::pow(kStep, event->angleDelta().y() / 120.0), event->position());
}

void PictureView::mousePressEvent(QMouseEvent* event) {
    m_pressed = event->position();
}

void PictureView::mouseMoveEvent(QMouseEvent* event) {
    if (!event->buttons().testFlag(Qt::LeftButton)) return;
    pan(event->position() - std::exchange(m_pressed, event->position()));
}

void PictureView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (m_fit)
        zoomTo(1, event->position());
    else
        showFit();
}

void PictureView::keyPressEvent(QKeyEvent* event) {
    constexpr double step = 40;
    const auto centre = QRectF(rect()).center();
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomTo(scale() * kStep, centre);
    case Qt::Key_Minus:
        return zoomTo(scale() / kStep, centre);
    case Qt::Key_0:
        return showFit();
    case Qt::Key_1:
        return showFull();
    case Qt::Key_Left:
        return pan({step, 0});
    case Qt::Key_Right:
        return pan({-step, 0});
    case Qt::Key_Up:
        return pan({0, step});
    case Qt::Key_Down:
        return pan({0, -step});
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace slipway::ui
