#include "ui/shell/job_tray.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/shell/notifications.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/pill.h"

namespace slipway::ui {

namespace {

PillLook lookOfJob(JobState state) {
    switch (state) {
    case JobState::Queued:
        return lookOf("queued");
    case JobState::Running:
        return lookOf("running");
    case JobState::Done:
        return lookOf("done");
    case JobState::Failed:
        return lookOf("failed");
    case JobState::Cancelled:
        break;
    }
    return lookOf("cancelled");
}

QString messageOf(const JobInfo& job) {
    if (job.state == JobState::Failed && job.error) return sentenceOf(*job.error);
    if (job.active()) return job.message;
    return QObject::tr("took %1, %2")
        .arg(format::duration(job.startedAt.msecsTo(job.endedAt)), format::when(job.endedAt.toMSecsSinceEpoch()));
}

} // namespace

JobRow::JobRow(const JobInfo& job, QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 8);
    column->setSpacing(4);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    m_title = new ElidedLabel(job.title, FontRole::Control);
    m_state = new Pill;
    m_cancel = makeLinkButton(tr("Cancel"), QStringLiteral("cancelJob"));
    m_cancel->setAccessibleName(tr("Cancel %1").arg(job.title));
    m_result = makeLinkButton(tr("Show result"), QStringLiteral("showResult"));
    m_result->setAccessibleName(tr("Show result of %1").arg(job.title));
    head->addWidget(m_title, 1);
    head->addWidget(m_cancel);
    head->addWidget(m_result);
    head->addWidget(m_state);
    m_bar = new QProgressBar;
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress of %1").arg(job.title));
    m_message = new ElidedLabel({}, FontRole::Caption, Token::TextMuted);
    column->addLayout(head);
    column->addWidget(m_bar);
    column->addWidget(m_message);
    connect(m_cancel, &QPushButton::clicked, this, &JobRow::cancelled);
    connect(m_result, &QPushButton::clicked, this, [this] { resultChosen(m_link); });
    show(job);
}

void JobRow::show(const JobInfo& job) {
    m_link = job.result;
    m_state->setLook(lookOfJob(job.state));
    m_cancel->setVisible(job.active());
    m_result->setVisible(job.state == JobState::Done && !job.result.isEmpty());
    m_bar->setVisible(job.active());
    m_bar->setRange(0, job.fraction < 0 ? 0 : 1000);
    if (job.fraction >= 0) m_bar->setValue(static_cast<int>(job.fraction * 1000));
    m_message->setText(messageOf(job));
    m_message->setToken(job.state == JobState::Failed ? Token::BadText : Token::TextMuted);
}

JobTray::JobTray(QWidget* window) : Popup(window, tr("Jobs")) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 8, 8);
    auto* head = new QHBoxLayout;
    head->addWidget(new TextLabel(tr("Jobs"), FontRole::Section), 1);
    m_clear = makeLinkButton(tr("Clear finished"), QStringLiteral("clearJobs"));
    connect(m_clear, &QPushButton::clicked, this, [this] {
        if (m_runner) m_runner->clearFinished();
        rebuild();
    });
    head->addWidget(m_clear);
    auto* close = makeIconButton(QStringLiteral("x"), tr("Close jobs"), QStringLiteral("closeJobs"));
    connect(close, &QToolButton::clicked, this, &Popup::close);
    head->addWidget(close);
    m_close = close;
    column->addLayout(head);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget;
    auto* outer = new QVBoxLayout(content);
    outer->setContentsMargins(0, 0, 8, 0);
    m_rows = new QVBoxLayout;
    m_rows->setSpacing(0);
    outer->addLayout(m_rows);
    outer->addStretch();
    scroll->setWidget(content);
    column->addWidget(scroll, 1);
}

void JobTray::setRunner(JobRunner* runner) {
    if (m_runner) m_runner->disconnect(this);
    m_runner = runner;
    if (runner) {
        connect(runner, &JobRunner::jobAdded, this, [this] {
            if (isOpen()) rebuild();
        });
        connect(runner, &JobRunner::jobChanged, this, &JobTray::update);
    }
    rebuild();
}

void JobTray::toggle(const QRect& place) {
    if (isOpen()) {
        close();
        return;
    }
    rebuild();
    open(place, m_close);
}

void JobTray::update(const JobInfo& job) {
    const auto row = m_shown.find(job.id);
    if (row != m_shown.end()) row->second->show(job);
}

void JobTray::rebuild() {
    clearLayout(m_rows);
    m_shown.clear();
    const std::vector<JobInfo> jobs = m_runner ? m_runner->jobs() : std::vector<JobInfo>();
    for (const JobInfo& job : jobs) {
        auto* row = new JobRow(job);
        connect(row, &JobRow::cancelled, this, [this, id = job.id] { m_runner->cancel(id); });
        connect(row, &JobRow::resultChosen, this, [this](const QString& link) {
            close();
            linkChosen(link);
        });
        m_rows->addWidget(row);
        m_shown[job.id] = row;
    }
    m_clear->setVisible(!jobs.empty());
    if (!jobs.empty()) return;
    auto* none = new TextLabel(tr("No jobs in this session. Imports, checks and deployments show their progress here."),
        FontRole::Body, Token::TextSecondary);
    none->setWordWrap(true);
    m_rows->addWidget(none);
}

} // namespace slipway::ui
