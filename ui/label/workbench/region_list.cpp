#include "ui/label/workbench/region_list.h"

#include <QContextMenuEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QStyledItemDelegate>
#include <algorithm>

#include "ui/label/task_words.h"
#include "ui/label/workbench/label_list.h"
#include "ui/label/workbench/tool_column.h"
#include "ui/shell/theme.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr int kRowHeight = 32, kMostRows = 9;
/// Of the menu; an empty one is a line.
const QStringList kMenu{QStringLiteral("region.editLabel"), QStringLiteral("region.relation"),
    QStringLiteral("region.duplicate"), QStringLiteral("region.copy"), {}, QStringLiteral("region.hide"),
    QStringLiteral("region.lock"), QStringLiteral("region.occluded"), QStringLiteral("region.forward"),
    QStringLiteral("region.backward"), {}, QStringLiteral("region.history"), {}, QStringLiteral("region.delete")};
constexpr double kSwitch = 24;

QRectF rowBox(const QRect& rect) {
    return QRectF(rect).adjusted(8, 1, -8, -1);
}
QRectF lockBox(const QRect& rect) {
    const QRectF box = rowBox(rect);
    return {box.right() - kSwitch - 2, box.center().y() - kSwitch / 2, kSwitch, kSwitch};
}
QRectF hideBox(const QRect& rect) {
    return lockBox(rect).translated(-kSwitch, 0);
}

class RegionDelegate : public QStyledItemDelegate {
public:
    explicit RegionDelegate(RegionList* list) : QStyledItemDelegate(list), m_list(*list) {}
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {200, kRowHeight}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRectF box = rowBox(option.rect);
        const bool isSelected = option.state & QStyle::State_Selected;
        const bool hovered = option.state & QStyle::State_MouseOver;
        if (isSelected || hovered) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(color(isSelected ? Token::Selected : Token::Hover));
            painter->drawRoundedRect(box, 6, 6);
        }
        const bool hidden = index.data(RegionModel::HiddenRole).toBool();
        const bool locked = index.data(RegionModel::LockedRole).toBool();
        painter->setPen(Qt::NoPen);
        painter->setBrush(index.data(RegionModel::ColorRole).value<QColor>());
        painter->drawRoundedRect(QRectF(box.left() + 8, box.center().y() - 8, 4, 16), 2, 2);
        paintIcon(painter, QRectF(box.left() + 20, box.center().y() - 8, 16, 16),
            index.data(RegionModel::IconRole).toString(), color(hidden ? Token::TextMuted : Token::TextSecondary));
        paintText(painter, box, index, hidden);
        if (hidden || hovered || isSelected)
            paintIcon(painter, hideBox(option.rect).adjusted(4, 4, -4, -4),
                hidden ? QStringLiteral("eye-off") : QStringLiteral("eye"),
                color(hidden ? Token::Text : Token::TextMuted));
        if (locked || hovered || isSelected)
            paintIcon(painter, lockBox(option.rect).adjusted(4, 4, -4, -4),
                locked ? QStringLiteral("lock") : QStringLiteral("unlock"),
                color(locked ? Token::Text : Token::TextMuted));
        const bool focused = m_list.hasFocus() && m_list.property("kf").toBool();
        if (focused && (option.state & QStyle::State_HasFocus)) {
            painter->setPen(QPen(color(Token::Focus), 2));
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(box.adjusted(1, 1, -1, -1), 5, 5);
        }
        painter->restore();
    }

    bool editorEvent(
        QEvent* event, QAbstractItemModel*, const QStyleOptionViewItem& option, const QModelIndex& index) override {
        const bool presses = event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseButtonDblClick;
        if (!presses && event->type() != QEvent::MouseButtonRelease) return false;
        const QPointF at = static_cast<QMouseEvent*>(event)->position();
        const bool hide = hideBox(option.rect).contains(at), lock = lockBox(option.rect).contains(at);
        if (!hide && !lock) return false;
        if (presses) return true;
        const QString id = index.data(RegionModel::IdRole).toString();
        if (hide)
            m_list.hideWanted(id, !index.data(RegionModel::HiddenRole).toBool());
        else
            m_list.lockWanted(id, !index.data(RegionModel::LockedRole).toBool());
        return true;
    }

private:
    static void paintText(QPainter* painter, const QRectF& box, const QModelIndex& index, bool hidden) {
        const QString detail = index.data(RegionModel::DetailRole).toString();
        const double width = box.width() - 44 - 2 * kSwitch - 8;
        painter->setFont(fontFor(FontRole::Body));
        painter->setPen(color(hidden ? Token::TextMuted : Token::Text));
        const QString name =
            painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, static_cast<int>(width));
        painter->drawText(QRectF(box.left() + 44, box.top(), width, box.height()), Qt::AlignVCenter, name);
        const double used = painter->fontMetrics().horizontalAdvance(name) + 8;
        if (detail.isEmpty() || width - used < 24) return;
        painter->setFont(fontFor(FontRole::Caption));
        painter->setPen(color(Token::TextMuted));
        painter->drawText(QRectF(box.left() + 44 + used, box.top(), width - used, box.height()), Qt::AlignVCenter,
            painter->fontMetrics().elidedText(detail, Qt::ElideRight, static_cast<int>(width - used)));
    }
    RegionList& m_list;
};

