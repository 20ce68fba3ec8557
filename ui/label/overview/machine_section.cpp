#include "ui/label/overview/machine_section.h"

#include <QVBoxLayout>

#include "ui/label/overview/auto_label_card.h"
#include "ui/label/overview/learning_card.h"
#include "ui/label/overview/suggest_card.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

MachineSection::MachineSection(AppContext& app, QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 16, 0, 20);
    column->setSpacing(16);
    m_suggest = new SuggestCard(app);
    m_learning = new LearningCard(app);
    m_auto = new AutoLabelCard(app);
    for (QWidget* card : std::initializer_list<QWidget*>{m_suggest, m_learning, m_auto}) column->addWidget(card);
    column->addStretch(1);
    connect(m_suggest, &SuggestCard::fileWanted, this, &MachineSection::suggestionsWanted);
    connect(m_suggest, &SuggestCard::changed, this, &MachineSection::changed);
    connect(m_learning, &LearningCard::changed, this, &MachineSection::changed);
    connect(m_auto, &AutoLabelCard::changed, this, &MachineSection::changed);
}

void MachineSection::showProject(const ProjectFacts& facts) {
    QStringList questions{QString()};
    for (const auto& rule : facts.project.labels.questions) questions << format::text(rule.name);
    for (const auto& each : facts.agreement.questions())
        if (!questions.contains(format::text(each))) questions << format::text(each);
    m_suggest->showProject(facts.project, questions);
    m_learning->showProject(facts.project, questions);
    m_auto->showProject(facts.project, questions);
}

} // namespace slipway::ui
