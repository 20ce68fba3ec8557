#include "ui/label/labelled_datasets.h"

#include <QVBoxLayout>

#include "ui/widgets/bar_compare_chart.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/flow_row.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/section_header.h"

namespace slipway::ui {

LabelledDatasets::LabelledDatasets(std::function<void(const QString&)> navigate, QWidget* parent)
    : QWidget(parent), m_navigate(std::move(navigate)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(16);
    auto* heading = new SectionHeader(tr("Labels that came with the data"));
    heading->setCaption(tr("share of each class in the newest version"));
    column->addWidget(heading);
    m_cards = new FlowRow(340);
    column->addWidget(m_cards);
    hide();
}

void LabelledDatasets::show(const std::vector<LabelledDataset>& datasets) {
    setVisible(!datasets.empty());
    m_cards->clear();
    for (const LabelledDataset& dataset : datasets) m_cards->add(makeCard(dataset));
}

QWidget* LabelledDatasets::makeCard(const LabelledDataset& dataset) {
    auto* card = new Card(dataset.reference);
    card->setCaption(tr("column %1").arg(dataset.column));
    auto* open = makeLinkButton(tr("Open"), QStringLiteral("openDataset"));
    open->setAccessibleName(tr("Open %1").arg(dataset.reference));
    connect(open, &QPushButton::clicked, this, [this, link = dataset.link] { m_navigate(link); });
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
