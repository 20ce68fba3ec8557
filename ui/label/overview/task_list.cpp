#include "ui/label/overview/task_list.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QScrollBar>
#include <QVBoxLayout>
#include <algorithm>
#include <functional>

#include "core/workspace/workspace.h"
#include "ui/label/overview/file_check.h"
#include "ui/label/overview/task_pages.h"
#include "ui/label/task_words.h"
#include "ui/shell/notifications.h"
#include "ui/shell/window_settings.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/search_box.h"

namespace slipway::ui {

namespace {

constexpr int kAnyState = -1, kNoAnswer = -2;
const auto kOrderSetting = QStringLiteral("labeling/taskOrder");

Cell shareCell(const std::optional<double>& share) {
    return share ? Cell(format::percent(*share, 0)) : Cell::number(std::optional<double>());
}

/// The folder that all paths of the project share says nothing.
QString reasonOf(const label::Task& task, const QString& root) {
    QString reason = format::text(task.problem);
    return root.isEmpty() ? reason : reason.remove(root + QLatin1Char('/'));
}

TableRow rowOf(const label::Task& task, const QString& root) {
    Cell name(nameOf(task.item));
    name.tip = format::text(task.item.path);
    if (task.gold) name.detail = QObject::tr("gold");
    Cell note(reasonOf(task, root));
    note.muted = true;
    if (!task.problem.empty()) note.tip = format::text(task.problem);
    return {QString::number(task.number),
        {Cell::count(task.number), name, Cell::withPill(lookOf(task.state)), Cell::count(task.annotations),
            shareCell(task.uncertainty), shareCell(task.agreement), note},
        {}};
}

QComboBox* makeCombo(const QString& name, const QString& object) {
    auto* combo = new QComboBox;
    combo->setObjectName(object);
    combo->setAccessibleName(name);
    combo->setToolTip(name);
    combo->setMinimumContentsLength(8);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    return combo;
}

void keepChoice(QComboBox* combo, const std::function<void()>& fill) {
    const QVariant chosen = combo->currentData();
    combo->clear();
    fill();
    combo->setCurrentIndex(std::max(0, combo->findData(chosen)));
}

} // namespace

TaskList::TaskList(AppContext& app, QWidget* parent) : QWidget(parent), m_app(app) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 12, 0, 0);
    column->setSpacing(12);
    column->addWidget(makeBrokenNote());
    m_check = new FileCheck(app);
    column->addWidget(m_check);
    column->addWidget(makeFilters());
    m_model = new PagedTableModel(
        {{tr("Number"), Align::Right, 90, false, {}}, {tr("Item"), Align::Left, 200, true, {}},
            {tr("State"), Align::Left, 130, false, {}},
            {tr("Answers"), Align::Right, 80, false, tr("Submitted answers of people")},
            {tr("Doubt"), Align::Right, 70, false, tr("How unsure a model is")},
            {tr("Agreement"), Align::Right, 90, false, tr("How far its answers agree")},
            {tr("Problem"), Align::Left, 200, true, {}}},
        [this](const QString& token, int limit, PagedTableModel::Answer answer) {
            ++m_round;
            fetch(token, limit, std::move(answer));
        },
        200, this);
    m_table = new DataTable(tr("Tasks"));
    m_table->setObjectName(QStringLiteral("projectTasks"));
    m_table->setListModel(m_model);
    column->addWidget(m_table, 1);
    m_note = new TextLabel({}, FontRole::Body, Token::TextSecondary);
    m_note->setObjectName(QStringLiteral("projectTasksNote"));
    m_note->setWordWrap(true);
    m_clear = makeButton(tr("Clear filter"), QStringLiteral("clearTaskFilter"));
    auto* below = new QHBoxLayout;
    below->addWidget(m_note, 1);
    below->addWidget(m_clear);
    m_checkFiles = makeButton(tr("Check files"), QStringLiteral("checkFiles"));
    m_checkFiles->setToolTip(tr("Opens the files that nobody has opened yet, and those that could not be read"));
    below->addWidget(m_checkFiles, 0, Qt::AlignTop);
    column->addLayout(below);
    connect(m_checkFiles, &QPushButton::clicked, m_check, &FileCheck::start);
    connect(m_check, &FileCheck::busyChanged, m_checkFiles, &QWidget::setDisabled);
    connect(m_check, &FileCheck::changed, this, &TaskList::changed);
    column->addWidget(makeActions());
    connect(m_model, &PagedTableModel::pageLoaded, this, &TaskList::showLoaded);
    connect(m_model, &PagedTableModel::loadFailed, this, [this](const Error& error) {
        m_note->setText(tr("The tasks could not be listed. %1").arg(sentenceOf(error)));
        m_note->show();
    });
    connect(m_clear, &QPushButton::clicked, this, &TaskList::clearFilter);
    connect(m_table, &DataTable::activatedId, this, [this](const QString& id) { taskChosen(id.toLongLong()); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TaskList::showSelection);
    connect(m_model, &QAbstractItemModel::modelReset, this, &TaskList::showSelection);
    m_note->hide();
    m_clear->hide();
    showSelection();
}

