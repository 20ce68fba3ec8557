#include "ui/label/workbench/attribute_form.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QRadioButton>
#include <QVBoxLayout>
#include <cmath>

#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"

namespace slipway::ui {

QString textOf(const label::AttributeValue& value) {
    if (const auto* on = std::get_if<bool>(&value)) return *on ? QObject::tr("yes") : QObject::tr("no");
    if (const auto* number = std::get_if<double>(&value)) return format::fullNumber(*number);
    if (const auto* text = std::get_if<std::string>(&value)) return format::text(*text);
    QStringList all;
    for (const auto& text : std::get<std::vector<std::string>>(value)) all << format::text(text);
    return all.join(QStringLiteral(", "));
}

AttributeForm::AttributeForm(QWidget* parent) : QWidget(parent) {
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(16, 0, 16, 0);
    m_column->setSpacing(8);
}

void AttributeForm::setValues(const QString& subject, const std::vector<label::AttributeRule>& rules,
    const label::Attributes& values, bool canEdit) {
    setEnabled(canEdit);
    setVisible(!rules.empty());
    if (subject == m_subject && rules == m_rules && values == m_values) return;
    m_subject = subject;
    m_rules = rules;
    m_values = values;
    // A field that goes must not answer for the one that comes.
    for (auto* field : findChildren<QWidget*>()) field->blockSignals(true);
    clearLayout(m_column);
    for (const auto& rule : rules) {
        auto* field = makeField(rule);
        field->setAccessibleName(format::text(rule.name));
        for (auto* inner : field->findChildren<QLineEdit*>()) inner->setAccessibleName(format::text(rule.name));
        field->setObjectName(QStringLiteral("attribute-") + format::text(rule.name));
        if (rule.input != label::AttributeInput::Checkbox) {
            auto* name = new TextLabel(format::text(rule.name), FontRole::Caption, Token::TextSecondary);
            name->setBuddy(field);
            m_column->addWidget(name);
            m_column->setSpacing(4);
        }
        m_column->addWidget(field);
    }
}

QWidget* AttributeForm::makeField(const label::AttributeRule& rule) {
    const auto found = m_values.find(rule.name);
    const QString value = found == m_values.end() ? QString() : textOf(found->second);
    switch (rule.input) {
    case label::AttributeInput::Number:
        return makeNumber(rule);
    case label::AttributeInput::Radio:
        return makeRadio(rule, value);
    case label::AttributeInput::Select:
        return makeChoice(rule, value);
    case label::AttributeInput::Checkbox: {
        auto* box = new QCheckBox(format::text(rule.name));
        const auto* on = found == m_values.end() ? nullptr : std::get_if<bool>(&found->second);
        box->setChecked(on ? *on : value == QLatin1String("true"));
        connect(box, &QCheckBox::toggled, this, [this, name = rule.name](bool checked) { answer(name, checked); });
        return box;
    }
    case label::AttributeInput::Text:
        break;
    }
    return makeText(rule, value);
}

QWidget* AttributeForm::makeText(const label::AttributeRule& rule, const QString& value) {
    auto* edit = new QLineEdit(value);
    edit->setPlaceholderText(format::text(rule.defaultValue));
    connect(edit, &QLineEdit::editingFinished, this,
        [this, edit, name = rule.name] { answer(name, edit->text().toStdString()); });
    return edit;
}

QWidget* AttributeForm::makeNumber(const label::AttributeRule& rule) {
    auto* box = new QDoubleSpinBox;
    const auto bound = [&](std::size_t at, double otherwise) {
        return at < rule.values.size() ? format::text(rule.values[at]).toDouble() : otherwise;
    };
    const double step = bound(2, 1);
    box->setRange(bound(0, -1e9), bound(1, 1e9));
    box->setSingleStep(step > 0 ? step : 1);
    box->setDecimals(step == std::floor(step) ? 0 : 4);
    box->setKeyboardTracking(false);
    const auto found = m_values.find(rule.name);
    const auto* number = found == m_values.end() ? nullptr : std::get_if<double>(&found->second);
    box->setValue(number ? *number : format::text(rule.defaultValue).toDouble());
    connect(box, &QDoubleSpinBox::valueChanged, this, [this, name = rule.name](double value) { answer(name, value); });
    return box;
}

QWidget* AttributeForm::makeChoice(const label::AttributeRule& rule, const QString& value) {
    auto* box = new QComboBox;
    box->addItem(tr("Not answered"), QString());
    for (const auto& each : rule.values) box->addItem(format::text(each), format::text(each));
    if (!value.isEmpty() && box->findData(value) < 0) box->addItem(value, value);
    box->setCurrentIndex(std::max(0, box->findData(value)));
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(box, &QComboBox::activated, this,
        [this, box, name = rule.name] { answer(name, box->currentData().toString().toStdString()); });
    return box;
}

QWidget* AttributeForm::makeRadio(const label::AttributeRule& rule, const QString& value) {
    auto* all = new QWidget;
    auto* column = new QVBoxLayout(all);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    auto* group = new QButtonGroup(all);
    for (const auto& each : rule.values) {
        auto* button = new QRadioButton(format::text(each));
        button->setChecked(format::text(each) == value);
        group->addButton(button);
        column->addWidget(button);
        connect(button, &QRadioButton::clicked, this, [this, name = rule.name, each] { answer(name, each); });
    }
    return all;
}

void AttributeForm::answer(const std::string& name, label::AttributeValue value) {
    const auto found = m_values.find(name);
    const auto* text = std::get_if<std::string>(&value);
    const bool empty = text && text->empty();
    if (found == m_values.end() ? empty : found->second == value) return;
    // What the person entered stands in the field already: the values that come back must not rebuild it.
    if (empty)
        m_values.erase(name);
    else
        m_values[name] = value;
    changed(m_subject, format::text(name), value);
}

} // namespace slipway::ui
