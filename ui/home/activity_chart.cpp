#include "ui/home/activity_chart.h"

#include <QDate>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "ui/shell/theme.h"
#include "ui/widgets/chart_scale.h"
#include "ui/widgets/digits.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

ActivityChart::ActivityChart(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Activity of the last 14 days"));
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setFixedHeight(176);
}

void ActivityChart::setDays(std::vector<int> counts) {
    m_days = std::move(counts);
    setAccessibleDescription(tr("%1 events in 14 days").arg(std::accumulate(m_days.begin(), m_days.end(), 0)));
    update();
}

QRectF ActivityChart::plot() const {
    return {36, 22, std::max(10.0, width() - 36.0), height() - 46.0};
}

QString ActivityChart::dayText(int day) const {
    const QDate date = QDate::currentDate().addDays(day + 1 - static_cast<int>(m_days.size()));
    return QLocale::c().toString(date, QStringLiteral("ddd d MMM"));
}

void ActivityChart::paintEvent(QPaintEvent*) {
    if (m_days.empty()) return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = plot();
    const QFont used = fontFor(FontRole::Axis);
    const int most = std::max(4, *std::ranges::max_element(m_days));
    const Ticks ticks = niceTicks(0, most, 4, true);
    for (std::size_t i = 0; i < ticks.values.size(); ++i) {
        const double y = box.bottom() - ticks.values[i] / ticks.to * box.height();
        painter.fillRect(QRectF(box.left(), std::round(y), box.width(), 1), color(Token::Line));
        painter.setPen(color(Token::TextMuted));
        paintTabular(&painter, QRectF(0, y - 8, box.left() - 8, 16), used, ticks.labels[i], true);
    }
    const double cell = box.width() / static_cast<double>(m_days.size());
    const double bar = std::min(20.0, cell - 6);
    for (int i = 0; i < static_cast<int>(m_days.size()); ++i) {
        const int count = m_days[static_cast<std::size_t>(i)];
        const double centre = box.left() + (i + 0.5) * cell;
        if (count > 0) {
            const double height = std::max(2.0, count / ticks.to * box.height());
            painter.fillRect(QRectF(centre - bar / 2, box.bottom() - height, bar, height),
                Theme::current().series(i == m_hover ? 4 : 0));
        }
        const int fromToday = static_cast<int>(m_days.size()) - 1 - i;
        if (fromToday % 4 != 1 && fromToday != 0) continue;
        if (fromToday == 1) continue;
        const QString label =
            fromToday == 0 ? tr("today")
                           : QLocale::c().toString(QDate::currentDate().addDays(-fromToday), QStringLiteral("d MMM"));
        const double half = 28;
        painter.setFont(used);
        painter.setPen(color(Token::TextMuted));
        painter.drawText(QRectF(std::min(centre - half, width() - 2 * half), box.bottom() + 6, 2 * half, 16),
            centre + half > width() ? Qt::AlignRight : Qt::AlignHCenter, label);
    }
    painter.setPen(color(Token::TextSecondary));
    const QString line = m_hover >= 0
                             ? dayText(m_hover) + QStringLiteral(":  ") +
                                   format::plural(m_days[static_cast<std::size_t>(m_hover)], tr("event"), tr("events"))
                             : tr("events a day");
    paintTabular(&painter, QRectF(box.left(), 0, box.width(), 16), fontFor(FontRole::Caption), line, false);
    if (!property("kf").toBool() || !hasFocus()) return;
    painter.setPen(QPen(color(Token::Focus), 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
}

void ActivityChart::mouseMoveEvent(QMouseEvent* event) {
    const QRectF box = plot();
    const double at = (event->position().x() - box.left()) / box.width() * static_cast<double>(m_days.size());
    m_hover = at < 0 || m_days.empty() ? -1 : std::min(static_cast<int>(at), static_cast<int>(m_days.size()) - 1);
    update();
}

void ActivityChart::leaveEvent(QEvent*) {
    m_hover = -1;
    update();
}

void ActivityChart::keyPressEvent(QKeyEvent* event) {
    const int last = static_cast<int>(m_days.size()) - 1;
    if (event->key() == Qt::Key_Left)
        m_hover = std::clamp(m_hover < 0 ? last : m_hover - 1, 0, last);
    else if (event->key() == Qt::Key_Right)
        m_hover = std::clamp(m_hover + 1, 0, last);
    else {
        QWidget::keyPressEvent(event);
        return;
    }
    update();
}

} // namespace slipway::ui
