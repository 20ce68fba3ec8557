#pragma once

#include <QColor>
#include <QCoreApplication>
#include <QPointF>
#include <Qt>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/label/gesture.h"
#include "ui/label/annotation_view.h"
#include "ui/label/image/canvas_scene.h"
#include "ui/label/image/region_actions.h"
#include "ui/label/image/region_painter.h"
#include "ui/label/view_transform.h"

namespace slipway::ui {

struct PointerEvent {
    QPointF view;
    label::Point image; ///< neither snapped nor clamped: see CanvasHost::place()
    Qt::KeyboardModifiers modifiers;
};

struct CanvasOptions {
    bool snapping = false;   ///< to borders, vertices and edges; Ctrl turns it round for a moment
    bool clipToImage = true; ///< shapes stay inside
    bool crosshair = true;
    double brushRadius = 12; ///< image pixels
    int wandTolerance = 24;  ///< 0 … 255, difference of colour that a fill runs over
};

/// What a helper is asked to find in the picture: a flood fill from a point, or what stands out inside a box.
struct MaskQuestion {
    std::optional<label::Point> seed;
    label::Box box;
    int tolerance = 0;
};

/// What a tool may see and do. Implemented by the canvas.
class CanvasHost : public PlanHost {
public:
    virtual const ViewTransform& transform() const = 0;
    virtual const CanvasScene& scene() const = 0;
    virtual const CanvasScene& suggestions() const = 0;
    virtual const label::Annotation& annotation() const = 0;
    virtual label::Box imageBox() const = 0;
    virtual const CanvasOptions& options() const = 0;
    virtual std::string activeLabel() const = 0;

    virtual std::vector<std::string> selectedIds() const = 0;

    /// Where a point is drawn to: snapped when that is on, then inside the image when shapes stay there. `except`: a
    /// region that it does not snap to.
    virtual label::Point place(label::Point p, Qt::KeyboardModifiers modifiers, std::string_view except = {}) = 0;

    /// Shows these instead of the stored regions with their ids, until the next call. Nothing is changed by it.
    virtual void showLive(std::vector<label::Region> regions) = 0;
    /// Afterwards nothing is live.
    bool request(label::Edit edit) override = 0;
    /// Answers later on the GUI thread, unless the item was changed meanwhile.
    virtual void findMask(const MaskQuestion& question, std::function<void(const label::Mask&)> found) = 0;

    virtual void redraw() = 0;
    virtual void startHandles() = 0; ///< the selected shape's handles by keys
    virtual void askLabel() = 0;     ///< another label for what is selected
    virtual Qt::CursorShape cursorAt(label::Point p) const = 0;
};

/// What the pointer does. One lives at a time and holds the shape that is being drawn.
class CanvasTool {
    Q_DECLARE_TR_FUNCTIONS(slipway::ui::CanvasTool)
public:
    explicit CanvasTool(CanvasHost& host) : m_host(host) {}
    virtual ~CanvasTool() = default;
    CanvasTool(const CanvasTool&) = delete;
    CanvasTool& operator=(const CanvasTool&) = delete;

    virtual void press(const PointerEvent&) {}
    virtual void move(const PointerEvent&) {} ///< with and without a button
    virtual void release(const PointerEvent&) {}
    virtual void doubleClick(const PointerEvent&) {}

    virtual bool hasDraft() const { return false; }
    /// Enter: ends the draft when it is a shape already; without a draft, what the key begins. False: nothing to do.
    virtual bool finish() { return false; }
    virtual bool removePoint() { return false; }  ///< also what undo means while drawing
    virtual bool restorePoint() { return false; } ///< the last one that was removed
    virtual void cancel() {}                      ///< forgets the draft

    virtual void paint(RegionPainter&, QPainter&) const {}
    virtual Qt::CursorShape cursor(label::Point) const { return Qt::CrossCursor; }
    virtual bool wantsCrosshair() const { return true; }

protected:
    CanvasHost& host() const { return m_host; }
    /// Asks for a new region with the active label, and selects it. False, and a word why, when the shape is too small
    /// or no label is chosen.
    bool addRegion(label::FrameShape shape, const QString& editName);
    bool hasLabel() const; ///< says so when there is none
    QColor draftColor() const;
    /// View pixels as image pixels.
    double reach(double viewPixels) const { return viewPixels / m_host.transform().zoom(); }

private:
    CanvasHost& m_host;
};

/// Null for a tool that images do not have.
std::unique_ptr<CanvasTool> makeTool(LabelTool tool, CanvasHost& host);
/// Draws a polygon that is cut out of the region.
std::unique_ptr<CanvasTool> makeHoleTool(const std::string& region, CanvasHost& host);

} // namespace slipway::ui
