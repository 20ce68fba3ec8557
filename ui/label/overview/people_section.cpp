#include "ui/label/overview/people_section.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>
#include <set>

#include "core/label/unassigned_tasks.h"
#include "ui/shell/notifications.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/flow_row.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/list_table_model.h"

namespace slipway::ui {

namespace {

Cell nothing() {
    return Cell::number(std::optional<double>());
}

Cell timeCell(double seconds) {
    if (seconds <= 0) return nothing();
    Cell cell(format::duration(static_cast<std::int64_t>(seconds * 1000)));
    cell.sort = seconds;
    return cell;
}

Cell paceCell(const label::LabelStore::Person& person) {
    const auto done = person.answers + person.skipped;
    if (done == 0 || person.seconds < 1) return nothing();
    const double each = person.seconds / static_cast<double>(done);
    Cell cell(format::duration(static_cast<std::int64_t>(each * 1000)));
    cell.sort = each;
    cell.tip = QObject::tr("%1 tasks an hour").arg(format::number(3600 / each));
    return cell;
}

Cell scoreCell(const label::AnnotatorScore* score) {
    if (!score || score->items == 0) return nothing();
    Cell cell(format::percent(score->score, 0));
    cell.detail = QObject::tr("%1–%2, %3%4")
                      .arg(format::percent(score->scoreRange.lower, 0), format::percent(score->scoreRange.upper, 0),
                          format::plural(score->items, QObject::tr("item"), QObject::tr("items")),
                          score->smallSample ? QObject::tr(", too few to judge") : QString());
    cell.sort = score->score;
    cell.tip = format::text(label::describe(*score));
    return cell;
}

} // namespace

PeopleSection::PeopleSection(AppContext& app, QWidget* parent) : QWidget(parent), m_app(app) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 16, 0, 20);
    column->setSpacing(16);
    column->addWidget(makeTable());
    auto* cards = new FlowRow(380);
    cards->add(makeWork());
    cards->add(makePackets());
    column->addWidget(cards);
    column->addStretch(1);
}

