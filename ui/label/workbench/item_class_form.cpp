#include "ui/label/workbench/item_class_form.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QRadioButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/label/workbench/tool_column.h"
#include "ui/shell/shortcut_sheet.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/layouts.h"

namespace slipway::ui {

ItemClassForm::ItemClassForm(QWidget* parent) : QWidget(parent) {
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(16, 0, 16, 0);
    m_column->setSpacing(4);
}

void ItemClassForm::setClasses(const label::LabelSet& labels, const KeySet& keys, bool withKeys) {
    clearLayout(m_column);
    m_buttons.clear();
    m_several = labels.severalItemClasses;
    for (const auto& name : labels.itemClasses) {
        QAbstractButton* button = m_several ? static_cast<QAbstractButton*>(new QCheckBox(format::text(name)))
                                            : new QRadioButton(format::text(name));
        button->setAutoExclusive(false); // a second click takes the answer back
        button->setObjectName(QStringLiteral("class-") + format::text(name));
        connect(button, &QAbstractButton::clicked, this, [this, name] { toggle(name); });
        auto* row = new QHBoxLayout;
        row->addWidget(button, 1);
        const int number = static_cast<int>(m_buttons.size()) + 1;
        const QString key =
            withKeys && number <= 10 ? firstKey(keys, QStringLiteral("label.%1").arg(number)) : QString();
        if (!key.isEmpty()) row->addWidget(makeKeyCaps(key));
        m_column->addLayout(row);
        m_buttons.emplace_back(name, button);
    }
}

void ItemClassForm::setAnswer(const label::Annotation* annotation, bool canEdit) {
    setEnabled(canEdit);
    m_answer = annotation ? annotation->classes : std::vector<label::ItemClass>();
    for (const auto& [name, button] : m_buttons)
        button->setChecked(std::ranges::any_of(m_answer, [&](const auto& each) { return each.label == name; }));
}

void ItemClassForm::choose(int number) {
    const auto place = static_cast<std::size_t>(number) - 1;
    if (isEnabled() && place < m_buttons.size()) toggle(m_buttons[place].first);
}

void ItemClassForm::toggle(const std::string& name) {
    auto answer = m_answer;
    const bool had = std::erase_if(answer, [&](const auto& each) { return each.label == name; }) > 0;
    if (!m_several)
        std::erase_if(answer, [&](const auto& each) {
            return std::ranges::any_of(m_buttons, [&](const auto& button) { return button.first == each.label; });
        });
    if (!had) answer.push_back({{}, name, {}});
    answered(answer);
}

} // namespace slipway::ui
