#pragma once

#include <QImage>
#include <QWidget>

namespace slipway::ui {

/// A picture that fits the view, or at 100 %. Ctrl and the wheel zoom, a drag moves; keys: + - 0 (fit) 1 (100 %),
/// arrows.
class PictureView : public QWidget {
    Q_OBJECT
public:
    explicit PictureView(const QString& name, QWidget* parent = nullptr);

    /// `whole` is the size of the picture in its file; `image` may be smaller. Another image of the same picture keeps
    /// zoom and place.
    void setPicture(const QImage& image, const QSize& whole, bool samePicture = false);
    bool fits() const { return m_fit; }
    double scale() const; ///< screen pixels for one pixel of the whole
    void showFit();
    void showFull(); ///< 100 %
    QSize sizeHint() const override { return {400, 300}; }

signals:
    /// At the present zoom the image shows less than the file has.
    void detailWanted();
    void scaleChanged(double scale);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    double fitScale() const;
    void zoomTo(double scale, const QPointF& around);
    void pan(const QPointF& by);
    QRectF place() const;

    QImage m_image;
    QSize m_whole;
    bool m_fit = true;
    double m_scale = 1;
    QPointF m_centre; ///< of the view, in pixels of the whole
    QPointF m_pressed;
};

} // namespace slipway::ui
