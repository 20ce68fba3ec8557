#include "ui/label/workbench/side_panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>
#include <algorithm>

#include "core/workspace/workspace.h"
#include "ui/label/task_words.h"
#include "ui/label/workbench/attribute_form.h"
#include "ui/label/workbench/item_class_form.h"
#include "ui/label/workbench/label_list.h"
#include "ui/label/workbench/region_list.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/key_value_list.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/section_header.h"

namespace slipway::ui {

namespace {

constexpr int kMostHistory = 30;
const label::AttributeRule kTextRule{"Text", label::AttributeInput::Text, {}, {}, false};

QWidget* padded(QLayout* inner) {
    auto* widget = new QWidget;
    inner->setContentsMargins(16, 0, 16, 0);
    widget->setLayout(inner);
    return widget;
}

QVBoxLayout* makeColumn(int spacing) {
    auto* column = new QVBoxLayout;
    column->setSpacing(spacing);
    return column;
}

} // namespace

SidePanel::SidePanel(AppContext& app, LabelController& controller, QWidget* parent)
    : QFrame(parent), m_app(app), m_controller(controller) {
    setObjectName(QStringLiteral("labelSide"));
    setAttribute(Qt::WA_StyledBackground);
    setFixedWidth(288);
    auto* content = new QWidget;
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(0, 8, 0, 16);
    m_column->setSpacing(16);
    buildReview();
    m_labels = new LabelList;
    m_labelSection = addSection(tr("Labels"), m_labels);
    m_noLabels = new TextLabel(tr("This project has no labels yet. Add some on the projects page under “Labels…”."),
        FontRole::Caption, Token::TextSecondary);
    m_noLabels->setWordWrap(true);
    m_noLabels->setContentsMargins(16, 0, 16, 0);
    m_column->addWidget(m_noLabels);
    m_classes = new ItemClassForm;
    m_classSection = addSection(tr("Class"), m_classes);
    m_questions = new AttributeForm;
    m_questionSection = addSection(tr("Questions"), m_questions);
    m_regions = new RegionList;
    m_regionSection = addSection(tr("Regions"), m_regions, &m_regionHeader);
    auto* details = new QWidget;
    auto* detailColumn = new QVBoxLayout(details);
    detailColumn->setContentsMargins(0, 0, 0, 0);
    m_attributes = new AttributeForm;
    m_facts = new KeyValueList;
    m_facts->setContentsMargins(16, 0, 16, 0);
    detailColumn->addWidget(m_attributes);
    detailColumn->addWidget(m_facts);
    m_detailSection = addSection(tr("Selected"), details, &m_detailHeader);
    m_relations = makeColumn(4);
    m_relationSection = addSection(tr("Relations"), padded(m_relations));
    m_history = makeColumn(6);
    m_historySection = addSection(tr("History"), padded(m_history));
    m_column->addStretch(1);
    auto* scroll = scrollInCard(content, tr("Labels and regions"), this);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(1, 0, 0, 0);
    all->addWidget(scroll);

    connect(m_labels, &LabelList::chosen, this, &SidePanel::labelChosen);
    connect(m_regions, &RegionList::selected, this, &SidePanel::selected);
    connect(m_regions, &RegionList::hideWanted, this, [this](const QString& id, bool on) {
        changeRegions(on ? tr("Hide region") : tr("Show region"), {id}, [on](auto& region) { region.hidden = on; });
    });
    connect(m_regions, &RegionList::lockWanted, this, [this](const QString& id, bool on) {
        changeRegions(on ? tr("Lock region") : tr("Unlock region"), {id}, [on](auto& region) { region.locked = on; });
    });
    connect(m_attributes, &AttributeForm::changed, this, &SidePanel::answerRegion);
    connect(m_questions, &AttributeForm::changed, this,
        [this](const QString&, const QString& name, const auto& value) { answerItem(name, value); });
    connect(m_classes, &ItemClassForm::answered, this, [this](const auto& classes) {
        if (!m_controller.annotation()) return;
        label::EditBuilder edit("Choose class", *m_controller.annotation());
        edit.setClasses(classes);
        editWanted(std::move(edit).take());
    });
    showTask();
}

QWidget* SidePanel::addSection(const QString& title, QWidget* content, SectionHeader** header) {
    auto* section = new QWidget;
    auto* column = new QVBoxLayout(section);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* head = new SectionHeader(title);
    head->setContentsMargins(16, 0, 12, 0);
    column->addWidget(head);
    column->addWidget(content);
    m_column->addWidget(section);
    if (header) *header = head;
    return section;
}

void SidePanel::buildReview() {
    auto* column = makeColumn(8);
    m_reviewText = new TextLabel({}, FontRole::Body, Token::TextSecondary);
    m_reviewText->setWordWrap(true);
    m_note = new QPlainTextEdit;
    m_note->setObjectName(QStringLiteral("reviewNote"));
    m_note->setAccessibleName(tr("Note to the annotator"));
    m_note->setPlaceholderText(tr("What should change? Needed to send it back."));
    m_note->setTabChangesFocus(true);
    m_note->setFixedHeight(72);
    m_sendBack =
        makeButton(tr("Send back"), QStringLiteral("sendBackButton"), ButtonKind::Normal, QStringLiteral("send-back"));
    m_fix = makeButton(tr("Fix it myself"), QStringLiteral("fixButton"), ButtonKind::Normal, QStringLiteral("edit"));
    m_sendBack->setEnabled(false);
    m_sendBack->setToolTip(tr("Write a note first"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_sendBack);
    buttons->addWidget(m_fix);
    column->addWidget(m_reviewText);
    column->addWidget(m_note);
    column->addLayout(buttons);
    m_review = addSection(tr("Review"), padded(column));
    connect(m_note, &QPlainTextEdit::textChanged, this, [this] {
        m_sendBack->setEnabled(!reviewNote().isEmpty());
        m_sendBack->setToolTip(reviewNote().isEmpty() ? tr("Write a note first") : QString());
    });
    connect(m_sendBack, &QPushButton::clicked, this, [this] { m_controller.sendBack(reviewNote()); });
    connect(m_fix, &QPushButton::clicked, this, [this] { m_controller.fix(); });
}

QString SidePanel::reviewNote() const {
    return m_note->toPlainText().trimmed();
}

void SidePanel::setProject(const KeySet& keys) {
    const auto* project = m_controller.project();
    if (!project) return;
    const auto& labels = project->labels;
    m_labels->setLabels(labels, keys);
    m_labelSection->setVisible(!labels.classes.empty());
    m_classes->setClasses(labels, keys, labels.classes.empty());
    m_classSection->setVisible(!labels.itemClasses.empty());
    m_noLabels->setVisible(labels.classes.empty() && labels.itemClasses.empty() && labels.questions.empty());
    showTask();
}

void SidePanel::showTask() {
    m_selection.clear();
    const auto* project = m_controller.project();
    m_regions->setAnnotation(m_controller.annotation(), project ? project->labels : label::LabelSet());
    m_labels->setCounts(m_controller.annotation());
    m_note->clear();
    showReview();
    showItem();
    showSelected();
    showRelations();
}

void SidePanel::annotationChanged(const label::Edit& edit) {
    m_regions->annotationChanged(edit);
    m_labels->setCounts(m_controller.annotation());
    m_selection = m_regions->selection();
    showItem();
    showSelected();
    showRelations();
}

void SidePanel::setSelection(const QStringList& ids) {
    if (ids == m_selection) return;
    m_selection = ids;
    m_regions->select(ids);
    showSelected();
}

void SidePanel::setActiveLabel(const QString& label) {
    m_labels->setCurrent(label);
}

void SidePanel::chooseDigit(int number) {
    const auto* project = m_controller.project();
    if (!project) return;
    if (project->labels.classes.empty()) return m_classes->choose(number);
    if (const QString label = labelOfDigit(project->labels, number); !label.isEmpty()) labelChosen(label);
}

void SidePanel::focusLabelSearch() {
    m_labels->focusSearch();
}

void SidePanel::focusReviewNote() {
    m_note->setFocus(Qt::ShortcutFocusReason);
}

void SidePanel::showReview() {
    const auto* reviewed = m_controller.reviewed();
    const QString note = QString::fromStdString(m_controller.reviewNote());
    m_review->setVisible(reviewed || !note.isEmpty());
    m_note->setVisible(reviewed);
    m_sendBack->setVisible(reviewed);
    m_fix->setVisible(reviewed);
    if (reviewed)
        m_reviewText->setText(tr("%1 answered %2.")
                .arg(format::text(reviewed->annotation.annotator), format::when(reviewed->annotation.updatedAt)));
    else
        m_reviewText->setText(tr("Sent back: “%1”").arg(note));
}

void SidePanel::showItem() {
    const auto* annotation = m_controller.annotation();
    m_classes->setAnswer(annotation, m_controller.canEdit());
    const auto* project = m_controller.project();
    const auto rules = project ? project->labels.questions : std::vector<label::AttributeRule>();
    m_questions->setValues(annotation ? format::text(annotation->id) : QString(), rules,
        annotation ? annotation->answers : label::Attributes(), m_controller.canEdit());
    m_questionSection->setVisible(!rules.empty());
    const auto count = annotation ? static_cast<std::int64_t>(annotation->regions.size()) : 0;
    m_regionHeader->setCaption(count ? format::count(count) : tr("none yet"));
    m_regionSection->setVisible(project && (count > 0 || !project->labels.classes.empty()));
}

const label::Region* SidePanel::onlySelected() const {
    if (m_selection.size() != 1 || !m_controller.annotation()) return nullptr;
    return label::findRegion(*m_controller.annotation(), m_selection.front().toStdString());
}

void SidePanel::showSelected() {
    const auto* region = onlySelected();
    const auto* project = m_controller.project();
    m_detailSection->setVisible(region && project);
    if (!region || !project) {
        m_historySection->hide();
        return;
    }
    m_detailHeader->setCaption(nameOf(*region));
    const auto* labelClass = label::findClass(project->labels, region->label);
    auto rules = labelClass ? labelClass->attributes : std::vector<label::AttributeRule>();
    label::Attributes values = region->attributes;
    m_facts->clear();
    for (const auto& [name, value] : values)
        if (std::ranges::find(rules, name, &label::AttributeRule::name) == rules.end())
            m_facts->add(format::text(name), textOf(value));
    if (region->score) m_facts->add(tr("Score"), format::percent(*region->score));
    rules.push_back(kTextRule);
    if (!region->text.empty()) values[kTextRule.name] = region->text;
    m_attributes->setValues(format::text(region->id), rules, values, m_controller.canEdit() && !region->locked);
    showHistory();
}

void SidePanel::showRelations() {
    clearLayout(m_relations);
    const auto* annotation = m_controller.annotation();
    const bool any = annotation && !annotation->relations.empty();
    m_relationSection->setVisible(any);
    if (!any) return;
    for (std::size_t place = 0; place < annotation->relations.size() && place < 200; ++place) {
        const auto& relation = annotation->relations[place];
        const auto* from = label::findRegion(*annotation, relation.from);
        const auto* to = label::findRegion(*annotation, relation.to);
        if (!from || !to) continue;
        auto* row = new QHBoxLayout;
        const QString arrow = relation.direction == label::Direction::Both ? QStringLiteral("↔") : QStringLiteral("→");
        const QString text = QStringLiteral("%1 %2 %3").arg(nameOf(*from), arrow, nameOf(*to));
        row->addWidget(new ElidedLabel(text), 1);
        const auto& names = m_controller.project()->labels.relations;
        if (!names.empty()) {
            auto* name = new QComboBox;
            name->setAccessibleName(tr("Kind of %1").arg(text));
            name->addItem(tr("relation"), QString());
            for (const auto& each : names) name->addItem(format::text(each), format::text(each));
            if (!relation.labels.empty()) name->setCurrentText(format::text(relation.labels.front()));
            name->setMaximumWidth(100);
            name->setEnabled(m_controller.canEdit());
            connect(name, &QComboBox::activated, this,
                [this, place, name] { renameRelation(place, name->currentData().toString()); });
            row->addWidget(name);
        }
        auto* remove =
            makeIconButton(QStringLiteral("x"), tr("Remove relation %1").arg(text), QStringLiteral("removeRelation"));
        remove->setEnabled(m_controller.canEdit());
        connect(remove, &QToolButton::clicked, this, [this, place] { removeRelation(place); });
        row->addWidget(remove);
        m_relations->addLayout(row);
    }
}

void SidePanel::removeRelation(std::size_t place) {
    auto relations = m_controller.annotation()->relations;
    if (place >= relations.size()) return;
    relations.erase(relations.begin() + static_cast<std::ptrdiff_t>(place));
    label::EditBuilder edit("Remove relation", *m_controller.annotation());
    edit.setRelations(std::move(relations));
    editWanted(std::move(edit).take());
}

void SidePanel::renameRelation(std::size_t place, const QString& name) {
    auto relations = m_controller.annotation()->relations;
    if (place >= relations.size()) return;
    relations[place].labels.clear();
    if (!name.isEmpty()) relations[place].labels.push_back(name.toStdString());
    label::EditBuilder edit("Name relation", *m_controller.annotation());
    edit.setRelations(std::move(relations));
    editWanted(std::move(edit).take());
}

void SidePanel::showHistory() {
    const auto* region = onlySelected();
    if (!region || !m_controller.annotation()) return;
    using Gestures = std::vector<label::Gesture>;
    m_app.jobs.start<Gestures>(
        this, {.title = tr("Read a shape's history"), .key = "shapeHistory", .quiet = true, .result = {}},
        [annotation = m_controller.annotation()->id, id = region->id](
            workspace::Workspace& workspace, Progress&) { return workspace.labels().shapeHistory(annotation, id); },
        [this, id = region->id](Result<Gestures> gestures) {
            const auto* selected = onlySelected();
            if (!selected || selected->id != id) return;
            clearLayout(m_history);
            m_historySection->setVisible(gestures && !gestures->empty());
            if (!gestures) return;
            int shown = 0;
            for (auto each = gestures->rbegin(); each != gestures->rend() && shown < kMostHistory; ++each, ++shown)
                m_history->addWidget(new ElidedLabel(
                    tr("%1, %2, %3")
                        .arg(format::text(each->edit.name), format::text(each->person), format::when(each->at)),
                    FontRole::Caption, Token::TextSecondary));
        });
}

void SidePanel::changeRegions(
    const QString& name, const QStringList& ids, const std::function<void(label::Region&)>& change) {
    if (!m_controller.canEdit()) return;
    label::EditBuilder edit(name.toStdString(), *m_controller.annotation());
    for (const QString& id : ids) {
        const auto* found = label::findRegion(*m_controller.annotation(), id.toStdString());
        if (!found) continue;
        label::Region region = *found;
        change(region);
        edit.change(region);
    }
    editWanted(std::move(edit).take());
}

void SidePanel::answerRegion(const QString& subject, const QString& name, const label::AttributeValue& value) {
    const auto* text = std::get_if<std::string>(&value);
    changeRegions(tr("Change %1").arg(name), {subject}, [&](label::Region& region) {
        if (name == format::text(kTextRule.name))
            region.text = text ? *text : std::string();
        else if (text && text->empty())
            region.attributes.erase(name.toStdString());
        else
            region.attributes[name.toStdString()] = value;
    });
}

void SidePanel::answerItem(const QString& name, const label::AttributeValue& value) {
    if (!m_controller.canEdit()) return;
    auto answers = m_controller.annotation()->answers;
    const auto* text = std::get_if<std::string>(&value);
    if (text && text->empty())
        answers.erase(name.toStdString());
    else
        answers[name.toStdString()] = value;
    label::EditBuilder edit("Answer " + name.toStdString(), *m_controller.annotation());
    edit.setAnswers(std::move(answers));
    editWanted(std::move(edit).take());
}

} // namespace slipway::ui
