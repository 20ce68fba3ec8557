#include "ui/label/overview/agreement_section.h"

#include <QComboBox>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/flow_row.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/kpi_tile.h"
#include "ui/widgets/list_table_model.h"

namespace slipway::ui {

namespace {

Cell share(double value) {
    Cell cell(format::percent(value, 0));
    cell.sort = value;
    cell.bar = value;
    return cell;
}

Cell coefficient(const std::optional<double>& value) {
    if (!value) {
        Cell cell = Cell::number(value);
        cell.tip = QObject::tr("Not defined: everybody chose one class, or too few answers");
        return cell;
    }
    Cell cell(QString::number(*value, 'f', 3));
    cell.sort = *value;
    return cell;
}

std::vector<TableColumn> pairColumns(bool kappa) {
    std::vector<TableColumn> columns{{QObject::tr("Person"), Align::Left, 120, true, {}},
        {QObject::tr("And"), Align::Left, 120, true, {}}, {QObject::tr("Tasks"), Align::Right, 80, false, {}},
        {QObject::tr("Agreement"), Align::Right, 140, false, {}}};
    if (kappa) columns.push_back({QObject::tr("Cohen's kappa"), Align::Right, 120, false, {}});
    return columns;
}

DataTable* addTable(Card& card, const QString& name, const QString& object, ListTableModel* model) {
    card.setFlush();
    auto* table = new DataTable(name);
    table->setObjectName(object);
    table->setListModel(model);
    table->setSortable(true);
    card.body().addWidget(table);
    return table;
}

} // namespace

AgreementSection::AgreementSection(QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 16, 0, 20);
    column->setSpacing(16);
    auto* emptyCard = new Card;
    m_emptyCard = emptyCard;
    m_single = new EmptyState(QStringLiteral("users"), tr("One answer for each task"),
        tr("There is nothing to compare while each task goes to one person. A project with two or more answers for "
           "each "
           "task, set when it is made, shows here how far people agree."));
    m_waiting = new EmptyState(QStringLiteral("users"), tr("No task has two answers yet"),
        tr("Each task goes to several people who do not see each other's answers. As soon as two have answered the "
           "same "
           "one, this page says how far they agree: over all, by pair, by label and by class."));
    emptyCard->body().addWidget(m_single);
    emptyCard->body().addWidget(m_waiting);
    column->addWidget(emptyCard);
    m_content = new QWidget;
    auto* content = new QVBoxLayout(m_content);
    content->setContentsMargins(0, 0, 0, 0);
    content->setSpacing(16);
    content->addWidget(makeTiles());
    m_questions = new ListTableModel(
        {{tr("Question"), Align::Left, 160, true, {}},
            {tr("Krippendorff's alpha"), Align::Right, 150, false, tr("1: all agree; 0: as by chance. Nominal scale")},
            {tr("Fleiss' kappa"), Align::Right, 120, false, {}},
            {tr("Rated by"), Align::Right, 140, false, tr("Of Fleiss' kappa: tasks with the same number of answers")}},
        this);
    m_questionsCard = new Card(tr("Classes of whole items"));
    m_questionsCard->setCaption(tr("by question, corrected for chance"));
    m_questionsTable =
        addTable(*m_questionsCard, tr("Agreement by question"), QStringLiteral("questionAgreement"), m_questions);
    content->addWidget(m_questionsCard);
    m_classes =
        new ListTableModel({{tr("Class"), Align::Left, 160, true, {}}, {tr("Pairs"), Align::Right, 90, false, {}},
                               {tr("Agreement"), Align::Right, 160, false,
                                   tr("Of all that chose it, the share of the others who did too")}},
            this);
    m_labels = new ListTableModel(
        {{tr("Label"), Align::Left, 140, true, {}}, {tr("Matched"), Align::Right, 90, false, tr("Pairs of regions")},
            {tr("F1"), Align::Right, 120, false, tr("Regions that the other marked too; matched from IoU 0.5")},
            {tr("Mean IoU"), Align::Right, 120, false, tr("Of the matched ones")}},
        this);
    m_pairs = new ListTableModel(pairColumns(false), this);
    m_pairsCard = new Card(tr("Pairs of people"));
    m_question = new QComboBox;
    m_question->setObjectName(QStringLiteral("kappaQuestion"));
    m_question->setAccessibleName(tr("Question of Cohen's kappa"));
    m_question->setToolTip(m_question->accessibleName());
    m_pairsCard->addHeaderWidget(m_question);
    auto* look = makeLinkButton(tr("Tasks with least agreement"), QStringLiteral("showDisagreement"));
    connect(look, &QPushButton::clicked, this, [this] { disagreementWanted(); });
    m_pairsCard->addHeaderWidget(look);
    m_pairsTable = addTable(*m_pairsCard, tr("Agreement of pairs"), QStringLiteral("pairAgreement"), m_pairs);
    content->addWidget(m_pairsCard);
    m_labelsCard = new Card(tr("Regions by label"));
    m_labelsTable = addTable(*m_labelsCard, tr("Agreement by label"), QStringLiteral("labelAgreement"), m_labels);
    m_classesCard = new Card(tr("Classes"));
    m_classesTable = addTable(*m_classesCard, tr("Agreement by class"), QStringLiteral("classAgreement"), m_classes);
    content->addWidget(m_labelsCard);
    content->addWidget(m_classesCard);
    column->addWidget(m_content);
    column->addStretch(1);
    connect(m_question, &QComboBox::activated, this, [this] {
        showPairs();
        showClasses();
    });
}