QWidget* PeopleSection::makeTable() {
    auto* card = new Card(tr("People"));
    card->setFlush();
    m_model = new ListTableModel(
        {{tr("Person"), Align::Left, 120, true, {}}, {tr("Answers"), Align::Right, 80, false, {}},
            {tr("Skipped"), Align::Right, 80, false, {}},
            {tr("In queue"), Align::Right, 80, false, tr("Assigned and not answered yet")},
            {tr("Time"), Align::Right, 90, false, tr("With tasks open")},
            {tr("Per task"), Align::Right, 80, false, tr("Mean time of an answer or a skip")},
            {tr("Gold score"), Align::Left, 210, false, tr("Mean agreement with gold answers, and its 95 % interval")},
            {tr("Agreement"), Align::Right, 90, false, tr("Mean agreement with the others on the same tasks")}},
        this);
    m_table = new DataTable(tr("People"));
    m_table->setObjectName(QStringLiteral("peopleTable"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setListModel(m_model);
    m_table->setSortable(true);
    card->body().addWidget(m_table);
    m_empty = new EmptyState(QStringLiteral("users"), tr("Nobody has answered yet"),
        tr("Who labels here stands in this list with answers, pace and, once there are gold answers, a score."));
    card->body().addWidget(m_empty);
    connect(m_table, &DataTable::selectedIdChanged, this, [this](const QString& name) {
        if (!name.isEmpty()) m_person->setEditText(name);
    });
    return card;
}

QWidget* PeopleSection::makeWork() {
    auto* card = new Card(tr("Give out work"));
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_count = new QSpinBox;
    m_count->setObjectName(QStringLiteral("assignCount"));
    m_count->setRange(1, 100'000);
    m_count->setValue(100);
    m_count->setGroupSeparatorShown(true);
    m_count->setAccessibleName(tr("How many tasks"));
    for (auto* inner : m_count->findChildren<QLineEdit*>()) inner->setAccessibleName(m_count->accessibleName());
    m_person = new QComboBox;
    m_person->setObjectName(QStringLiteral("workPerson"));
    m_person->setEditable(true);
    m_person->setAccessibleName(tr("Person"));
    m_person->lineEdit()->setAccessibleName(tr("Person"));
    m_person->lineEdit()->setPlaceholderText(tr("Person"));
    m_person->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_person->setMinimumContentsLength(8);
    m_assign = makeButton(tr("Assign"), QStringLiteral("assignNext"), ButtonKind::Normal, QStringLiteral("user"));
    row->addWidget(m_count);
    row->addWidget(new TextLabel(tr("next tasks to"), FontRole::Body, Token::TextSecondary));
    row->addWidget(m_person, 1);
    row->addWidget(m_assign);
    card->body().addLayout(row);
    m_queue = new TextLabel({}, FontRole::Caption, Token::TextMuted);
    m_queue->setObjectName(QStringLiteral("personQueue"));
    m_queue->setWordWrap(true);
    card->body().addWidget(m_queue);
    m_error = new TextLabel({}, FontRole::Caption, Token::BadText);
    m_error->setObjectName(QStringLiteral("assignError"));
    m_error->setWordWrap(true);
    m_error->hide();
    card->body().addWidget(m_error);
    connect(m_assign, &QPushButton::clicked, this, &PeopleSection::assignNext);
    connect(m_person, &QComboBox::editTextChanged, this, &PeopleSection::showPerson);
    return card;
}

QWidget* PeopleSection::makePackets() {
    auto* card = new Card(tr("Packets"));
    auto* text = new TextLabel(tr("A packet is a sealed file of tasks for somebody without this workspace. They label "
                                  "in theirs and send their answers back; merge those here, in any order."),
        FontRole::Body, Token::TextSecondary);
    text->setWordWrap(true);
    card->body().addWidget(text);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_pack = makeButton(tr("Pack queue…"), QStringLiteral("packQueue"));
    m_answers = makeButton(tr("Pack answers…"), QStringLiteral("packAnswers"));
    auto* merge = makeButton(tr("Merge a packet…"), QStringLiteral("mergePacket"));
    for (auto* button : {m_pack, m_answers, merge}) row->addWidget(button);
    row->addStretch(1);
    card->body().addLayout(row);
    connect(m_pack, &QPushButton::clicked, this, [this] { packWanted(person()); });
    connect(m_answers, &QPushButton::clicked, this, [this] { packAnswersWanted(person()); });
    connect(merge, &QPushButton::clicked, this, [this] { mergeWanted(); });
    return card;
}

QString PeopleSection::person() const {
    return m_person->currentText().trimmed();
}

void PeopleSection::setShown(bool shown) {
    m_shown = shown;
    if (shown) readScores();
}

void PeopleSection::showProject(const ProjectFacts& facts) {
    if (facts.project.id != m_facts.project.id) m_scores.clear();
    m_facts = facts;
    QString typed = m_person->currentText();
    if (typed.isEmpty()) typed = format::text(facts.project.packetPerson);
    m_person->clear();
    m_person->addItems(facts.names);
    m_person->setEditText(typed);
    showPeople();
    showPerson();
    if (m_shown) readScores();
}

void PeopleSection::readScores() {
    if (m_facts.project.id == 0) return;
    m_app.jobs.start<std::vector<label::PersonScore>>(
        this, {.title = tr("Read gold scores"), .key = "scores", .quiet = true, .result = {}},
        [project = m_facts.project](workspace::Workspace& w, Progress&) { return w.labels().scores(project); },
        [this](Result<std::vector<label::PersonScore>> scores) {
            m_error->setVisible(!scores);
            if (!scores)
                return m_error->setText(tr("The gold scores could not be read. %1").arg(sentenceOf(scores.error())));
            m_scores = std::move(*scores);
            showPeople();
        });
}

void PeopleSection::showPeople() {
    const auto means = m_facts.agreement.people();
    std::vector<TableRow> rows;
    for (const auto& each : m_facts.people) {
        const auto score = std::ranges::find(m_scores, each.name, &label::PersonScore::person);
        const auto mean = std::ranges::find(means, each.name, &label::AgreementTotals::Part::name);
        Cell name(format::text(each.name));
        name.icon = label::isPerson(each.name) ? QStringLiteral("user") : QStringLiteral("zap");
        Cell agreement = nothing();
        if (mean != means.end()) {
            agreement = Cell(format::percent(mean->mean, 0));
            agreement.sort = mean->mean;
        }
        rows.push_back({format::text(each.name),
            {name, Cell::count(each.answers), Cell::count(each.skipped), Cell::count(each.assigned),
                timeCell(each.seconds), paceCell(each), scoreCell(score == m_scores.end() ? nullptr : &score->score),
                agreement},
            {}});
    }
    m_table->setVisible(!rows.empty());
    m_empty->setVisible(rows.empty());
    m_model->setRows(std::move(rows));
    m_table->fitHeightToRows(12);
}

void PeopleSection::showPerson() {
    const QString name = person();
    const auto known = std::ranges::find(m_facts.people, name.toStdString(), &label::LabelStore::Person::name);
    const std::int64_t waiting = known == m_facts.people.end() ? 0 : known->assigned;
    const bool answered = known != m_facts.people.end() && known->answers + known->skipped > 0;
    m_queue->setText(name.isEmpty() ? tr("Choose a person, or type the name of one who labels elsewhere.")
                     : waiting > 0 ? tr("%1 in %2's queue.").arg(format::plural(waiting, tr("task"), tr("tasks")), name)
                                   : tr("%1's queue is empty.").arg(name));
    m_assign->setEnabled(!name.isEmpty());
    m_pack->setEnabled(waiting > 0);
    m_pack->setToolTip(waiting > 0 ? QString() : tr("Give the person tasks first"));
    m_answers->setEnabled(answered);
    m_answers->setToolTip(
        answered ? tr("For the workspace that the tasks came from") : tr("They have no answers here"));
    m_error->hide();
}

void PeopleSection::assignNext() {
    const QString name = person();
    m_assign->setEnabled(false);
    m_app.jobs.start<std::int64_t>(
        this,
        {.title = tr("Assign tasks to %1").arg(name),
            .key = "assign",
            .quiet = false,
            .result = QStringLiteral("label")},
        [actor = m_app.actor(), project = m_facts.project, person = name.toStdString(), count = m_count->value()](
            workspace::Workspace& w, Progress& progress) -> Result<std::int64_t> {
            SLIPWAY_ASSIGN(
                const auto tasks, label::unassignedTasks(w.labels().store(), project, person, count, progress));
            if (tasks.empty())
                return fail(ErrorCode::NotFound, "every task is answered or in somebody's queue",
                    "Add items, or take tasks back in the list of tasks");
            SLIPWAY_TRY(w.labels().assign(actor, project, tasks, person));
            return static_cast<std::int64_t>(tasks.size());
        },
        [this, name](Result<std::int64_t> count) {
            m_assign->setEnabled(true);
            m_error->setVisible(!count);
            if (!count) return m_error->setText(sentenceOf(count.error()));
            m_app.notifications.post({.severity = Severity::Success,
                .title = tr("%1 assigned to %2").arg(format::plural(*count, tr("task"), tr("tasks")), name)});
            changed();
        });
}

} // namespace slipway::ui
