#include "ui/label/overview/assist_job.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QVBoxLayout>

#include "ui/shell/notifications.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

AssistJob::AssistJob(AppContext& app, const QString& name, QWidget* parent) : QWidget(parent), m_app(app) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_running = new QWidget;
    auto* row = new QHBoxLayout(m_running);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    m_bar = new QProgressBar;
    m_bar->setObjectName(name + QStringLiteral("Progress"));
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress"));
    m_message = new TextLabel({}, FontRole::Caption, Token::TextMuted);
    m_cancel = makeButton(tr("Cancel"), name + QStringLiteral("Cancel"));
    row->addWidget(m_bar, 1);
    row->addWidget(m_message);
    row->addWidget(m_cancel);
    column->addWidget(m_running);
    m_running->hide();
    m_result = new TextLabel({}, FontRole::Body, Token::TextSecondary);
    m_result->setObjectName(name + QStringLiteral("Result"));
    m_result->setWordWrap(true);
    m_result->hide();
    column->addWidget(m_result);
    hide();
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_app.jobs.cancel(m_job); });
    connect(&m_app.jobs, &JobRunner::jobChanged, this, [this](const JobInfo& job) {
        if (job.id != m_job) return;
        m_bar->setRange(0, job.fraction < 0 ? 0 : 1000);
        m_bar->setValue(static_cast<int>(job.fraction * 1000));
        m_message->setText(job.message);
    });
}

void AssistJob::start(const QString& title, Work work, std::function<void()> done) {
    if (m_job != 0) return;
    m_bar->setRange(0, 0);
    m_message->clear();
    m_result->hide();
    m_job =
        m_app.jobs.start<QString>(this, {.title = title, .key = {}, .quiet = false, .result = QStringLiteral("label")},
            std::move(work), [this, done = std::move(done)](Result<QString> result) {
                m_job = 0;
                setBusy(false);
                if (result)
                    showResult(*result);
                else if (result.error().code == ErrorCode::Cancelled)
                    showResult(tr("Cancelled."));
                else
                    showResult(sentenceOf(result.error()), true);
                if (done) done();
            });
    setBusy(true);
}

void AssistJob::setBusy(bool busy) {
    m_running->setVisible(busy);
    if (busy) show();
    busyChanged(busy);
}

void AssistJob::showResult(const QString& text, bool bad) {
    m_result->setToken(bad ? Token::BadText : Token::TextSecondary);
    m_result->setText(text);
    m_result->setVisible(!text.isEmpty());
    setVisible(isBusy() || !text.isEmpty());
}

} // namespace slipway::ui
