#include "ui/lineage/lineage_view.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/lineage/lineage_kinds.h"
#include "ui/shell/theme.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr double kSmallest = 0.03, kLargest = 2, kTextFrom = 0.4, kShapesFrom = 0.15, kLegible = 1, kMargin = 32;

QPainterPath curveThrough(const QPolygonF& route) {
    QPainterPath path;
    if (route.isEmpty()) return path;
    path.moveTo(route.front());
    for (int i = 1; i < route.size(); ++i) {
        const auto from = route[i - 1], to = route[i];
        const double reach = (to.x() - from.x()) / 2;
        path.cubicTo(from + QPointF(reach, 0), to - QPointF(reach, 0), to);
    }
    return path;
}

QString kindOf(const LaidNode& node) {
    return QString::fromStdString(node.node.kind);
}

} // namespace

LineageView::LineageView(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("lineageView"));
    setAccessibleName(tr("Lineage graph"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(280, 240);
    connect(&Theme::current(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void LineageView::setGraph(LaidGraph graph, const QString& root) {
    const auto kept = root == m_rootId ? selectedId() : root;
    const bool same = root == m_rootId && graph.nodes.size() == m_graph.nodes.size() && graph.bounds == m_graph.bounds;
    m_graph = std::move(graph);
    m_rootId = root;
    m_root = m_graph.indexOf.value(root, -1);
    m_selected = m_graph.indexOf.value(kept, m_root);
    m_hover = -1;
    setAccessibleDescription(tr("%1 and %2 around %3")
            .arg(format::plural(static_cast<std::int64_t>(m_graph.nodes.size()), tr("object"), tr("objects")),
                format::plural(static_cast<std::int64_t>(m_graph.edges.size()), tr("link"), tr("links")), root));
    if (!same) showFirst(); // a refresh that found nothing new moves nothing
    update();
    selectedChanged(selectedId());
}

/// All of it when that stays legible, else the selected node in the middle.
void LineageView::showFirst() {
    frameAll();
    m_follow = Follow::First;
    if (m_scale >= kLegible || m_selected < 0) return;
    m_scale = kLegible;
    centreOn(m_graph.nodes[static_cast<std::size_t>(m_selected)].box.center());
}

/// The offset that is nearest to `offset` and leaves no empty margin beyond what lies between low and high.
double LineageView::filled(double offset, double low, double high, double room) const {
    const double first = kMargin - low * m_scale, last = room - kMargin - high * m_scale;
    return last > first ? (first + last) / 2 : std::clamp(offset, last, first);
}

void LineageView::centreOn(const QPointF& point) {
    const auto& bounds = m_graph.bounds;
    m_offset = {filled(width() / 2.0 - point.x() * m_scale, bounds.left(), bounds.right(), width()),
        filled(height() / 2.0 - point.y() * m_scale, bounds.top(), bounds.bottom(), height())};
    update();
}

void LineageView::centreAt(const QPointF& point) {
    m_follow = Follow::Nothing;
    centreOn(point);
}

void LineageView::select(const QString& id) {
    const int index = m_graph.indexOf.value(id, -1);
    if (index >= 0) choose(index);
}

QString LineageView::selectedId() const {
    if (m_selected < 0 || static_cast<std::size_t>(m_selected) >= m_graph.nodes.size()) return {};
    return QString::fromStdString(m_graph.nodes[static_cast<std::size_t>(m_selected)].node.id);
}

QRectF LineageView::nodeRect(const QString& id) const {
    const int index = m_graph.indexOf.value(id, -1);
    return index < 0 ? QRectF() : toView(m_graph.nodes[static_cast<std::size_t>(index)].box);
}

void LineageView::frameAll() {
    m_follow = Follow::All;
    if (m_graph.nodes.empty()) return update();
    const auto& bounds = m_graph.bounds;
    const double across = (width() - 2 * kMargin) / bounds.width(), down = (height() - 2 * kMargin) / bounds.height();
    m_scale = std::clamp(std::min({across, down, 1.0}), kSmallest, kLargest);
    m_offset = QPointF(width() / 2.0, height() / 2.0) - bounds.center() * m_scale;
    update();
}

QPointF LineageView::toView(const QPointF& point) const {
    return point * m_scale + m_offset;
}

QRectF LineageView::toView(const QRectF& box) const {
    return {toView(box.topLeft()), box.size() * m_scale};
}

int LineageView::nodeAt(const QPointF& position) const {
    const auto point = (position - m_offset) / m_scale;
    for (std::size_t i = 0; i < m_graph.nodes.size(); ++i)
        if (m_graph.nodes[i].box.contains(point)) return static_cast<int>(i);
    return -1;
}

void LineageView::choose(int index) {
    m_selected = index;
    ensureVisible(index);
    update();
    selectedChanged(selectedId());
}

void LineageView::ensureVisible(int index) {
    const auto box = toView(m_graph.nodes[static_cast<std::size_t>(index)].box);
    const auto room = QRectF(rect()).adjusted(kMargin, kMargin, -kMargin, -kMargin);
    QPointF shift;
    if (box.left() < room.left()) shift.setX(room.left() - box.left());
    if (box.right() > room.right()) shift.setX(room.right() - box.right());
    if (box.top() < room.top()) shift.setY(room.top() - box.top());
    if (box.bottom() > room.bottom()) shift.setY(room.bottom() - box.bottom());
    if (shift.isNull()) return;
    m_offset += shift;
    m_follow = Follow::Nothing;
}

void LineageView::zoom(double factor, const QPointF& around) {
    const double scale = std::clamp(m_scale * factor, kSmallest, kLargest);
    m_offset = around - (around - m_offset) * (scale / m_scale);
    m_scale = scale;
    m_follow = Follow::Nothing;
    update();
}

int LineageView::besideInLayer(bool down) const {
    const auto& current = m_graph.nodes[static_cast<std::size_t>(m_selected)];
    int best = -1;
    double nearest = std::numeric_limits<double>::max();
    for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
        const auto& other = m_graph.nodes[i];
        const double distance = other.box.top() - current.box.top();
        if (other.layer != current.layer || (down ? distance <= 0 : distance >= 0)) continue;
        if (std::abs(distance) >= nearest) continue;
        nearest = std::abs(distance);
        best = static_cast<int>(i);
    }
    return best;
}

void LineageView::step(Qt::Key direction) {
    if (m_graph.nodes.empty()) return;
    if (m_selected < 0) return choose(std::max(0, m_root));
    const auto& node = m_graph.nodes[static_cast<std::size_t>(m_selected)];
    int next = -1;
    if (direction == Qt::Key_Left && !node.upstream.empty()) next = node.upstream.front();
    if (direction == Qt::Key_Right && !node.downstream.empty()) next = node.downstream.front();
    if (direction == Qt::Key_Up || direction == Qt::Key_Down) next = besideInLayer(direction == Qt::Key_Down);
    if (next >= 0) choose(next);
}

void LineageView::keyPressEvent(QKeyEvent* event) {
    const auto centre = QRectF(rect()).center();
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
        return step(static_cast<Qt::Key>(event->key()));
    case Qt::Key_F:
        return frameAll();
    case Qt::Key_0:
        return zoom(1 / m_scale, centre);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoom(1.25, centre);
    case Qt::Key_Minus:
        return zoom(0.8, centre);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_selected >= 0) activated(selectedId());
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void LineageView::resizeEvent(QResizeEvent*) {
    if (m_follow == Follow::First) showFirst();
    if (m_follow == Follow::All) frameAll();
}

void LineageView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    m_inMap = hasMiniMap() && miniMapRect().contains(event->position());
    if (m_inMap) return centreAt(fromMiniMap(event->position()));
    const int index = nodeAt(event->position());
    if (index >= 0) return choose(index);
    m_panning = true;
    m_pressed = event->position();
    m_offsetAtPress = m_offset;
    setCursor(Qt::ClosedHandCursor);
}

void LineageView::mouseMoveEvent(QMouseEvent* event) {
    if (m_inMap) return centreAt(fromMiniMap(event->position()));
    if (m_panning) {
        m_offset = m_offsetAtPress + event->position() - m_pressed;
        m_follow = Follow::Nothing;
        return update();
    }
    const int index = nodeAt(event->position());
    if (index == m_hover) return;
    m_hover = index;
    setCursor(index >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (index >= 0) {
        const auto& node = m_graph.nodes[static_cast<std::size_t>(index)].node;
        QToolTip::showText(event->globalPosition().toPoint(),
            QStringLiteral("%1\n%2").arg(format::text(node.name), kindTitle(format::text(node.kind))), this);
    } else {
        QToolTip::hideText();
    }
    update();
}

void LineageView::mouseReleaseEvent(QMouseEvent*) {
    m_panning = m_inMap = false;
    setCursor(Qt::ArrowCursor);
}

void LineageView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (nodeAt(event->position()) >= 0) activated(selectedId());
}

void LineageView::leaveEvent(QEvent*) {
    m_hover = -1;
    update();
}

/// Scrolls as far as the graph goes; with Ctrl it zooms. A wheel that knows one direction goes across with Shift.
void LineageView::wheelEvent(QWheelEvent* event) {
    event->accept();
    if (event->modifiers() & Qt::ControlModifier)
        return zoom(std::pow(1.0015, event->angleDelta().y()), event->position());
    QPointF shift = event->pixelDelta().isNull() ? QPointF(event->angleDelta()) / 2 : QPointF(event->pixelDelta());
    if (event->modifiers() & Qt::ShiftModifier && shift.x() == 0) shift = shift.transposed();
    const auto& bounds = m_graph.bounds;
    // A graph lower than the view has nowhere to go up and down, so the wheel takes it across.
    if (shift.x() == 0 && bounds.height() * m_scale <= height() - 2 * kMargin) shift = shift.transposed();
    m_offset = {filled(m_offset.x() + shift.x(), bounds.left(), bounds.right(), width()),
        filled(m_offset.y() + shift.y(), bounds.top(), bounds.bottom(), height())};
    m_follow = Follow::Nothing;
    update();
}

void LineageView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing, m_scale >= kShapesFrom); // thousands of specks need no smooth edges
    QPainterPath frame;
    frame.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);
    painter.fillPath(frame, color(Token::Surface));
    painter.setClipPath(frame);
    const QRectF visible((QPointF() - m_offset) / m_scale, QSizeF(size()) / m_scale);
    painter.save();
    painter.translate(m_offset);
    painter.scale(m_scale, m_scale);
    paintEdges(painter, visible);
    paintNodes(painter, visible);
    painter.restore();
    if (hasMiniMap()) paintMiniMap(painter);
    painter.setClipping(false);
    const bool ring = hasFocus() && property("kf").toBool();
    painter.setPen(QPen(color(ring ? Token::Focus : Token::Line), ring ? 2 : 1));
    painter.drawPath(frame);
}

