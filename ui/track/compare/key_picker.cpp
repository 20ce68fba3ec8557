#include "ui/track/compare/key_picker.h"

#include <QCompleter>
#include <QFocusEvent>
#include <QLineEdit>
#include <QListView>
#include <QStringListModel>

namespace slipway::ui {

KeyPicker::KeyPicker(const QString& name, const QString& hint, const QString& objectName, QWidget* parent)
    : QComboBox(parent), m_keys(new QStringListModel(this)) {
    setObjectName(objectName);
    setAccessibleName(name);
    setToolTip(name);
    setEditable(true);
    setInsertPolicy(QComboBox::NoInsert);
    setModel(m_keys);
    setMinimumContentsLength(14);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMaxVisibleItems(16);
    auto* list = new QListView(this);
    list->setUniformItemSizes(true);
    list->setAccessibleName(name);
    setView(list);
    lineEdit()->setPlaceholderText(hint);
    lineEdit()->setAccessibleName(name);
    auto* completer = new QCompleter(m_keys, this);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    completer->setCompletionMode(QCompleter::PopupCompletion);
    setCompleter(completer);
    connect(this, &QComboBox::textActivated, this, &KeyPicker::take);
    connect(completer, qOverload<const QString&>(&QCompleter::activated), this, &KeyPicker::take);
    connect(lineEdit(), &QLineEdit::returnPressed, this, [this] { take(lineEdit()->text()); });
}

void KeyPicker::setKeys(const QStringList& keys, const QString& preferred) {
    const QString wanted = keys.contains(m_chosen) ? m_chosen : preferred;
    if (m_keys->stringList() != keys) {
        const QSignalBlocker quiet(this);
        m_keys->setStringList(keys);
    }
    if (!lineEdit()->hasFocus() || m_chosen != wanted) choose(wanted);
}

void KeyPicker::choose(const QString& key) {
    const QSignalBlocker quiet(this);
    m_chosen = key;
    setCurrentIndex(m_keys->stringList().indexOf(key));
    setEditText(key);
    lineEdit()->setCursorPosition(0);
}

void KeyPicker::take(const QString& text) {
    const QStringList keys = m_keys->stringList();
    qsizetype at = keys.indexOf(text);
    if (at < 0 && completer()->currentCompletion().contains(text, Qt::CaseInsensitive) && !text.isEmpty())
        at = keys.indexOf(completer()->currentCompletion());
    if (at < 0 || (!m_momentary && keys[at] == m_chosen)) return choose(m_chosen);
    const QString key = keys[at];
    choose(m_momentary ? QString() : key);
    keyChosen(key);
}

void KeyPicker::focusOutEvent(QFocusEvent* event) {
    QComboBox::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason && currentText() != m_chosen) choose(m_chosen);
}

} // namespace slipway::ui
