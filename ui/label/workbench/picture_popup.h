#pragma once

#include "ui/label/key_set.h"
#include "ui/label/picture_look.h"
#include "ui/shell/popup.h"

class QCheckBox;
class QGridLayout;
class QPushButton;
class QSlider;

namespace slipway::ui {

class TextLabel;

/// Brightness, contrast, crosshair and snapping; small, so that the picture stays in sight.
class PicturePopup : public Popup {
    Q_OBJECT
public:
    PicturePopup(const KeySet& keys, QWidget* window);
    void setLook(const PictureLook& look);
    /// As near to the corner as the window has room.
    void openAt(const QPoint& corner);

signals:
    void lookChanged(const slipway::ui::PictureLook& look);
    /// A key of the picture's actions, which mean the same here.
    void actionWanted(const QString& action);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    QSlider* addSlider(QGridLayout* grid, const QString& title, const QString& object, const QString& keys);
    QCheckBox* addSwitch(QGridLayout* grid, const QString& title, const QString& object, const QString& action);
    void read();
    KeySet m_keys;
    QSlider *m_brightness, *m_contrast;
    TextLabel* m_values[2] = {};
    QCheckBox *m_crosshair, *m_snapping;
    QPushButton* m_reset;
    bool m_following = false; ///< the controls are told, they do not tell
};

} // namespace slipway::ui
