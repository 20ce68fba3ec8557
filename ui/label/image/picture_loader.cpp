#include "ui/label/image/picture_loader.h"

#include <algorithm>

#include <QMutex>
#include <QMutexLocker>

#include "ui/label/image/tiled_picture.h"

namespace slipway::ui {

namespace fs = std::filesystem;

namespace {

constexpr int kPreviewSide = 384; // an eighth of most pictures: JPEG is read so small without decoding the rest
constexpr std::int64_t kSlowPixels = 3'000'000;
constexpr int kUrgent = 10, kLater = 0;

/// Decoders that read a smaller picture much faster than the whole.
bool shrinksOnLoad(const media::ImageInfo& info) {
    return info.format == "jpeg" || info.format == "webp";
}

bool isOpaque(const QImage& image) {
    const auto* pixels = reinterpret_cast<const QRgb*>(image.constBits());
    const auto count = static_cast<std::size_t>(image.width()) * static_cast<std::size_t>(image.height());
    return std::all_of(pixels, pixels + count, [](QRgb pixel) { return qAlpha(pixel) == 255; });
}

/// Decoded straight into what is drawn.
Result<QImage> readPicture(const fs::path& file, int most) {
    QImage image;
    SLIPWAY_TRY(media::drawImage(file, most, [&](int width, int height, bool alpha) {
        image = QImage(width, height, alpha ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32);
        return reinterpret_cast<std::uint32_t*>(image.bits());
    }));
    if (image.hasAlphaChannel() && isOpaque(image)) image.reinterpretAsFormat(QImage::Format_RGB32); // faster to draw
    return image;
}

bool isSlow(const media::ImageInfo& info) {
    return std::int64_t{info.width} * info.height > kSlowPixels && shrinksOnLoad(info);
}

} // namespace

QImage toImage(media::Pixels&& pixels) {
    const std::size_t stride = 4 * static_cast<std::size_t>(pixels.width);
    const auto* bytes = pixels.rgba.data();
    bool opaque = true;
    for (std::size_t i = 3; i < pixels.rgba.size() && opaque; i += 4) opaque = bytes[i] == 255;
    const QImage image(bytes, pixels.width, pixels.height, static_cast<qsizetype>(stride),
        opaque ? QImage::Format_RGBX8888 : QImage::Format_RGBA8888);
    return drawable(image); // another order of bytes, so it is a copy
}

/// What threads look at: outlives the loader, because large pictures do.
struct PictureLoader::Shared {
    QMutex mutex;
    std::set<fs::path> wanted;
    PictureLoader* loader = nullptr; ///< null when it is gone

    bool wants(const fs::path& file) {
        const QMutexLocker lock(&mutex);
        return wanted.contains(file);
    }
    template <class F> void post(F call) {
        const QMutexLocker lock(&mutex);
        if (loader)
            QMetaObject::invokeMethod(
                loader, [call = std::move(call), self = loader] { call(*self); }, Qt::QueuedConnection);
    }
};

struct PictureLoader::Work {
    fs::path file;
    bool urgent = false;
    std::shared_ptr<Shared> shared;

    void sendPreview(const media::ImageInfo& info, const QImage& image) const {
        auto picture = std::make_shared<const LevelPicture>(image, QSize(info.width, info.height));
        shared->post([picture, file = file](PictureLoader& loader) {
            if (loader.m_current == file && !loader.isLoaded(file)) loader.preview(picture);
        });
    }

    /// What a camera put beside its picture is there at once; else (and before reading by tiles, which takes long) the
    /// picture itself, read small.
    void sendPreviews(const media::ImageInfo& info, bool large) const {
        if (info.format == "jpeg") {
            if (auto thumbnail = media::readThumbnail(file); thumbnail && *thumbnail) {
                sendPreview(info, toImage(std::move(**thumbnail)));
                if (!large) return;
            }
        }
        if (auto image = readPicture(file, kPreviewSide)) sendPreview(info, *image); // else the full read says why
    }

    Result<PicturePtr> readTiled() const {
        SLIPWAY_ASSIGN(auto source, media::TiledImage::open(file));
        return PicturePtr(std::make_shared<const TiledPicture>(std::move(source),
            [shared = shared] { shared->post([](PictureLoader& loader) { loader.tilesArrived(); }); }));
    }

