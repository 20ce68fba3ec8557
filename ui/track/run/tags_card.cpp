#include "ui/track/run/tags_card.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/track/run/run_actions.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/search_box.h"

namespace slipway::ui {

namespace {

constexpr int kLongestKey = 250, kLongestValue = 8000;

bool isOfPrograms(const std::string& key) {
    return key.starts_with("mlflow.") || key.starts_with("slipway.");
}

} // namespace

TagsCard::TagsCard(RunActions& actions, QWidget* parent)
    : PairsCard(tr("Tags"), tr("Tag"), QStringLiteral("tags"), parent), m_actions(actions) {
    search().setFixedWidth(110);
    auto* add = makeIconButton(QStringLiteral("plus"), tr("Add a tag"), QStringLiteral("addTag"), this);
    connect(add, &QToolButton::clicked, this, [this] { edit({}, {}); });
    addHeaderWidget(add);
    m_editor = makeEditor();
    body().insertWidget(0, m_editor);
    m_fold = makeLinkButton({}, QStringLiteral("foldTags"), this);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(12, 0, 12, 6);
    foot->addWidget(m_fold);
    foot->addStretch(1);
    body().addLayout(foot);
    connect(m_fold, &QPushButton::clicked, this, [this] {
        m_all = !m_all;
        showPairs();
    });
    connect(&table(), &DataTable::activatedId, this, [this](const QString& id) { edit(id, valueOf(id)); });
    table().installEventFilter(this);
    auto* change = new QAction(tr("Edit tag"), &table());
    connect(change, &QAction::triggered, this, [this] { edit(table().selectedId(), valueOf(table().selectedId())); });
    auto* remove = new QAction(tr("Remove tag"), &table());
    connect(remove, &QAction::triggered, this, &TagsCard::removeSelected);
    table().addAction(change);
    table().addAction(remove);
    table().setToolTip(tr("Enter or a double click edits a tag, Delete removes it"));
}

QWidget* TagsCard::makeEditor() {
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(16, 4, 16, 8);
    column->setSpacing(8);
    m_key = new QLineEdit;
    m_key->setObjectName(QStringLiteral("tagKey"));
    m_key->setAccessibleName(tr("Name of the tag"));
    m_key->setPlaceholderText(tr("Name"));
    m_key->setMaxLength(kLongestKey);
    m_value = new QLineEdit;
    m_value->setObjectName(QStringLiteral("tagValue"));
    m_value->setAccessibleName(tr("Value of the tag"));
    m_value->setPlaceholderText(tr("Value"));
    m_value->setMaxLength(kLongestValue);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    auto* save = makeButton(tr("Save tag"), QStringLiteral("saveTag"));
    auto* cancel = makeButton(tr("Cancel"), QStringLiteral("cancelTag"), ButtonKind::Quiet);
    row->addWidget(save);
    row->addWidget(cancel);
    row->addStretch(1);
    column->addWidget(m_key);
    column->addWidget(m_value);
    column->addLayout(row);
    connect(save, &QPushButton::clicked, this, &TagsCard::save);
    connect(cancel, &QPushButton::clicked, this, &TagsCard::closeEditor);
    for (auto* field : {m_key, m_value}) {
        connect(field, &QLineEdit::returnPressed, this, &TagsCard::save);
        field->installEventFilter(this);
    }
    box->hide();
    return box;
}

void TagsCard::edit(const QString& key, const QString& value) {
    m_key->setText(key);
    m_key->setReadOnly(!key.isEmpty());
    m_value->setText(value);
    m_editor->show();
    auto* first = key.isEmpty() ? m_key : m_value;
    first->setFocus(Qt::OtherFocusReason);
    first->selectAll();
}

void TagsCard::save() {
    const auto key = m_key->text().trimmed();
    if (key.isEmpty()) return m_key->setFocus(Qt::OtherFocusReason);
    m_actions.setTag(format::text(m_run.id), key, m_value->text());
    closeEditor();
}

void TagsCard::closeEditor() {
    m_editor->hide();
    table().setFocus(Qt::OtherFocusReason);
}

void TagsCard::removeSelected() {
    const auto key = table().selectedId();
    if (key.isEmpty()) return;
    m_actions.removeTag(format::text(m_run.id), key, valueOf(key));
}

bool TagsCard::eventFilter(QObject* object, QEvent* event) {
    if (event->type() != QEvent::KeyPress) return PairsCard::eventFilter(object, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (object == &table() && key == Qt::Key_Delete) {
        removeSelected();
        return true;
    }
    if ((object == m_key || object == m_value) && key == Qt::Key_Escape) {
        closeEditor();
        return true;
    }
    return PairsCard::eventFilter(object, event);
}

void TagsCard::setRun(const track::Run& run) {
    if (run.id != m_run.id) m_editor->hide();
    m_run = run;
    showPairs();
}

void TagsCard::showPairs() {
    std::map<std::string, std::string> shown;
    std::int64_t folded = 0;
    for (const auto& [key, value] : m_run.tags) {
        if (!m_all && isOfPrograms(key))
            ++folded;
        else
            shown.emplace(key, value);
    }
    setEmptyText(tr("No tags yet. They are what you search runs by."));
    setPairs(shown);
    m_fold->setVisible(folded > 0 || m_all);
    m_fold->setText(
        m_all ? tr("Hide those set by programs") : tr("Show %1 set by programs").arg(format::count(folded)));
    m_fold->setAccessibleName(m_fold->text());
}

} // namespace slipway::ui
