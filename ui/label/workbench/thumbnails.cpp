#include "ui/label/workbench/thumbnails.h"

#include <filesystem>

#include "core/media/image.h"
#include "ui/label/image/picture_loader.h"

namespace slipway::ui {

namespace {

constexpr int kMostBroken = 10'000;

} // namespace

Thumbnails::Thumbnails(QObject* parent) : QObject(parent), m_images(kMostBytes) {
    m_pool.setMaxThreadCount(1);
    m_pool.setThreadPriority(QThread::LowPriority);
}

Thumbnails::~Thumbnails() {
    m_wanted.clear();
    m_pool.waitForDone();
}

void Thumbnails::want(const QStringList& files) {
    m_wanted = files;
    next();
}

void Thumbnails::next() {
    if (!m_running.isEmpty()) return;
    while (!m_wanted.isEmpty() && (m_images.contains(m_wanted.front()) || m_broken.contains(m_wanted.front())))
        m_wanted.removeFirst();
    if (m_wanted.isEmpty()) return;
    m_running = m_wanted.takeFirst();
    m_pool.start([this, file = m_running] {
        auto pixels = media::readImage(std::filesystem::path(file.toStdString()), kSide);
        const QImage image = pixels ? toImage(std::move(*pixels)) : QImage();
        // The destructor waits for this thread: the object is there.
        QMetaObject::invokeMethod(this, [this, file, image] { finish(file, image); }, Qt::QueuedConnection);
    });
}

void Thumbnails::finish(const QString& file, const QImage& image) {
    m_running.clear();
    if (image.isNull()) {
        if (m_broken.size() > kMostBroken) m_broken.clear();
        m_broken.insert(file);
    } else {
        m_images.insert(file, new QImage(image), static_cast<qsizetype>(image.sizeInBytes()));
    }
    arrived(file);
    next();
}

} // namespace slipway::ui