QWidget* TaskList::makeBrokenNote() {
    m_broken = new QFrame;
    m_broken->setObjectName(QStringLiteral("inlineError"));
    auto* row = new QHBoxLayout(m_broken);
    row->setContentsMargins(16, 8, 8, 8);
    m_brokenText = new TextLabel({}, FontRole::Body, Token::BadText);
    m_brokenText->setObjectName(QStringLiteral("brokenText"));
    auto* show = makeButton(tr("Show them"), QStringLiteral("showBroken"));
    row->addWidget(m_brokenText, 1);
    row->addWidget(show);
    connect(show, &QPushButton::clicked, this, [this] { showState(label::TaskState::Broken); });
    m_broken->hide();
    return m_broken;
}

QWidget* TaskList::makeFilters() {
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_search = new SearchBox(tr("File or text"), tr("Find tasks by file or text"));
    m_search->setObjectName(QStringLiteral("projectTaskSearch"));
    m_state = makeCombo(tr("State"), QStringLiteral("projectTaskState"));
    m_state->addItem(tr("Any state"), kAnyState);
    m_state->addItem(tr("Without an answer"), kNoAnswer);
    for (int state = 0; state < label::kTaskStates; ++state)
        m_state->addItem(lookOf(static_cast<label::TaskState>(state)).word, state);
    m_label = makeCombo(tr("Label"), QStringLiteral("projectTaskLabel"));
    m_by = makeCombo(tr("Person"), QStringLiteral("projectTaskPerson"));
    m_order = makeCombo(tr("Order"), QStringLiteral("projectTaskOrder"));
    for (const auto order : {label::TaskOrder::Sequential, label::TaskOrder::Uncertain, label::TaskOrder::Disagreement})
        m_order->addItem(titleOf(order), static_cast<int>(order));
    m_order->setCurrentIndex(std::max(0, m_order->findData(WindowSettings().value(kOrderSetting, 0))));
    m_gold = new QCheckBox(tr("Gold"));
    m_gold->setObjectName(QStringLiteral("projectTaskGold"));
    m_gold->setToolTip(tr("Only tasks with a ground truth answer"));
    row->addWidget(m_search, 4);
    for (auto* combo : {m_state, m_label, m_by, m_order}) {
        row->addWidget(combo, 2);
        connect(combo, &QComboBox::activated, this, &TaskList::reload);
    }
    row->addWidget(m_gold);
    connect(m_order, &QComboBox::activated, this, &TaskList::rememberOrder);
    connect(m_search, &SearchBox::searched, this, &TaskList::reload);
    connect(m_gold, &QCheckBox::clicked, this, &TaskList::reload);
    return bar;
}

