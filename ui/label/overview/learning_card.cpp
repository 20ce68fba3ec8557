#include "ui/label/overview/learning_card.h"

#include <QCheckBox>
#include <QSignalBlocker>
#include <QSpinBox>

#include "core/label/assist/active_learning.h"
#include "ui/label/overview/assist_job.h"
#include "ui/label/overview/form_fields.h"
#include "ui/shell/notifications.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

LearningCard::LearningCard(AppContext& app, QWidget* parent)
    : Card(tr("Learn while people label"), parent), m_app(app) {
    m_state = new TextLabel({}, FontRole::Body, Token::TextSecondary);
    m_state->setObjectName(QStringLiteral("learningState"));
    m_state->setWordWrap(true);
    body().addWidget(m_state);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    m_question = addField(*row, tr("Question"), QStringLiteral("learnQuestion"), new QComboBox, 2);
    m_every = addField(*row, tr("Answers between two times"), QStringLiteral("learnEvery"), new QSpinBox, 1);
    m_every->setRange(1, 1'000'000);
    m_every->setValue(100);
    m_every->setGroupSeparatorShown(true);
    m_itself = new QCheckBox(tr("Learn by itself"));
    m_itself->setObjectName(QStringLiteral("learnItself"));
    m_itself->setMinimumHeight(32);
    row->addWidget(m_itself, 0, Qt::AlignBottom);
    row->addStretch(1);
    m_now = makeButton(tr("Learn now"), QStringLiteral("learnNow"), ButtonKind::Normal, QStringLiteral("play"));
    row->addWidget(m_now, 0, Qt::AlignBottom);
    body().addLayout(row);
    m_job = new AssistJob(app, QStringLiteral("learn"));
    body().addWidget(m_job);
    connect(m_itself, &QCheckBox::clicked, this, &LearningCard::save);
    connect(m_every, &QSpinBox::editingFinished, this, &LearningCard::save);
    connect(m_question, &QComboBox::activated, this, &LearningCard::save);
    connect(m_now, &QPushButton::clicked, this, &LearningCard::learn);
    connect(m_job, &AssistJob::busyChanged, this, [this](bool busy) { m_now->setEnabled(!busy); });
}

void LearningCard::showProject(const label::Project& project, const QStringList& questions) {
    if (project.id != m_project.id) m_job->showResult({});
    m_project = project;
    fillQuestions(m_question, questions);
    const bool texts = project.medium == label::Medium::Text;
    for (QWidget* each : std::initializer_list<QWidget*>{m_itself, m_every, m_question, m_now})
        each->setEnabled(texts && !m_job->isBusy());
    if (!texts)
        return m_state->setText(tr("Classes of texts can be learned here. For other media, ask a model server."));
    readSetting();
}

void LearningCard::readSetting() {
    m_app.jobs.start<label::LearningSetting>(
        this, {.title = tr("Read how it learns"), .key = "learning", .quiet = true, .result = {}},
        [project = m_project](workspace::Workspace& w, Progress&) {
            return label::ActiveLearning(w.ledger(), w.labels()).setting(project);
        },
        [this](Result<label::LearningSetting> setting) {
            if (!setting) return m_job->showResult(sentenceOf(setting.error()), true);
            showSetting(*setting);
        });
}

void LearningCard::showSetting(const label::LearningSetting& setting) {
    const QSignalBlocker quiet(m_every);
    m_itself->setChecked(setting.every > 0);
    if (setting.every > 0 && !m_every->hasFocus()) m_every->setValue(static_cast<int>(setting.every));
    const int question = m_question->findData(format::text(setting.question));
    if (question >= 0) m_question->setCurrentIndex(question);
    const QString about = tr("A text classifier learns from people's answers, suggests classes for the rest and orders "
                             "the queue \"Uncertain first\" by what it is least sure of.");
    m_state->setText(
        setting.model.empty()
            ? about + QLatin1Char(' ') +
                  tr("It needs %1 labels of two classes.").arg(label::ActiveLearning::kFewestLabels)
            : about + QLatin1Char(' ') +
                  tr("It learned last when there were %1, as %2.")
                      .arg(format::plural(setting.answers, tr("answer"), tr("answers")), format::text(setting.model)));
}

void LearningCard::save() {
    const std::int64_t every = m_itself->isChecked() ? m_every->value() : 0;
    m_app.jobs.start<void>(
        this, {.title = tr("Save how it learns"), .key = "saveLearning", .quiet = true, .result = {}},
        [actor = m_app.actor(), project = m_project, every,
            question = m_question->currentData().toString().toStdString()](
            workspace::Workspace& w, Progress&) -> Status {
            label::ActiveLearning learning(w.ledger(), w.labels());
            SLIPWAY_ASSIGN(const auto before, learning.setting(project));
            if (before.every == every && before.question == question) return {};
            return learning.set(actor, project, every, question);
        },
        [this](Status saved) {
            if (!saved) return m_job->showResult(sentenceOf(saved.error()), true);
            changed();
        });
}

void LearningCard::learn() {
    label::ActiveLearning::Options options;
    options.question = m_question->currentData().toString().toStdString();
    m_job->start(
        tr("Learn from the labels of %1").arg(format::text(m_project.name)),
        [actor = m_app.actor(), project = m_project, options](
            workspace::Workspace& w, Progress& progress) -> Result<QString> {
            label::ActiveLearning learning(w.ledger(), w.labels());
            SLIPWAY_ASSIGN(const auto learned, learning.learn(actor, project, options, progress));
            return tr("Learned from %1, %2 held out to measure by; suggestions for %3%4.")
                .arg(format::plural(learned.labels, tr("label"), tr("labels")), format::count(learned.heldOut),
                    format::plural(learned.predicted, tr("task"), tr("tasks")),
                    learned.complete ? QString() : tr(" before it was cancelled"));
        },
        [this] { changed(); });
}

} // namespace slipway::ui
