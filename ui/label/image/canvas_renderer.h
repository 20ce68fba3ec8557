#pragma once

#include <QImage>
#include <QObject>
#include <QString>
#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_set>

#include "ui/label/image/canvas_scene.h"
#include "ui/label/image/picture.h"
#include "ui/label/image/region_painter.h"
#include "ui/label/view_transform.h"

namespace slipway::ui {

/// How the picture's values are shown: both -1 … 1, 0 as they are.
struct Tone {
    double brightness = 0, contrast = 0;
    bool isPlain() const { return brightness == 0 && contrast == 0; }
    bool operator==(const Tone&) const = default;
};
std::array<std::uint8_t, 256> toneCurve(const Tone& tone);
/// On the pixels of `part` of a drawable image.
void applyTone(QImage& image, const QRect& part, const Tone& tone);

/// All that a layer shows, as values and shared immutable parts.
struct CanvasFrame {
    std::shared_ptr<const Picture> picture;
    std::vector<std::shared_ptr<const SceneList>> lists; ///< painted one over the other; empty: the widget paints them
    std::shared_ptr<const std::unordered_set<std::string>> lifted; ///< ids that are not painted; may be null
    ViewTransform transform;
    QRectF area; ///< in view coordinates
    double ratio = 1;
    Tone tone;
    RegionStyle style;
    QColor backdrop;
    std::uint64_t revision = 0; ///< of what the lists held
};

/// A painted part of the canvas: `image` shows `frame.area` of `frame.transform`.
struct CanvasLayer {
    CanvasFrame frame;
    QImage image;
};

/// Paints a frame. The second form paints only what lies in `clip` (view coordinates) into a layer that is there.
CanvasLayer paintLayer(const CanvasFrame& frame);
void repaintLayer(CanvasLayer& layer, const QRectF& clip);

/// Paints layers on one thread: the newest request wins, older ones that wait are dropped. GUI thread only.
class CanvasRenderer : public QObject {
    Q_OBJECT
public:
    explicit CanvasRenderer(QObject* parent = nullptr);
    ~CanvasRenderer() override; ///< waits for the layer that is being painted

    void request(CanvasFrame frame);
    /// Something is being painted or waits.
    bool isBusy() const { return m_asked != m_answered; }

signals:
    void finished(const std::shared_ptr<slipway::ui::CanvasLayer>& layer);

private:
    void work();

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::optional<CanvasFrame> m_next;
    bool m_closing = false;
    std::uint64_t m_asked = 0, m_answered = 0; ///< requests, GUI thread
    std::uint64_t m_nextNumber = 0;            ///< of m_next
    std::thread m_thread;
};

} // namespace slipway::ui
