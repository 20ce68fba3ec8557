#include "ui/track/compare/pictures_section.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <map>

#include "core/workspace/workspace.h"
#include "ui/track/compare/key_picker.h"
#include "ui/track/run/media/picture_card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/flow_row.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"

namespace slipway::ui {

namespace {
constexpr int kCardWidth = 300;
}

PicturesSection::PicturesSection(AppContext& app, QWidget* parent) : CompareSection(parent), m_app(app) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    auto* bar = new QHBoxLayout;
    bar->setSpacing(8);
    m_key = new KeyPicker(tr("Key of the pictures"), tr("Key"), QStringLiteral("pictureKey"));
    connect(m_key, &KeyPicker::keyChosen, this, &PicturesSection::build);
    m_note = new TextLabel({}, FontRole::Caption, Token::TextSecondary);
    m_note->setObjectName(QStringLiteral("pictureNote"));
    bar->addWidget(m_key);
    bar->addWidget(m_note, 1);
    auto* pictures = new QWidget;
    auto* pictureColumn = new QVBoxLayout(pictures);
    pictureColumn->setContentsMargins(0, 0, 0, 0);
    pictureColumn->setSpacing(12);
    pictureColumn->addLayout(bar);
    m_row = new FlowRow(kCardWidth);
    auto* page = new QWidget;
    auto* pageColumn = new QVBoxLayout(page);
    pageColumn->setContentsMargins(0, 0, 0, 0);
    pageColumn->addWidget(m_row);
    pageColumn->addStretch();
    pictureColumn->addWidget(scrollInCard(page, tr("Pictures"), this), 1);
    m_stack = new QStackedWidget;
    m_stack->addWidget(pictures);
    m_stack->addWidget(new EmptyState(QStringLiteral("image"), tr("No pictures in these runs"),
        tr("Pictures logged with mlflow.log_image(image, key=…, step=…) are shown side by side here.")));
    column->addWidget(m_stack);
}

void PicturesSection::showRuns(const SharedRuns& runs) {
    m_runs = runs;
    m_app.jobs.start<Found>(
        this, {.title = tr("List pictures"), .key = QStringLiteral("pictures"), .quiet = true, .result = {}},
        [runs](workspace::Workspace& workspace, Progress& progress) -> Result<Found> {
            Found found;
            for (const auto& run : runs->runs) {
                if (progress.cancelled()) return fail(ErrorCode::Cancelled, "listing pictures was cancelled");
                const auto files = workspace.tracker().artifacts(run.id.toStdString(), "images");
                found.push_back(files ? mediaSeries(*files) : std::vector<MediaSeries>()); // none were logged
            }
            return found;
        },
        [this](Result<Found> found) {
            if (!found) return;
            m_found = std::move(*found);
            fill();
        });
}

/// Keys that most runs have come first.
void PicturesSection::fill() {
    std::map<QString, int> runsOf;
    for (const auto& run : m_found)
        for (const auto& series : run) ++runsOf[series.key];
    std::vector<std::pair<int, QString>> keys;
    for (const auto& [key, count] : runsOf) keys.emplace_back(-count, key);
    std::ranges::sort(keys);
    QStringList names;
    for (const auto& [count, key] : keys) names.push_back(key);
    m_key->setKeys(names, names.value(0));
    m_stack->setCurrentIndex(names.isEmpty() ? 1 : 0);
    build();
}

const MediaSeries* PicturesSection::seriesOf(std::size_t run) const {
    const auto at = std::ranges::find(m_found[run], m_key->chosen(), &MediaSeries::key);
    return at == m_found[run].end() ? nullptr : &*at;
}

/// Cards of the same key and runs go on; only new steps are added to them.
void PicturesSection::build() {
    QStringList wanted{m_key->chosen()};
    std::vector<std::size_t> shown;
    std::size_t all = 0;
    for (std::size_t run = 0; run < m_found.size() && run < m_runs->runs.size(); ++run) {
        if (!seriesOf(run) || ++all > kMostCards) continue;
        shown.push_back(run);
        wanted.push_back(m_runs->runs[run].id);
    }
    m_note->setText(
        all > kMostCards
            ? tr("the first %1 of %2 runs with pictures").arg(kMostCards).arg(all)
            : tr("%1 with pictures").arg(format::plural(static_cast<std::int64_t>(all), tr("run"), tr("runs"))));
    if (wanted == m_built) {
        for (const auto& [run, card] : m_cards)
            if (card && run < m_found.size())
                if (const auto* series = seriesOf(run)) card->setSeries(*series);
        return;
    }
    m_built = wanted;
    m_row->clear();
    m_cards.clear();
    for (const std::size_t run : shown) {
        auto* card = new PictureCard(m_app, m_runs->runs[run].id, *seriesOf(run));
        card->setTitle(m_runs->runs[run].name);
        connect(card, &PictureCard::stepChosen, this, [this, card](std::int64_t step) { moveAll(card, step); });
        m_row->add(card);
        m_cards.emplace_back(run, card);
    }
}

void PicturesSection::moveAll(const PictureCard* from, std::int64_t step) {
    for (const auto& [run, card] : m_cards)
        if (card && card != from) card->showStep(step);
}

} // namespace slipway::ui