void LineageView::paintEdges(QPainter& painter, const QRectF& visible) {
    std::vector<const LaidEdge*> strong;
    for (const auto& edge : m_graph.edges) {
        if (!edge.route.boundingRect().adjusted(-4, -4, 4, 4).intersects(visible)) continue;
        if (edge.from == m_selected || edge.to == m_selected)
            strong.push_back(&edge);
        else
            paintEdge(painter, edge, false);
    }
    for (const auto* edge : strong) paintEdge(painter, *edge, true);
}

void LineageView::paintEdge(QPainter& painter, const LaidEdge& edge, bool strong) {
    const auto stroke = color(strong ? Token::Accent : Token::LineControl);
    painter.setPen(QPen(stroke, (strong ? 2.0 : 1.2) / std::min(1.0, std::max(m_scale, 0.35))));
    painter.setBrush(Qt::NoBrush);
    if (m_scale < kShapesFrom) {
        painter.drawPolyline(edge.route);
        return;
    }
    painter.drawPath(curveThrough(edge.route));
    const auto tip = edge.route.back();
    const double side = edge.route.size() > 1 && edge.route[edge.route.size() - 2].x() > tip.x() ? 1 : -1;
    painter.setBrush(stroke);
    painter.setPen(Qt::NoPen);
    painter.drawPolygon(QPolygonF{tip, tip + QPointF(side * 7, -4), tip + QPointF(side * 7, 4)});
    if (m_scale < kTextFrom || edge.action.isEmpty()) return;
    painter.setFont(fontFor(FontRole::Axis));
    const QFontMetricsF metrics(painter.font());
    const auto action = metrics.elidedText(edge.action, Qt::ElideRight, 56);
    const QPointF middle = (edge.route[0] + edge.route[1]) / 2;
    const QRectF chip(middle.x() - metrics.horizontalAdvance(action) / 2 - 4, middle.y() - metrics.height() / 2,
        metrics.horizontalAdvance(action) + 8, metrics.height());
    painter.setBrush(color(Token::Surface));
    painter.drawRoundedRect(chip, 4, 4);
    painter.setPen(color(strong ? Token::AccentText : Token::TextMuted));
    painter.drawText(chip, Qt::AlignCenter, action);
}

