#include "ui/track/run/lineage_tab.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>
#include <cstdlib>

#include "core/workspace/workspace.h"
#include "ui/shell/links.h"
#include "ui/track/run/icon_mark.h"
#include "ui/track/run/link_text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/pill.h"

namespace slipway::ui {

namespace {

constexpr int kLayerWidth = 204, kMostItems = 40;

QString titleOf(int distance) {
    if (distance == -1) return LineageTab::tr("Made from");
    if (distance == 1) return LineageTab::tr("Made of it");
    return distance < 0 ? LineageTab::tr("%1 steps before").arg(-distance)
                        : LineageTab::tr("%1 steps on").arg(distance);
}

QWidget* makeArrow() {
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 14, 0, 0);
    column->addWidget(new IconMark(QStringLiteral("arrow-right"), Token::TextMuted));
    column->addStretch(1);
    return box;
}

} // namespace

LineageTab::LineageTab(AppContext& app, QWidget* parent) : RunTab(parent), m_app(app) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 8, 0, 12);
    m_stack = new QStackedWidget;
    outer->addWidget(m_stack);
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    m_row = new QHBoxLayout;
    m_row->setSpacing(8);
    column->addLayout(m_row);
    auto* open =
        makeButton(tr("Open in Lineage"), QStringLiteral("openLineage"), ButtonKind::Normal, QStringLiteral("lineage"));
    connect(open, &QPushButton::clicked, this, [this] { m_app.navigate("lineage/" + m_root); });
    column->addWidget(open, 0, Qt::AlignLeft);
    column->addStretch(1);
    auto* scroll = m_scroll = scrollInCard(content, tr("What is around the run"), this);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    m_stack->addWidget(scroll);
    auto* empty = new EmptyState("lineage", tr("Nothing is linked to this run yet"),
        tr("Data that it was trained on, and models that are registered from it, appear here."));
    m_stack->addWidget(empty);
}

void LineageTab::setFacts(std::shared_ptr<const RunFacts> facts) {
    m_facts = std::move(facts);
    m_root = format::text(m_facts->run.lineageId());
    m_app.jobs.start<std::vector<LineageLayer>>(
        this, {.title = tr("Load lineage"), .key = "layers", .quiet = true, .result = {}},
        [root = m_facts->run.lineageId()](
            workspace::Workspace& workspace, Progress&) -> Result<std::vector<LineageLayer>> {
            auto& store = workspace.ledger().lineage();
            SLIPWAY_ASSIGN(const auto before, store.reach(root, lineage::Direction::Upstream));
            SLIPWAY_ASSIGN(const auto behind, store.reach(root, lineage::Direction::Downstream));
            return lineageLayers(before, behind, root);
        },
        [this](Result<std::vector<LineageLayer>> layers) {
            showLayers(layers ? std::move(*layers) : std::vector<LineageLayer>());
        });
}

void LineageTab::showLayers(std::vector<LineageLayer> layers) {
    m_stack->setCurrentIndex(layers.empty() ? 1 : 0);
    if (layers == m_layers && m_row->count() > 0) return;
    m_layers = std::move(layers);
    clearLayout(m_row);
    auto* centre = makeCentre();
    bool centred = false;
    for (const auto& layer : m_layers) {
        if (!centred && layer.distance > 0) {
            m_row->addWidget(centre, 0, Qt::AlignTop);
            m_row->addWidget(makeArrow());
            centred = true;
        }
        m_row->addWidget(makeLayer(layer), 0, Qt::AlignTop);
        if (&layer != &m_layers.back() || !centred) m_row->addWidget(makeArrow());
    }
    if (!centred) m_row->addWidget(centre, 0, Qt::AlignTop);
    m_row->addStretch(1);
    QTimer::singleShot(60, centre, [this, centre] { m_scroll->ensureWidgetVisible(centre, 240, 0); });
}

QWidget* LineageTab::makeCentre() {
    auto* card = new Card(tr("This run"));
    card->setFixedWidth(kLayerWidth);
    card->body().addWidget(new ElidedLabel(format::text(m_facts->run.name), FontRole::Strong));
    auto* state = new Pill;
    state->setLook(lookOf(track::name(m_facts->run.status)));
    card->body().addWidget(state, 0, Qt::AlignLeft);
    return card;
}

Card* LineageTab::makeLayer(const LineageLayer& layer) {
    auto* card = new Card(titleOf(layer.distance));
    card->setFixedWidth(kLayerWidth);
    card->body().setSpacing(8);
    int shown = 0;
    for (const auto& item : layer.items) {
        if (++shown > kMostItems) {
            card->body().addWidget(new TextLabel(
                tr("and %1 more").arg(format::count(static_cast<std::int64_t>(layer.items.size()) - kMostItems)),
                FontRole::Caption, Token::TextMuted));
            break;
        }
        card->body().addWidget(makeItem(item));
    }
    return card;
}

QWidget* LineageTab::makeItem(const LineageLayer::Item& item) {
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    row->addWidget(new IconMark(iconOfKind(format::text(item.node.kind))), 0, Qt::AlignTop);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(0);
    auto* link = new LinkText(format::text(item.node.name), QStringLiteral("openNeighbour"));
    link->setToolTip(format::text(item.node.id));
    connect(link, &LinkText::clicked, this, [this, id = format::text(item.node.id)] { m_app.navigate(id); });
    texts->addWidget(link);
    auto* how = new ElidedLabel(
        tr("%1 · %2 · %3").arg(format::text(item.action), format::text(item.actor), format::when(item.at)),
        FontRole::Caption, Token::TextMuted);
    texts->addWidget(how);
    row->addLayout(texts, 1);
    return box;
}

} // namespace slipway::ui
