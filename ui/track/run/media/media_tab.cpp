#include "ui/track/run/media/media_tab.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

#include "core/workspace/workspace.h"
#include "ui/track/run/media/picture_card.h"
#include "ui/track/run/media/table_card.h"
#include "ui/track/run/tile_grid.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/search_box.h"

namespace slipway::ui {

namespace {

constexpr int kCardWidth = 340;

} // namespace

MediaTab::MediaTab(AppContext& app, QWidget* parent) : RunTab(parent), m_app(app) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 8, 0, 0);
    outer->setSpacing(8);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 4, 0);
    m_search = new SearchBox(tr("Search by key"), tr("Search pictures and tables"), this);
    m_search->setObjectName(QStringLiteral("mediaSearch"));
    m_search->setMaximumWidth(320);
    m_together = new QCheckBox(tr("Move all steps together"));
    m_together->setObjectName(QStringLiteral("mediaTogether"));
    m_together->setAccessibleName(m_together->text());
    m_together->setChecked(true);
    row->addWidget(m_search, 1);
    row->addStretch(1);
    row->addWidget(m_together);
    outer->addLayout(row);
    auto* content = new QWidget;
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(0, 0, 4, 20);
    m_column->setSpacing(12);
    outer->addWidget(scrollInCard(content, tr("Pictures and tables"), this), 1);
    connect(m_search, &SearchBox::searched, this, &MediaTab::build);
}

QWidget* MediaTab::searchField() const {
    return m_search;
}

void MediaTab::setFacts(std::shared_ptr<const RunFacts> facts) {
    m_facts = std::move(facts);
    reload();
}

void MediaTab::reload() {
    if (!m_facts) return;
    m_app.jobs.start<std::vector<MediaSeries>>(
        this, {.title = tr("List pictures"), .key = "media", .quiet = true, .result = {}},
        [run = m_facts->run.id](workspace::Workspace& workspace, Progress&) -> Result<std::vector<MediaSeries>> {
            const auto files = workspace.tracker().artifacts(run, "images");
            return files ? mediaSeries(*files) : std::vector<MediaSeries>(); // none were logged
        },
        [this](Result<std::vector<MediaSeries>> series) {
            if (series) accept(std::move(*series));
        });
}

/// The same keys as before go on in their cards.
void MediaTab::accept(std::vector<MediaSeries> series) {
    m_series = std::move(series);
    m_tables = loggedTables(tagOf(m_facts->run, "mlflow.loggedArtifacts"));
    std::string wanted = m_facts->run.id;
    for (const auto& one : m_series) wanted += '\n' + one.key.toStdString();
    for (const auto& table : m_tables) wanted += '\t' + table.toStdString();
    if (wanted != m_built) {
        m_built = wanted;
        return build();
    }
    for (const auto& card : m_cards)
        if (card)
            for (const auto& one : m_series)
                if (one.key == card->series().key) card->setSeries(one);
    for (const auto& card : m_tableCards)
        if (card && m_facts->run.status == track::RunStatus::Running) card->reload();
}

void MediaTab::build() {
    clearLayout(m_column);
    m_cards.clear();
    m_tableCards.clear();
    const auto wanted = m_search->text().trimmed();
    const auto run = format::text(m_facts->run.id);
    const auto fits = [&](const QString& name) {
        return wanted.isEmpty() || name.contains(wanted, Qt::CaseInsensitive);
    };
    TileGrid* row = nullptr;
    for (const auto& series : m_series) {
        if (!fits(series.key) || m_cards.size() >= kMostCards) continue;
        if (!row) m_column->addWidget(row = new TileGrid(kCardWidth, PictureCard::kHeight));
        auto* card = new PictureCard(m_app, run, series);
        connect(card, &PictureCard::stepChosen, this, [this, card](std::int64_t step) { moveAll(card, step); });
        row->add(card);
        m_cards.emplace_back(card);
    }
    if (m_cards.size() >= kMostCards)
        m_column->addWidget(new TextLabel(tr("The first %1 keys are shown: search for others.").arg(kMostCards),
            FontRole::Caption, Token::TextMuted));
    for (const auto& table : m_tables) {
        if (!fits(table)) continue;
        auto* card = new TableCard(m_app, run, table);
        m_column->addWidget(card);
        m_tableCards.emplace_back(card);
    }
    m_together->setVisible(m_cards.size() > 1);
    if (m_cards.empty() && m_tableCards.empty())
        m_column->addWidget(
            wanted.isEmpty() ? new EmptyState("image", tr("No pictures"),
                                   tr("mlflow.log_image with a key and a step fills this page."))
                             : new EmptyState("search", tr("Nothing fits"), tr("No key has “%1” in it.").arg(wanted)));
    m_column->addStretch(1);
}

void MediaTab::moveAll(const PictureCard* from, std::int64_t step) {
    if (!m_together->isChecked()) return;
    for (const auto& card : m_cards)
        if (card && card != from) card->showStep(step);
}

} // namespace slipway::ui
