#pragma once

#include <QFont>
#include <QPainter>

#include "ui/label/image/canvas_scene.h"
#include "ui/label/view_transform.h"

namespace slipway::ui {

/// What painting needs of the theme, so that a thread can paint without it.
struct RegionStyle {
    QFont chipFont;
    bool chips = true;  ///< labels beside the regions
    bool dense = false; ///< so many that thin lines do
};

/// Hovered and Selected are painted over Plain.
enum class RegionLook { Plain, Hovered, Selected };

/// Draws regions in view coordinates: a casing of black under the label's colour, so that they read on any picture.
/// Regions of a few pixels become a dot or a plain thin line. Any thread, one painter each.
class RegionPainter {
public:
    RegionPainter(QPainter& painter, const ViewTransform& transform, const RegionStyle& style, const QRectF& view);

    /// Hidden regions only when they are selected, as a faint dotted line.
    void paint(const SceneRegion& region, RegionLook look = RegionLook::Plain);
    /// The label, above the region or inside it where there is no room.
    void paintChip(const SceneRegion& region, RegionLook look = RegionLook::Plain);
    /// Squares at what can be taken hold of; `active` is filled.
    void paintHandles(const std::vector<label::Point>& handles, const QColor& color, int active = -1);
    void paintTurnHandle(label::Point handle, label::Point from, const QColor& color);
    /// Lines of something that is being drawn.
    void paintDraft(const label::Ring& points, bool closed, const QColor& color);

    /// How far chips, handles and casings reach over a region's bounds, in view pixels.
    static QRectF withMarks(const QRectF& bounds);

private:
    void paintTiny(const SceneRegion& region, const QRectF& bounds);
    void paintLines(const SceneRegion& region, RegionLook look);
    void paintPoints(const SceneRegion& region, RegionLook look);
    void stroke(const std::vector<QPolygonF>& closed, const std::vector<QPolygonF>& open, const QPen& pen);
    QPen linePen(const SceneRegion& region, RegionLook look) const;
    QPolygonF toView(const label::Ring& ring) const;

    QPainter& m_painter;
    const ViewTransform& m_transform;
    const RegionStyle& m_style;
    QRectF m_view;
};

} // namespace slipway::ui
