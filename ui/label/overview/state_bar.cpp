#include "ui/label/overview/state_bar.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <array>

#include "ui/label/task_words.h"
#include "ui/shell/theme.h"
#include "ui/widgets/digits.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

using label::TaskState;

constexpr std::array kInOrder{TaskState::Accepted, TaskState::Submitted, TaskState::Started, TaskState::SentBack,
    TaskState::Skipped, TaskState::Broken, TaskState::New};

QColor fillOf(TaskState state) {
    const auto& theme = Theme::current();
    switch (state) {
    case TaskState::Accepted:
        return theme.series(2);
    case TaskState::Submitted:
        return theme.series(0);
    case TaskState::Started:
        return theme.series(4);
    case TaskState::SentBack:
        return theme.series(1);
    case TaskState::Skipped:
        return color(Token::Reference);
    case TaskState::Broken:
        return theme.series(5);
    case TaskState::New:
        break;
    }
    return color(Token::Scroll);
}

constexpr double kBarHeight = 10, kTextHeight = 18;
constexpr double kLeast = 3; ///< pixels: one task of a million is seen too

} // namespace

StateBar::StateBar(const QString& name, QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(name);
}

void StateBar::setCounts(const std::vector<std::int64_t>& counts) {
    m_parts.clear();
    m_total = 0;
    QStringList words;
    for (const TaskState state : kInOrder) {
        const auto place = static_cast<std::size_t>(state);
        if (place >= counts.size() || counts[place] == 0) continue;
        m_parts.push_back({state, counts[place]});
        m_total += counts[place];
        words << QStringLiteral("%1 %2").arg(lookOf(state).word, format::count(counts[place]));
    }
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    setToolTip(words.join(QLatin1Char('\n')));
    update();
}

QSize StateBar::sizeHint() const {
    return {300, static_cast<int>(kBarHeight + kTextHeight * Theme::current().textScale() + 8)};
}

QSize StateBar::minimumSizeHint() const {
    return {160, sizeHint().height()};
}

void StateBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF bar(0, 0, width(), kBarHeight);
    QPainterPath clip;
    clip.addRoundedRect(bar, kBarHeight / 2, kBarHeight / 2);
    painter.setClipPath(clip);
    painter.fillRect(bar, color(Token::Sunken));
    double x = 0;
    for (const Part& part : m_parts) {
        const bool last = &part == &m_parts.back();
        const double share = static_cast<double>(part.count) / static_cast<double>(m_total);
        const double length = last ? bar.width() - x : std::max(kLeast, share * bar.width());
        painter.fillRect(QRectF(x, 0, std::max(1.0, length - (last ? 0 : 1)), kBarHeight), fillOf(part.state));
        x += length;
    }
    painter.setClipping(false);
    const QFont used = fontFor(FontRole::Caption);
    const double y = kBarHeight + 6, high = height() - y;
    double from = 0;
    for (const Part& part : m_parts) {
        const QString text = QStringLiteral("%1  %2").arg(lookOf(part.state).word, format::count(part.count));
        const double needed = tabularWidth(used, text);
        if (from + 16 + needed > width()) break; // the tooltip has all
        painter.setPen(Qt::NoPen);
        painter.setBrush(fillOf(part.state));
        painter.drawRoundedRect(QRectF(from, y + high / 2 - 4, 8, 8), 2, 2);
        painter.setPen(color(Token::TextSecondary));
        paintTabular(&painter, QRectF(from + 14, y, needed + 2, high), used, text, false);
        from += needed + 34;
    }
}

} // namespace slipway::ui
