#pragma once

#include <QObject>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/media/video.h"
#include "ui/label/image/picture.h"

namespace slipway::ui {

/// What is known of a video once it is open.
struct VideoFacts {
    int width = 0, height = 0;
    double duration = 0; ///< seconds
    bool constantRate = true;
    std::vector<media::FrameTime> times;

    std::int64_t frames() const { return static_cast<std::int64_t>(times.size()); }
    double secondsAt(std::int64_t frame) const { return times[static_cast<std::size_t>(frame)].seconds; }
    std::int64_t frameAt(double seconds) const; ///< the one shown then
};

/// One video or folder of frames, read by a thread of its own: the frame that is needed, then those around it, which
/// are kept. GUI thread only.
class FrameLoader : public QObject {
    Q_OBJECT
public:
    using PicturePtr = std::shared_ptr<const Picture>;
    using Frame = Result<PicturePtr>; ///< the picture, or why it cannot be decoded

    /// Starts to open the file and decodes its first frames; opened() or failed() follows.
    explicit FrameLoader(const std::filesystem::path& file, QObject* parent = nullptr);
    ~FrameLoader() override; ///< does not wait for the thread: it ends after the frame that it decodes

    const std::filesystem::path& file() const { return m_file; }
    /// Null before opened().
    const VideoFacts* facts() const { return m_facts.get(); }
    const std::optional<Error>& problem() const { return m_problem; }

    /// This frame first, then those that follow in the direction (1 or -1). A newer call replaces an older.
    void want(std::int64_t frame, int direction);
    /// Null while it is not decoded.
    std::shared_ptr<const Frame> find(std::int64_t frame) const;
    /// The nearest decoded frame to `to` that lies between the two, `to` included, `from` not.
    std::optional<std::int64_t> nearest(std::int64_t from, std::int64_t to) const;

    /// Decoded frames that are kept.
    static constexpr std::int64_t kMostBytes = std::int64_t{192} << 20;

signals:
    void opened();
    void failed(const slipway::Error& error);
    void arrived(qint64 frame);

private:
    struct Shared;
    std::filesystem::path m_file;
    std::shared_ptr<const VideoFacts> m_facts;
    std::optional<Error> m_problem;
    std::shared_ptr<Shared> m_shared;
    std::thread m_thread;
};

} // namespace slipway::ui
