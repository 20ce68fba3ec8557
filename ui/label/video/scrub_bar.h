#pragma once

#include <QAbstractSlider>
#include <cstdint>
#include <vector>

namespace slipway::ui {

/// Where in the video: a slider over all frames with marks at key frames. Its value is the frame on the screen; frames
/// are asked for with sliderMoved() and actionTriggered() while isSliderDown(), so use frameAsked().
class ScrubBar : public QAbstractSlider {
    Q_OBJECT
public:
    explicit ScrubBar(QWidget* parent = nullptr);

    void setFrames(std::int64_t frames);
    void setFrame(std::int64_t frame);               ///< without asking for it
    void setMarks(std::vector<std::int64_t> frames); ///< rising

    QSize sizeHint() const override { return {240, 24}; }
    QSize minimumSizeHint() const override { return {120, 24}; }

signals:
    void frameAsked(qint64 frame);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void sliderChange(SliderChange change) override;

private:
    QRectF groove() const;
    double xOf(std::int64_t frame) const;
    void askAt(double x);

    std::vector<std::int64_t> m_marks;
    bool m_telling = false;
};

} // namespace slipway::ui
