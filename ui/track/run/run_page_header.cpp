#include "ui/track/run/run_page_header.h"

#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/pill.h"

namespace slipway::ui {

namespace {

constexpr int kLongestName = 250;

QString tookText(const track::Run& run) {
    if (run.startedAt <= 0) return {};
    if (track::hasEnded(run.status))
        return run.endedAt > 0 ? format::duration(std::max<std::int64_t>(0, run.endedAt - run.startedAt)) : QString();
    return format::duration(std::max<std::int64_t>(0, QDateTime::currentMSecsSinceEpoch() - run.startedAt));
}

} // namespace

RunPageHeader::RunPageHeader(QWidget* parent) : QWidget(parent) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    auto* back = makeIconButton(QStringLiteral("arrow-left"), tr("Back to the runs (Esc)"), QStringLiteral("closeRun"));
    connect(back, &QToolButton::clicked, this, &RunPageHeader::backWanted);
    row->addWidget(back, 0, Qt::AlignTop);
    row->addWidget(makeTitle(), 1);
    addActions(*row);
    m_clock.setInterval(1000);
    connect(&m_clock, &QTimer::timeout, this, &RunPageHeader::tick);
}

QWidget* RunPageHeader::makeTitle() {
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);

    m_name = new ElidedLabel({}, FontRole::PageTitle);
    m_name->setObjectName(QStringLiteral("runName"));
    m_name->installEventFilter(this);
    m_edit = new QLineEdit;
    m_edit->setObjectName(QStringLiteral("runNameEdit"));
    m_edit->setAccessibleName(tr("Name of the run"));
    m_edit->setMaxLength(kLongestName);
    m_edit->installEventFilter(this);
    connect(m_edit, &QLineEdit::returnPressed, this, [this] { endRename(true); });
    auto* shown = new QWidget;
    auto* shownRow = new QHBoxLayout(shown);
    shownRow->setContentsMargins(0, 0, 0, 0);
    shownRow->setSpacing(8);
    m_name->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_rename = makeIconButton(QStringLiteral("edit"), tr("Rename (F2)"), QStringLiteral("renameRun"));
    m_rename->setFixedSize(28, 28);
    m_rename->setIconSize({15, 15});
    connect(m_rename, &QToolButton::clicked, this, &RunPageHeader::startRename);
    m_state = new Pill;
    m_took = new TextLabel({}, FontRole::Caption, Token::TextMuted);
    m_took->setObjectName(QStringLiteral("runTook"));
    shownRow->addWidget(m_name, 1);
    shownRow->addWidget(m_rename);
    shownRow->addWidget(m_state);
    shownRow->addWidget(m_took);
    shownRow->addStretch(1);
    m_title = new QStackedWidget;
    m_title->addWidget(shown);
    m_title->addWidget(m_edit);
    m_title->setFixedHeight(34);
    column->addWidget(m_title);

    auto* places = new QHBoxLayout;
    places->setContentsMargins(0, 0, 0, 0);
    places->setSpacing(6);
    m_experiment = makeLinkButton({}, QStringLiteral("runExperiment"));
    m_experiment->setToolTip(tr("Show the runs of this experiment"));
    m_experiment->setMaximumWidth(320);
    connect(m_experiment, &QPushButton::clicked, this, &RunPageHeader::experimentWanted);
    m_id = new TextLabel({}, FontRole::Code, Token::TextMuted);
    auto* copy = makeIconButton(QStringLiteral("copy"), tr("Copy the id of the run"), QStringLiteral("copyRunId"));
    copy->setFixedSize(26, 26);
    copy->setIconSize({14, 14});
    connect(
        copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(format::text(m_run.id)); });
    auto* link = makeIconButton(
        QStringLiteral("link"), tr("Copy a link to this run (Ctrl+Shift+C)"), QStringLiteral("copyRunLink"));
    link->setFixedSize(26, 26);
    link->setIconSize({14, 14});
    connect(link, &QToolButton::clicked, this, &RunPageHeader::copyLinkWanted);
    places->addWidget(m_id);
    places->addWidget(copy);
    places->addWidget(link);
    places->addWidget(m_experiment);
    places->addStretch(1);
    column->addLayout(places);
    return box;
}

