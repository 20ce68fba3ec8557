#pragma once

#include <QKeySequence>
#include <QString>
#include <QStringList>
#include <map>
#include <vector>

class QKeyEvent;

namespace slipway::ui {

/// Something that a key does on the labeling page. The names stay: settings keep them.
struct LabelAction {
    QString name;  ///< "task.submit", "tool.box", "region.delete", "label.1" …
    QString title; ///< "Submit and next"
    QString group; ///< heading in the shortcut sheet
};
const std::vector<LabelAction>& labelActions();

/// The key of an event as key sets write it: Enter is Return, and the Shift that a sign needs ('?', '+') is not named.
QKeySequence keyOf(const QKeyEvent& event);

/// Which keys do what: one of the four sets that people know, with the person's own changes. Value type.
class KeySet {
public:
    /// "slipway", "labelstudio", "cvat", "labelme"; the first for an unknown name.
    static KeySet named(const QString& name);
    static QStringList names();
    static QString titleOf(const QString& name); ///< "Label Studio"

    QString name() const { return m_name; }
    QList<QKeySequence> keys(const QString& action) const;
    /// Takes the keys away from no one: conflicts() tells who has them too.
    void setKeys(const QString& action, const QList<QKeySequence>& keys);
    bool isChanged(const QString& action) const;
    void reset(const QString& action);
    /// Actions that `key` does besides `action` in the same medium.
    QStringList conflicts(const QString& action, const QKeySequence& key) const;
    /// What a key can mean in a medium ("image", "text", "video"), the narrowest meaning first: a draft's before a
    /// region's, a video's before a task's. The page takes the first that can be done now.
    QStringList actionsFor(const QKeySequence& key, const QString& medium) const;

    QString toText() const; ///< for the settings
    static KeySet fromText(const QString& text);

private:
    QString m_name;
    std::map<QString, QList<QKeySequence>> m_changed;
};

} // namespace slipway::ui
