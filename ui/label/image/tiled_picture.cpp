#include "ui/label/image/tiled_picture.h"

#include <algorithm>
#include <cmath>

#include <QMutexLocker>

#include "ui/label/image/picture_loader.h"

namespace slipway::ui {

namespace {

constexpr int kTile = media::TiledImage::kTile;
constexpr int kThreads = 2;

} // namespace

TiledPicture::TiledPicture(std::unique_ptr<media::TiledImage> source, std::function<void()> arrived)
    : m_source(std::move(source)),
      m_arrived(std::move(arrived)),
      m_size(m_source->info().width, m_source->info().height) {
    m_pool.setMaxThreadCount(kThreads);
    makeOverview();
}

TiledPicture::~TiledPicture() {
    {
        const QMutexLocker lock(&m_mutex);
        m_closing = true;
        m_wanted.clear();
    }
    m_pool.waitForDone();
}

/// The coarsest levels are small: they are read at once, and stand in for whatever is missing.
void TiledPicture::makeOverview() {
    int level = m_source->levels() - 1;
    while (level > 0 && std::max(levelSize(level - 1).width(), levelSize(level - 1).height()) <= kOverview) --level;
    const QSize size = levelSize(level);
    m_overview = QImage(size, QImage::Format_RGB32);
    m_overview.fill(Qt::gray);
    QPainter painter(&m_overview);
    for (int row = 0; row * kTile < size.height(); ++row)
        for (int column = 0; column * kTile < size.width(); ++column)
            painter.drawImage(column * kTile, row * kTile, load({level, column, row}));
}

QSize TiledPicture::levelSize(int level) const {
    const auto side = [&](int full) { return std::max(1, (full + (1 << level) - 1) >> level); };
    return {side(m_size.width()), side(m_size.height())};
}

QRect TiledPicture::tileRect(const TileId& id) const {
    const auto [level, column, row] = id;
    return QRect(column * kTile, row * kTile, kTile, kTile).intersected(QRect(QPoint(), levelSize(level)));
}

QImage TiledPicture::load(const TileId& id) const {
    auto pixels = m_source->tile(std::get<0>(id), std::get<1>(id), std::get<2>(id));
    return pixels ? toImage(std::move(*pixels)) : QImage();
}

QImage TiledPicture::find(const TileId& id) const {
    const QMutexLocker lock(&m_mutex);
    const auto found = m_tiles.find(id);
    if (found == m_tiles.end()) return {};
    m_order.splice(m_order.begin(), m_order, found->second.used);
    return found->second.image;
}

void TiledPicture::keep(const TileId& id, const QImage& image) const {
    if (m_tiles.contains(id)) return;
    m_order.push_front(id);
    m_tiles[id] = {image, m_order.begin()};
    m_bytes += image.sizeInBytes();
    while (m_bytes > kMostBytes && m_order.size() > 1) {
        const auto oldest = m_tiles.find(m_order.back());
        m_bytes -= oldest->second.image.sizeInBytes();
        m_tiles.erase(oldest);
        m_order.pop_back();
    }
}

void TiledPicture::ask(std::vector<TileId> missing) const {
    const QMutexLocker lock(&m_mutex);
    const bool idle = m_wanted.empty();
    m_wanted = std::move(missing);
    // Those that came since the painter looked are there, too.
    std::erase_if(m_wanted, [&](const TileId& id) { return m_loading.contains(id) || m_tiles.contains(id); });
    if (m_closing || m_wanted.empty() || (!idle && m_pool.activeThreadCount() >= kThreads)) return;
    for (int i = 0; i < kThreads; ++i) m_pool.start([this] { loadWanted(); });
}

void TiledPicture::loadWanted() const {
    for (;;) {
        TileId id;
        {
            const QMutexLocker lock(&m_mutex);
            if (m_closing || m_wanted.empty()) return;
            id = m_wanted.back();
            m_wanted.pop_back();
            m_loading.insert(id);
        }
        // A tile that cannot be read is kept as grey, or it would be asked for for ever.
        QImage image = load(id);
        if (image.isNull()) {
            image = QImage(tileRect(id).size(), QImage::Format_RGB32);
            image.fill(Qt::gray);
        }
        {
            const QMutexLocker lock(&m_mutex);
            m_loading.erase(id);
            keep(id, image);
        }
        m_arrived();
    }
}

void TiledPicture::putCoarser(QPainter& painter, const TileId& id, const QPoint& origin) const {
    const QRect tile = tileRect(id);
    const QSize size = levelSize(std::get<0>(id));
    const double across = static_cast<double>(m_overview.width()) / size.width();
    const double down = static_cast<double>(m_overview.height()) / size.height();
    painter.drawImage(QRectF(tile.translated(-origin)), m_overview,
        QRectF(tile.x() * across, tile.y() * down, tile.width() * across, tile.height() * down));
}

void TiledPicture::paint(
    QPainter& painter, const ViewTransform& transform, const QRectF& view, double ratio, bool smooth) const {
    const int level = levelFor(transform.zoom() * ratio, m_source->levels());
    const QSize size = levelSize(level);
    const QRectF whole = transform.toView(label::Box{0, 0, double(m_size.width()), double(m_size.height())});
    const QRectF target = whole.intersected(view);
    if (target.isEmpty()) return;
    const double across = size.width() / whole.width(), down = size.height() / whole.height();
    const QRectF wanted((target.left() - whole.left()) * across, (target.top() - whole.top()) * down,
        target.width() * across, target.height() * down);
    const QRect source = wanted.toAlignedRect().adjusted(-1, -1, 1, 1).intersected(QRect(QPoint(), size));

    // Tiles are put together first: drawn one by one, scaled borders would show as seams.
    QImage joined(source.size(), QImage::Format_RGB32);
    std::vector<TileId> missing;
    {
        QPainter put(&joined);
        put.setRenderHint(QPainter::SmoothPixmapTransform);
        for (int row = source.top() / kTile; row <= source.bottom() / kTile; ++row) {
            for (int column = source.left() / kTile; column <= source.right() / kTile; ++column) {
                const TileId id{level, column, row};
                if (const QImage tile = find(id); !tile.isNull()) {
                    put.drawImage(tileRect(id).topLeft() - source.topLeft(), tile);
                } else {
                    putCoarser(put, id, source.topLeft());
                    missing.push_back(id);
                }
            }
        }
    }
    if (!missing.empty()) ask(std::move(missing));
    const QRectF exact(whole.left() + source.left() / across, whole.top() + source.top() / down,
        source.width() / across, source.height() / down);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, smooth);
    painter.drawImage(exact, joined);
}

QImage TiledPicture::pixels(const QRect& part) const {
    const QRect wanted = part.intersected(QRect(QPoint(), m_size));
    QImage joined(wanted.size(), QImage::Format_RGB32);
    QPainter put(&joined);
    for (int row = wanted.top() / kTile; row <= wanted.bottom() / kTile; ++row) {
        for (int column = wanted.left() / kTile; column <= wanted.right() / kTile; ++column) {
            const TileId id{0, column, row};
            QImage tile = find(id);
            if (tile.isNull()) tile = load(id);
            put.drawImage(tileRect(id).topLeft() - wanted.topLeft(), tile);
        }
    }
    put.end();
    return joined;
}

bool TiledPicture::isPending() const {
    const QMutexLocker lock(&m_mutex);
    return !m_wanted.empty() || !m_loading.empty();
}

std::int64_t TiledPicture::bytes() const {
    const QMutexLocker lock(&m_mutex);
    return m_bytes + m_overview.sizeInBytes();
}

} // namespace slipway::ui
