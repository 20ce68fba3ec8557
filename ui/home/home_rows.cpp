#include "ui/home/home_rows.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/shell/links.h"
#include "ui/shell/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

class Shape : public QWidget {
public:
    explicit Shape(PillKind kind) : m_kind(kind) { setFixedSize(28, 28); }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(pillFill(m_kind)));
        painter.drawEllipse(rect());
        paintPillShape(&painter, QPointF(14, 14), m_kind, color(pillText(m_kind)));
    }

private:
    PillKind m_kind;
};

} // namespace

QWidget* makeNeedsRow(const NeedsYou& need, std::function<void(const QString&)> open) {
    auto* row = new QWidget;
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(12);
    line->addWidget(new Shape(need.kind));
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(new ElidedLabel(need.title, FontRole::Control));
    const QString age = format::when(need.at);
    words->addWidget(new ElidedLabel(
        need.detail.isEmpty() ? age : need.detail + QStringLiteral(" · ") + age, FontRole::Caption, Token::TextMuted));
    line->addLayout(words, 1);
    auto* button = makeButton(need.action, QStringLiteral("needsButton"));
    button->setAccessibleName(need.action + QStringLiteral(": ") + need.title);
    button->setMinimumWidth(76);
    QObject::connect(button, &QPushButton::clicked, row, [open = std::move(open), link = need.link] { open(link); });
    line->addWidget(button);
    return row;
}

RecentRow::RecentRow(const RecentObject& object, QWidget* parent) : QAbstractButton(parent), m_object(object) {
    setAccessibleName(tr("%1, %2 %3").arg(object.title, object.what, format::when(object.at)));
    setToolTip(format::absolute(object.at));
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setFixedHeight(40);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void RecentRow::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(1, 1, -1, -1);
    if (underMouse()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(Token::Hover));
        painter.drawRoundedRect(box, 6, 6);
    }
    paintIcon(&painter, QRectF(10, height() / 2.0 - 9, 18, 18), iconOfKind(m_object.kind), color(Token::TextSecondary));
    const QString when = format::when(m_object.at);
    const QFont caption = fontFor(FontRole::Caption);
    const double whenWidth = QFontMetricsF(caption).horizontalAdvance(when) + 4;
    painter.setFont(caption);
    painter.setPen(color(Token::TextMuted));
    painter.drawText(box.adjusted(0, 0, -10, 0), Qt::AlignVCenter | Qt::AlignRight, when);
    const double left = 40, right = box.right() - whenWidth - 24;
    const QFont name = fontFor(FontRole::Control);
    const QString title = QFontMetricsF(name).elidedText(m_object.title, Qt::ElideRight, (right - left) * 0.7);
    const double titleWidth = QFontMetricsF(name).horizontalAdvance(title);
    painter.setFont(name);
    painter.setPen(color(Token::Text));
    painter.drawText(QRectF(left, 0, right - left, height()), Qt::AlignVCenter | Qt::AlignLeft, title);
    painter.setFont(caption);
    painter.setPen(color(Token::TextMuted));
    const double room = right - left - titleWidth - 10;
    if (room > 30)
        painter.drawText(QRectF(left + titleWidth + 10, 1, room, height()), Qt::AlignVCenter | Qt::AlignLeft,
            QFontMetricsF(caption).elidedText(m_object.what, Qt::ElideRight, room));
    if (!property("kf").toBool()) return;
    painter.setPen(QPen(color(Token::Focus), 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(box, 6, 6);
}

} // namespace slipway::ui
