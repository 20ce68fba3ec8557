#pragma once

#include "ui/label/key_set.h"
#include "ui/shell/popup.h"

class QComboBox;
class QKeySequenceEdit;
class QPushButton;

namespace slipway::ui {

class DataTable;
class ListTableModel;
class SearchBox;
class TextLabel;

/// Every key of the labeling page: the set that they come from, and one's own. A key that something else has too is
/// named before it is taken.
class KeyPopup : public Popup {
    Q_OBJECT
public:
    KeyPopup(KeySet keys, QWidget* window);
    void openIn(const QRect& place);

signals:
    void keysChanged(const slipway::ui::KeySet& keys);

private:
    void showActions();
    void showSelected();
    void setKey();
    QString selectedAction() const;
    KeySet m_keys;
    QComboBox* m_set;
    SearchBox* m_search;
    ListTableModel* m_model;
    DataTable* m_table;
    QKeySequenceEdit* m_edit;
    QPushButton *m_apply, *m_reset;
    TextLabel* m_conflict;
};

} // namespace slipway::ui
