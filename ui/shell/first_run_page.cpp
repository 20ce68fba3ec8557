#include "ui/shell/first_run_page.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QPainter>
#include <QProgressBar>
#include <QVBoxLayout>

#include "core/workspace/sample.h"
#include "core/workspace/tour/tour.h"
#include "core/workspace/workspace.h"
#include "ui/shell/job_runner.h"
#include "ui/shell/notifications.h"
#include "ui/shell/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/icon_tile.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

class Mark : public QWidget {
public:
    Mark() { setFixedSize(56, 56); }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        paintIcon(&painter, rect(), QStringLiteral("slipway"), color(Token::Accent));
    }
};

} // namespace

FirstRunPage::FirstRunPage(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("panelPage"));
    setAttribute(Qt::WA_StyledBackground);
    m_jobs = std::make_unique<JobRunner>([] {
        return Result<std::unique_ptr<workspace::Workspace>>(
            fail(ErrorCode::FailedPrecondition, "no workspace is open"));
    });
    auto* outer = new QHBoxLayout(this);
    outer->addStretch(1);
    auto* box = new QWidget;
    box->setMaximumWidth(760);
    box->setMinimumWidth(520);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(12);
    column->addStretch(2);
    column->addWidget(new Mark);
    auto* title = new TextLabel(tr("Welcome to Slipway"), FontRole::Kpi);
    column->addWidget(title);
    auto* text = new TextLabel(tr("Carry a model from raw data to production and back, on this machine. No account, no "
                                  "server, nothing leaves this computer."),
        FontRole::Body, Token::TextSecondary);
    text->setWordWrap(true);
    column->addWidget(text);
    column->addSpacing(4);

    m_problem = new QFrame;
    m_problem->setObjectName(QStringLiteral("inlineError"));
    auto* problem = new QVBoxLayout(m_problem);
    problem->setContentsMargins(16, 10, 16, 10);
    problem->setSpacing(2);
    m_problemTitle = new TextLabel({}, FontRole::Strong, Token::BadText);
    m_problemText = new TextLabel({}, FontRole::Body);
    m_problemText->setWordWrap(true);
    problem->addWidget(m_problemTitle);
    problem->addWidget(m_problemText);
    m_problem->hide();
    column->addWidget(m_problem);

    m_sampleButton = makeButton(tr("Open sample project"), QStringLiteral("sampleButton"), ButtonKind::Primary);
    auto* create = makeButton(tr("New workspace…"), QStringLiteral("newWorkspaceButton"));
    auto* open = makeButton(tr("Open folder…"), QStringLiteral("openWorkspaceButton"));
    column->addWidget(makeChoice(QStringLiteral("rocket"), tr("Sample project"),
        tr("Real census data taken through a whole life: features, three trained candidates, an approval, a canary to "
           "production, and drift."),
        m_sampleButton));
    m_progress = new QWidget;
    auto* progress = new QHBoxLayout(m_progress);
    progress->setContentsMargins(16, 0, 16, 0);
    progress->setSpacing(12);
    m_bar = new QProgressBar;
    m_bar->setTextVisible(false);
    m_bar->setRange(0, 1000);
    m_bar->setFixedWidth(180);
    m_bar->setAccessibleName(tr("Progress of the sample project"));
    m_step = new ElidedLabel({}, FontRole::Caption, Token::TextSecondary);
    m_cancel = makeLinkButton(tr("Cancel"), QStringLiteral("cancelSample"));
    progress->addWidget(m_bar);
    progress->addWidget(m_step, 1);
    progress->addWidget(m_cancel);
    m_progress->hide();
    column->addWidget(m_progress);
    column->addWidget(makeChoice(QStringLiteral("plus"), tr("New workspace"),
        tr("An empty folder of your own for data, models and their history."), create));
    column->addWidget(makeChoice(QStringLiteral("folder-open"), tr("Open folder"),
        tr("A workspace that you or the command line made before."), open));
    column->addStretch(3);
    outer->addWidget(box, 6);
    outer->addStretch(1);
    connect(m_sampleButton, &QPushButton::clicked, this, &FirstRunPage::startSample);
    connect(create, &QPushButton::clicked, this, &FirstRunPage::newWanted);
    connect(open, &QPushButton::clicked, this, &FirstRunPage::openWanted);
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_jobs->cancel(m_job); });
    connect(m_jobs.get(), &JobRunner::jobChanged, this, [this](const JobInfo& job) {
        m_bar->setRange(0, job.fraction < 0 ? 0 : 1000);
        m_bar->setValue(static_cast<int>(std::max(0.0, job.fraction) * 1000));
        m_step->setText(job.message);
    });
}

FirstRunPage::~FirstRunPage() = default;

QWidget* FirstRunPage::makeChoice(const QString& icon, const QString& title, const QString& text, QPushButton* button) {
    auto* card = new Card;
    auto* row = new QHBoxLayout;
    row->setSpacing(16);
    row->addWidget(new IconTile(icon, IconTile::Size::Medium));
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(new TextLabel(title, FontRole::Section));
    auto* sentence = new TextLabel(text, FontRole::Body, Token::TextSecondary);
    sentence->setWordWrap(true);
    words->addWidget(sentence);
    row->addLayout(words, 1);
    button->setFixedWidth(170);
    row->addWidget(button);
    card->body().addLayout(row);
    return card;
}

void FirstRunPage::setTargets(const std::filesystem::path& sampleFolder, const std::filesystem::path& program) {
    m_sample = sampleFolder;
    m_program = program;
}

void FirstRunPage::showProblem(const QString& title, const Error& error) {
    m_problemTitle->setText(title);
    m_problemText->setText(sentenceOf(error));
    m_problem->show();
}

void FirstRunPage::clearProblem() {
    m_problem->hide();
}
bool FirstRunPage::isWorking() const {
    return m_jobs->activeCount() > 0;
}

void FirstRunPage::startSample() {
    clearProblem();
    m_sampleButton->setEnabled(false);
    m_progress->show();
    m_step->setText(tr("Starting"));
    m_job = m_jobs->startPlain<void>(
        this, {.title = tr("Make the sample project"), .key = "sample"},
        [folder = m_sample, program = m_program](Progress& progress) -> Status {
            SLIPWAY_ASSIGN(const std::filesystem::path sample, workspace::sampleFolder());
            const workspace::TourOptions options{folder, sample, program, {}};
            SLIPWAY_TRY(workspace::runTour(options, [](const workspace::TourStep&) {}, progress));
            return {};
        },
        [this](const Status& result) { sampleDone(result); });
}

void FirstRunPage::sampleDone(const Status& result) {
    m_sampleButton->setEnabled(true);
    m_progress->hide();
    if (result)
        sampleReady(QString::fromStdString(m_sample.string()));
    else if (result.error().code != ErrorCode::Cancelled)
        showProblem(tr("The sample project could not be made"), result.error());
}

} // namespace slipway::ui
