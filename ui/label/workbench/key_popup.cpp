#include "ui/label/workbench/key_popup.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeySequenceEdit>
#include <QVBoxLayout>

#include "ui/label/workbench/tool_column.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/list_table_model.h"
#include "ui/widgets/search_box.h"

namespace slipway::ui {

namespace {

QString textOf(const QList<QKeySequence>& keys) {
    QStringList texts;
    for (const auto& key : keys) texts << key.toString(QKeySequence::NativeText);
    return texts.join(QStringLiteral("   "));
}

} // namespace

KeyPopup::KeyPopup(KeySet keys, QWidget* window) : Popup(window, tr("Keys for labeling")), m_keys(std::move(keys)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 14, 20, 16);
    column->setSpacing(10);
    auto* head = new QHBoxLayout;
    head->addWidget(new TextLabel(tr("Keys for labeling"), FontRole::Section), 1);
    auto* shut = makeIconButton(QStringLiteral("x"), tr("Close"), QStringLiteral("closeKeys"));
    connect(shut, &QToolButton::clicked, this, &Popup::close);
    head->addWidget(shut);
    column->addLayout(head);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_set = new QComboBox;
    m_set->setObjectName(QStringLiteral("keySetBox"));
    m_set->setAccessibleName(tr("Keys as in"));
    for (const QString& name : KeySet::names()) m_set->addItem(tr("As in %1").arg(KeySet::titleOf(name)), name);
    m_set->setCurrentIndex(m_set->findData(m_keys.name()));
    m_search = new SearchBox(tr("Find an action or key"), tr("Find an action or key"));
    row->addWidget(m_set);
    row->addWidget(m_search, 1);
    column->addLayout(row);
    m_model = new ListTableModel({{tr("Action"), Align::Left, 220, true, {}}, {tr("Keys"), Align::Left, 190, false, {}},
                                     {tr("Group"), Align::Left, 110, false, {}}},
        this);
    m_table = new DataTable(tr("Keys"));
    m_table->setObjectName(QStringLiteral("keyTable"));
    m_table->setListModel(m_model);
    column->addWidget(m_table, 1);
    auto* change = new QHBoxLayout;
    change->setSpacing(8);
    m_edit = new QKeySequenceEdit;
    m_edit->setObjectName(QStringLiteral("newKey"));
    m_edit->setAccessibleName(tr("New key"));
    m_apply = makeButton(tr("Set key"), QStringLiteral("setKeyButton"), ButtonKind::Normal);
    m_reset = makeButton(tr("Reset"), QStringLiteral("resetKeyButton"), ButtonKind::Quiet);
    change->addWidget(m_edit, 1);
    change->addWidget(m_apply);
    change->addWidget(m_reset);
    column->addLayout(change);
    m_conflict = new TextLabel({}, FontRole::Caption, Token::WarnText);
    m_conflict->setObjectName(QStringLiteral("keyConflict"));
    m_conflict->setWordWrap(true);
    column->addWidget(m_conflict);
    connect(m_set, &QComboBox::activated, this, [this] {
        m_keys = KeySet::named(m_set->currentData().toString());
        showActions();
        keysChanged(m_keys);
    });
    connect(m_search, &SearchBox::searched, this, &KeyPopup::showActions);
    connect(m_table, &DataTable::selectedIdChanged, this, &KeyPopup::showSelected);
    connect(m_table, &DataTable::activatedId, this, [this] { m_edit->setFocus(); });
    connect(m_edit, &QKeySequenceEdit::keySequenceChanged, this, &KeyPopup::showSelected);
    connect(m_apply, &QPushButton::clicked, this, &KeyPopup::setKey);
    connect(m_reset, &QPushButton::clicked, this, [this] {
        m_keys.reset(selectedAction());
        showActions();
        keysChanged(m_keys);
    });
    showActions();
}

void KeyPopup::openIn(const QRect& place) {
    open(place, m_search);
}

QString KeyPopup::selectedAction() const {
    return m_table->selectedId();
}

void KeyPopup::showActions() {
    const QString wanted = m_search->text().trimmed();
    std::vector<TableRow> rows;
    for (const LabelAction& action : labelActions()) {
        const QString keys = textOf(m_keys.keys(action.name));
        if (!action.title.contains(wanted, Qt::CaseInsensitive) && !keys.contains(wanted, Qt::CaseInsensitive))
            continue;
        Cell text(keys.isEmpty() ? QStringLiteral("–") : keys);
        text.strong = m_keys.isChanged(action.name);
        Cell group(action.group);
        group.muted = true;
        rows.push_back({action.name, {Cell(action.title), text, group}, {}});
    }
    m_model->setRows(std::move(rows));
    showSelected();
}

void KeyPopup::showSelected() {
    const QString action = selectedAction();
    const QKeySequence key = m_edit->keySequence();
    m_apply->setEnabled(!action.isEmpty() && key.count() == 1);
    m_reset->setEnabled(!action.isEmpty() && m_keys.isChanged(action));
    if (action.isEmpty()) return m_conflict->setText(tr("Choose an action, then press its new key in the field."));
    if (key.count() > 1) return m_conflict->setText(tr("One key, with Ctrl, Shift or Alt, is enough."));
    QStringList others;
    if (key.count() == 1)
        for (const QString& other : m_keys.conflicts(action, key)) others << titleOfAction(other);
    m_conflict->setText(
        others.isEmpty()
            ? QString()
            : tr("“%1” has this key. Setting it takes it away there.").arg(others.join(QStringLiteral("”, “"))));
    m_apply->setText(others.isEmpty() ? tr("Set key") : tr("Take key"));
}

void KeyPopup::setKey() {
    const QString action = selectedAction();
    const QKeySequence key = m_edit->keySequence();
    if (action.isEmpty() || key.count() != 1) return;
    for (const QString& other : m_keys.conflicts(action, key)) {
        auto left = m_keys.keys(other);
        left.removeAll(key);
        m_keys.setKeys(other, left);
    }
    m_keys.setKeys(action, {key});
    m_edit->clear();
    showActions();
    m_table->selectId(action);
    keysChanged(m_keys);
}

} // namespace slipway::ui
