#pragma once

#include <QElapsedTimer>
#include <QStringList>
#include <QWidget>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_set>

#include "ui/label/image/canvas_layers.h"
#include "ui/label/image/canvas_tool.h"
#include "ui/label/image/region_actions.h"

namespace slipway::ui {

/// A picture with its regions, tools and keys: the part of the image view that a video view can use for its frames as
/// well. Changes nothing itself: editRequested() asks, annotationChanged() tells. GUI thread only.
class ImageCanvas : public QWidget, private CanvasHost {
    Q_OBJECT
public:
    /// Runs on a thread.
    using MaskFinder = std::function<Result<label::Mask>(const Picture&, const MaskQuestion&)>;

    explicit ImageCanvas(QWidget* parent = nullptr);
    ~ImageCanvas() override;

    void setLabels(const label::LabelSet& labels);
    /// Null for none. It outlives the showing and changes only before annotationChanged().
    void setAnnotation(const label::Annotation* annotation);
    void annotationChanged(const label::Edit& edit);
    void setSuggestions(const std::vector<label::Prediction>& predictions);
    /// `keepView` when it shows the same item as before (a sharper picture, the next frame of a video).
    void setPicture(std::shared_ptr<const Picture> picture, bool keepView);
    void pictureChanged(); ///< more of its pixels are loaded

    void setTool(LabelTool tool);
    LabelTool tool() const { return m_toolKind; }
    void setActiveLabel(const QString& label);
    void setOptions(const CanvasOptions& options);
    const CanvasOptions& options() const override { return m_options; }
    void setTone(const Tone& tone);
    void setLook(const PictureLook& look); ///< tone, crosshair and snapping at once
    const Tone& tone() const { return m_tone; }
    /// Without one there is neither wand nor GrabCut.
    void setMaskFinder(MaskFinder finder) { m_maskFinder = std::move(finder); }
    bool hasMaskFinder() const { return m_maskFinder != nullptr; }

    QStringList selection() const;
    void select(const QStringList& ids);
    void scrollTo(const QString& id);
    /// By the action names of key_set.h, and "region.selectAll", "region.hole", "vertex.delete". False when there is
    /// nothing that it could mean now.
    bool trigger(const QString& action);

    const ViewTransform& transform() const override { return m_transform; }
    const CanvasScene& scene() const override { return m_scene; }
    const CanvasScene& suggestions() const override { return m_suggestions; }
    QRectF viewRectOf(const label::Box& bounds) const { return m_transform.toView(bounds); }
    bool isBusy() const { return m_layers.isBusy() || m_finding > 0; }

signals:
    void editRequested(const slipway::label::Edit& edit);
    void selectionChanged(const QStringList& ids);
    void toolChanged(slipway::ui::LabelTool tool);
    void suggestionAccepted(const QString& prediction, const QString& region);
    void suggestionRejected(const QString& prediction, const QString& region);
    void statusChanged(const QString& text);
    void labelWanted();
    void becameSharp(); ///< the picture is painted, not a preview of it

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool focusNextPrevChild(bool next) override;

private:
    // CanvasHost
    const label::Annotation& annotation() const override;
    label::Box imageBox() const override;
    std::string activeLabel() const override { return m_activeLabel; }
    std::vector<std::string> selectedIds() const override { return m_selected; }
    void setSelectedIds(const std::vector<std::string>& ids) override;
    label::Point place(label::Point p, Qt::KeyboardModifiers modifiers, std::string_view except) override;
    void showLive(std::vector<label::Region> regions) override;
    bool request(label::Edit edit) override;
    void findMask(const MaskQuestion& question, std::function<void(const label::Mask&)> found) override;
    void redraw() override { update(); }
    void say(const QString& hint) override;
    void startHandles() override;
    void askLabel() override { labelWanted(); }
    Qt::CursorShape cursorAt(label::Point p) const override;

    // Painting (canvas_painting.cpp)
    CanvasFrame frame() const;
    bool paintsLive() const;
    void refreshLayers();
    void layersChanged();
    void paintLiveRegions(RegionPainter& regions, const QRectF& view) const;
    void paintMarked(RegionPainter& regions) const;
    void paintHandles(RegionPainter& regions) const;
    void paintCrosshair(QPainter& painter) const;
    void paintSnap(QPainter& painter) const;
    void paintFocus(QPainter& painter) const;
    bool isLifted(std::string_view id) const { return m_lifted && m_lifted->contains(std::string(id)); }
    void lift(std::unordered_set<std::string> ids);

    // Pointer and keys (canvas_events.cpp)
    PointerEvent eventAt(QPointF view, Qt::KeyboardModifiers modifiers) const;
    void hover(QPointF view);
    void updateCursor();
    void viewMoved();
    bool handleKey(QKeyEvent& event);
    bool handleEditKey(const QKeyEvent& event);
    bool arrowKey(const QKeyEvent& event);
    bool escape();
    bool isPanning() const { return m_panFrom.has_value(); }

    // Actions (canvas_actions.cpp)
    bool triggerTool(const QString& action);
    bool triggerDraft(const QString& action);
    bool triggerRegion(const QString& action);
    bool triggerSuggestion(const QString& action);
    bool triggerView(const QString& action);
    RegionScope regionScope() const;
    bool cycle(int step);
    bool startHole();
    bool deleteHandleVertex();
    void moveHandle(double dx, double dy);
    std::optional<label::FrameShape> handleShape() const;
    void acceptSuggestions(const std::vector<std::string>& ids);
    void dropSuggestions(const std::vector<std::string>& ids);
    QString predictionOf(const std::string& id) const;
    std::string suggestionInMind() const;
    void changeBrush(double factor);
    void showStatus();

    CanvasLayers m_layers;
    std::shared_ptr<const Picture> m_picture;
    ViewTransform m_transform;
    const label::Annotation* m_annotation = nullptr;
    CanvasScene m_scene, m_suggestions;
    std::vector<QString> m_predictionNames;
    std::vector<std::string> m_selected;
    std::string m_hovered;
    std::vector<SceneRegionPtr> m_live;
    std::shared_ptr<const std::unordered_set<std::string>> m_lifted;

    std::unique_ptr<CanvasTool> m_tool;
    LabelTool m_toolKind = LabelTool::Select, m_lastDrawing = LabelTool::Box;
    std::string m_activeLabel;
    CanvasOptions m_options;
    Tone m_tone;
    MaskFinder m_maskFinder;
    int m_finding = 0;
    std::uint64_t m_item = 0;    ///< counts items and frames: answers for an older one are dropped
    std::uint64_t m_changes = 0; ///< counts annotationChanged()

    std::optional<QPointF> m_panFrom;
    std::optional<QPointF> m_pointer;   ///< inside the widget, view coordinates
    std::optional<label::Point> m_snap; ///< where the last point was drawn to
    bool m_spaceDown = false, m_leavesByTab = false, m_fits = true, m_wasSharp = false;
    int m_handle = -1; ///< of the selected region, while its handles are moved by keys
    QString m_hint;
};

} // namespace slipway::ui
