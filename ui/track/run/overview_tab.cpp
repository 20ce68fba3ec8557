#include "ui/track/run/overview_tab.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/track/run/about_card.h"
#include "ui/track/run/metric_summary_card.h"
#include "ui/track/run/notes_card.h"
#include "ui/track/run/pairs_card.h"
#include "ui/track/run/related_card.h"
#include "ui/track/run/run_actions.h"
#include "ui/track/run/tags_card.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"

namespace slipway::ui {

namespace {

constexpr int kSideWidth = 340;

QString whyText(const track::Run& run, const std::string& error) {
    if (QString::fromStdString(error).contains(QLatin1String("out of memory"), Qt::CaseInsensitive))
        return OverviewTab::tr("It ran out of memory");
    return run.status == track::RunStatus::Killed ? OverviewTab::tr("It was interrupted")
                                                  : OverviewTab::tr("It failed");
}

} // namespace

OverviewTab::OverviewTab(AppContext& app, RunActions& actions, QWidget* parent) : RunTab(parent), m_actions(actions) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto* content = new QWidget;
    auto* page = new QVBoxLayout(content);
    page->setContentsMargins(0, 8, 4, 20);
    page->setSpacing(16);
    m_callout = makeCallout();
    page->addWidget(m_callout);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(16);
    auto* main = m_main = new QVBoxLayout;
    auto* side = new QVBoxLayout;
    for (auto* column : {main, side}) column->setSpacing(16);
    columns->addLayout(main, 1);
    columns->addLayout(side);
    page->addLayout(columns);
    page->addStretch(1);

    m_notes = new NotesCard(actions);
    m_metrics = new MetricSummaryCard;
    m_parameters = new PairsCard(tr("Parameters"), tr("Parameter"), QStringLiteral("parameters"));
    m_about = new AboutCard(app);
    m_tags = new TagsCard(actions);
    m_related = new RelatedCard(app);
    for (auto* card : std::initializer_list<QWidget*>{m_metrics, m_parameters, m_notes}) main->addWidget(card);
    for (auto* card : std::initializer_list<QWidget*>{m_about, m_related, m_tags}) {
        card->setFixedWidth(kSideWidth);
        side->addWidget(card);
    }
    main->addStretch(1);
    side->addStretch(1);
    outer->addWidget(scrollInCard(content, tr("Overview of the run"), this));
    connect(m_about, &AboutCard::openRun, this, &OverviewTab::openRun);
    connect(m_related, &RelatedCard::openRun, this, &OverviewTab::openRun);
    connect(m_metrics, &MetricSummaryCard::chosen, this, &OverviewTab::metricChosen);
}

QFrame* OverviewTab::makeCallout() {
    auto* frame = new QFrame;
    frame->setObjectName(QStringLiteral("inlineError"));
    auto* column = new QVBoxLayout(frame);
    column->setContentsMargins(16, 10, 16, 10);
    column->setSpacing(2);
    m_why = new TextLabel({}, FontRole::Strong, Token::BadText);
    m_why->setObjectName(QStringLiteral("failureTitle"));
    m_reason = new TextLabel;
    m_reason->setObjectName(QStringLiteral("failureReason"));
    m_reason->setWordWrap(true);
    m_reason->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_why);
    column->addWidget(m_reason);
    frame->hide();
    return frame;
}

void OverviewTab::showCallout(const track::Run& run) {
    const auto error = tagOf(run, "slipway.error");
    const bool bad = run.status == track::RunStatus::Failed || run.status == track::RunStatus::Killed;
    m_callout->setVisible(bad && !error.empty());
    m_why->setText(whyText(run, error));
    m_reason->setText(format::text(error));
}

void OverviewTab::setFacts(std::shared_ptr<const RunFacts> facts) {
    const auto& run = facts->run;
    showCallout(run);
    // What somebody wrote comes first; the invitation to write comes last.
    if (std::exchange(m_run, run.id) != run.id) {
        m_main->removeWidget(m_notes);
        m_main->insertWidget(tagOf(run, "mlflow.note.content").empty() ? m_main->count() - 1 : 0, m_notes);
    }
    m_about->setFacts(*facts);
    m_related->setFacts(*facts);
    m_notes->setRun(run);
    m_metrics->setRun(run);
    m_tags->setRun(run);
    m_parameters->setPairs(run.parameters);
    m_parameters->setEmptyText(tr("No parameters were logged."));
}

QWidget* OverviewTab::searchField() const {
    return m_metrics->searchField();
}

} // namespace slipway::ui