void LineageView::paintNodes(QPainter& painter, const QRectF& visible) {
    for (std::size_t i = 0; i < m_graph.nodes.size(); ++i)
        if (m_graph.nodes[i].box.adjusted(-4, -4, 4, 4).intersects(visible)) paintNode(painter, static_cast<int>(i));
}

void LineageView::paintNode(QPainter& painter, int index) {
    const auto& laid = m_graph.nodes[static_cast<std::size_t>(index)];
    const bool selected = index == m_selected;
    const auto fill = selected ? Token::Selected : index == m_hover ? Token::Hover : Token::Raised;
    painter.setBrush(color(fill));
    painter.setPen(QPen(color(selected ? Token::Accent : Token::LineButton), selected ? 2 : 1));
    if (m_scale < kShapesFrom) return painter.drawRect(laid.box);
    painter.drawRoundedRect(laid.box, 8, 8);
    if (index == m_root) { // what was asked for carries a bar on its left
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(Token::Accent));
        painter.drawRoundedRect(QRectF(laid.box.left() + 3, laid.box.top() + 10, 3, laid.box.height() - 20), 1.5, 1.5);
    }
    const QRectF glyph(laid.box.left() + 13, laid.box.center().y() - 10, 20, 20);
    painter.setPen(QPen(
        color(selected ? Token::AccentText : Token::TextSecondary), 1.7, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(kindShape(kindOf(laid), glyph));
    if (m_scale < kTextFrom) return;
    const QRectF text(laid.box.left() + 42, laid.box.top(), laid.box.width() - 50, laid.box.height());
    painter.setFont(fontFor(FontRole::Control));
    const QFontMetricsF name(painter.font());
    painter.setPen(color(Token::Text));
    painter.drawText(QRectF(text.left(), text.top() + 8, text.width(), name.height()), Qt::AlignLeft | Qt::AlignVCenter,
        name.elidedText(nameBesideKind(format::text(laid.node.name), kindOf(laid)), Qt::ElideMiddle, text.width()));
    painter.setFont(fontFor(FontRole::Axis));
    painter.setPen(color(Token::TextMuted));
    const QFontMetricsF kind(painter.font());
    painter.drawText(QRectF(text.left(), text.bottom() - 8 - kind.height(), text.width(), kind.height()),
        Qt::AlignLeft | Qt::AlignVCenter, kind.elidedText(kindTitle(kindOf(laid)), Qt::ElideRight, text.width()));
}

QRectF LineageView::miniMapRect() const {
    return {width() - 172.0, height() - 122.0, 160, 110};
}

bool LineageView::hasMiniMap() const {
    return !m_graph.nodes.empty() && !QRectF(rect()).contains(toView(m_graph.bounds));
}

double LineageView::miniMapScale() const {
    const auto inner = miniMapRect().adjusted(6, 6, -6, -6);
    return std::min(inner.width() / m_graph.bounds.width(), inner.height() / m_graph.bounds.height());
}

QPointF LineageView::fromMiniMap(const QPointF& position) const {
    return m_graph.bounds.center() + (position - miniMapRect().center()) / miniMapScale();
}

void LineageView::paintMiniMap(QPainter& painter) {
    const auto map = miniMapRect();
    painter.setPen(QPen(color(Token::Line), 1));
    painter.setBrush(color(Token::Raised));
    painter.drawRoundedRect(map, 6, 6);
    const double scale = miniMapScale();
    const QPointF origin = map.center() - m_graph.bounds.center() * scale;
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(Token::LineControl));
    for (const auto& node : m_graph.nodes) {
        const auto size = QSizeF(std::max(1.0, node.box.width() * scale), std::max(1.0, node.box.height() * scale));
        painter.drawRect(QRectF(node.box.topLeft() * scale + origin, size));
    }
    const QRectF visible((QPointF() - m_offset) / m_scale, QSizeF(size()) / m_scale);
    painter.setPen(QPen(color(Token::Accent), 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(visible.topLeft() * scale + origin, visible.size() * scale).intersected(map));
}

} // namespace slipway::ui
