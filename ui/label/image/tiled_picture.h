#pragma once

#include <QMutex>
#include <QThreadPool>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <vector>

#include "core/media/image.h"
#include "ui/label/image/picture.h"

namespace slipway::ui {

/// A picture too large for memory: tiles of the level that is needed, loaded by threads of its own and kept while they
/// are used (least recently used go first).
class TiledPicture : public Picture {
public:
    /// `arrived` is called on a loading thread after each tile.
    TiledPicture(std::unique_ptr<media::TiledImage> source, std::function<void()> arrived);
    ~TiledPicture() override; ///< waits for tiles that are being read

    QSize size() const override { return m_size; }
    void paint(QPainter& painter, const ViewTransform& transform, const QRectF& view, double ratio,
        bool smooth) const override;
    QImage overview() const override { return m_overview; }
    QImage pixels(const QRect& part) const override;
    std::int64_t bytes() const override;
    bool isPending() const override;

    /// How much may be kept.
    static constexpr std::int64_t kMostBytes = std::int64_t{384} << 20;

private:
    using TileId = std::tuple<int, int, int>; ///< level, column, row
    struct Entry {
        QImage image;
        std::list<TileId>::iterator used;
    };

    void makeOverview();
    QImage find(const TileId& id) const; ///< null when not there; marks it used
    void ask(std::vector<TileId> missing) const;
    void loadWanted() const;
    void keep(const TileId& id, const QImage& image) const;
    QImage load(const TileId& id) const;
    QSize levelSize(int level) const;
    QRect tileRect(const TileId& id) const;
    void putCoarser(QPainter& painter, const TileId& id, const QPoint& origin) const;

    std::unique_ptr<media::TiledImage> m_source;
    std::function<void()> m_arrived;
    QSize m_size;
    QImage m_overview;

    mutable QMutex m_mutex;
    mutable std::map<TileId, Entry> m_tiles;
    mutable std::list<TileId> m_order; ///< last used first
    mutable std::int64_t m_bytes = 0;
    mutable std::vector<TileId> m_wanted; ///< of the last paint
    mutable std::set<TileId> m_loading;
    mutable bool m_closing = false;
    mutable QThreadPool m_pool;
};

} // namespace slipway::ui