QWidget* TaskList::makeActions() {
    m_actions = new QWidget;
    auto* row = new QHBoxLayout(m_actions);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_selection = new TextLabel({}, FontRole::Body, Token::TextSecondary);
    m_selection->setObjectName(QStringLiteral("selectedTasks"));
    m_person = makeCombo(tr("Person to give the selected tasks to"), QStringLiteral("assignPerson"));
    m_person->setEditable(true);
    m_person->lineEdit()->setPlaceholderText(tr("Person"));
    m_person->lineEdit()->setAccessibleName(m_person->accessibleName());
    m_person->setMinimumWidth(160);
    m_assign = makeButton(tr("Assign"), QStringLiteral("assignTasks"), ButtonKind::Normal, QStringLiteral("user"));
    m_pack = makeButton(tr("Pack for person…"), QStringLiteral("packTasks"), ButtonKind::Normal, QStringLiteral("box"));
    m_giveBack = makeButton(tr("Give back"), QStringLiteral("giveBackTasks"));
    m_giveBack->setToolTip(tr("Takes the tasks out of everybody's queue"));
    row->addWidget(m_selection, 1);
    row->addWidget(m_person);
    row->addWidget(m_assign);
    row->addWidget(m_pack);
    row->addWidget(m_giveBack);
    connect(m_assign, &QPushButton::clicked, this, [this] { assign(person()); });
    connect(m_giveBack, &QPushButton::clicked, this, [this] { assign({}); });
    connect(m_pack, &QPushButton::clicked, this, [this] { packWanted(person(), selected()); });
    connect(m_person, &QComboBox::editTextChanged, this, &TaskList::showSelection);
    return m_actions;
}

void TaskList::showProject(const ProjectFacts& facts) {
    const bool other = facts.project.id != m_project.id;
    m_project = facts.project;
    fillFilters(facts);
    const auto broken = facts.counts.at(static_cast<std::size_t>(label::TaskState::Broken));
    m_broken->setVisible(broken > 0);
    m_check->showProject(facts.project);
    // A text is read when it is added.
    m_checkFiles->setVisible(facts.project.medium != label::Medium::Text || broken > 0);
    m_brokenText->setText(
        tr("Left out of the queue: %1 that cannot be read.").arg(format::plural(broken, tr("file"), tr("files"))));
    if (other) {
        m_search->clear();
        m_gold->setChecked(false);
        for (auto* combo : {m_state, m_label, m_by}) combo->setCurrentIndex(0);
        m_table->clearSelection();
    }
    reload();
}

void TaskList::fillFilters(const ProjectFacts& facts) {
    keepChoice(m_label, [&] {
        m_label->addItem(tr("Any label"), QString());
        for (const auto& each : facts.project.labels.classes)
            m_label->addItem(format::text(each.name), format::text(each.name));
        for (const auto& each : facts.project.labels.itemClasses)
            m_label->addItem(format::text(each), format::text(each));
    });
    keepChoice(m_by, [&] {
        m_by->addItem(tr("Anybody"), QString());
        for (const auto& person : facts.people)
            m_by->addItem(
                tr("Answered by %1").arg(format::text(person.name)), QLatin1Char('a') + format::text(person.name));
        for (const auto& person : facts.people)
            if (person.assigned > 0)
                m_by->addItem(
                    tr("In %1's queue").arg(format::text(person.name)), QLatin1Char('q') + format::text(person.name));
    });
    const QString typed = m_person->currentText();
    m_person->clear();
    m_person->addItems(facts.names);
    m_person->setEditText(typed);
}

label::TaskFilter TaskList::filter() const {
    label::TaskFilter filter;
    const int state = m_state->currentData().toInt();
    if (state >= 0) filter.state = static_cast<label::TaskState>(state);
    filter.withoutAnswer = state == kNoAnswer;
    filter.search = m_search->text().trimmed().toStdString();
    filter.label = m_label->currentData().toString().toStdString();
    const QString by = m_by->currentData().toString();
    (by.startsWith(QLatin1Char('q')) ? filter.assignedTo : filter.annotator) = by.mid(1).toStdString();
    filter.gold = m_gold->isChecked();
    filter.order = static_cast<label::TaskOrder>(m_order->currentData().toInt());
    return filter;
}

bool TaskList::isFiltered() const {
    const auto shown = filter();
    return shown.state || shown.withoutAnswer || shown.gold || !shown.search.empty() || !shown.label.empty() ||
           !shown.annotator.empty() || !shown.assignedTo.empty();
}

void TaskList::clearFilter() {
    m_search->clear();
    m_gold->setChecked(false);
    for (auto* combo : {m_state, m_label, m_by}) combo->setCurrentIndex(0);
    reload();
}

