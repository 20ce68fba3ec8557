#pragma once

#include <QWidget>

namespace slipway::ui {

/// A word about the frame on the screen, over the picture.
class FrameNote : public QWidget {
    Q_OBJECT
public:
    explicit FrameNote(QWidget* parent = nullptr);
    void say(const QString& text); ///< empty: nothing to say
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
};

} // namespace slipway::ui
