#pragma once

#include <QAbstractScrollArea>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/label/annotation.h"
#include "core/label/label_set.h"

namespace slipway::ui {

/// A row for each track: bars where it is shown, diamonds at its key frames. A click selects and jumps, a dragged
/// diamond moves its key frame, the ruler scrubs, Ctrl and the wheel zoom. Rows that are not in view cost nothing.
class TrackTimeline : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit TrackTimeline(QWidget* parent = nullptr);
    ~TrackTimeline() override;

    /// Null for none; it outlives the showing, and changes only before annotationChanged().
    void setAnnotation(const label::Annotation* annotation, const label::LabelSet& labels);
    void annotationChanged();
    void setFrames(std::int64_t frames); ///< of the video; 0: not known yet
    void setFrame(std::int64_t frame);   ///< on the screen
    void setSelection(const std::vector<std::string>& ids);
    void showTrack(const std::string& id);

    int rowCount() const { return static_cast<int>(m_rows.size()); }
    /// Where a frame of a row is, in the viewport; for tests and assistive technology.
    QPointF placeOf(int row, std::int64_t frame) const;
    /// "car 2: frames 0 – 24, 3 key frames".
    QString describe(int row) const;
    std::string idOf(int row) const { return regionOf(row).id; }
    int rowOf(const std::string& id) const; ///< -1 for none
    QRect rowRect(int row) const;           ///< in the viewport, also when it is scrolled away
    bool isSelected(int row) const { return m_selected.contains(regionOf(row).id); }
    std::int64_t frame() const { return m_frame; }
    std::int64_t frames() const { return m_frames; }

    QSize sizeHint() const override { return {400, 140}; }
    QSize minimumSizeHint() const override { return {200, 74}; }

signals:
    void frameAsked(qint64 frame);
    void trackAsked(const QString& id, bool also); ///< to be selected; `also`: with those that are
    void keyframeMoveAsked(const QString& id, qint64 from, qint64 to);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    struct Row {
        std::size_t region = 0;
        int number = 0; ///< among the tracks with its label, from 1
    };
    struct Drag {
        int row = 0;
        std::int64_t from = 0, to = 0;
    };
    struct Hit {
        int row = -1;
        std::optional<std::int64_t> keyframe;
    };

    const label::Region& regionOf(int row) const;
    const label::Track& trackOf(int row) const;
    QString nameOf(int row) const;
    int currentRow() const;

    double perFrame() const; ///< pixels
    double left() const;     ///< of frame 0 in the viewport
    double xOf(std::int64_t frame) const;
    std::int64_t frameAt(double x) const;
    int rowAt(double y) const;
    Hit hitAt(QPointF at) const;
    void layOut();
    void zoomAt(double x, double factor);
    void bringIntoView(std::int64_t frame);

    void paintRuler(QPainter& painter) const;
    void paintRow(QPainter& painter, int row) const;
    void paintTrack(QPainter& painter, int row, double y) const;
    void paintPlayhead(QPainter& painter) const;

    const label::Annotation* m_annotation = nullptr;
    label::LabelSet m_labels;
    std::vector<Row> m_rows;
    std::unordered_set<std::string> m_selected;
    std::string m_current; ///< selected last
    std::int64_t m_frames = 0, m_frame = 0;
    double m_zoom = 1; ///< 1: the whole video fits
    std::optional<Drag> m_drag;
    bool m_scrubs = false;
};

} // namespace slipway::ui
