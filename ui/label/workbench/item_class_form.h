#pragma once

#include <QWidget>

#include "core/label/annotation.h"
#include "core/label/label_set.h"
#include "ui/label/key_set.h"

class QAbstractButton;
class QVBoxLayout;

namespace slipway::ui {

/// Classes of the whole item: one of them, or any number.
class ItemClassForm : public QWidget {
    Q_OBJECT
public:
    explicit ItemClassForm(QWidget* parent = nullptr);
    /// `withKeys`: the digits choose them, because there are no labels for regions.
    void setClasses(const label::LabelSet& labels, const KeySet& keys, bool withKeys);
    void setAnswer(const label::Annotation* annotation, bool canEdit);
    void choose(int number); ///< 1 …; as its key does

signals:
    void answered(const std::vector<slipway::label::ItemClass>& classes);

private:
    void toggle(const std::string& name);
    QVBoxLayout* m_column;
    std::vector<std::pair<std::string, QAbstractButton*>> m_buttons;
    bool m_several = false;
    std::vector<label::ItemClass> m_answer;
};

} // namespace slipway::ui
