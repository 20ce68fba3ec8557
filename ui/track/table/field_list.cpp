#include "ui/track/table/field_list.h"

#include <algorithm>

#include <QKeyEvent>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "core/track/run_keys.h"
#include "core/workspace/workspace.h"
#include "ui/shell/theme.h"
#include "ui/track/table/run_column.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/search_box.h"

namespace slipway::ui {

namespace {

using track::FieldGroup;
using Item = FieldListModel::Item;

constexpr int kMostKeys = 20000, kRow = 30;

class FieldDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {100, kRow}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRectF box = QRectF(option.rect).adjusted(8, 0, -8, 0);
        if (index.data(FieldListModel::HeadingRole).toBool()) {
            painter->setFont(fontFor(FontRole::Overline));
            painter->setPen(color(Token::TextMuted));
            painter->drawText(box.adjusted(0, 4, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, index.data().toString());
            painter->restore();
            return;
        }
        if (option.state & (QStyle::State_MouseOver | QStyle::State_Selected)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(color(option.state & QStyle::State_Selected ? Token::Selected : Token::Hover));
            painter->drawRoundedRect(QRectF(option.rect).adjusted(2, 0, -2, 0), 6, 6);
        }
        const QRectF check(box.left(), box.center().y() - 8, 16, 16);
        const bool checked = index.data(FieldListModel::CheckedRole).toBool();
        painter->setPen(QPen(color(checked ? Token::Accent : Token::LineControl), 1));
        painter->setBrush(color(checked ? Token::Accent : Token::Surface));
        painter->drawRoundedRect(check.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        if (checked) paintIcon(painter, check.adjusted(2, 2, -2, -2), QStringLiteral("check"), color(Token::OnAccent));
        painter->setFont(fontFor(FontRole::Body));
        painter->setPen(color(Token::Text));
        const QRectF text = box.adjusted(26, 0, 0, 0);
        painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
            QFontMetricsF(painter->font()).elidedText(index.data().toString(), Qt::ElideMiddle, text.width()));
        painter->restore();
    }
};

void append(std::vector<Item>& items, const QString& heading, std::vector<Item> found) {
    if (found.empty()) return;
    items.push_back({true, {}, heading});
    std::ranges::move(found, std::back_inserter(items));
}

Result<std::vector<Item>> readFields(store::Database& db, FieldList::For what,
    const std::vector<std::int64_t>& experiments, const QString& part, const Progress& progress) {
    std::vector<Item> items, fixed;
    for (const auto& field : fixedFields()) {
        if (isName(field) && what == FieldList::For::Columns) continue; // always there
        if (what == FieldList::For::Grouping && !isGroupable(field)) continue;
        const QString title = titleOf(field);
        if (title.contains(part, Qt::CaseInsensitive)) fixed.push_back({false, field, title});
    }
    append(items, kindOf(FieldGroup::Attribute), std::move(fixed));
    for (const auto group : {FieldGroup::Parameter, FieldGroup::Metric, FieldGroup::Tag}) {
        if (group == FieldGroup::Metric && what == FieldList::For::Grouping) continue;
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "looking for names was cancelled");
        SLIPWAY_ASSIGN(const auto keys, track::runKeys(db, group, experiments, part.toStdString(), kMostKeys));
        std::vector<Item> found;
        for (const auto& key : keys)
            found.push_back({false, {group, key, track::RunField::Of::Latest}, format::text(key)});
        const QString count = format::count(static_cast<std::int64_t>(keys.size()));
        append(items, kindOf(group) + QStringLiteral("  ") + count + (keys.size() >= kMostKeys ? "+" : ""),
            std::move(found));
    }
    return items;
}

} // namespace

void FieldListModel::setItems(std::vector<Item> items) {
    beginResetModel();
    m_items = std::move(items);
    endResetModel();
}

void FieldListModel::setChecked(std::vector<track::RunField> checked) {
    m_checked = std::move(checked);
    if (!m_items.empty()) dataChanged(index(0), index(rowCount() - 1));
}

bool FieldListModel::isChecked(const track::RunField& field) const {
    return std::ranges::any_of(
        m_checked, [&](const auto& other) { return other.group == field.group && other.key == field.key; });
}

const Item* FieldListModel::itemAt(const QModelIndex& index) const {
    if (!index.isValid()) return nullptr;
    const auto& item = m_items[static_cast<std::size_t>(index.row())];
    return item.heading ? nullptr : &item;
}

int FieldListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

QVariant FieldListModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const auto& item = m_items[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return item.title;
    case Qt::ToolTipRole:
        return item.heading ? QVariant() : tipOf(item.field);
    case Qt::AccessibleTextRole:
        return item.heading ? item.title : isChecked(item.field) ? tr("%1, chosen").arg(item.title) : item.title;
    case HeadingRole:
        return item.heading;
    case CheckedRole:
        return !item.heading && isChecked(item.field);
    default:
        return {};
    }
}

Qt::ItemFlags FieldListModel::flags(const QModelIndex& index) const {
    return itemAt(index) ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

FieldList::FieldList(AppContext& app, For what, QWidget* parent)
    : QWidget(parent), m_app(app), m_for(what), m_model(new FieldListModel(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_search =
        new SearchBox(what == For::Columns ? tr("Find a metric, parameter or tag") : tr("Find a parameter or tag"),
            tr("Find a field"), this);
    m_search->setObjectName(QStringLiteral("fieldSearch"));
    m_list = new QListView(this);
    m_list->setObjectName(QStringLiteral("fieldList"));
    m_list->setAccessibleName(tr("Fields"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new FieldDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setProperty("kind", "plain");
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    column->addWidget(m_search);
    column->addWidget(m_list, 1);
    m_search->installEventFilter(this);
    m_list->installEventFilter(this);
    connect(m_search, &SearchBox::searched, this, &FieldList::reload);
    connect(m_list, &QListView::clicked, this, &FieldList::toggle);
}

void FieldList::reload() {
    m_app.jobs.start<std::vector<Item>>(
        this, {.title = tr("Look for names"), .key = QStringLiteral("fields"), .quiet = true, .result = {}},
        [what = m_for, experiments = m_experiments, part = m_search->text().trimmed()](workspace::Workspace& workspace,
            Progress& progress) { return readFields(workspace.db(), what, experiments, part, progress); },
        [this](Result<std::vector<Item>> items) {
            if (!items) return;
            m_model->setItems(std::move(*items));
            m_list->scrollToTop();
            if (m_model->rowCount() > 1) m_list->setCurrentIndex(m_model->index(1));
            loaded();
        });
}

void FieldList::toggle(const QModelIndex& index) {
    if (const auto* item = m_model->itemAt(index)) {
        const auto field = item->field;
        toggled(field, !m_model->isChecked(field));
    }
}

/// Arrows and Enter work from the search field too.
bool FieldList::eventFilter(QObject* object, QEvent* event) {
    if (event->type() != QEvent::KeyPress) return QWidget::eventFilter(object, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (enter || (object == m_list && key->key() == Qt::Key_Space)) {
        toggle(m_list->currentIndex());
        return true;
    }
    if (object != m_search || (key->key() != Qt::Key_Down && key->key() != Qt::Key_Up)) return false;
    const int by = key->key() == Qt::Key_Down ? 1 : -1;
    for (int row = m_list->currentIndex().row() + by; row >= 0 && row < m_model->rowCount(); row += by)
        if (m_model->itemAt(m_model->index(row))) {
            m_list->setCurrentIndex(m_model->index(row));
            break;
        }
    return true;
}

} // namespace slipway::ui
