#include "ui/label/label_panel.h"

#include <QVBoxLayout>

#include "ui/shell/page_header.h"
#include "ui/widgets/bar_compare_chart.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/flow_row.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/section_header.h"

namespace slipway::ui {

LabelPanel::LabelPanel(AppContext& app, QWidget* parent) : Panel(app, tr("Labeling"), Body::Scroll, parent) {
    auto* card = new Card;
    auto* empty = new EmptyState(QStringLiteral("label"), tr("No labeling projects in this workspace"),
        tr("A model learns from rows that somebody gave an answer to. Tables often arrive with that answer in their "
           "last "
           "column: then there is nothing to label, and what counts is whether the classes are balanced. See below."));
    empty->addButton(
        tr("Open Data sources"), QStringLiteral("openData"), [this] { this->app().navigate(QStringLiteral("data")); });
    card->body().addWidget(empty);
    body().addWidget(card);
    m_heading = new SectionHeader(tr("Labels that came with the data"));
    body().addWidget(m_heading);
    m_cards = new FlowRow(340);
    body().addWidget(m_cards);
    m_heading->hide();
}

void LabelPanel::refresh() {
    app().jobs.start<std::vector<LabelledDataset>>(this, {.title = tr("Read labels"), .key = "labels", .quiet = true},
        readLabelled, [this](Result<std::vector<LabelledDataset>> datasets) {
            if (!datasets) {
                showError(tr("The labels could not be read"), datasets.error());
                return;
            }
            clearError();
            show(*datasets);
            setLoading(false);
        });
}

void LabelPanel::show(const std::vector<LabelledDataset>& datasets) {
    header().setSummary(datasets.empty() ? tr("no labelled datasets yet")
                                         : tr("no projects, %1 with labels of their own")
                                               .arg(format::plural(static_cast<std::int64_t>(datasets.size()),
                                                   tr("dataset"), tr("datasets"))));
    m_heading->setVisible(!datasets.empty());
    m_heading->setCaption(tr("share of each class in the newest version"));
    m_cards->clear();
    for (const LabelledDataset& dataset : datasets) m_cards->add(makeCard(dataset));
}

QWidget* LabelPanel::makeCard(const LabelledDataset& dataset) {
    auto* card = new Card(dataset.reference);
    card->setCaption(tr("column %1").arg(dataset.column));
    auto* open = makeLinkButton(tr("Open"), QStringLiteral("openDataset"));
    open->setAccessibleName(tr("Open %1").arg(dataset.reference));
    connect(open, &QPushButton::clicked, this, [this, link = dataset.link] { app().navigate(link); });
    card->addHeaderWidget(open);
    auto* chart = new BarCompareChart(tr("Classes of %1").arg(dataset.reference));
    chart->setFixedHeight(190);
    Distributions balance = dataset.balance;
    balance.currentName = tr("share of rows");
    chart->setData(balance);
    card->body().addWidget(chart);
    const QString unlabelled =
        dataset.missing ? tr(", %1 without a label").arg(format::count(dataset.missing)) : tr(", all labelled");
    auto* line = new TextLabel(tr("%1 in %2 classes%3. The smallest class has %4.")
                                   .arg(format::plural(dataset.rows, tr("row"), tr("rows")))
                                   .arg(dataset.classes)
                                   .arg(unlabelled, format::percent(dataset.smallestShare)),
        FontRole::Caption, Token::TextSecondary);
    line->setWordWrap(true);
    card->body().addWidget(line);
    return card;
}

} // namespace slipway::ui
