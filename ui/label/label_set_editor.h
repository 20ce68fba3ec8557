#pragma once

#include <QWidget>
#include <vector>

#include "core/label/label_set.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QToolButton;
class QVBoxLayout;

namespace slipway::ui {

class TextLabel;

/// The labels of a project: name, colour, hot key and attributes of each, and the classes of whole items. What is wrong
/// stands below.
class LabelSetEditor : public QWidget {
    Q_OBJECT
public:
    explicit LabelSetEditor(QWidget* parent = nullptr);
    void setLabels(const label::LabelSet& labels);
    label::LabelSet labels() const;
    /// False and a sentence below when the labels cannot be used.
    bool validate();

private:
    struct AttributeRow {
        QWidget* row;
        QLineEdit* name;
        QComboBox* input;
        QLineEdit* values;
        label::AttributeRule original;
    };
    struct LabelRow {
        QWidget* row;
        QToolButton* swatch;
        QLineEdit* name;
        QLineEdit* key;
        QVBoxLayout* attributeColumn;
        std::vector<AttributeRow> attributes;
        label::LabelClass original;
        QColor color;
    };
    LabelRow& addRow(const label::LabelClass& labelClass);
    void addAttribute(LabelRow& row, const label::AttributeRule& rule);
    void showColor(LabelRow& row);
    void removeRow(QWidget* row);

    label::LabelSet m_original;
    QVBoxLayout* m_rowsColumn;
    std::vector<std::unique_ptr<LabelRow>> m_rows;
    QLineEdit* m_classes;
    QCheckBox* m_several;
    TextLabel* m_error;
};

} // namespace slipway::ui
