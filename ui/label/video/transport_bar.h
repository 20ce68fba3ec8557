#pragma once

#include <QWidget>
#include <cstdint>

class QComboBox;
class QLineEdit;
class QToolButton;

namespace slipway::ui {

class ElidedLabel;
class ScrubBar;
class TextLabel;
struct VideoFacts;

/// "1:02.040"; with hours only when there are some.
QString clockText(double seconds);

/// The row under a video: keys to step and play, speed, the frame's number (typed to jump), its time, and the scrub
/// bar.
class TransportBar : public QWidget {
    Q_OBJECT
public:
    explicit TransportBar(QWidget* parent = nullptr);

    void setVideo(const VideoFacts* facts); ///< null: nothing to control
    void setFrame(std::int64_t frame);
    void setPlaying(bool playing);
    void setSpeed(double speed);
    ScrubBar* scrubBar() const { return m_scrub; }

signals:
    void actionAsked(const QString& action); ///< by the names of key_set.h
    void frameAsked(qint64 frame);
    void speedAsked(double speed);
    void left(); ///< typing is done: keys belong to the picture again

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QToolButton* addButton(const QString& icon, const QString& name, const QString& action);
    void typed();
    void showFrame();

    const VideoFacts* m_facts = nullptr;
    std::int64_t m_frame = 0;
    ScrubBar* m_scrub;
    QToolButton* m_play;
    QLineEdit* m_number;
    TextLabel* m_count;
    ElidedLabel* m_time;
    QComboBox* m_speed;
};

} // namespace slipway::ui
