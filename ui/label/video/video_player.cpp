#include "ui/label/video/video_player.h"

#include <algorithm>
#include <cmath>

namespace slipway::ui {

namespace {

constexpr int kShortestWait = 2, kLongestWait = 100; ///< milliseconds until the player looks again

} // namespace

VideoPlayer::VideoPlayer(QObject* parent) : QObject(parent) {
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &VideoPlayer::tick);
}

void VideoPlayer::open(const std::filesystem::path& file) {
    close();
    const bool isReady = m_ahead && m_ahead->file() == file && !m_ahead->problem();
    use(isReady ? std::move(m_ahead) : std::make_unique<FrameLoader>(file));
    m_ahead.reset();
}

void VideoPlayer::use(std::unique_ptr<FrameLoader> loader) {
    m_loader = std::move(loader);
    connect(m_loader.get(), &FrameLoader::opened, this, &VideoPlayer::begin);
    connect(m_loader.get(), &FrameLoader::failed, this, &VideoPlayer::failed);
    connect(m_loader.get(), &FrameLoader::arrived, this, &VideoPlayer::arrive);
    if (m_loader->facts()) begin();
}

void VideoPlayer::begin() {
    opened();
    goTo(0);
}

void VideoPlayer::close() {
    pause();
    m_loader.reset();
    m_picture.reset();
    m_shown = -1;
    m_wanted = 0;
}

void VideoPlayer::prefetch(const std::filesystem::path& file) {
    if (m_ahead && m_ahead->file() == file) return;
    m_ahead = std::make_unique<FrameLoader>(file);
}

void VideoPlayer::goTo(std::int64_t frame) {
    if (!facts()) return;
    pause();
    frame = std::clamp<std::int64_t>(frame, 0, facts()->frames() - 1);
    const int direction = frame < m_shown ? -1 : 1;
    m_wanted = frame;
    m_loader->want(frame, direction);
    if (m_loader->find(frame)) show(frame);
}

void VideoPlayer::arrive(std::int64_t frame) {
    if (m_playing) {
        tick();
    } else if (m_shown != m_wanted) {
        // With a key held down the wanted frame runs ahead; those on the way to it show that something happens.
        const bool isOnTheWay = m_shown >= 0 && (frame - m_shown) * (m_wanted - frame) > 0;
        if (frame == m_wanted || isOnTheWay) show(frame);
    }
}

void VideoPlayer::show(std::int64_t frame) {
    auto picture = m_loader->find(frame);
    if (!picture || frame == m_shown) return;
    m_shown = frame;
    m_picture = std::move(picture);
    frameShown(frame);
}

void VideoPlayer::restartClock() {
    m_from = facts()->secondsAt(m_wanted);
    m_clock.start();
}

void VideoPlayer::play() {
    if (!facts() || m_playing) return;
    if (m_shown == facts()->frames() - 1) goTo(0);
    m_playing = true;
    restartClock();
    playingChanged(true);
    tick();
}

void VideoPlayer::pause() {
    if (!m_playing) return;
    m_playing = false;
    m_timer.stop();
    m_wanted = std::max<std::int64_t>(m_shown, 0);
    playingChanged(false);
}

void VideoPlayer::setSpeed(double speed) {
    if (speed == m_speed || speed <= 0) return;
    m_speed = speed;
    if (m_playing) {
        restartClock();
        tick();
    }
    speedChanged(speed);
}

void VideoPlayer::tick() {
    if (!m_playing) return;
    const double now = m_from + m_speed * static_cast<double>(m_clock.nsecsElapsed()) / 1e9;
    const std::int64_t last = facts()->frames() - 1, due = facts()->frameAt(now);
    m_wanted = due;
    m_loader->want(due, 1);
    if (const auto ready = m_loader->nearest(m_shown, due); ready && *ready <= due) show(*ready);
    if (!m_playing) return; // whoever was told has paused
    if (m_shown == last && due == last) {
        pause();
        return;
    }
    const double next = due < last ? facts()->secondsAt(due + 1) : now + 1;
    const double wait = std::ceil((next - now) / m_speed * 1000);
    m_timer.start(static_cast<int>(std::clamp<double>(wait, kShortestWait, kLongestWait)));
}

} // namespace slipway::ui