void TaskList::showState(label::TaskState state) {
    clearFilter();
    m_state->setCurrentIndex(m_state->findData(static_cast<int>(state)));
    reload();
}

void TaskList::showOrder(label::TaskOrder order) {
    m_order->setCurrentIndex(m_order->findData(static_cast<int>(order)));
    reload();
}

void TaskList::rememberOrder() {
    WindowSettings().setValue(kOrderSetting, m_order->currentData());
}

QWidget* TaskList::searchField() const {
    return m_search;
}

void TaskList::reload() {
    if (m_project.id != 0) m_model->reload();
}

/// A search that finds little looks on until it has a row to show, in jobs of half a second.
void TaskList::fetch(const QString& token, int limit, PagedTableModel::Answer answer) {
    if (m_model->rowCount() == 0) {
        m_note->setText(tr("Looking for tasks…"));
        m_note->show();
    }
    m_app.jobs.start<label::LabelStore::TaskPage>(
        this, {.title = tr("List tasks"), .key = "tasks", .quiet = true, .result = {}},
        [project = m_project.id, filter = filter(), token = token.toStdString(), limit](workspace::Workspace& w,
            Progress& progress) { return readTasks(w.labels().store(), project, filter, token, limit, progress); },
        [this, limit, answer = std::move(answer), round = m_round](Result<label::LabelStore::TaskPage> page) {
            if (round != m_round) return;
            if (!page) return answer(std::unexpected(page.error()));
            if (page->tasks.empty() && !page->next.empty()) return fetch(format::text(page->next), limit, answer);
            PagedTableModel::Page rows;
            for (const auto& task : page->tasks) rows.rows.push_back(rowOf(task, format::text(m_project.root)));
            rows.next = format::text(page->next);
            answer(std::move(rows));
        });
}

void TaskList::showLoaded() {
    const bool none = m_model->rowCount() == 0;
    m_note->setVisible(none);
    m_clear->setVisible(none && isFiltered());
    m_note->setText(isFiltered() ? tr("No task matches this filter.")
                                 : tr("No tasks yet. Drop files or folders here, or choose Add items above."));
    // A short first page does not fill the table, so nobody would scroll to ask for more.
    if (!none && m_table->verticalScrollBar()->maximum() == 0 && m_model->canFetchMore({})) m_model->fetchMore({});
}

std::vector<std::int64_t> TaskList::selected() const {
    std::vector<std::int64_t> numbers;
    for (const QString& id : m_table->selectedIds()) numbers.push_back(id.toLongLong());
    std::ranges::sort(numbers);
    return numbers;
}

QString TaskList::person() const {
    return m_person->currentText().trimmed();
}

void TaskList::showSelection() {
    const auto count = static_cast<std::int64_t>(m_table->selectionModel()->selectedRows().size());
    m_selection->setText(count == 0 ? tr("Select tasks to give them to a person. Enter opens one.")
                                    : tr("%1 selected").arg(format::plural(count, tr("task"), tr("tasks"))));
    const bool named = !person().isEmpty();
    m_person->setEnabled(count > 0);
    m_assign->setEnabled(count > 0 && named);
    m_pack->setEnabled(count > 0 && named);
    m_giveBack->setEnabled(count > 0);
}

void TaskList::assign(const QString& person) {
    const auto numbers = selected();
    const QString what = format::plural(static_cast<std::int64_t>(numbers.size()), tr("task"), tr("tasks"));
    m_app.jobs.start<void>(
        this, {.title = tr("Assign %1").arg(what), .key = {}, .quiet = false, .result = QStringLiteral("label")},
        [actor = m_app.actor(), project = m_project, numbers, person = person.toStdString()](workspace::Workspace& w,
            Progress&) -> Status { return w.labels().assign(actor, project, numbers, person); },
        [this, what, person](Status assigned) {
            if (!assigned) {
                m_app.notifications.postError(tr("%1 could not be assigned").arg(what), assigned.error());
                return;
            }
            m_app.notifications.post({.severity = Severity::Success,
                .title = person.isEmpty() ? tr("%1 given back to everybody").arg(what)
                                          : tr("%1 assigned to %2").arg(what, person)});
            changed();
        });
}

} // namespace slipway::ui
