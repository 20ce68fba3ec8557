#include "ui/label/video/transport_bar.h"

#include <cmath>

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/label/video/frame_loader.h"
#include "ui/label/video/scrub_bar.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

constexpr std::pair<const char16_t*, double> kSpeeds[] = {
    {u"¼ ×", 0.25}, {u"½ ×", 0.5}, {u"1 ×", 1}, {u"2 ×", 2}, {u"4 ×", 4}};

} // namespace

QString clockText(double seconds) {
    const auto all = static_cast<std::int64_t>(std::llround(std::max(seconds, 0.0) * 1000));
    const auto two = [](std::int64_t value) { return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0')); };
    const std::int64_t hours = all / 3'600'000, minutes = all / 60'000 % 60, rest = all % 60'000;
    const QString seconds3 =
        two(rest / 1000) + QLatin1Char('.') + QStringLiteral("%1").arg(rest % 1000, 3, 10, QLatin1Char('0'));
    if (hours > 0) return QString::number(hours) + QLatin1Char(':') + two(minutes) + QLatin1Char(':') + seconds3;
    return QString::number(minutes) + QLatin1Char(':') + seconds3;
}

TransportBar::TransportBar(QWidget* parent)
    : QWidget(parent),
      m_scrub(new ScrubBar(this)),
      m_number(new QLineEdit(this)),
      m_count(new TextLabel({}, FontRole::Caption, Token::TextSecondary, this)),
      m_time(new ElidedLabel({}, FontRole::Code, Token::TextSecondary, this)),
      m_speed(new QComboBox(this)) {
    setObjectName(QStringLiteral("transportBar"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 4, 8, 6);
    column->setSpacing(2);
    column->addWidget(m_scrub);
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    column->addLayout(row);
    row->addWidget(
        addButton(QStringLiteral("keyframe-previous"), tr("Previous key frame"), QStringLiteral("keyframe.previous")));
    row->addWidget(addButton(QStringLiteral("chevron-left"), tr("Previous frame"), QStringLiteral("frame.previous")));
    m_play = addButton(QStringLiteral("play"), tr("Play"), QStringLiteral("video.play"));
    row->addWidget(m_play);
    row->addWidget(addButton(QStringLiteral("chevron-right"), tr("Next frame"), QStringLiteral("frame.next")));
    row->addWidget(addButton(QStringLiteral("keyframe-next"), tr("Next key frame"), QStringLiteral("keyframe.next")));
    row->addSpacing(8);

    m_number->setObjectName(QStringLiteral("frameNumber"));
    m_number->setAccessibleName(tr("Frame number"));
    m_number->setToolTip(tr("Type a frame and press Enter to go there"));
    m_number->setAlignment(Qt::AlignRight);
    m_number->setFixedWidth(76);
    m_number->installEventFilter(this);
    connect(m_number, &QLineEdit::returnPressed, this, &TransportBar::typed);
    row->addWidget(m_number);
    m_count->setObjectName(QStringLiteral("frameCount"));
    row->addWidget(m_count);
    row->addSpacing(8);
    m_time->setObjectName(QStringLiteral("frameTime"));
    row->addWidget(m_time);
    row->addStretch(1);

    m_speed->setObjectName(QStringLiteral("playSpeed"));
    m_speed->setAccessibleName(tr("Speed"));
    m_speed->setToolTip(tr("Speed of playing"));
    for (const auto& [text, speed] : kSpeeds) m_speed->addItem(QString::fromUtf16(text), speed);
    m_speed->setCurrentIndex(2);
    m_speed->setMaximumWidth(88);
    connect(m_speed, qOverload<int>(&QComboBox::activated), this, [this](int index) {
        speedAsked(m_speed->itemData(index).toDouble());
        left();
    });
    row->addWidget(m_speed);
    connect(m_scrub, &ScrubBar::frameAsked, this, &TransportBar::frameAsked);
    setVideo(nullptr);
}

QToolButton* TransportBar::addButton(const QString& icon, const QString& name, const QString& action) {
    auto* button = makeIconButton(icon, name, QString(action).replace(QLatin1Char('.'), QLatin1Char('_')), this);
    button->setFocusPolicy(Qt::TabFocus); // a click leaves the keys with the picture
    connect(button, &QToolButton::clicked, this, [this, action] { actionAsked(action); });
    return button;
}

void TransportBar::setVideo(const VideoFacts* facts) {
    m_facts = facts;
    m_frame = 0;
    setEnabled(facts != nullptr);
    m_scrub->setFrames(facts ? facts->frames() : 1);
    m_count->setText(facts ? tr("of 0 – %1").arg(format::count(facts->frames() - 1)) : QString());
    showFrame();
}

void TransportBar::setFrame(std::int64_t frame) {
    m_frame = frame;
    showFrame();
}

void TransportBar::showFrame() {
    m_scrub->setFrame(m_frame);
    if (!m_number->hasFocus() || !m_number->isModified())
        m_number->setText(m_facts ? format::count(m_frame) : QString());
    m_time->setText(m_facts
                        ? clockText(m_facts->secondsAt(m_frame)) + QStringLiteral(" / ") + clockText(m_facts->duration)
                        : QString());
}

void TransportBar::setPlaying(bool playing) {
    m_play->setIcon(icon(playing ? QStringLiteral("pause") : QStringLiteral("play")));
    const QString name = playing ? tr("Pause") : tr("Play");
    m_play->setToolTip(name);
    m_play->setAccessibleName(name);
}

void TransportBar::setSpeed(double speed) {
    if (const int index = m_speed->findData(speed); index >= 0) m_speed->setCurrentIndex(index);
}

void TransportBar::typed() {
    QString digits;
    for (const QChar c : m_number->text())
        if (c.isDigit()) digits += c;
    bool isNumber = false;
    const qint64 frame = digits.toLongLong(&isNumber);
    m_number->setModified(false);
    if (isNumber && m_facts) frameAsked(std::min<qint64>(frame, m_facts->frames() - 1));
    showFrame();
    left();
}

bool TransportBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_number && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        m_number->setModified(false);
        showFrame();
        left();
        return true;
    }
    if (watched == m_number && event->type() == QEvent::FocusOut) {
        m_number->setModified(false);
        showFrame();
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace slipway::ui
