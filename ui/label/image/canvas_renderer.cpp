#include "ui/label/image/canvas_renderer.h"

#include <algorithm>
#include <cmath>

#ifdef __linux__
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace slipway::ui {

namespace {

constexpr std::size_t kDense = 400, kChips = 250;

void paintPicture(QImage& image, const CanvasFrame& frame, const QRectF& clip) {
    const QSize size = frame.picture->size();
    const QRectF whole = frame.transform.toView(label::Box{0, 0, double(size.width()), double(size.height())});
    const QRectF shown = whole.intersected(clip);
    if (shown.isEmpty()) return;
    {
        QPainter painter(&image);
        painter.translate(-frame.area.topLeft());
        painter.setClipRect(shown);
        // Enlarged pixels keep their corners: whoever zooms so far in wants to see them.
        frame.picture->paint(painter, frame.transform, shown, frame.ratio, frame.transform.zoom() * frame.ratio < 4);
    }
    if (frame.tone.isPlain()) return;
    const QRectF part = shown.translated(-frame.area.topLeft());
    const QRectF pixels(
        part.x() * frame.ratio, part.y() * frame.ratio, part.width() * frame.ratio, part.height() * frame.ratio);
    applyTone(image, pixels.toRect().intersected(image.rect()), frame.tone);
}

bool isShown(const SceneRegion& region, const CanvasFrame& frame, const label::Box& seen) {
    if (!region.bounds.intersects(seen) && !seen.contains({region.bounds.left, region.bounds.top})) return false;
    return !frame.lifted || !frame.lifted->contains(region.region.id);
}

/// `clip` with the room around it from where chips and casings reach in, in image pixels.
label::Box reachOf(const CanvasFrame& frame, const QRectF& clip) {
    const QRectF wide = clip.adjusted(-200, -30, 10, 30);
    const label::Point a = frame.transform.toImage(wide.topLeft()), b = frame.transform.toImage(wide.bottomRight());
    return {a.x, a.y, b.x - a.x, b.y - a.y};
}

void paintRegions(QImage& image, const CanvasFrame& frame, const QRectF& clip) {
    const label::Box seen = reachOf(frame, clip);
    std::vector<const SceneRegion*> shown;
    for (const auto& list : frame.lists)
        for (const auto& region : *list)
            if (isShown(*region, frame, seen)) shown.push_back(region.get());
    if (shown.empty()) return;

    QPainter painter(&image);
    painter.translate(-frame.area.topLeft());
    painter.setClipRect(clip);
    RegionPainter regions(painter, frame.transform, frame.style, clip);
    for (const SceneRegion* region : shown) regions.paint(*region);
    if (frame.style.chips)
        for (const SceneRegion* region : shown) regions.paintChip(*region);
}

/// On a busy machine the GUI thread goes first: a late layer is a moment of coarse pixels, a late frame is a stutter.
void stepBack() {
#ifdef __linux__
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 5);
#endif
}

/// Density belongs to a whole frame: a repaired part must look like the rest.
void setDensity(CanvasFrame& frame) {
    const label::Box seen = reachOf(frame, frame.area);
    std::size_t count = 0;
    for (const auto& list : frame.lists)
        count += static_cast<std::size_t>(
            std::ranges::count_if(*list, [&](const auto& region) { return isShown(*region, frame, seen); }));
    frame.style.dense = count > kDense;
    frame.style.chips = frame.style.chips && count <= kChips;
}

} // namespace

std::array<std::uint8_t, 256> toneCurve(const Tone& tone) {
    std::array<std::uint8_t, 256> curve{};
    // Contrast turns the line about its middle, up to eight times as steep.
    const double slope = std::pow(8.0, tone.contrast);
    for (std::size_t i = 0; i < curve.size(); ++i) {
        const double value = (static_cast<double>(i) / 255 - 0.5) * slope + 0.5 + tone.brightness;
        curve[i] = static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 1.0) * 255));
    }
    return curve;
}

void applyTone(QImage& image, const QRect& part, const Tone& tone) {
    const auto curve = toneCurve(tone);
    for (int y = part.top(); y <= part.bottom(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = part.left(); x <= part.right(); ++x) {
            const QRgb p = line[x];
            line[x] = qRgba(curve[static_cast<std::size_t>(qRed(p))], curve[static_cast<std::size_t>(qGreen(p))],
                curve[static_cast<std::size_t>(qBlue(p))], qAlpha(p));
        }
    }
}

CanvasLayer paintLayer(const CanvasFrame& frame) {
    CanvasLayer layer{frame, {}};
    const QSizeF size = frame.area.size() * frame.ratio;
    layer.image = QImage(qCeil(size.width()), qCeil(size.height()), QImage::Format_RGB32);
    layer.image.setDevicePixelRatio(frame.ratio);
    setDensity(layer.frame);
    repaintLayer(layer, frame.area);
    return layer;
}

void repaintLayer(CanvasLayer& layer, const QRectF& clip) {
    const CanvasFrame& frame = layer.frame;
    // Whole pixels: a part must not leave half-covered borders.
    const QRectF part = QRectF(clip.translated(-frame.area.topLeft()).toAlignedRect())
                            .translated(frame.area.topLeft())
                            .intersected(frame.area);
    if (part.isEmpty()) return;
    QPainter painter(&layer.image);
    painter.fillRect(part.translated(-frame.area.topLeft()), frame.backdrop);
    painter.end();
    if (frame.picture) paintPicture(layer.image, frame, part);
    if (!frame.lists.empty()) paintRegions(layer.image, frame, part);
}

CanvasRenderer::CanvasRenderer(QObject* parent) : QObject(parent), m_thread([this] { work(); }) {}

CanvasRenderer::~CanvasRenderer() {
    {
        const std::lock_guard lock(m_mutex);
        m_closing = true;
    }
    m_changed.notify_one();
    m_thread.join();
}

void CanvasRenderer::request(CanvasFrame frame) {
    ++m_asked;
    {
        const std::lock_guard lock(m_mutex);
        m_next = std::move(frame);
        m_nextNumber = m_asked;
    }
    m_changed.notify_one();
}

void CanvasRenderer::work() {
    stepBack();
    for (;;) {
        std::optional<CanvasFrame> frame;
        std::uint64_t number = 0;
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [this] { return m_closing || m_next; });
            if (m_closing) return;
            frame = std::move(m_next);
            m_next.reset();
            number = m_nextNumber;
        }
        auto layer = std::make_shared<CanvasLayer>(paintLayer(*frame));
        QMetaObject::invokeMethod(
            this,
            [this, layer, number] {
                m_answered = number;
                finished(layer);
            },
            Qt::QueuedConnection);
    }
}

} // namespace slipway::ui
