#include "ui/label/workbench/project_link.h"

#include <QPainter>
#include <algorithm>

#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {

constexpr int kWidest = 260, kMargin = 4;

} // namespace

ProjectLink::ProjectLink(QWidget* parent) : QPushButton(parent) {
    setObjectName(QStringLiteral("projectLink"));
    setAutoDefault(false);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setProject({});
    connect(&Theme::current(), &Theme::changed, this, [this] { updateGeometry(); });
}

void ProjectLink::setProject(const QString& name) {
    m_name = name;
    setVisible(!name.isEmpty());
    setAccessibleName(tr("Open the page of %1").arg(name));
    setToolTip(tr("%1: tasks, people, agreement").arg(name));
    updateGeometry();
    update();
}

QSize ProjectLink::sizeHint() const {
    const QFontMetrics metrics(fontFor(FontRole::Section));
    return {std::min(kWidest, metrics.horizontalAdvance(m_name) + 2 * kMargin + 2), metrics.height() + 2 * kMargin};
}

QSize ProjectLink::minimumSizeHint() const {
    const QFontMetrics metrics(fontFor(FontRole::Section));
    return {std::min(sizeHint().width(), metrics.averageCharWidth() * 4), sizeHint().height()};
}

void ProjectLink::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool focused = hasFocus() && property("kf").toBool();
    if (focused) {
        painter.setPen(QPen(color(Token::Focus), 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
    }
    QFont font = fontFor(FontRole::Section);
    font.setUnderline(underMouse());
    painter.setFont(font);
    painter.setPen(color(isDown() ? Token::AccentText : Token::Text));
    painter.drawText(rect().adjusted(kMargin, 0, -kMargin, 0), Qt::AlignVCenter | Qt::AlignLeft,
        QFontMetrics(font).elidedText(m_name, Qt::ElideRight, width() - 2 * kMargin));
}

} // namespace slipway::ui
