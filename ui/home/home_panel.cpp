#include "ui/home/home_panel.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "ui/home/activity_chart.h"
#include "ui/home/home_rows.h"
#include "ui/home/life_cycle_strip.h"
#include "ui/shell/page_header.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"

namespace slipway::ui {

HomePanel::HomePanel(AppContext& app, QWidget* parent) : Panel(app, tr("Home"), Body::Scroll, parent) {
    m_strip = new LifeCycleStrip;
    connect(m_strip, &LifeCycleStrip::chosen, this, [this](const QString& panel) { this->app().navigate(panel); });
    body().addWidget(m_strip);
    m_needs = new Card(tr("Needs you"));
    m_activityCard = new Card(tr("Activity"));
    m_activity = new ActivityChart;
    m_activityCard->body().addWidget(m_activity);
    m_recent = new Card(tr("Continue"));
    auto* right = new QVBoxLayout;
    right->addWidget(m_activityCard);
    right->addStretch(1);
    auto* left = new QVBoxLayout;
    left->setSpacing(16);
    left->addWidget(m_needs);
    left->addWidget(m_recent);
    left->addStretch(1);
    auto* row = new QHBoxLayout;
    row->setSpacing(16);
    row->addLayout(left, 3);
    row->addLayout(right, 2);
    body().addLayout(row);
}

void HomePanel::refresh() {
    app().jobs.start<HomeFacts>(
        this, {.title = tr("Read the overview"), .key = "home", .quiet = true},
        [](workspace::Workspace& w, Progress&) { return readHome(w); },
        [this](Result<HomeFacts> facts) {
            if (!facts) {
                showError(tr("The overview could not be read"), facts.error());
                return;
            }
            clearError();
            show(*facts);
            setLoading(false);
        });
}

void HomePanel::show(const HomeFacts& facts) {
    const auto waiting = static_cast<std::int64_t>(facts.needs.size());
    header().setSummary(waiting ? (waiting == 1 ? tr("1 thing needs you") : tr("%1 things need you").arg(waiting))
                                : tr("nothing waits for you"));
    m_strip->show(facts);
    showNeeds(facts);
    showRecent(facts);
    m_activity->setDays(facts.eventsByDay);
    m_activityCard->setCaption(
        facts.eventsCut
            ? tr("14 days, the latest 20,000 events")
            : tr("14 days, %1").arg(format::plural(facts.counts.events, tr("event in all"), tr("events in all"))));
}

void HomePanel::showNeeds(const HomeFacts& facts) {
    clearLayout(&m_needs->body());
    for (const NeedsYou& need : facts.needs)
        m_needs->body().addWidget(makeNeedsRow(need, [this](const QString& link) { app().navigate(link); }));
    if (!facts.needs.empty()) return;
    if (facts.counts.datasets == 0) {
        auto* start = new EmptyState(QStringLiteral("database"), tr("Bring in your first data"),
            tr("Everything else builds on it: features, training, approval, deployment and monitoring."));
        start->addButton(
            tr("Open Data sources"), QStringLiteral("openData"), [this] { app().navigate(QStringLiteral("data")); });
        m_needs->body().addWidget(start);
        return;
    }
    m_needs->body().addWidget(new EmptyState(QStringLiteral("check-circle"), tr("Nothing waits for you"),
        tr("Approvals, drift, firing alarms and failed pipelines appear here.")));
}

void HomePanel::showRecent(const HomeFacts& facts) {
    clearLayout(&m_recent->body());
    m_recent->body().setContentsMargins(6, 4, 6, 8);
    m_recent->body().setSpacing(0);
    for (const RecentObject& object : facts.recent) {
        auto* row = new RecentRow(object);
        connect(row, &QAbstractButton::clicked, this, [this, link = object.link] { app().navigate(link); });
        m_recent->body().addWidget(row);
    }
    if (!facts.recent.empty()) return;
    auto* none = new TextLabel(tr("What you work on appears here."), FontRole::Body, Token::TextMuted);
    none->setContentsMargins(10, 4, 10, 6);
    m_recent->body().addWidget(none);
}

} // namespace slipway::ui
