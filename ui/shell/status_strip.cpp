#include "ui/shell/status_strip.h"

#include <QHBoxLayout>
#include <QProgressBar>

#include "ui/shell/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/pill.h"

#include <QPainter>

namespace slipway::ui {

namespace {

/// The shape of a state beside its words.
class StateShape : public QWidget {
public:
    StateShape() { setFixedSize(12, 12); }
    PillKind kind = PillKind::Ok;

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        paintPillShape(&painter, QPointF(6, 6), kind, color(pillText(kind)));
    }
};

} // namespace

StatusStrip::StatusStrip(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("statusBar"));
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(34);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 1, 12, 0);
    row->setSpacing(8);
    m_storageIcon = new StateShape;
    m_storage = new TextLabel({}, FontRole::Caption, Token::TextSecondary);
    m_service = makeButton({}, QStringLiteral("statusButton"));
    m_service->setIconSize({18, 14});
    m_message = new ElidedLabel({}, FontRole::Caption, Token::TextMuted);
    m_job = new ElidedLabel({}, FontRole::Caption, Token::TextSecondary);
    m_job->setMaximumWidth(360);
    m_bar = new QProgressBar;
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(120);
    m_bar->setAccessibleName(tr("Progress of the foremost job"));
    m_jobs = makeButton(tr("Jobs"), QStringLiteral("statusButton"), ButtonKind::Normal, QStringLiteral("jobs"));
    m_jobs->setIconSize({18, 14});
    m_jobs->setToolTip(tr("Jobs (Ctrl+J)"));
    row->addWidget(m_storageIcon);
    row->addWidget(m_storage);
    row->addWidget(m_service);
    row->addWidget(m_message, 1);
    row->addWidget(m_job);
    row->addWidget(m_bar);
    row->addWidget(m_jobs);
    connect(m_jobs, &QPushButton::clicked, this, &StatusStrip::jobsWanted);
    connect(m_service, &QPushButton::clicked, this, [this] {
        if (m_state != ServiceState::Starting && m_state != ServiceState::Running) serviceWanted();
    });
    setStorage(false, false);
    setService(ServiceState::Unknown, {});
    setRunner(nullptr);
}

void StatusStrip::setStorage(bool open, bool readOnly) {
    auto* shape = static_cast<StateShape*>(m_storageIcon);
    shape->kind = !open ? PillKind::Neutral : readOnly ? PillKind::Warn : PillKind::Ok;
    shape->update();
    m_storage->setText(!open      ? tr("No workspace open")
                       : readOnly ? tr("Read-only workspace, nothing can be changed")
                                  : tr("Local workspace, all changes saved"));
}

void StatusStrip::setService(ServiceState state, const QString& detail) {
    m_state = state;
    QString text, name = QStringLiteral("server");
    Token tint = Token::TextSecondary;
    switch (state) {
    case ServiceState::Unknown:
        break;
    case ServiceState::Off:
        text = tr("Service off");
        tint = Token::TextMuted;
        break;
    case ServiceState::Starting:
        text = tr("Service starting…");
        tint = Token::InfoText;
        break;
    case ServiceState::Running:
        text = tr("Service running");
        tint = Token::OkText;
        break;
    case ServiceState::Failed:
        text = tr("Service did not start");
        name = QStringLiteral("alert");
        tint = Token::BadText;
        break;
    }
    m_service->setVisible(!text.isEmpty());
    m_service->setText(text);
    m_service->setAccessibleName(text.isEmpty() ? tr("Service") : text);
    m_service->setIcon(icon(name, tint));
    m_service->setToolTip(state == ServiceState::Off
                              ? tr("Endpoints, rules and tracking run in the service. Click to start it.")
                              : detail);
}

void StatusStrip::setMessage(const QString& message) {
    m_message->setText(message);
}

void StatusStrip::setRunner(JobRunner* runner) {
    if (m_runner) m_runner->disconnect(this);
    m_runner = runner;
    if (runner) {
        connect(runner, &JobRunner::jobAdded, this, &StatusStrip::showForemost);
        connect(runner, &JobRunner::jobChanged, this, &StatusStrip::showForemost);
        connect(runner, &JobRunner::activeCountChanged, this, &StatusStrip::showForemost);
    }
    showForemost();
}

void StatusStrip::showForemost() {
    const std::vector<JobInfo> jobs = m_runner ? m_runner->jobs() : std::vector<JobInfo>();
    int active = 0;
    const JobInfo* foremost = nullptr;
    for (const JobInfo& job : jobs) {
        if (!job.active()) continue;
        ++active;
        if (!foremost || job.state == JobState::Running) foremost = &job;
    }
    m_job->setVisible(foremost);
    m_bar->setVisible(foremost);
    const QString label = active > 0 ? tr("Jobs (%1)").arg(active) : tr("Jobs");
    m_jobs->setText(label);
    m_jobs->setAccessibleName(label);
    if (!foremost) return;
    m_job->setText(
        foremost->message.isEmpty() ? foremost->title : foremost->title + QStringLiteral(": ") + foremost->message);
    m_bar->setRange(0, foremost->fraction < 0 ? 0 : 1000);
    if (foremost->fraction >= 0) m_bar->setValue(static_cast<int>(foremost->fraction * 1000));
}

} // namespace slipway::ui
