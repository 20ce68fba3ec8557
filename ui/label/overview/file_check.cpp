#include "ui/label/overview/file_check.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/workspace/workspace.h"
#include "ui/label/overview/assist_job.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/list_table_model.h"

namespace slipway::ui {

namespace {

constexpr int kRowsInSight = 5;

QString resultOf(const label::LabelService::Checked& checked, bool cancelled) {
    const QString ending = cancelled ? QObject::tr(" The rest was cancelled.") : QString();
    if (checked.good + checked.broken == 0)
        return cancelled ? QObject::tr("Cancelled.")
                         : QObject::tr("Every file has been opened before and can be read.");
    const QString good = format::plural(checked.good, QObject::tr("file"), QObject::tr("files"));
    if (checked.broken == 0) return QObject::tr("%1 checked, all can be read.").arg(good) + ending;
    const auto listed = static_cast<std::int64_t>(checked.problems.size());
    QString text =
        QObject::tr("%1 can be read, %2 cannot and stay out of the queue. When they are mended, check again.")
            .arg(good, format::count(checked.broken));
    if (listed < checked.broken) text += QObject::tr(" The first %1:").arg(format::count(listed));
    return text + ending;
}

/// The folder that all paths of the project share says nothing.
QString reasonOf(const label::Problem& problem, const QString& root) {
    QString reason = format::text(problem.message);
    return root.isEmpty() ? reason : reason.remove(root + QLatin1Char('/'));
}

} // namespace

FileCheck::FileCheck(AppContext& app, QWidget* parent) : QWidget(parent), m_app(app) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_job = new AssistJob(app, QStringLiteral("fileCheck"));
    m_hide = makeIconButton(QStringLiteral("x"), tr("Hide what was found"), QStringLiteral("hideFileCheck"));
    row->addWidget(m_job, 1);
    row->addWidget(m_hide, 0, Qt::AlignTop);
    column->addLayout(row);
    m_list = new ListTableModel(
        {{tr("File"), Align::Left, 240, true, {}}, {tr("Why it cannot be read"), Align::Left, 320, true, {}}}, this);
    m_table = new DataTable(tr("Files that cannot be read"));
    m_table->setObjectName(QStringLiteral("fileProblems"));
    m_table->setListModel(m_list);
    m_table->hide();
    column->addWidget(m_table);
    hide();
    connect(m_hide, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_job, &AssistJob::busyChanged, this, [this](bool busy) {
        m_hide->setVisible(!busy);
        busyChanged(busy);
    });
}

bool FileCheck::isBusy() const {
    return m_job->isBusy();
}

void FileCheck::showProject(const label::Project& project) {
    const bool other = project.id != m_project.id;
    m_project = project;
    if (other && !isBusy()) hide();
}

void FileCheck::start() {
    if (isBusy()) return;
    m_problems = std::make_shared<std::vector<label::Problem>>();
    m_table->hide();
    m_job->start(
        tr("Check the files of %1").arg(format::text(m_project.name)),
        [actor = m_app.actor(), project = m_project, problems = m_problems](
            workspace::Workspace& w, Progress& progress) -> Result<QString> {
            SLIPWAY_ASSIGN(auto checked, w.labels().checkFiles(actor, project, progress));
            const QString text = resultOf(checked, progress.cancelled());
            *problems = std::move(checked.problems);
            return text;
        },
        [this] {
            showProblems();
            changed();
        });
    show();
}

void FileCheck::showProblems() {
    std::vector<TableRow> rows;
    for (const auto& problem : *m_problems) {
        Cell file(format::text(problem.item));
        file.tip = format::text(problem.item);
        Cell why(reasonOf(problem, format::text(m_project.root)));
        why.tip = format::text(problem.message);
        rows.push_back({QString::number(rows.size()), {file, why}, {}});
    }
    m_table->setVisible(!rows.empty());
    m_list->setRows(std::move(rows));
    m_table->fitHeightToRows(kRowsInSight);
}

} // namespace slipway::ui
