#include "ui/label/workbench/history_popup.h"

#include <QVBoxLayout>

#include "ui/label/workbench/attribute_form.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/list_table_model.h"

namespace slipway::ui {

namespace {

QString textOfAttribute(const label::Attributes& attributes, const std::string& name) {
    const auto found = attributes.find(name);
    return found == attributes.end() ? QStringLiteral("–") : textOf(found->second);
}

void addAttributes(QStringList& words, const label::Region& before, const label::Region& after) {
    label::Attributes all = before.attributes;
    all.insert(after.attributes.begin(), after.attributes.end());
    for (const auto& [name, value] : all) {
        const QString from = textOfAttribute(before.attributes, name), to = textOfAttribute(after.attributes, name);
        if (from != to) words << QStringLiteral("%1 %2 → %3").arg(format::text(name), from, to);
    }
}

QString changeText(const label::Region& before, const label::Region& after) {
    QStringList words;
    const auto named = [](const std::string& label) {
        return label.empty() ? QObject::tr("none") : format::text(label);
    };
    if (before.label != after.label) words << QObject::tr("label %1 → %2").arg(named(before.label), named(after.label));
    if (before.shape != after.shape) words << QObject::tr("shape");
    if (before.text != after.text) words << QObject::tr("text “%1”").arg(format::text(after.text));
    addAttributes(words, before, after);
    if (before.occluded != after.occluded)
        words << (after.occluded ? QObject::tr("occluded") : QObject::tr("not occluded"));
    if (before.hidden != after.hidden) words << (after.hidden ? QObject::tr("hidden") : QObject::tr("shown"));
    if (before.locked != after.locked) words << (after.locked ? QObject::tr("locked") : QObject::tr("unlocked"));
    if (before.group != after.group) words << QObject::tr("group");
    return words.join(QStringLiteral(", "));
}

} // namespace

QString changeText(const label::Edit& edit, const std::string& region) {
    QStringList words;
    for (const auto& part : edit.parts) {
        const auto* change = std::get_if<label::RegionChange>(&part);
        if (!change || (change->before ? change->before->id : change->after->id) != region) {
            if (std::holds_alternative<label::RelationsChange>(part)) words << QObject::tr("relations");
            continue;
        }
        if (!change->before)
            words << QObject::tr("added as %1").arg(format::text(change->after->label));
        else if (!change->after)
            words << QObject::tr("removed");
        else if (const QString text = changeText(*change->before, *change->after); !text.isEmpty())
            words << text;
        else
            words << QObject::tr("order");
    }
    return words.join(QStringLiteral(", "));
}

HistoryPopup::HistoryPopup(const QString& region, QWidget* window) : Popup(window, tr("History of %1").arg(region)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 16);
    column->setSpacing(8);
    auto* head = new QHBoxLayout;
    head->addWidget(new TextLabel(tr("History"), FontRole::Section));
    head->addWidget(new ElidedLabel(region, FontRole::Caption, Token::TextMuted), 1);
    auto* shut = makeIconButton(QStringLiteral("x"), tr("Close the history"), QStringLiteral("closeHistory"));
    connect(shut, &QToolButton::clicked, this, &Popup::close);
    head->addWidget(shut);
    column->addLayout(head);
    m_model =
        new ListTableModel({{tr("Step"), Align::Left, 150, false, {}}, {tr("What changed"), Align::Left, 200, true, {}},
                               {tr("Person"), Align::Left, 90, false, {}}, {tr("When"), Align::Left, 110, false, {}}},
            this);
    m_table = new DataTable(tr("History"));
    m_table->setObjectName(QStringLiteral("historyTable"));
    m_table->setListModel(m_model);
    column->addWidget(m_table, 1);
    m_note = new TextLabel(tr("Reading …"), FontRole::Body, Token::TextSecondary);
    m_note->setWordWrap(true);
    column->addWidget(m_note);
}

void HistoryPopup::openIn(const QRect& place) {
    open(place, m_table);
}

void HistoryPopup::showSteps(const std::vector<label::Gesture>& steps, const std::string& region) {
    std::vector<TableRow> rows;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        QString name = format::text(step->edit.name);
        if (step->kind == label::GestureKind::Undo) name = tr("Undo %1").arg(name.toLower());
        if (step->kind == label::GestureKind::Redo) name = tr("Redo %1").arg(name.toLower());
        rows.push_back({QString::number(step->sequence),
            {Cell(name), Cell(changeText(step->edit, region)), Cell(format::text(step->person)),
                Cell(format::when(step->at))},
            {}});
    }
    m_note->setVisible(rows.empty());
    m_note->setText(tr("Nothing is recorded of this region. It came with the item's first answer or a file."));
    m_model->setRows(std::move(rows));
}

void HistoryPopup::showProblem(const QString& text) {
    m_note->setText(text);
    m_note->show();
}

} // namespace slipway::ui
