#pragma once

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/widgets/labels.h"

namespace slipway::ui {

/// The caption above a field, and the field, as one column of `row`.
template <class Field>
Field* addField(QHBoxLayout& row, const QString& name, const QString& object, Field* field, int stretch = 0) {
    auto* caption = new TextLabel(name, FontRole::Caption, Token::TextSecondary);
    caption->setBuddy(field);
    field->setObjectName(object);
    field->setAccessibleName(name);
    for (auto* inner : field->template findChildren<QLineEdit*>()) inner->setAccessibleName(name); // of a spin box
    auto* column = new QVBoxLayout;
    column->setSpacing(4);
    column->addWidget(caption);
    column->addWidget(field);
    row.addLayout(column, stretch);
    return field;
}

/// The question "" is the only one of most projects.
inline void fillQuestions(QComboBox* combo, const QStringList& questions) {
    const QString chosen = combo->currentData().toString();
    combo->clear();
    for (const QString& each : questions)
        combo->addItem(each.isEmpty() ? QObject::tr("Class of the item") : each, each);
    combo->setCurrentIndex(std::max(0, combo->findData(chosen)));
}

} // namespace slipway::ui
