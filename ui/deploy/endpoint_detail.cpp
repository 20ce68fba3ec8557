#include "ui/deploy/endpoint_detail.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QStringList>
#include <QVBoxLayout>

#include "ui/deploy/canary_track.h"
#include "ui/deploy/endpoint_facts.h"
#include "ui/deploy/test_request_card.h"
#include "ui/deploy/traffic_charts.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/list_table_model.h"
#include "ui/widgets/section_header.h"

namespace slipway::ui {

namespace {

QString planText(const deploy::Canary& canary) {
    QStringList plan;
    for (const double percent : canary.plan) plan << QString::number(percent);
    auto text = QObject::tr("%1 → %2 in steps of %3 %; each lasts at least %4")
                    .arg(versionOf(canary.fromVersion), versionOf(canary.toVersion), plan.join(QStringLiteral(", ")),
                        format::duration(canary.intervalMs));
    if (canary.minimumRequests > 0)
        text += QObject::tr(" and %1").arg(
            format::plural(canary.minimumRequests, QObject::tr("request"), QObject::tr("requests")));
    return text + QObject::tr(". More than %1 errors rolls back by itself.").arg(format::percent(canary.maxErrorShare));
}

std::vector<TableColumn> variantColumns() {
    return {{QObject::tr("Version"), Align::Left, 64, true, {}}, {QObject::tr("Traffic"), Align::Right, 64, false, {}},
        {QObject::tr("Requests"), Align::Right, 78, false, {}}, {QObject::tr("Errors"), Align::Right, 58, false, {}},
        {QObject::tr("p50"), Align::Right, 66, false, {}}, {QObject::tr("p99"), Align::Right, 66, false, {}},
        {QObject::tr("State"), Align::Left, 100, false, {}}};
}

} // namespace

EndpointDetail::EndpointDetail(QWidget* parent) : QWidget(parent) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    m_title = new SectionHeader({});
    auto* model = makeButton(tr("Model"), QStringLiteral("openModelButton"), ButtonKind::Quiet, QStringLiteral("box"));
    auto* lineage =
        makeButton(tr("Lineage"), QStringLiteral("openLineageButton"), ButtonKind::Quiet, QStringLiteral("lineage"));
    m_rollback = makeButton(
        tr("Roll back"), QStringLiteral("detailRollbackButton"), ButtonKind::Normal, QStringLiteral("rollback"));
    m_title->addWidget(model);
    m_title->addWidget(lineage);
    m_title->addWidget(m_rollback);
    connect(model, &QPushButton::clicked, this, [this] {
        const auto* first = m_variants->rows().empty() ? nullptr : &m_variants->rows().back();
        if (first) openRequested(first->link);
    });
    connect(
        lineage, &QPushButton::clicked, this, [this] { openRequested(QStringLiteral("lineage/endpoint/") + m_name); });
    connect(m_rollback, &QPushButton::clicked, this, [this] {
        m_rollback->setEnabled(false);
        rollbackRequested(m_name, m_target);
    });
    layout->addWidget(m_title);
    auto* row = new QHBoxLayout;
    row->setSpacing(16);
    row->addWidget(makeCanaryCard(), 1, Qt::AlignTop);
    row->addWidget(makeVariantsCard(), 1, Qt::AlignTop);
    layout->addLayout(row);
    m_charts = new TrafficCharts;
    layout->addWidget(m_charts);
    m_test = new TestRequestCard;
    layout->addWidget(m_test);
}

Card* EndpointDetail::makeCanaryCard() {
    auto* card = new Card(tr("Canary"));
    m_canaryState = new Pill;
    card->addHeaderWidget(m_canaryState);
    m_track = new CanaryTrack;
    m_canaryText = new TextLabel({}, FontRole::Caption, Token::TextSecondary);
    m_canaryText->setWordWrap(true);
    card->body().addWidget(m_track);
    card->body().addWidget(m_canaryText);
    return card;
}

