#pragma once

#include <QElapsedTimer>
#include <cstdint>
#include <string>
#include <vector>

#include "ui/label/annotation_view.h"
#include "ui/label/image/region_actions.h"

class QSplitter;
class QTimer;

namespace slipway::ui {

class EmptyState;
class FrameNote;
class ImageCanvas;
class Picture;
class TrackTimeline;
class TransportBar;
class VideoPlayer;

/// The video view of the labeling page: one frame on a canvas, the tracks as they are there, and a timeline. What is
/// drawn or changed becomes a key frame of the frame that is on the screen. Files and folders of frames.
class VideoView : public AnnotationView {
    Q_OBJECT
public:
    explicit VideoView(QWidget* parent = nullptr);
    ~VideoView() override;

    using QWidget::show;
    void show(const label::Project& project, const label::Task& task, const std::filesystem::path& file,
        const label::Annotation& annotation) override;
    void clear() override;
    void prefetch(const std::vector<std::filesystem::path>& files) override;
    void annotationChanged(const label::Edit& edit) override;
    void setSuggestions(const std::vector<label::Prediction>& predictions) override;

    std::vector<LabelTool> tools() const override;
    void setTool(LabelTool tool) override;
    LabelTool tool() const override;
    void setActiveLabel(const QString& name) override;

    QStringList selection() const override;
    void select(const QStringList& ids) override;
    /// Also goes to a frame where the track is shown.
    void scrollTo(const QString& id) override;
    bool trigger(const QString& action) override;

    bool hasPicture() const override { return true; }
    void setPictureLook(const PictureLook& look) override;
    std::int64_t frame() const override;
    void goTo(std::int64_t frame);
    void setAttribute(const QString& region, const std::string& name, const std::string& value) override;

    VideoPlayer* player() const { return m_player; }
    ImageCanvas* canvas() const { return m_canvas; }
    TrackTimeline* timeline() const { return m_timeline; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void connectCanvas();
    void connectControls();
    void begin();
    void showFrame(qint64 frame);
    void showPicture();
    void showError(const Error& error);
    void showMessage(EmptyState* message);
    void placeMessages();
    void showStatus();

    // Tracks and selection (video_tracks.cpp)
    void syncStill();
    void syncSelection();
    void marksChanged();
    void selectionFromCanvas(const QStringList& ids);
    void setSelectedIds(const std::vector<std::string>& ids);
    void translate(const label::Edit& edit);
    bool endsErased(const label::Edit& edit);

    // Suggestions (video_suggestions.cpp)
    void syncSuggestions();
    void adoptSuggestedTracks(label::Edit& edit) const;
    void forgetSuggestion(const QString& prediction, const QString& region);
    bool acceptAllSuggestions();

    // Actions (video_actions.cpp)
    bool belongsToControl(const QString& action) const;
    bool triggerPlayer(const QString& action);
    bool triggerTracks(const QString& action);
    bool triggerWhole(const QString& action);
    bool carryOut(std::optional<RegionPlan> plan);
    bool jumpToKeyframe(bool next);

    VideoPlayer* m_player;
    ImageCanvas* m_canvas;
    TransportBar* m_transport;
    TrackTimeline* m_timeline;
    QSplitter* m_splitter;
    QWidget* m_message = nullptr; ///< over the canvas: opening, or cannot be shown
    FrameNote* m_note;            ///< of a frame that cannot be decoded
    QTimer* m_waiting;
    QElapsedTimer m_since;
    bool m_fresh = false;   ///< no frame of the item is shown yet
    bool m_framed = false;  ///< zoom and place are the person's now
    bool m_syncing = false; ///< the canvas is told, it does not ask

    const label::Annotation* m_whole = nullptr;
    label::Annotation m_still; ///< what the canvas shows
    label::LabelSet m_labels;
    std::vector<label::Prediction> m_predictions;
    std::vector<std::string> m_selected; ///< also tracks that are not on this frame
    QString m_canvasStatus, m_hint;
};

} // namespace slipway::ui
