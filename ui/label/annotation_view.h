#pragma once

#include <QImage>
#include <QStringList>
#include <QWidget>
#include <filesystem>
#include <optional>

#include "core/base/result.h"
#include "core/label/annotation.h"
#include "core/label/gesture.h"
#include "core/label/label_set.h"
#include "core/label/project.h"
#include "ui/label/picture_look.h"

namespace slipway::ui {

/// What the pointer does. Not every view has every tool: see AnnotationView::tools().
enum class LabelTool {
    Select,
    Box,
    ExtremeBox, ///< by its four extreme points
    RotatedBox, ///< by three points
    Polygon,
    Polyline,
    Keypoints, ///< a point, or the joints of the label's skeleton in order
    Brush,
    Eraser,
    Wand,    ///< flood fill from a click
    GrabCut, ///< what stands out inside a box
    Span,
    Pan,
};

/// The middle of the labeling page: shows one item with its annotation and turns mouse and keys into edits. It changes
/// nothing itself: it emits editRequested(), the page applies the edit (journal first) and calls annotationChanged().
/// GUI thread only; loading happens on threads of the view.
class AnnotationView : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;

    /// The item in full: `file` is absolute and empty for a text that is in the item. What was shown before goes at
    /// once; the new item is shown as soon as it is decoded (shown() or failed() follows). `annotation` outlives the
    /// showing and changes only before annotationChanged().
    virtual void show(const label::Project& project, const label::Task& task, const std::filesystem::path& file,
        const label::Annotation& annotation) = 0;
    virtual void clear() = 0;
    /// Decodes files that are likely next, so that show() is immediate. A newer call replaces an older.
    virtual void prefetch(const std::vector<std::filesystem::path>& files) = 0;
    /// After an edit, an undo or a redo; `edit` says what changed, so that only that is drawn and indexed again.
    virtual void annotationChanged(const label::Edit& edit) = 0;
    /// Dashed until accepted, with their scores.
    virtual void setSuggestions(const std::vector<label::Prediction>& predictions) = 0;

    virtual std::vector<LabelTool> tools() const = 0;
    virtual void setTool(LabelTool tool) = 0;
    virtual LabelTool tool() const = 0;
    /// The label that new regions get; empty: regions without a label are not drawn, the label list asks for one.
    virtual void setActiveLabel(const QString& name) = 0;

    /// Views of pictures follow a look; it stays from item to item.
    virtual bool hasPicture() const { return false; }
    virtual void setPictureLook(const PictureLook&) {}

    /// Of a video, the one on the screen; -1 for other media, and before there is one.
    virtual std::int64_t frame() const { return -1; }
    /// An attribute of a track that changes over time, from the frame on the screen on.
    virtual void setAttribute(const QString&, const std::string&, const std::string&) {}

    virtual QStringList selection() const = 0; ///< region ids
    virtual void select(const QStringList& ids) = 0;
    virtual void scrollTo(const QString& id) = 0;

    /// Keys that mean something only here ("zoom.in", "polygon.finish" …), by the action names of key_set.h. False when
    /// the view has no such action now.
    virtual bool trigger(const QString& action) = 0;

signals:
    void editRequested(const slipway::label::Edit& edit);
    void selectionChanged(const QStringList& ids);
    void toolChanged(slipway::ui::LabelTool tool);
    void suggestionAccepted(const QString& prediction, const QString& region);
    void suggestionRejected(const QString& prediction, const QString& region);
    /// The item is on the screen, sharp. `milliseconds` since show().
    void shown(double milliseconds);
    void failed(const slipway::Error& error);
    void frameChanged(qint64 frame);
    void labelWanted(); ///< for what is selected
    /// "x 1,204 y 88 · 240 %" for the status line.
    void statusChanged(const QString& text);
};

} // namespace slipway::ui
