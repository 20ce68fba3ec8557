#include "ui/lineage/lineage_list_model.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>

#include "ui/lineage/lineage_kinds.h"
#include "ui/shell/theme.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

void LineageListModel::setNodes(std::vector<lineage::Node> nodes) {
    std::ranges::stable_sort(nodes, [](const auto& a, const auto& b) {
        const int left = kindRank(format::text(a.kind)), right = kindRank(format::text(b.kind));
        if (left != right) return left < right;
        if (a.kind != b.kind) return a.kind < b.kind;
        return QString::localeAwareCompare(format::text(a.name), format::text(b.name)) < 0;
    });
    const auto same = [](const auto& a, const auto& b) { return a.id == b.id && a.name == b.name; };
    if (std::ranges::equal(nodes, m_nodes, same)) return; // a refresh that found nothing new must not move anything
    m_nodes = std::move(nodes);
    rebuild();
}

void LineageListModel::setFilter(const QString& filter) {
    if (m_filter == filter) return;
    m_filter = filter;
    rebuild();
}

void LineageListModel::rebuild() {
    beginResetModel();
    m_rows.clear();
    m_shown = 0;
    int heading = -1;
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        const auto& node = m_nodes[i];
        const bool found = format::text(node.name).contains(m_filter, Qt::CaseInsensitive) ||
                           format::text(node.id).contains(m_filter, Qt::CaseInsensitive);
        if (!m_filter.isEmpty() && !found) continue;
        const auto kind = format::text(node.kind);
        if (heading < 0 || m_rows[static_cast<std::size_t>(heading)].kind != kind) {
            heading = static_cast<int>(m_rows.size());
            m_rows.push_back({-1, kind, 0});
        }
        ++m_rows[static_cast<std::size_t>(heading)].count;
        ++m_shown;
        m_rows.push_back({static_cast<int>(i), kind, 0});
    }
    endResetModel();
}

QModelIndex LineageListModel::indexOfId(const QString& id) const {
    const auto wanted = id.toStdString();
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        if (m_rows[i].node >= 0 && m_nodes[static_cast<std::size_t>(m_rows[i].node)].id == wanted)
            return index(static_cast<int>(i));
    return {};
}

int LineageListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

Qt::ItemFlags LineageListModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) return {};
    const bool object = m_rows[static_cast<std::size_t>(index.row())].node >= 0;
    return object ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

QVariant LineageListModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const auto& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == KindRole) return row.kind;
    if (row.node < 0) {
        if (role == Qt::DisplayRole) return kindHeading(row.kind);
        if (role == CountRole) return row.count;
        return {};
    }
    const auto& node = m_nodes[static_cast<std::size_t>(row.node)];
    if (role == Qt::DisplayRole) return nameBesideKind(format::text(node.name), row.kind);
    if (role == IdRole || role == Qt::ToolTipRole) return format::text(node.id);
    if (role == Qt::AccessibleTextRole)
        return QStringLiteral("%1, %2").arg(format::text(node.name), kindTitle(row.kind));
    return {};
}

void LineageListDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF box = option.rect;
    if (!(index.flags() & Qt::ItemIsSelectable)) {
        painter->setFont(fontFor(FontRole::Overline));
        painter->setPen(color(Token::TextMuted));
        const auto text = index.data().toString().toUpper();
        painter->drawText(box.adjusted(12, 8, -12, 0), Qt::AlignLeft | Qt::AlignVCenter, text);
        painter->drawText(box.adjusted(12, 8, -12, 0), Qt::AlignRight | Qt::AlignVCenter,
            index.data(LineageListModel::CountRole).toString());
        return painter->restore();
    }
    const bool selected = option.state & QStyle::State_Selected;
    if (selected || (option.state & QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(color(selected ? Token::Selected : Token::Hover));
        painter->drawRoundedRect(box.adjusted(4, 1, -4, -1), 6, 6);
    }
    painter->setPen(QPen(
        color(selected ? Token::AccentText : Token::TextSecondary), 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->setBrush(Qt::NoBrush);
    const QRectF glyph(box.left() + 14, box.center().y() - 7, 14, 14);
    painter->drawPath(kindShape(index.data(LineageListModel::KindRole).toString(), glyph));
    painter->setFont(fontFor(FontRole::Body));
    painter->setPen(color(Token::Text));
    const auto text = box.adjusted(38, 0, -12, 0);
    painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(painter->font()).elidedText(index.data().toString(), Qt::ElideMiddle, text.width()));
    painter->restore();
}

QSize LineageListDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {160, 32};
}

} // namespace slipway::ui