    Result<PicturePtr> read() const {
        SLIPWAY_ASSIGN(const auto info, media::readImageInfo(file));
        const bool large = std::max(info.width, info.height) > kLargestWhole;
        if (urgent && (isSlow(info) || (large && shrinksOnLoad(info)))) sendPreviews(info, large);
        if (large) return readTiled();
        SLIPWAY_ASSIGN(const auto image, readPicture(file, 0));
        return PicturePtr(std::make_shared<const LevelPicture>(image));
    }

    void operator()() const {
        if (!shared->wants(file)) { // many were passed over while this one stood in the queue
            shared->post([file = file](PictureLoader& loader) { loader.drop(file); });
            return;
        }
        auto result = std::make_shared<Result<PicturePtr>>(read());
        shared->post([result, file = file](PictureLoader& loader) { loader.finish(file, std::move(*result)); });
    }
};

PictureLoader::PictureLoader(QObject* parent) : QObject(parent), m_shared(std::make_shared<Shared>()) {
    m_shared->loader = this;
    m_pool.setMaxThreadCount(2);
}

PictureLoader::~PictureLoader() {
    m_pool.clear();
    m_pool.waitForDone();
    const QMutexLocker lock(&m_shared->mutex);
    m_shared->loader = nullptr;
}

bool PictureLoader::isLoaded(const fs::path& file) const {
    return m_pictures.contains(file);
}

void PictureLoader::load(const fs::path& file) {
    m_current = file;
    m_broken.erase(file);
    tellWanted();
    if (const auto found = m_pictures.find(file); found != m_pictures.end()) {
        std::erase(m_used, file);
        m_used.push_back(file);
        loaded(found->second);
        startNext();
        return;
    }
    start(file, true);
}

void PictureLoader::prefetch(const std::vector<fs::path>& files) {
    m_next = files;
    tellWanted();
    startNext();
}

void PictureLoader::forget() {
    m_current.clear();
    m_next.clear();
    tellWanted();
}

void PictureLoader::tellWanted() {
    const QMutexLocker lock(&m_shared->mutex);
    m_shared->wanted = {m_next.begin(), m_next.end()};
    m_shared->wanted.insert(m_current);
}

void PictureLoader::drop(const fs::path& file) {
    m_running.erase(file);
    if (file == m_current)
        start(file, true); // wanted again meanwhile
    else
        startNext();
}

void PictureLoader::start(const fs::path& file, bool urgent) {
    if (!m_running.insert(file).second) return;
    m_pool.start(Work{file, urgent, m_shared}, urgent ? kUrgent : kLater);
}

void PictureLoader::startNext() {
    // One at a time, so that show() of another file finds a free thread.
    if (!m_running.empty()) return;
    std::int64_t bytes = 0;
    for (const auto& [file, picture] : m_pictures)
        if (file == m_current || std::ranges::find(m_next, file) != m_next.end()) bytes += picture->bytes();
    if (bytes >= kMostBytes) return;
    const auto next = std::ranges::find_if(
        m_next, [&](const fs::path& file) { return !m_pictures.contains(file) && !m_broken.contains(file); });
    if (next != m_next.end()) start(*next, false);
}

void PictureLoader::finish(const fs::path& file, Result<PicturePtr> result) {
    m_running.erase(file);
    if (result) {
        m_pictures[file] = *result;
        m_used.push_back(file);
        makeRoom();
        if (file == m_current) loaded(*result);
    } else {
        m_broken.insert(file);
        if (file == m_current) failed(result.error());
    }
    startNext();
}

void PictureLoader::makeRoom() {
    const auto isWanted = [&](const fs::path& file) {
        return file == m_current || std::ranges::find(m_next, file) != m_next.end();
    };
    std::int64_t bytes = 0;
    for (const auto& [file, picture] : m_pictures) bytes += picture->bytes();
    for (const bool wantedToo : {false, true}) {
        for (auto file = m_used.begin(); bytes > kMostBytes && file != m_used.end();) {
            if (*file == m_current || (isWanted(*file) && !wantedToo)) {
                ++file;
                continue;
            }
            bytes -= m_pictures[*file]->bytes();
            m_pictures.erase(*file);
            file = m_used.erase(file);
        }
    }
}

} // namespace slipway::ui
