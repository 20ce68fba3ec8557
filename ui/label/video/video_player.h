#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <memory>

#include "ui/label/video/frame_loader.h"

namespace slipway::ui {

/// Which frame of a video is on the screen, and which should be. Frame and picture change together, so what frame()
/// says is always what is seen; while a frame that was asked for is being decoded, the one before stays. GUI thread
/// only.
class VideoPlayer : public QObject {
    Q_OBJECT
public:
    explicit VideoPlayer(QObject* parent = nullptr);

    /// opened() and then frameShown(0), or failed() follows.
    void open(const std::filesystem::path& file);
    void close();
    /// Opens a file that is likely next.
    void prefetch(const std::filesystem::path& file);

    const VideoFacts* facts() const { return m_loader ? m_loader->facts() : nullptr; }
    std::int64_t frame() const { return m_shown; } ///< on the screen; -1: none yet
    std::int64_t wanted() const { return m_wanted; }
    std::shared_ptr<const FrameLoader::Frame> picture() const { return m_picture; } ///< of frame()

    /// Frames outside the video are taken as its first or last. Pauses.
    void goTo(std::int64_t frame);
    void step(std::int64_t frames) { goTo(m_wanted + frames); }

    /// By the frames' own times; frames are dropped when decoding is late. From the start again at the end.
    void play();
    void pause();
    bool isPlaying() const { return m_playing; }
    void setSpeed(double speed);
    double speed() const { return m_speed; }

signals:
    void opened();
    void failed(const slipway::Error& error);
    void frameShown(qint64 frame);
    void playingChanged(bool playing);
    void speedChanged(double speed);

private:
    void use(std::unique_ptr<FrameLoader> loader);
    void begin();
    void arrive(std::int64_t frame);
    void tick();
    void restartClock();
    void show(std::int64_t frame);

    std::unique_ptr<FrameLoader> m_loader, m_ahead;
    std::int64_t m_shown = -1, m_wanted = 0;
    std::shared_ptr<const FrameLoader::Frame> m_picture;
    bool m_playing = false;
    double m_speed = 1, m_from = 0; ///< seconds of the video when the clock was started
    QElapsedTimer m_clock;
    QTimer m_timer;
};

} // namespace slipway::ui
