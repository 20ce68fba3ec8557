#include "ui/lineage/lineage_inspector.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/lineage/lineage_kinds.h"
#include "ui/shell/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/key_value_list.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"

namespace slipway::ui {

namespace {

constexpr std::size_t kMostNeighbours = 12;
constexpr int kNeighbourWidth = 160;

} // namespace

LineageInspector::LineageInspector(QWidget* parent) : Card(tr("Details"), parent) {
    m_hint = new TextLabel(tr("Select an object to see what made it."), FontRole::Body, Token::TextSecondary);
    m_hint->setWordWrap(true);
    body().addWidget(m_hint);
    m_content = new QWidget;
    auto* layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    m_name = new TextLabel({}, FontRole::Section);
    m_name->setObjectName(QStringLiteral("lineageName"));
    m_name->setWordWrap(true);
    m_name->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_facts = new KeyValueList;
    m_open = makeButton(tr("Open"), QStringLiteral("openObjectButton"), ButtonKind::Primary);
    m_center = makeButton(tr("Show around this"), QStringLiteral("centerButton"));
    m_center->setToolTip(tr("Draw the graph from this object"));
    auto* buttons = new QVBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_open);
    buttons->addWidget(m_center);
    m_neighbours = new QVBoxLayout;
    m_neighbours->setSpacing(4);
    layout->addWidget(m_name);
    layout->addWidget(m_facts);
    layout->addLayout(buttons);
    layout->addLayout(m_neighbours);
    layout->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setWidget(m_content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    m_content->setAutoFillBackground(false);
    body().addWidget(scroll, 1);
    m_content->hide();
    connect(m_open, &QPushButton::clicked, this, [this] { openRequested(m_id); });
    connect(m_center, &QPushButton::clicked, this, [this] { rootRequested(m_id); });
}

void LineageInspector::clearNode() {
    m_id.clear();
    m_content->hide();
    m_hint->show();
}

void LineageInspector::setNode(const lineage::Node& node, const std::vector<lineage::Edge>& into,
    const std::vector<lineage::Edge>& outOf, const Names& names) {
    m_id = format::text(node.id);
    const auto kind = format::text(node.kind);
    m_hint->hide();
    m_content->show();
    m_name->setText(format::text(node.name));
    m_facts->clear();
    m_facts->add(tr("Kind"), kindTitle(kind));
    m_facts->addCode(tr("Id"), m_id);
    if (into.empty()) {
        m_facts->add(tr("Origin"), tr("Nothing upstream is shown"));
    } else {
        const auto& made = into.front();
        m_facts->add(tr("Made by"), format::text(made.actor));
        m_facts->add(tr("When"), format::when(made.at), format::absolute(made.at));
        m_facts->add(tr("How"), format::text(made.action));
    }
    m_open->setVisible(!openTitle(kind).isEmpty());
    m_open->setText(openTitle(kind));
    clearLayout(m_neighbours);
    addNeighbours(tr("Came from"), into, true, names);
    addNeighbours(tr("Led to"), outOf, false, names);
}

void LineageInspector::addNeighbours(
    const QString& title, const std::vector<lineage::Edge>& edges, bool upstream, const Names& names) {
    if (edges.empty()) return;
    auto* heading =
        new TextLabel(QStringLiteral("%1 (%2)").arg(title).arg(edges.size()), FontRole::Overline, Token::TextMuted);
    heading->setContentsMargins(0, 8, 0, 2);
    m_neighbours->addWidget(heading);
    for (std::size_t i = 0; i < std::min(edges.size(), kMostNeighbours); ++i) {
        const auto id = format::text(upstream ? edges[i].from : edges[i].to);
        auto* row = new QWidget;
        auto* layout = new QHBoxLayout(row);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(8);
        const auto name = names.value(id, id);
        const QFontMetrics metrics(fontFor(FontRole::Control));
        auto* link = makeLinkButton(
            metrics.elidedText(name, Qt::ElideMiddle, kNeighbourWidth), QStringLiteral("neighbourButton"));
        link->setAccessibleName(name);
        link->setToolTip(id);
        connect(link, &QPushButton::clicked, this, [this, id] { nodeChosen(id); });
        layout->addWidget(link);
        layout->addStretch(1);
        layout->addWidget(new TextLabel(format::text(edges[i].action), FontRole::Caption, Token::TextMuted));
        m_neighbours->addWidget(row);
    }
    if (edges.size() > kMostNeighbours)
        m_neighbours->addWidget(
            new TextLabel(tr("and %1 more").arg(edges.size() - kMostNeighbours), FontRole::Caption, Token::TextMuted));
}

} // namespace slipway::ui
