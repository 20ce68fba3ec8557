#pragma once

#include <QListView>
#include <QWidget>

#include "core/label/annotation.h"
#include "core/label/label_set.h"
#include "ui/label/key_set.h"

class QStandardItemModel;

namespace slipway::ui {

class SearchBox;

/// The labels with their swatches, keys and how often each is used in the item; typing narrows them.
class LabelList : public QWidget {
    Q_OBJECT
public:
    explicit LabelList(QWidget* parent = nullptr);
    void setLabels(const label::LabelSet& labels, const KeySet& keys);
    void setCounts(const label::Annotation* annotation);
    void setCurrent(const QString& label);
    QString current() const { return m_current; }
    void focusSearch();

signals:
    void chosen(const QString& label); ///< click, Enter, or by search
    void left();                       ///< Esc in the search

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void filter(const QString& text);
    void fitHeight();
    SearchBox* m_search;
    QListView* m_list;
    QStandardItemModel* m_model;
    QString m_current;
};

/// The label that a digit stands for ("1" … "9", "0"); "" for none.
QString labelOfDigit(const label::LabelSet& labels, int number);
QColor colorOfLabel(const label::LabelSet& labels, const std::string& name);

} // namespace slipway::ui