void RunPageHeader::addActions(QHBoxLayout& row) {
    m_delete = makeButton(tr("Delete"), QStringLiteral("deleteRun"), ButtonKind::Quiet, QStringLiteral("trash"));
    connect(m_delete, &QPushButton::clicked, this, [this] { deleteWanted(!m_run.deleted); });
    m_compare = makeButton(tr("Compare with…"), QStringLiteral("compareRun"));
    connect(m_compare, &QPushButton::clicked, this, &RunPageHeader::compareWanted);
    m_register = makeButton(tr("Register model…"), QStringLiteral("registerRun"), ButtonKind::Primary);
    connect(m_register, &QPushButton::clicked, this, &RunPageHeader::registerWanted);
    for (auto* button : {m_delete, m_compare, m_register}) row.addWidget(button, 0, Qt::AlignTop);
}

void RunPageHeader::setCompareVisible(bool visible) {
    m_compare->setVisible(visible);
}

void RunPageHeader::setRun(const track::Run& run) {
    const bool other = run.id != m_run.id;
    m_run = run;
    if (other) endRename(false);
    m_name->setText(format::text(run.name));
    m_experiment->setText(format::text(run.experimentName));
    m_experiment->setAccessibleName(tr("Experiment %1").arg(m_experiment->text()));
    m_experiment->setVisible(!run.experimentName.empty());
    m_id->setText(format::shortId(run.id));
    m_id->setToolTip(format::text(run.id));
    m_state->setLook(run.deleted ? PillLook{PillKind::Neutral, tr("In the trash")} : lookOf(track::name(run.status)));
    m_delete->setText(run.deleted ? tr("Restore") : tr("Delete"));
    m_delete->setAccessibleName(m_delete->text());
    m_delete->setIcon(icon(run.deleted ? QStringLiteral("rollback") : QStringLiteral("trash")));
    m_rename->setEnabled(!run.deleted);
    const bool ready = run.status == track::RunStatus::Finished && !run.deleted;
    m_register->setEnabled(ready);
    m_register->setToolTip(ready         ? tr("Registers this run's model as a new version")
                           : run.deleted ? tr("Restore the run first")
                                         : tr("Only a finished run has a model to register"));
    tick();
}

void RunPageHeader::tick() {
    const bool running = m_run.status == track::RunStatus::Running;
    m_took->setText(tookText(m_run));
    m_took->setToolTip(running ? tr("Since %1").arg(format::absolute(m_run.startedAt)) : tr("How long it ran"));
    if (running && !m_clock.isActive()) m_clock.start();
    if (!running || !isVisible()) m_clock.stop();
}

void RunPageHeader::startRename() {
    if (m_run.id.empty() || m_run.deleted) return;
    m_edit->setText(format::text(m_run.name));
    m_renaming = true;
    m_title->setCurrentIndex(1);
    m_edit->setFocus(Qt::OtherFocusReason);
    m_edit->selectAll();
}

void RunPageHeader::endRename(bool keep) {
    if (!std::exchange(m_renaming, false)) return; // hiding the field takes its focus, which ends it again
    m_title->setCurrentIndex(0);
    const auto name = m_edit->text().trimmed();
    if (!keep || name.isEmpty() || name == format::text(m_run.name)) return;
    m_name->setText(name);
    renamed(name);
}

bool RunPageHeader::eventFilter(QObject* object, QEvent* event) {
    if (object == m_name && event->type() == QEvent::MouseButtonDblClick) {
        startRename();
        return true;
    }
    if (object == m_edit && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        endRename(false);
        return true;
    }
    if (object == m_edit && event->type() == QEvent::FocusOut) endRename(true);
    return QWidget::eventFilter(object, event);
}

} // namespace slipway::ui
