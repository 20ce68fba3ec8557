#include "ui/track/run/lineage_tab.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/lineage/lineage_controller.h"
#include "ui/lineage/lineage_view.h"
#include "ui/shell/links.h"
#include "ui/shell/notifications.h"
#include "ui/track/run/icon_mark.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"

namespace slipway::ui {

namespace {

constexpr int kSideWidth = 300, kMostNeighbours = 50;

} // namespace

LineageTab::LineageTab(AppContext& app, QWidget* parent)
    : RunTab(parent), m_app(app), m_controller(new LineageController(app, this)) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 8, 0, 12);
    m_stack = new QStackedWidget;
    outer->addWidget(m_stack);
    auto* page = new QWidget;
    auto* row = new QHBoxLayout(page);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(16);
    m_view = new LineageView;
    m_view->setObjectName(QStringLiteral("runLineage"));
    row->addWidget(m_view, 1);
    auto* side = new Card(tr("Beside it"));
    auto* list = new QWidget;
    m_near = new QVBoxLayout(list);
    m_near->setContentsMargins(0, 0, 0, 0);
    m_near->setSpacing(4);
    side->body().addWidget(scrollInCard(list, tr("Made from and made of"), side));
    side->setFixedWidth(kSideWidth);
    row->addWidget(side);
    m_stack->addWidget(page);
    auto* empty = new EmptyState("lineage", tr("Nothing is linked to this run yet"),
        tr("Data that it was trained on, and models that are registered from it, appear here."));
    empty->addButton(tr("Open Lineage"), QStringLiteral("openLineage"), [this] { m_app.navigate("lineage"); });
    m_stack->addWidget(empty);
    connect(m_view, &LineageView::activated, this, [this](const QString& id) {
        if (id != m_root) m_app.navigate(id);
    });
    connect(m_controller, &LineageController::pictureReady, this, [this](const LaidGraph& laid, const QString& root) {
        m_view->setGraph(laid, root);
        m_stack->setCurrentIndex(laid.nodes.size() > 1 ? 0 : 1);
        showNeighbours();
    });
    connect(m_controller, &LineageController::failed, this, [this](const Error&) { m_stack->setCurrentIndex(1); });
}

void LineageTab::setFacts(std::shared_ptr<const RunFacts> facts) {
    const auto root = format::text(facts->run.lineageId());
    const auto links = facts->versions.size() + facts->run.inputs.size() + facts->run.outputModels.size();
    if (root == m_root) {
        if (std::exchange(m_links, links) != links) m_controller->load(); // only this draws the same question again
        return;
    }
    m_root = root;
    m_links = links;
    m_controller->show({.root = root, .direction = lineage::Direction::Both, .depth = -1});
}

void LineageTab::showNeighbours() {
    clearLayout(m_near);
    const auto& graph = m_view->graph();
    const int self = graph.indexOf.value(m_root, -1);
    if (self < 0) return;
    const auto add = [&](const QString& title, const std::vector<int>& nodes) {
        m_near->addWidget(new TextLabel(title, FontRole::Caption, Token::TextSecondary));
        if (nodes.empty()) m_near->addWidget(new TextLabel(tr("nothing"), FontRole::Body, Token::TextMuted));
        int shown = 0;
        for (const int at : nodes) {
            if (++shown > kMostNeighbours) break;
            const auto& node = graph.nodes[static_cast<std::size_t>(at)].node;
            auto* row = new QHBoxLayout;
            row->setSpacing(6);
            row->addWidget(new IconMark(iconOfKind(format::text(node.kind))));
            auto* link = makeLinkButton(format::text(node.name), QStringLiteral("openNeighbour"));
            link->setToolTip(format::text(node.id));
            connect(link, &QPushButton::clicked, this, [this, id = format::text(node.id)] { m_app.navigate(id); });
            row->addWidget(link);
            row->addStretch(1);
            m_near->addLayout(row);
        }
        m_near->addSpacing(8);
    };
    const auto& node = graph.nodes[static_cast<std::size_t>(self)];
    add(tr("Made from"), node.upstream);
    add(tr("Made of it"), node.downstream);
    m_near->addStretch(1);
}

} // namespace slipway::ui