Card* EndpointDetail::makeVariantsCard() {
    auto* card = new Card(tr("Versions behind it"));
    card->setFlush();
    m_variants = new ListTableModel(variantColumns(), this);
    m_variantTable = new DataTable(tr("Versions behind the endpoint"));
    m_variantTable->setObjectName(QStringLiteral("variantsTable"));
    m_variantTable->setListModel(m_variants);
    m_variantTable->setSortable(false);
    card->body().addWidget(m_variantTable);
    auto* alarms = new QWidget;
    auto* row = new QHBoxLayout(alarms);
    row->setContentsMargins(16, 12, 16, 14);
    row->setSpacing(8);
    m_alarmState = new Pill;
    m_alarmText = new TextLabel({}, FontRole::Caption, Token::TextSecondary);
    m_alarmText->setWordWrap(true);
    row->addWidget(m_alarmState, 0, Qt::AlignTop);
    row->addWidget(m_alarmText, 1);
    card->body().addWidget(alarms);
    connect(m_variantTable, &DataTable::activatedId, this, [this](const QString& id) {
        const int index = m_variants->indexOfId(id);
        if (index >= 0) openRequested(m_variants->rowAt(index).link);
    });
    return card;
}

void EndpointDetail::setEndpoint(const EndpointView& view) {
    const auto& endpoint = view.endpoint;
    m_name = format::text(endpoint.name);
    m_title->setTitle(m_name);
    m_title->setCaption(tr("%1 · %2 · changed %3")
            .arg(
                format::text(endpoint.stage), lookOf(endpoint.state).word.toLower(), format::when(endpoint.updatedAt)));
    m_target = view.before.empty() ? QString() : versionOf(view.before);
    const bool target = !m_target.isEmpty();
    m_rollback->setText(target ? tr("Roll back to %1").arg(m_target) : tr("Roll back"));
    m_rollback->setEnabled(target);
    m_rollback->setToolTip(
        target ? tr("All traffic goes back to %1 at once").arg(m_target) : tr("There is no version before this one"));
    setCanary(endpoint);
    setVariants(endpoint);
    m_test->setEndpoint(endpoint);
}

void EndpointDetail::setCanary(const deploy::Endpoint& endpoint) {
    const auto& canary = endpoint.canary;
    const bool any = !canary.plan.empty() && !canary.state.empty();
    m_track->setVisible(any);
    m_canaryState->setVisible(any);
    if (!any) {
        m_canaryText->setText(
            tr("The version was put in place all at once. A canary moves traffic step by step and rolls "
               "back by itself when errors pass the limit: `slipway deploy MODEL VERSION --stage %1 "
               "--canary 10,50,100`.")
                .arg(format::text(endpoint.stage)));
        return;
    }
    m_track->setCanary(canary);
    m_canaryState->setLook(lookOf(canary.state));
    auto text = planText(canary);
    if (!canary.reason.empty()) text = QStringLiteral("%1. %2").arg(format::text(canary.reason), text);
    m_canaryText->setText(text);
}

void EndpointDetail::setVariants(const deploy::Endpoint& endpoint) {
    double sum = 0;
    for (const auto& variant : endpoint.variants) sum += variant.weight;
    std::vector<TableRow> rows;
    for (const auto& variant : endpoint.variants) {
        Cell name(QStringLiteral("v%1").arg(variant.version));
        name.swatch = slotOf(variant.name());
        name.tip = format::text(variant.name());
        const bool any = variant.invocations > 0;
        rows.push_back({format::text(variant.name()),
            {name, Cell(format::percent(sum > 0 ? variant.weight / sum : 0)), Cell::count(variant.invocations),
                Cell::count(variant.errors), Cell(any ? format::milliseconds(variant.p50Ms) : format::missing()),
                Cell(any ? format::milliseconds(variant.p99Ms) : format::missing()), Cell::state(variant.state)},
            QStringLiteral("model/%1/%2").arg(format::text(variant.model)).arg(variant.version)});
    }
    m_variants->setRows(std::move(rows));
    m_variantTable->fitHeightToRows(8);
    m_alarmState->setLook(alarmLook(endpoint));
    m_alarmText->setText(endpoint.alarms.empty()
                             ? tr("No alarm watches this endpoint, so nothing can roll it back by itself.")
                             : alarmText(endpoint));
}

void EndpointDetail::setTraffic(const std::vector<deploy::TrafficPoint>& traffic) {
    m_charts->setTraffic(traffic);
}

} // namespace slipway::ui
