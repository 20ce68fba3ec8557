#include "ui/label/workbench/task_drawer.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include "core/workspace/workspace.h"
#include "ui/label/task_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/paged_table_model.h"
#include "ui/widgets/search_box.h"

namespace slipway::ui {

namespace {

TableRow rowOf(const label::Task& task) {
    const PillLook look = lookOf(task.state);
    Cell name(nameOf(task.item));
    name.tip = task.problem.empty() ? format::text(task.item.path) : format::text(task.problem);
    Cell doubt = task.uncertainty ? Cell(format::percent(*task.uncertainty, 0)) : Cell::number(std::optional<double>());
    Cell agreement = task.agreement ? Cell(format::percent(*task.agreement, 0)) : Cell::number(std::optional<double>());
    return {QString::number(task.number), {Cell::count(task.number), name, Cell::withPill(look), doubt, agreement}, {}};
}

} // namespace

TaskDrawer::TaskDrawer(AppContext& app, QWidget* parent) : Popup(parent, tr("Tasks")), m_app(app) {
    setObjectName(QStringLiteral("popup"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 16);
    column->setSpacing(8);
    auto* head = new QHBoxLayout;
    head->addWidget(new TextLabel(tr("Tasks"), FontRole::Section), 1);
    auto* shut = makeIconButton(QStringLiteral("x"), tr("Close the list"), QStringLiteral("closeTasks"));
    connect(shut, &QToolButton::clicked, this, &Popup::close);
    head->addWidget(shut);
    column->addLayout(head);
    auto* filters = new QHBoxLayout;
    filters->setSpacing(8);
    m_search = new SearchBox(tr("File or text"), tr("Find tasks by file or text"));
    m_search->setObjectName(QStringLiteral("taskSearch"));
    m_person = new SearchBox(tr("Person"), tr("Answered by this person"));
    m_state = new QComboBox;
    m_state->setObjectName(QStringLiteral("taskStateFilter"));
    m_state->setAccessibleName(tr("State"));
    m_state->addItem(tr("Any state"), -1);
    m_state->addItem(tr("Without an answer"), -2);
    for (int state = 0; state < label::kTaskStates; ++state)
        m_state->addItem(lookOf(static_cast<label::TaskState>(state)).word, state);
    m_order = new QComboBox;
    m_order->setObjectName(QStringLiteral("taskOrder"));
    m_order->setAccessibleName(tr("Order"));
    for (const auto order : {label::TaskOrder::Sequential, label::TaskOrder::Uncertain, label::TaskOrder::Disagreement})
        m_order->addItem(titleOf(order), static_cast<int>(order));
    filters->addWidget(m_search, 3);
    filters->addWidget(m_person, 2);
    filters->addWidget(m_state, 2);
    filters->addWidget(m_order, 2);
    column->addLayout(filters);
    m_model = new PagedTableModel(
        {{tr("Number"), Align::Right, 80, false, {}}, {tr("Item"), Align::Left, 200, true, {}},
            {tr("State"), Align::Left, 130, false, {}}, {tr("Doubt"), Align::Right, 70, false, {}},
            {tr("Agreement"), Align::Right, 90, false, {}}},
        [this](const QString& token, int limit, PagedTableModel::Answer answer) {
            m_app.jobs.start<label::LabelStore::TaskPage>(
                this, {.title = tr("List tasks"), .key = {}, .quiet = true, .result = {}},
                [project = m_project.id, filter = filter(), token = token.toStdString(), limit](workspace::Workspace& w,
                    Progress&) { return w.labels().store().page(project, filter, token, limit); },
                [answer](Result<label::LabelStore::TaskPage> page) {
                    if (!page) return answer(std::unexpected(page.error()));
                    PagedTableModel::Page rows;
                    for (const auto& task : page->tasks) rows.rows.push_back(rowOf(task));
                    rows.next = format::text(page->next);
                    answer(std::move(rows));
                });
        },
        200, this);
    m_table = new DataTable(tr("Tasks"));
    m_table->setObjectName(QStringLiteral("taskTable"));
    m_table->setListModel(m_model);
    column->addWidget(m_table, 1);
    m_nothing =
        new TextLabel(tr("No task matches. Change the filter to see others."), FontRole::Body, Token::TextSecondary);
    m_nothing->hide();
    column->addWidget(m_nothing);
    connect(m_search, &SearchBox::searched, this, &TaskDrawer::reload);
    connect(m_person, &SearchBox::searched, this, &TaskDrawer::reload);
    connect(m_state, &QComboBox::activated, this, &TaskDrawer::reload);
    connect(m_order, &QComboBox::activated, this, &TaskDrawer::reload);
    connect(m_model, &PagedTableModel::pageLoaded, this,
        [this] { m_nothing->setVisible(m_model->rowCount() == 0 && m_model->atEnd()); });
    connect(m_model, &PagedTableModel::loadFailed, this, [this](const Error& error) {
        m_nothing->setText(format::text(toLine(error)));
        m_nothing->show();
    });
    connect(m_table, &DataTable::activatedId, this, [this](const QString& id) {
        close();
        chosen(id.toLongLong());
    });
}

void TaskDrawer::openFor(const label::Project& project, const QRect& place) {
    m_project = project;
    reload();
    open(place, m_search);
}

label::TaskFilter TaskDrawer::filter() const {
    label::TaskFilter filter;
    const int state = m_state->currentData().toInt();
    if (state >= 0) filter.state = static_cast<label::TaskState>(state);
    filter.withoutAnswer = state == -2;
    filter.search = m_search->text().trimmed().toStdString();
    filter.annotator = m_person->text().trimmed().toStdString();
    filter.order = static_cast<label::TaskOrder>(m_order->currentData().toInt());
    return filter;
}

void TaskDrawer::reload() {
    m_model->reload();
}

} // namespace slipway::ui
