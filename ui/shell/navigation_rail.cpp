#include "ui/shell/navigation_rail.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/shell/panel_registry.h"
#include "ui/shell/theme.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

constexpr int kWide = 208, kNarrow = 56;

QString titleOf(Section section) {
    switch (section) {
    case Section::Data:
        return QObject::tr("DATA");
    case Section::Build:
        return QObject::tr("BUILD");
    case Section::Ship:
        return QObject::tr("SHIP");
    case Section::Trace:
        return QObject::tr("TRACE");
    case Section::None:
    case Section::Bottom:
        break;
    }
    return {};
}

/// Program mark and name; opens the menu of the application.
class Brand : public QAbstractButton {
public:
    explicit Brand(QWidget* parent) : QAbstractButton(parent) {
        setObjectName(QStringLiteral("brandButton"));
        setAccessibleName(QObject::tr("Slipway menu"));
        setToolTip(QObject::tr("Slipway menu (F10)"));
        setCursor(Qt::PointingHandCursor);
        setFixedHeight(36);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        paintIcon(&painter, QRectF(width() < 100 ? (width() - 26) / 2.0 : 6, 5, 26, 26), QStringLiteral("slipway"),
            color(Token::Accent));
        if (width() >= 100) {
            QFont used = fontFor(FontRole::Section);
            used.setPixelSize(used.pixelSize() + 2);
            painter.setFont(used);
            painter.setPen(color(Token::Text));
            painter.drawText(rect().adjusted(42, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, QStringLiteral("Slipway"));
        }
        if (!property("kf").toBool()) return;
        painter.setPen(QPen(color(Token::Focus), 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
    }
};

} // namespace

RailItem::RailItem(const QString& icon, const QString& title, const QString& shortcut, QWidget* parent)
    : QAbstractButton(parent), m_icon(icon), m_shortcut(shortcut) {
    setText(title);
    setCheckable(true);
    setAutoExclusive(true);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    setFixedHeight(34);
    updateNames();
}

void RailItem::updateNames() {
    setAccessibleName(m_badge > 0 ? tr("%1, %n waiting", nullptr, m_badge).arg(text()) : text());
    setToolTip(m_shortcut.isEmpty() ? text() : text() + QStringLiteral("  ") + m_shortcut);
}

void RailItem::setCollapsed(bool collapsed) {
    m_collapsed = collapsed;
    updateGeometry();
    update();
}

void RailItem::setBadge(int count) {
    if (count == m_badge) return;
    m_badge = count;
    updateNames();
    update();
}

void RailItem::enterEvent(QEnterEvent*) {
    m_hover = true;
    update();
}

void RailItem::leaveEvent(QEvent*) {
    m_hover = false;
    update();
}

void RailItem::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else if (event->key() == Qt::Key_Down)
        focusNextChild();
    else if (event->key() == Qt::Key_Up)
        focusPreviousChild();
    else
        QAbstractButton::keyPressEvent(event);
}

void RailItem::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = rect();
    if (isEnabled() && (isChecked() || m_hover)) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(isChecked() ? Token::Selected : Token::Hover));
        painter.drawRoundedRect(box, 6, 6);
    }
    const QColor ink = color(!isEnabled() ? Token::Scroll : isChecked() ? Token::AccentText : Token::TextSecondary);
    const double iconLeft = m_collapsed ? (box.width() - 18) / 2 : 10;
    paintIcon(&painter, QRectF(iconLeft, box.center().y() - 9, 18, 18), m_icon, ink);
    if (!m_collapsed) {
        painter.setFont(fontFor(isChecked() ? FontRole::Strong : FontRole::Control));
        painter.setPen(color(!isEnabled() ? Token::TextMuted : isChecked() ? Token::AccentText : Token::Text));
        const QRectF words = box.adjusted(38, 0, m_badge > 0 ? -36 : -6, 0);
        painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
            painter.fontMetrics().elidedText(text(), Qt::ElideRight, static_cast<int>(words.width())));
    }
    if (m_badge > 0) {
        const QString count = m_badge > 99 ? QStringLiteral("99+") : QString::number(m_badge);
        const QFont used = fontFor(FontRole::Overline);
        const double width = std::max(18.0, QFontMetricsF(used).horizontalAdvance(count) + 10);
        const QRectF badge = m_collapsed ? QRectF(box.right() - width + 2, 0, width, 16)
                                         : QRectF(box.right() - width - 8, box.center().y() - 9, width, 18);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(Token::Accent));
        painter.drawRoundedRect(badge, badge.height() / 2, badge.height() / 2);
        painter.setFont(used);
        painter.setPen(color(Token::OnAccent));
        painter.drawText(badge, Qt::AlignCenter, count);
    }
    if (property("kf").toBool()) {
        painter.setPen(QPen(color(Token::Focus), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6);
    }
}

NavigationRail::NavigationRail(const PanelRegistry& panels, QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("navRail"));
    setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 9, 8);
    column->setSpacing(2);
    m_brand = new Brand(this);
    connect(m_brand, &QAbstractButton::clicked, this, &NavigationRail::brandClicked);
    column->addWidget(m_brand);
    column->addSpacing(8);
    for (const Section section : {Section::None, Section::Data, Section::Build, Section::Ship, Section::Trace}) {
        const QString title = titleOf(section);
        bool headed = title.isEmpty();
        for (const PanelInfo& panel : panels.all()) {
            if (panel.section != section) continue;
            if (!headed) {
                auto* heading = new TextLabel(title, FontRole::Overline, Token::TextMuted);
                heading->setContentsMargins(10, 12, 0, 4);
                m_headings.push_back(heading);
                column->addWidget(heading);
                headed = true;
            }
            addItem(*column, panel);
        }
    }
    column->addStretch();
    for (const PanelInfo& panel : panels.all())
        if (panel.section == Section::Bottom) addItem(*column, panel);
    setCollapsed(false);
}

void NavigationRail::addItem(QVBoxLayout& column, const PanelInfo& panel) {
    auto* item = new RailItem(panel.icon, panel.title, panel.shortcut, this);
    item->setObjectName(QStringLiteral("nav-") + panel.id);
    connect(item, &QAbstractButton::clicked, this, [this, id = panel.id] { chosen(id); });
    column.addWidget(item);
    m_items[panel.id] = item;
}

void NavigationRail::setCurrent(const QString& panel) {
    const auto found = m_items.find(panel);
    if (found != m_items.end()) found->second->setChecked(true);
}

void NavigationRail::setCollapsed(bool collapsed) {
    m_collapsed = collapsed;
    setFixedWidth(collapsed ? kNarrow : kWide);
    for (auto& [id, item] : m_items) item->setCollapsed(collapsed);
    for (QWidget* heading : m_headings) heading->setVisible(!collapsed);
    m_brand->update();
}

void NavigationRail::setBadge(const QString& panel, int count) {
    const auto found = m_items.find(panel);
    if (found != m_items.end()) found->second->setBadge(count);
}

} // namespace slipway::ui
