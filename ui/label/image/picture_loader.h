#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QThreadPool>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "core/base/result.h"
#include "core/media/image.h"
#include "ui/label/image/picture.h"

namespace slipway::ui {

/// Decoded pixels as a drawable image, without a copy where that is possible.
QImage toImage(media::Pixels&& pixels);

/// Reads pictures on threads and keeps those that are likely next. GUI thread only.
class PictureLoader : public QObject {
    Q_OBJECT
public:
    explicit PictureLoader(QObject* parent = nullptr);
    ~PictureLoader() override; ///< waits for what is being decoded

    /// loaded() or failed() follows, at once when the file is in memory; preview() may come before.
    void load(const std::filesystem::path& file);
    /// Decodes these when nothing more urgent is to do, in this order, as far as kMostBytes reach. Others that are in
    /// memory go when room is needed.
    void prefetch(const std::vector<std::filesystem::path>& files);
    bool isLoaded(const std::filesystem::path& file) const;
    void forget(); ///< nothing is wanted any more

    /// Decoded pictures that are kept.
    static constexpr std::int64_t kMostBytes = std::int64_t{768} << 20;
    /// Pictures with a longer side are read by tiles.
    static constexpr int kLargestWhole = 8192;

signals:
    void preview(const std::shared_ptr<const slipway::ui::Picture>& picture);
    void loaded(const std::shared_ptr<const slipway::ui::Picture>& picture);
    void failed(const slipway::Error& error);
    void tilesArrived();

private:
    using PicturePtr = std::shared_ptr<const Picture>;
    struct Work;
    struct Shared;
    void start(const std::filesystem::path& file, bool urgent);
    void startNext();
    void finish(const std::filesystem::path& file, Result<PicturePtr> result);
    void drop(const std::filesystem::path& file);
    void tellWanted();
    void makeRoom();

    std::filesystem::path m_current;
    std::vector<std::filesystem::path> m_next;
    std::map<std::filesystem::path, PicturePtr> m_pictures;
    std::set<std::filesystem::path> m_running, m_broken;
    std::vector<std::filesystem::path> m_used; ///< in m_pictures, last used at the end
    std::shared_ptr<Shared> m_shared;
    QThreadPool m_pool;
};

} // namespace slipway::ui
