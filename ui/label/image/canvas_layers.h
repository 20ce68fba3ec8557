#pragma once

#include <QObject>
#include <QSizeF>
#include <optional>
#include <vector>

#include "ui/label/image/canvas_renderer.h"

namespace slipway::ui {

/// The last painted layer and when to ask for the next. Painting is a copy of pixels: at another zoom they are
/// stretched until the new layer is there. GUI thread only.
class CanvasLayers : public QObject {
    Q_OBJECT
public:
    explicit CanvasLayers(QObject* parent = nullptr);

    /// What is to be seen now; asks for a new layer when the one there (or on its way) does not show it.
    /// `frame.area` and `frame.revision` are set here.
    void show(CanvasFrame frame, QSizeF view);
    /// The regions that `frame` holds look otherwise inside these boxes (image pixels). A few are painted again at
    /// once, so that nothing old is seen; else a new layer is asked for.
    void damage(const CanvasFrame& frame, const std::vector<label::Box>& boxes);
    void invalidate() { m_stale = true; } ///< pixels of the picture arrived, or all regions are others

    /// Fills the view: layer, picture in coarse pixels where the layer does not reach, backdrop.
    void paint(QPainter& painter, const ViewTransform& transform, QSizeF view, double ratio);
    /// The layer shows the wanted picture at the wanted place.
    bool isSharp() const;
    bool isBusy() const { return m_renderer.isBusy(); }

signals:
    void changed();

private:
    struct Damage {
        std::uint64_t revision;
        label::Box box;
    };
    void accept(const std::shared_ptr<CanvasLayer>& layer);
    bool serves(const CanvasFrame& have, const CanvasFrame& want) const;
    QRectF areaFor(const CanvasFrame& frame) const;
    void repair(const std::vector<label::Box>& boxes);
    void paintOverview(QPainter& painter, const ViewTransform& transform, const QRectF& view);

    CanvasRenderer m_renderer;
    std::shared_ptr<CanvasLayer> m_layer;
    CanvasFrame m_wanted;
    std::optional<CanvasFrame> m_requested; ///< on its way
    QSizeF m_view;
    std::vector<Damage> m_damages; ///< since the request on its way
    std::uint64_t m_revision = 0;
    bool m_stale = false;
    QImage m_overview;
    std::shared_ptr<const Picture> m_overviewOf;
    Tone m_overviewTone;
};

} // namespace slipway::ui
