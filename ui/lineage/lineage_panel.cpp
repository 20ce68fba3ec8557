#include "ui/lineage/lineage_panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QListView>
#include <QSignalBlocker>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/lineage/lineage_inspector.h"
#include "ui/lineage/lineage_kinds.h"
#include "ui/lineage/lineage_list_model.h"
#include "ui/lineage/lineage_view.h"
#include "ui/shell/command_registry.h"
#include "ui/shell/page_header.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/search_box.h"

namespace slipway::ui {

namespace {

constexpr int kListWidth = 244, kInspectorWidth = 284;

/// What most people come for: the endpoint in production, else the newest model, else the first object.
const lineage::Node* mostInteresting(const std::vector<lineage::Node>& nodes) {
    const auto find = [&](auto wanted) -> const lineage::Node* {
        const auto found = std::ranges::find_if(nodes, wanted);
        return found == nodes.end() ? nullptr : &*found;
    };
    if (const auto* node = find([](const auto& n) { return n.kind == "endpoint" && n.id.ends_with("production"); }))
        return node;
    if (const auto* node = find([](const auto& n) { return n.kind == "endpoint"; })) return node;
    if (const auto* node = find([](const auto& n) { return n.kind == "model_version"; })) return node;
    return nodes.empty() ? nullptr : &nodes.front();
}

} // namespace

LineagePanel::LineagePanel(AppContext& app, QWidget* parent)
    : Panel(app, tr("Lineage"), Body::Fill, parent), m_controller(app) {
    setObjectName(QStringLiteral("lineagePanel"));
    buildHeader();
    m_empty = new EmptyState(QStringLiteral("lineage"), tr("No lineage yet"),
        tr("Import, train, register, deploy or check something: each of these steps links what it made to what it "
           "used."),
        this);
    m_empty->addButton(tr("Open Data sources"), QStringLiteral("openData"), [this] { this->app().navigate("data"); });
    m_empty->hide();
    body().addWidget(m_empty);

    m_view = new LineageView;
    m_inspector = new LineageInspector;
    m_content = new QSplitter(Qt::Horizontal, this);
    m_content->setObjectName(QStringLiteral("lineageSplitter"));
    m_content->setChildrenCollapsible(false);
    m_content->addWidget(makeList());
    m_content->addWidget(m_view);
    m_content->addWidget(m_inspector);
    m_content->setStretchFactor(1, 1);
    m_content->setSizes({kListWidth, 640, kInspectorWidth});
    m_inspector->setMinimumWidth(kInspectorWidth);
    m_content->hide();
    body().addWidget(m_content, 1);
    connectController();
    addCommands();
}

void LineagePanel::buildHeader() {
    m_direction = new QComboBox;
    m_direction->setObjectName(QStringLiteral("lineageDirection"));
    m_direction->setAccessibleName(tr("Direction"));
    m_direction->addItem(
        tr("Upstream and downstream"), QVariant::fromValue(static_cast<int>(lineage::Direction::Both)));
    m_direction->addItem(tr("Upstream only"), QVariant::fromValue(static_cast<int>(lineage::Direction::Upstream)));
    m_direction->addItem(tr("Downstream only"), QVariant::fromValue(static_cast<int>(lineage::Direction::Downstream)));
    m_depth = new QComboBox;
    m_depth->setObjectName(QStringLiteral("lineageDepth"));
    m_depth->setAccessibleName(tr("Depth"));
    m_depth->setToolTip(tr("How many steps away to show"));
    m_depth->addItem(tr("All steps"), -1);
    for (const int steps : {1, 2, 3, 5, 10}) m_depth->addItem(format::plural(steps, tr("step"), tr("steps")), steps);
    auto* frame = makeButton(tr("Frame"), QStringLiteral("frameButton"), ButtonKind::Normal);
    frame->setToolTip(tr("Fit the graph into the view (F)"));
    header().addAction(m_direction);
    header().addAction(m_depth);
    header().addAction(frame);
    connect(m_direction, &QComboBox::currentIndexChanged, this, &LineagePanel::queryChanged);
    connect(m_depth, &QComboBox::currentIndexChanged, this, &LineagePanel::queryChanged);
    connect(frame, &QPushButton::clicked, this, [this] { m_view->frameAll(); });
}

QWidget* LineagePanel::makeList() {
    auto* card = new Card;
    card->setFlush();
    m_search = new SearchBox(tr("Find an object"), tr("Find an object"));
    m_search->setObjectName(QStringLiteral("lineageSearch"));
    auto* top = new QWidget;
    auto* layout = new QHBoxLayout(top);
    layout->setContentsMargins(10, 10, 10, 6);
    layout->addWidget(m_search);
    m_model = new LineageListModel(this);
    m_list = new QListView;
    m_list->setObjectName(QStringLiteral("lineageList"));
    m_list->setAccessibleName(tr("Objects"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new LineageListDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_noMatch = new TextLabel(tr("No object matches."), FontRole::Body, Token::TextSecondary);
    m_noMatch->setContentsMargins(14, 8, 14, 8);
    m_noMatch->hide();
    card->body().setSpacing(0);
    card->body().addWidget(top);
    card->body().addWidget(m_noMatch);
    card->body().addWidget(m_list, 1);
    card->setMinimumWidth(210);
    connect(m_search, &SearchBox::searched, this, [this](const QString& text) {
        m_model->setFilter(text);
        m_noMatch->setVisible(m_model->objectCount() == 0);
        const QSignalBlocker blocker(m_list->selectionModel());
        m_list->setCurrentIndex(m_model->indexOfId(m_controller.query().root));
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        if (current.isValid()) setRoot(current.data(LineageListModel::IdRole).toString());
    });
    return card;
}

void LineagePanel::connectController() {
    connect(&m_controller, &LineageController::nodesChanged, this, &LineagePanel::showNodes);
    connect(&m_controller, &LineageController::pictureReady, this, [this](const LaidGraph& graph, const QString& root) {
        clearError();
        m_view->setGraph(graph, root);
        updateSummary();
        setLoading(false);
    });
    connect(&m_controller, &LineageController::failed, this, [this](const Error& error) {
        showError(tr("Couldn't load the lineage"), error);
        setLoading(false);
    });
    connect(m_view, &LineageView::selectedChanged, this, &LineagePanel::showSelected);
    connect(m_view, &LineageView::activated, this, [this](const QString& id) { app().navigate(id); });
    connect(m_inspector, &LineageInspector::nodeChosen, m_view, &LineageView::select);
    connect(m_inspector, &LineageInspector::openRequested, this, [this](const QString& id) { app().navigate(id); });
    connect(m_inspector, &LineageInspector::rootRequested, this, [this](const QString& id) {
        m_search->clear();
        m_model->setFilter({});
        m_list->setCurrentIndex(m_model->indexOfId(id));
    });
}

void LineagePanel::addCommands() {
    app().commands.add(this, {QStringLiteral("lineage.frame"), tr("Fit the lineage graph into the view"), tr("Lineage"),
                                 QStringLiteral("target"), {}, [this] { m_view->frameAll(); }});
}

QWidget* LineagePanel::searchField() {
    return m_search;
}

void LineagePanel::refresh() {
    m_controller.load();
}

void LineagePanel::showObject(const QString& link) {
    m_wanted = link;
    if (!m_controller.nodes().empty()) chooseRoot();
}

void LineagePanel::showNodes() {
    const auto& nodes = m_controller.nodes();
    m_empty->setVisible(nodes.empty());
    m_content->setVisible(!nodes.empty());
    for (QWidget* widget : {static_cast<QWidget*>(m_direction), static_cast<QWidget*>(m_depth)})
        widget->setEnabled(!nodes.empty());
    if (nodes.empty()) {
        header().setSummary(tr("Nothing is linked yet"));
        return setLoading(false);
    }
    {
        const QSignalBlocker blocker(m_list->selectionModel());
        m_model->setNodes(nodes);
        m_list->setCurrentIndex(m_model->indexOfId(m_controller.query().root));
    }
    chooseRoot();
}

void LineagePanel::chooseRoot() {
    if (m_wanted.isEmpty() && !m_controller.query().root.isEmpty()) return;
    auto index = m_model->indexOfId(m_wanted);
    m_wanted.clear();
    if (!index.isValid()) {
        const auto* node = mostInteresting(m_controller.nodes());
        index = m_model->indexOfId(node ? format::text(node->id) : QString());
    }
    m_list->setCurrentIndex(index);
    m_list->scrollTo(index, QAbstractItemView::PositionAtCenter);
}

void LineagePanel::setRoot(const QString& id) {
    if (id.isEmpty()) return;
    auto query = m_controller.query();
    query.root = id;
    m_controller.show(query);
    m_view->select(id);
}

void LineagePanel::queryChanged() {
    auto query = m_controller.query();
    query.direction = static_cast<lineage::Direction>(m_direction->currentData().toInt());
    query.depth = m_depth->currentData().toInt();
    if (!query.root.isEmpty()) m_controller.show(query);
}

QString LineagePanel::nameOf(const QString& id) const {
    const int index = m_view->graph().indexOf.value(id, -1);
    return index < 0 ? id : format::text(m_view->graph().nodes[static_cast<std::size_t>(index)].node.name);
}

void LineagePanel::showSelected(const QString& id) {
    const auto& graph = m_view->graph();
    const int index = graph.indexOf.value(id, -1);
    if (index < 0) return m_inspector->clearNode();
    LineageInspector::Names names;
    const auto& laid = graph.nodes[static_cast<std::size_t>(index)];
    for (const auto* side : {&laid.upstream, &laid.downstream})
        for (const int other : *side) {
            const auto& node = graph.nodes[static_cast<std::size_t>(other)].node;
            names.insert(format::text(node.id), format::text(node.name));
        }
    m_inspector->setNode(laid.node, m_controller.edgesInto(id), m_controller.edgesOutOf(id), names);
}

void LineagePanel::updateSummary() {
    const auto& graph = m_view->graph();
    header().setSummary(tr("%1 and %2 around %3")
            .arg(format::plural(static_cast<std::int64_t>(graph.nodes.size()), tr("object"), tr("objects")),
                format::plural(static_cast<std::int64_t>(graph.edges.size()), tr("link"), tr("links")),
                nameOf(m_controller.query().root)));
}

} // namespace slipway::ui
