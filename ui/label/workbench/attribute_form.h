#pragma once

#include <QWidget>
#include <vector>

#include "core/label/annotation.h"
#include "core/label/label_set.h"

class QVBoxLayout;

namespace slipway::ui {

/// Fields for attributes of a region or questions about an item: text, number, check box, radio buttons, list.
class AttributeForm : public QWidget {
    Q_OBJECT
public:
    explicit AttributeForm(QWidget* parent = nullptr);
    /// Rebuilds only when rules or values are others than those it shows. `subject` changes when the values belong to
    /// something else.
    void setValues(const QString& subject, const std::vector<label::AttributeRule>& rules,
        const label::Attributes& values, bool canEdit);

signals:
    /// The person answered. An empty text takes the answer away.
    void changed(const QString& subject, const QString& name, const slipway::label::AttributeValue& value);

private:
    QWidget* makeField(const label::AttributeRule& rule);
    QWidget* makeText(const label::AttributeRule& rule, const QString& value);
    QWidget* makeNumber(const label::AttributeRule& rule);
    QWidget* makeChoice(const label::AttributeRule& rule, const QString& value);
    QWidget* makeRadio(const label::AttributeRule& rule, const QString& value);
    void answer(const std::string& name, label::AttributeValue value);
    QVBoxLayout* m_column;
    QString m_subject;
    std::vector<label::AttributeRule> m_rules;
    label::Attributes m_values;
};

/// An attribute as text for people.
QString textOf(const label::AttributeValue& value);

} // namespace slipway::ui
