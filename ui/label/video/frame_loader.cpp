#include "ui/label/video/frame_loader.h"

#include <algorithm>
#include <condition_variable>
#include <cstdlib>

#include <QThreadPool>

#include "ui/label/image/picture_loader.h"
#include "ui/label/video/frame_picture.h"

namespace slipway::ui {

std::int64_t VideoFacts::frameAt(double seconds) const {
    const auto behind = std::ranges::upper_bound(times, seconds, {}, &media::FrameTime::seconds);
    return std::max<std::int64_t>(behind - times.begin() - 1, 0);
}

namespace {

constexpr std::int64_t kFewest = 8, kMost = 240; ///< frames that are kept, whatever their size
constexpr std::int64_t kFirst = 2;               ///< frames that are decoded before one is asked for

std::int64_t keptFrames(const VideoFacts& facts) {
    const std::int64_t bytes = std::max<std::int64_t>(std::int64_t{4} * facts.width * facts.height * 4 / 3, 1);
    return std::clamp(FrameLoader::kMostBytes / bytes, kFewest, kMost);
}

} // namespace

/// What both threads look at; it outlives the loader while a frame is being decoded.
struct FrameLoader::Shared {
    std::mutex mutex;
    std::condition_variable changed;
    FrameLoader* loader = nullptr; ///< null when it is gone
    bool closing = false;
    std::int64_t wanted = 0, frames = 0, kept = kFewest;
    int direction = 1;
    bool asked = false; ///< by want(): before, the video is only likely to be needed
    std::map<std::int64_t, std::shared_ptr<const Frame>> ring;
    Progress opening;

    template <class F> void post(F call) {
        const std::lock_guard lock(mutex);
        if (loader)
            QMetaObject::invokeMethod(
                loader, [call = std::move(call), self = loader] { call(*self); }, Qt::QueuedConnection);
    }

    /// The next frame to decode; waits until there is one. Nothing when the loader is gone.
    std::optional<std::int64_t> next() {
        std::unique_lock lock(mutex);
        std::optional<std::int64_t> found;
        changed.wait(lock, [&] { return closing || (found = missing()); });
        return closing ? std::nullopt : found;
    }

    std::int64_t reach() const { return asked ? kept * 3 / 4 : kFirst; }

    std::optional<std::int64_t> missing() const {
        for (std::int64_t i = 0; i <= reach(); ++i) {
            const std::int64_t frame = wanted + direction * i;
            if (frame < 0 || frame >= frames) break;
            if (!ring.contains(frame)) return frame;
        }
        return {};
    }

    void keep(std::int64_t number, Frame frame) {
        const std::lock_guard lock(mutex);
        ring[number] = std::make_shared<const Frame>(std::move(frame));
        while (static_cast<std::int64_t>(ring.size()) > kept)
            ring.erase(leastUseful() == ring.begin()->first ? ring.begin() : std::prev(ring.end()));
    }

    /// The first or the last that is kept. Never one that missing() would ask for again: what lies within reach ahead
    /// stays, and `kept` has room for it.
    std::int64_t leastUseful() const {
        const auto first = ring.begin()->first, last = ring.rbegin()->first;
        const auto distance = [this](std::int64_t frame) {
            const auto ahead = (frame - wanted) * direction;
            return ahead < 0 ? -ahead + reach() : ahead <= reach() ? 0 : ahead;
        };
        return distance(first) > distance(last) ? first : last;
    }

    static Frame decode(media::Video& video, std::int64_t number) {
        SLIPWAY_ASSIGN(auto pixels, video.frame(number));
        return PicturePtr(std::make_shared<const FramePicture>(toImage(std::move(pixels))));
    }

    void run(const std::filesystem::path& file) {
        auto opened = media::Video::open(file, opening);
        if (!opened) {
            post([error = opened.error()](FrameLoader& self) {
                self.m_problem = error;
                self.failed(error);
            });
            return;
        }
        media::Video& video = **opened;
        auto facts = std::make_shared<const VideoFacts>(
            VideoFacts{video.width(), video.height(), video.duration(), video.hasConstantRate(), video.times()});
        {
            const std::lock_guard lock(mutex);
            frames = facts->frames();
            kept = keptFrames(*facts);
        }
        post([facts](FrameLoader& self) {
            self.m_facts = facts;
            self.opened();
        });
        while (const auto number = next()) {
            keep(*number, decode(video, *number));
            post([number = *number](FrameLoader& self) { self.arrived(number); });
        }
    }
};

FrameLoader::FrameLoader(const std::filesystem::path& file, QObject* parent)
    : QObject(parent), m_file(file), m_shared(std::make_shared<Shared>()) {
    m_shared->loader = this;
    m_thread = std::thread([shared = m_shared, file] { shared->run(file); });
}

FrameLoader::~FrameLoader() {
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->loader = nullptr;
        m_shared->closing = true;
        m_shared->opening.cancel();
        m_shared->changed.notify_all();
    }
    // A frame that is being decoded can take long and cannot be interrupted. The pool waits at the end of the program.
    auto thread = std::make_shared<std::thread>(std::move(m_thread));
    QThreadPool::globalInstance()->start([thread] { thread->join(); });
}

void FrameLoader::want(std::int64_t frame, int direction) {
    const std::lock_guard lock(m_shared->mutex);
    m_shared->wanted = frame;
    m_shared->asked = true;
    m_shared->direction = direction < 0 ? -1 : 1;
    m_shared->changed.notify_all();
}

std::shared_ptr<const FrameLoader::Frame> FrameLoader::find(std::int64_t frame) const {
    const std::lock_guard lock(m_shared->mutex);
    const auto found = m_shared->ring.find(frame);
    return found == m_shared->ring.end() ? nullptr : found->second;
}

std::optional<std::int64_t> FrameLoader::nearest(std::int64_t from, std::int64_t to) const {
    const std::lock_guard lock(m_shared->mutex);
    const auto& ring = m_shared->ring;
    if (to >= from) {
        auto behind = ring.upper_bound(to);
        if (behind == ring.begin()) return {};
        const std::int64_t found = std::prev(behind)->first;
        return found > from ? std::optional(found) : std::nullopt;
    }
    const auto found = ring.lower_bound(to);
    return found != ring.end() && found->first < from ? std::optional(found->first) : std::nullopt;
}

} // namespace slipway::ui