QString detailOf(const label::Region& region) {
    QStringList parts;
    if (!region.text.empty()) parts << QStringLiteral("“%1”").arg(format::text(region.text));
    for (const auto& [name, value] : region.attributes) {
        if (const auto* text = std::get_if<std::string>(&value); text && !text->empty()) parts << format::text(*text);
        if (const auto* on = std::get_if<bool>(&value); on && *on) parts << format::text(name);
    }
    if (region.occluded) parts << QObject::tr("occluded");
    return parts.join(QStringLiteral(", "));
}

} // namespace

void RegionModel::setAnnotation(const label::Annotation* annotation, const label::LabelSet& labels) {
    beginResetModel();
    m_annotation = annotation;
    m_labels = labels;
    endResetModel();
}

void RegionModel::changed(const label::Edit& edit) {
    const bool inPlace = m_annotation && std::ranges::all_of(edit.parts, [](const label::EditPart& part) {
        const auto* change = std::get_if<label::RegionChange>(&part);
        return !change || (change->before && change->after && change->indexBefore == change->indexAfter);
    });
    if (inPlace) {
        if (rowCount() > 0) dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    beginResetModel();
    endResetModel();
}

const label::Region& RegionModel::at(int row) const {
    return m_annotation->regions[m_annotation->regions.size() - 1 - static_cast<std::size_t>(row)];
}

QModelIndex RegionModel::indexOf(const QString& id) const {
    const std::string wanted = id.toStdString();
    for (int row = 0; row < rowCount(); ++row)
        if (at(row).id == wanted) return index(row);
    return {};
}

int RegionModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_annotation ? 0 : static_cast<int>(m_annotation->regions.size());
}

QVariant RegionModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const label::Region& region = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return region.label.empty() ? tr("No label") : format::text(region.label);
    case Qt::AccessibleTextRole: {
        QStringList words{nameOf(region)};
        if (region.hidden) words << tr("hidden");
        if (region.locked) words << tr("locked");
        return words.join(QStringLiteral(", "));
    }
    case Qt::ToolTipRole:
        return nameOf(region);
    case IdRole:
        return format::text(region.id);
    case ColorRole:
        return colorOfLabel(m_labels, region.label);
    case IconRole:
        return iconOf(region.shape);
    case HiddenRole:
        return region.hidden;
    case LockedRole:
        return region.locked;
    case DetailRole:
        return detailOf(region);
    default:
        return {};
    }
}

RegionList::RegionList(QWidget* parent) : QListView(parent), m_model(new RegionModel(this)) {
    setObjectName(QStringLiteral("sunkenList"));
    setAccessibleName(tr("Regions"));
    setModel(m_model);
    setItemDelegate(new RegionDelegate(this));
    setUniformItemSizes(true);
    setMouseTracking(true);
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (!m_following) selected(selection());
    });
    connect(this, &QListView::activated, this, [this] { actionWanted(QStringLiteral("region.editLabel")); });
    fitHeight();
}

void RegionList::contextMenuEvent(QContextMenuEvent* event) {
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = byKey ? currentIndex() : indexAt(event->pos());
    if (!index.isValid()) return;
    if (!selectionModel()->isSelected(index)) setCurrentIndex(index);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("regionMenu"));
    for (const QString& action : kMenu) {
        if (action.isEmpty()) {
            menu->addSeparator();
            continue;
        }
        const QString key = firstKey(m_keys, action);
        auto* entry = menu->addAction(titleOfAction(action) + (key.isEmpty() ? QString() : QLatin1Char('\t') + key));
        entry->setObjectName(action);
        connect(entry, &QAction::triggered, this, [this, action] { actionWanted(action); }, Qt::QueuedConnection);
    }
    menu->popup(byKey ? viewport()->mapToGlobal(visualRect(index).center()) : event->globalPos());
}

void RegionList::setAnnotation(const label::Annotation* annotation, const label::LabelSet& labels) {
    m_following = true;
    m_model->setAnnotation(annotation, labels);
    m_following = false;
    fitHeight();
}

void RegionList::annotationChanged(const label::Edit& edit) {
    const QStringList kept = selection();
    m_following = true;
    m_model->changed(edit);
    m_following = false;
    select(kept);
    fitHeight();
}

void RegionList::select(const QStringList& ids) {
    m_following = true;
    QItemSelection wanted;
    QModelIndex last;
    for (const QString& id : ids)
        if (const auto index = m_model->indexOf(id); index.isValid()) {
            wanted.select(index, index);
            last = index;
        }
    selectionModel()->select(wanted, QItemSelectionModel::ClearAndSelect);
    if (last.isValid()) {
        selectionModel()->setCurrentIndex(last, QItemSelectionModel::NoUpdate);
        scrollTo(last);
    }
    m_following = false;
}

QStringList RegionList::selection() const {
    QStringList ids;
    for (const auto& index : selectionModel()->selectedIndexes()) ids << index.data(RegionModel::IdRole).toString();
    return ids;
}

void RegionList::fitHeight() {
    setVisible(m_model->rowCount() > 0);
    setFixedHeight(std::clamp(m_model->rowCount(), 1, kMostRows) * kRowHeight + 2);
}

} // namespace slipway::ui
