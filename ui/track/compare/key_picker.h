#pragma once

#include <QComboBox>
#include <QStringList>
#include <QWheelEvent>

class QStringListModel;

namespace slipway::ui {

/// A field to choose one of many keys: typing finds the keys that contain the text.
class KeyPicker : public QComboBox {
    Q_OBJECT
public:
    /// `name` is what a screen reader says, `hint` the grey text of an empty field.
    KeyPicker(const QString& name, const QString& hint, const QString& objectName, QWidget* parent = nullptr);

    /// Keeps what is chosen when it is still there; else `preferred`, or nothing.
    void setKeys(const QStringList& keys, const QString& preferred = {});
    void choose(const QString& key); ///< without telling
    QString chosen() const { return m_chosen; }
    /// Forgets the choice after telling it: for "Add a metric".
    void setMomentary(bool momentary) { m_momentary = momentary; }

signals:
    void keyChosen(const QString& key);

protected:
    void focusOutEvent(QFocusEvent* event) override;
    void wheelEvent(QWheelEvent* event) override { event->ignore(); } // the page scrolls

private:
    void take(const QString& text);
    QStringListModel* m_keys;
    QString m_chosen;
    bool m_momentary = false;
};

} // namespace slipway::ui
