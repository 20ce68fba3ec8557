#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QPoint>
#include <QPointer>

#include "ui/label/key_set.h"
#include "ui/label/picture_look.h"

class QTimer;

namespace slipway::ui {

class PicturePopup;

/// How the person wants pictures shown: kept over items, projects and starts, changed by keys or in a small window.
class PictureControls : public QObject {
    Q_OBJECT
public:
    explicit PictureControls(QWidget* page);
    ~PictureControls() override;

    const PictureLook& look() const { return m_look; }
    void setLook(PictureLook look);
    /// "picture.brighter" …; false for any other action.
    bool trigger(const QString& action);
    /// The window opens with its corner there (in the page's window).
    void setPlace(const QPoint& corner) { m_place = corner; }
    void setKeys(const KeySet& keys);
    void openFromButton(); ///< or closes

signals:
    void lookChanged(const slipway::ui::PictureLook& look);
    /// "Brightness 20 %" for the status line.
    void said(const QString& text);

private:
    void openPopup();
    void store();
    QWidget* m_page;
    PictureLook m_look;
    KeySet m_keys;
    QPoint m_place;
    QPointer<PicturePopup> m_popup;
    QTimer* m_storing;
    QElapsedTimer m_closed;
};

} // namespace slipway::ui