QWidget* AgreementSection::makeTiles() {
    auto* tiles = new FlowRow(220);
    m_mean = new KpiTile(tr("Mean agreement"));
    m_tasks = new KpiTile(tr("Compared tasks"));
    m_people = new KpiTile(tr("People"));
    for (auto* tile : {m_mean, m_tasks, m_people}) tiles->add(tile);
    return tiles;
}

void AgreementSection::showProject(const ProjectFacts& facts) {
    m_project = facts.project;
    m_totals = facts.agreement;
    const bool none = m_totals.tasks() == 0;
    m_emptyCard->setVisible(none);
    m_content->setVisible(!none);
    m_single->setVisible(m_project.overlap < 2);
    m_waiting->setVisible(m_project.overlap >= 2);
    if (none) return;
    showTiles();
    showQuestions();
    showPairs();
    showLabels();
    showClasses();
}

void AgreementSection::showTiles() {
    const auto mean = m_totals.mean();
    m_mean->setValue(mean ? format::percent(*mean) : format::missing());
    m_mean->setDetail(tr("of each two answers to a task"));
    m_tasks->setValue(format::count(m_totals.tasks()));
    m_tasks->setDetail(tr("with two answers or more, of %1").arg(format::count(m_project.tasks)));
    const auto people = m_totals.people();
    m_people->setValue(format::count(static_cast<std::int64_t>(people.size())));
    const auto lowest = std::ranges::min_element(people, {}, &label::AgreementTotals::Part::mean);
    m_people->setDetail(
        lowest == people.end()
            ? QString()
            : tr("lowest: %1 with %2").arg(format::text(lowest->name), format::percent(lowest->mean, 0)));
}

void AgreementSection::showQuestions() {
    std::vector<TableRow> rows;
    const QString chosen = m_question->currentData().toString();
    m_question->clear();
    for (const auto& question : m_totals.questions()) {
        const QString name = question.empty() ? tr("Class") : format::text(question);
        m_question->addItem(tr("Kappa of %1").arg(name), format::text(question));
        const auto fleiss = m_totals.fleiss(question);
        Cell rated = fleiss ? Cell(tr("%1 people, %2")
                                      .arg(fleiss->ratings)
                                      .arg(format::plural(fleiss->items, tr("task"), tr("tasks"))))
                            : Cell::number(std::optional<double>());
        rows.push_back({format::text(question),
            {Cell(name), coefficient(m_totals.alpha(question)),
                coefficient(fleiss ? std::optional(fleiss->value) : std::nullopt), rated},
            {}});
    }
    m_question->setCurrentIndex(std::max(0, m_question->findData(chosen)));
    m_question->setVisible(m_question->count() > 1);
    m_questionsCard->setVisible(!rows.empty());
    m_questions->setRows(std::move(rows));
    m_questionsTable->fitHeightToRows(8);
}

void AgreementSection::showPairs() {
    const bool classes = m_question->count() > 0;
    const std::string question = m_question->currentData().toString().toStdString();
    std::vector<TableRow> rows;
    for (const auto& pair : m_totals.pairs())
        rows.push_back({format::text(pair.first + '\n' + pair.second),
            {Cell(format::text(pair.first)), Cell(format::text(pair.second)), Cell::count(pair.tasks), share(pair.mean),
                coefficient(classes ? m_totals.cohen(question, pair.first, pair.second) : std::nullopt)},
            {}});
    const auto columns = pairColumns(classes);
    if (columns.size() != m_pairs->columns().size()) m_pairs->setColumns(columns);
    m_pairs->setRows(std::move(rows));
    m_pairsTable->fitHeightToRows(12);
}

void AgreementSection::showLabels() {
    std::vector<TableRow> rows;
    for (const auto& [name, match] : m_totals.labels()) {
        const auto similarity = match.meanSimilarity();
        Cell pairs = Cell::count(match.pairs);
        pairs.tip =
            tr("%1 of one person, %2 of the other").arg(format::count(match.first), format::count(match.second));
        rows.push_back({format::text(name),
            {Cell(name.empty() ? tr("no label") : format::text(name)), pairs, share(match.f1()),
                similarity ? share(*similarity) : Cell::number(similarity)},
            {}});
    }
    m_labelsCard->setVisible(!rows.empty());
    m_labels->setRows(std::move(rows));
    m_labelsTable->fitHeightToRows(12);
}

void AgreementSection::showClasses() {
    std::vector<TableRow> rows;
    if (m_question->count() > 0)
        for (const auto& part : m_totals.classes(m_question->currentData().toString().toStdString()))
            rows.push_back({format::text(part.name),
                {Cell(format::text(part.name)), Cell::count(part.tasks), share(part.mean)}, {}});
    m_classesCard->setVisible(!rows.empty());
    m_classes->setRows(std::move(rows));
    m_classesTable->fitHeightToRows(12);
}

} // namespace slipway::ui
