#include "ui/label/workbench/side_panel.h"

#include <QApplication>
#include <QComboBox>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>
#include <algorithm>

#include "core/label/track_edit.h"
#include "ui/label/task_words.h"
#include "ui/label/workbench/attribute_form.h"
#include "ui/label/workbench/item_class_form.h"
#include "ui/label/workbench/label_list.h"
#include "ui/label/workbench/region_list.h"
#include "ui/label/workbench/suggestion_box.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/key_value_list.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/section_header.h"

namespace slipway::ui {

namespace {

const label::AttributeRule kTextRule{"Text", label::AttributeInput::Text, {}, {}, false};

/// Key frames hold text; the form knows more kinds.
label::AttributeValue valueOf(const label::AttributeRule& rule, const std::string& text) {
    if (rule.input == label::AttributeInput::Checkbox) return text == "true";
    if (rule.input == label::AttributeInput::Number) return QString::fromStdString(text).toDouble();
    return text;
}

std::string frameText(const label::AttributeValue& value) {
    if (const auto* on = std::get_if<bool>(&value)) return *on ? "true" : "false";
    if (const auto* number = std::get_if<double>(&value)) return QString::number(*number, 'g', 15).toStdString();
    return textOf(value).toStdString();
}

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
    m_suggestions = new SuggestionBox;
    m_suggestionSection = addSection(tr("Suggestions"), m_suggestions, &m_suggestionHeader);
    m_suggestionSection->hide();
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
    connect(m_regions, &RegionList::actionWanted, this, &SidePanel::actionWanted);
    connect(m_labels, &LabelList::left, this, &SidePanel::left);
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

QString SidePanel::reviewNote() const {
    return m_note->toPlainText().trimmed();
}

void SidePanel::setProject(const KeySet& keys) {
    const auto* project = m_controller.project();
    if (!project) return;
    const auto& labels = project->labels;
    m_labels->setLabels(labels, keys);
    m_regions->setKeys(keys);
    m_suggestions->setKeys(keys);
    m_labelSection->setVisible(!labels.classes.empty());
    m_classes->setClasses(labels, keys, labels.classes.empty());
    m_classSection->setVisible(!labels.itemClasses.empty());
    m_noLabels->setVisible(labels.classes.empty() && labels.itemClasses.empty() && labels.questions.empty());
    m_shownProject = project->id;
    m_shownLabels = labels;
    m_regions->setAnnotation(m_controller.annotation(), labels);
    m_regions->select(m_selection);
    showParts();
}

void SidePanel::projectChanged(const KeySet& keys) {
    const auto* project = m_controller.project();
    // Counts change with each answer; what somebody is typing here stays.
    if (project && (project->id != m_shownProject || project->labels != m_shownLabels)) setProject(keys);
}

void SidePanel::commit() {
    auto* focus = QApplication::focusWidget();
    if (focus && isAncestorOf(focus)) focus->clearFocus();
}

void SidePanel::showTask() {
    m_selection.clear();
    const auto* project = m_controller.project();
    m_regions->setAnnotation(m_controller.annotation(), project ? project->labels : label::LabelSet());
    m_note->clear();
    showParts();
}

void SidePanel::showParts() {
    m_labels->setCounts(m_controller.annotation());
    showReview();
    showItem();
    showSelected();
    showRelations();
}

void SidePanel::leaveTask() {
    setSelection({});
    m_regions->setAnnotation(nullptr, {});
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

void SidePanel::setFrame(std::int64_t frame) {
    if (frame == m_frame) return;
    m_frame = frame;
    if (const auto* region = onlySelected(); region && std::holds_alternative<label::Track>(region->shape))
        showAttributes();
}

void SidePanel::showSuggestions(const SuggestionList& suggestions) {
    const auto counts = suggestions.counts();
    const bool withheld = m_controller.suggestionsWithheld();
    m_suggestionSection->setVisible(counts.total > 0 || counts.rejected > 0 || withheld);
    m_suggestionHeader->setCaption(format::count(counts.total));
    m_suggestions->show(suggestions, m_controller.canEdit(), withheld);
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
    showAttributes();
    showHistory();
}

void SidePanel::showAttributes() {
    const auto* region = onlySelected();
    const auto* project = m_controller.project();
    if (!region || !project) return;
    const auto* labelClass = label::findClass(project->labels, region->label);
    auto rules = labelClass ? labelClass->attributes : std::vector<label::AttributeRule>();
    label::Attributes values = region->attributes;
    m_facts->clear();
    for (const auto& [name, value] : values)
        if (std::ranges::find(rules, name, &label::AttributeRule::name) == rules.end())
            m_facts->add(format::text(name), textOf(value));
    if (region->score) m_facts->add(tr("Score"), format::percent(*region->score));
    // A track says at each frame what changes over time; before its first key frame there is nothing to ask.
    m_overTime.clear();
    if (const auto* track = std::get_if<label::Track>(&region->shape)) {
        const bool begun = m_frame >= 0 && label::keyframeBefore(*track, m_frame);
        for (const auto& rule : rules)
            if (rule.changesOverTime) m_overTime.insert(rule.name);
        if (!begun) std::erase_if(rules, [](const auto& rule) { return rule.changesOverTime; });
        for (const auto& [name, value] : label::attributesAt(*track, m_frame))
            if (const auto rule = std::ranges::find(rules, name, &label::AttributeRule::name); rule != rules.end())
                values[name] = valueOf(*rule, value);
    }
    rules.push_back(kTextRule);
    if (!region->text.empty()) values[kTextRule.name] = region->text;
    m_attributes->setValues(format::text(region->id), rules, values, m_controller.canEdit() && !region->locked);
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
    if (m_overTime.contains(name.toStdString()))
        return frameAttributeWanted(subject, name.toStdString(), frameText(value));
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
