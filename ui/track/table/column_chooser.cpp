#include "ui/track/table/column_chooser.h"

#include <algorithm>

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QListView>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "ui/shell/popup.h"
#include "ui/shell/theme.h"
#include "ui/track/table/field_list.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/search_box.h"

namespace slipway::ui {

namespace {

constexpr int kWidth = 700, kHeight = 520, kRow = 32, kIcon = 16, kHit = 28;
enum { PinnedRole = Qt::UserRole + 1, PlaceRole, FixedRole };

/// Pin and cross at the right of a row.
QRect iconAt(const QRect& row, int fromRight) {
    return {row.right() - (fromRight + 1) * kHit, row.top(), kHit, row.height()};
}

class ShownDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {100, kRow}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (option.state & (QStyle::State_MouseOver | QStyle::State_Selected)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(color(option.state & QStyle::State_Selected ? Token::Selected : Token::Hover));
            painter->drawRoundedRect(QRectF(option.rect).adjusted(2, 0, -2, 0), 6, 6);
        }
        const bool fixed = index.data(FixedRole).toBool(), pinned = index.data(PinnedRole).toBool();
        const QRectF box = QRectF(option.rect).adjusted(10, 0, -2 * kHit, 0);
        painter->setPen(Qt::NoPen);
        painter->setBrush(color(fixed ? Token::Surface : Token::TextMuted));
        for (int i = 0; i < 6 && !fixed; ++i) // the grip
            painter->drawEllipse(QPointF(box.left() + 3 + (i % 2) * 5, box.center().y() - 5 + (i / 2) * 5), 1.2, 1.2);
        painter->setFont(fontFor(FontRole::Body));
        painter->setPen(color(Token::Text));
        const QRectF text = box.adjusted(20, 0, 0, 0);
        painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
            QFontMetricsF(painter->font()).elidedText(index.data().toString(), Qt::ElideMiddle, text.width()));
        const auto icon = [&](int fromRight, const QString& name, Token tint) {
            const QRectF hit = iconAt(option.rect, fromRight);
            paintIcon(painter, QRectF(hit.center().x() - kIcon / 2.0, hit.center().y() - kIcon / 2.0, kIcon, kIcon),
                name, color(tint));
        };
        icon(fixed ? 0 : 1, QStringLiteral("pin"), pinned ? Token::AccentText : Token::LineControl);
        if (!fixed) icon(0, QStringLiteral("x"), Token::TextMuted);
        painter->restore();
    }
};

} // namespace

ColumnChooser::ColumnChooser(AppContext& app, QWidget* owner) : QObject(owner), m_app(app), m_owner(owner) {}

void ColumnChooser::build() {
    m_popup = new Popup(m_owner->window(), tr("Columns"));
    m_popup->setProperty("role", QStringLiteral("columnChooser"));
    auto* column = new QVBoxLayout(m_popup);
    column->setContentsMargins(16, 14, 16, 14);
    column->setSpacing(12);
    auto* halves = new QHBoxLayout;
    halves->setSpacing(16);
    halves->addWidget(makeAvailable(), 1);
    halves->addWidget(makeShown(), 1);
    column->addLayout(halves, 1);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(8);
    auto* reset = makeButton(tr("Reset"), QStringLiteral("resetColumns"));
    reset->setToolTip(tr("Back to the usual columns"));
    auto* done = makeButton(tr("Done"), QStringLiteral("columnsDone"), ButtonKind::Primary);
    foot->addWidget(reset);
    foot->addStretch(1);
    foot->addWidget(done);
    column->addLayout(foot);
    connect(reset, &QPushButton::clicked, this, [this] {
        m_columns = m_usual;
        showColumns();
        chosen({});
    });
    connect(done, &QPushButton::clicked, m_popup, &Popup::close);
}

QWidget* ColumnChooser::makeAvailable() {
    auto* half = new QWidget;
    auto* column = new QVBoxLayout(half);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_fields = new FieldList(m_app, FieldList::For::Columns, half);
    auto* row = new QHBoxLayout;
    row->addWidget(new TextLabel(tr("Metrics show"), FontRole::Body, Token::TextSecondary), 0);
    m_of = new QComboBox;
    m_of->setObjectName(QStringLiteral("metricValue"));
    m_of->setAccessibleName(tr("Which value of a metric a new column shows"));
    m_of->addItems({tr("Newest value"), tr("Smallest value"), tr("Largest value")});
    row->addWidget(m_of, 1);
    column->addWidget(m_fields, 1);
    column->addLayout(row);
    connect(m_fields, &FieldList::toggled, this, &ColumnChooser::toggle);
    return half;
}

QWidget* ColumnChooser::makeShown() {
    auto* half = new QWidget;
    auto* column = new QVBoxLayout(half);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    auto* title = new TextLabel(tr("Shown, from left to right"), FontRole::TableHeader, Token::TextSecondary);
    title->setFixedHeight(32);
    column->addWidget(title);
    m_shown = new QListWidget;
    m_shown->setObjectName(QStringLiteral("shownColumns"));
    m_shown->setAccessibleName(tr("Shown columns. P pins, Delete takes away, Ctrl with an arrow moves"));
    m_shown->setItemDelegate(new ShownDelegate(m_shown));
    m_shown->setDragDropMode(QAbstractItemView::InternalMove);
    m_shown->setMouseTracking(true);
    m_shown->setProperty("kind", "plain");
    m_shown->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_shown->installEventFilter(this);
    m_shown->viewport()->installEventFilter(this);
    column->addWidget(m_shown, 1);
    auto* hint = new TextLabel(tr("Drag to reorder. Pinned columns stay in sight when scrolling sideways."),
        FontRole::Caption, Token::TextMuted);
    hint->setWordWrap(true);
    column->addWidget(hint);
    // Behind the move, which Qt makes of an insert and a removal.
    connect(m_shown->model(), &QAbstractItemModel::rowsMoved, this, &ColumnChooser::takeOrder);
    connect(m_shown->model(), &QAbstractItemModel::rowsRemoved, this, [this] { takeOrder(); }, Qt::QueuedConnection);
    return half;
}

void ColumnChooser::open(const std::vector<RunColumn>& columns, const std::vector<RunColumn>& usual) {
    if (!m_popup || m_popup->parentWidget() != m_owner->window()) {
        delete m_popup;
        build();
    }
    if (m_popup->isOpen()) return m_popup->close();
    m_columns = columns;
    m_usual = usual;
    m_fields->setExperiments(m_experiments);
    m_fields->search().blockSignals(true);
    m_fields->search().clear();
    m_fields->search().blockSignals(false);
    m_fields->reload();
    showColumns();
    const QWidget* window = m_owner->window();
    const QPoint corner = m_owner->mapTo(window, QPoint(m_owner->width(), 40));
    const int width = std::min(kWidth, window->width() - 32);
    const int top = std::min(corner.y(), std::max(8, window->height() - kHeight - 16));
    m_popup->open(QRect(std::max(16, corner.x() - width), top, width, std::min(kHeight, window->height() - top - 16)),
        &m_fields->search());
}

void ColumnChooser::showColumns() {
    std::vector<track::RunField> checked;
    const int current = m_shown->currentRow();
    m_shown->blockSignals(true);
    m_shown->model()->blockSignals(true);
    m_shown->clear();
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const auto& each = m_columns[i];
        checked.push_back(each.field);
        auto* item = new QListWidgetItem(titleOf(each.field));
        const bool fixed = isName(each.field);
        item->setData(PinnedRole, each.pinned);
        item->setData(PlaceRole, static_cast<int>(i));
        item->setData(FixedRole, fixed);
        item->setToolTip(fixed ? tr("The name is always the first column") : tipOf(each.field));
        item->setData(Qt::AccessibleTextRole, each.pinned ? tr("%1, pinned").arg(item->text()) : item->text());
        item->setFlags(fixed ? Qt::ItemIsEnabled : Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled);
        m_shown->addItem(item);
    }
    m_shown->model()->blockSignals(false);
    m_shown->blockSignals(false);
    m_shown->reset();
    if (current > 0) m_shown->setCurrentRow(std::min(current, m_shown->count() - 1));
    m_fields->setChecked(std::move(checked));
}

void ColumnChooser::tell() {
    std::ranges::stable_partition(m_columns, &RunColumn::pinned);
    showColumns();
    chosen(m_columns);
}

void ColumnChooser::toggle(const track::RunField& field, bool checked) {
    if (checked) {
        RunColumn column{field, 0, false};
        if (field.group == track::FieldGroup::Metric)
            column.field.of = static_cast<track::RunField::Of>(m_of->currentIndex());
        m_columns.push_back(column);
    } else {
        std::erase_if(m_columns, [&](const auto& each) {
            return each.field.group == field.group && each.field.key == field.key && !isName(each.field);
        });
    }
    tell();
}

void ColumnChooser::takeOrder() {
    if (m_shown->count() != static_cast<int>(m_columns.size())) return;
    std::vector<RunColumn> ordered;
    bool same = true;
    for (int row = 0; row < m_shown->count(); ++row) {
        const int place = m_shown->item(row)->data(PlaceRole).toInt();
        same = same && place == row;
        ordered.push_back(m_columns[static_cast<std::size_t>(place)]);
    }
    if (same) return;
    // What was dragged between pinned columns is pinned, what was dragged below them is not.
    const auto pinned = static_cast<std::size_t>(std::ranges::count(m_columns, true, &RunColumn::pinned));
    for (std::size_t i = 0; i < ordered.size(); ++i) ordered[i].pinned = i < pinned;
    m_columns = std::move(ordered);
    tell();
}

void ColumnChooser::pin(int row) {
    if (row <= 0 || row >= static_cast<int>(m_columns.size())) return;
    auto& column = m_columns[static_cast<std::size_t>(row)];
    column.pinned = !column.pinned;
    tell();
}

void ColumnChooser::remove(int row) {
    if (row <= 0 || row >= static_cast<int>(m_columns.size())) return;
    m_columns.erase(m_columns.begin() + row);
    tell();
}

void ColumnChooser::moveBy(int by) {
    const int row = m_shown->currentRow(), to = row + by;
    if (row <= 0 || to <= 0 || to >= static_cast<int>(m_columns.size())) return;
    std::swap(m_columns[static_cast<std::size_t>(row)], m_columns[static_cast<std::size_t>(to)]);
    std::swap(m_columns[static_cast<std::size_t>(row)].pinned, m_columns[static_cast<std::size_t>(to)].pinned);
    tell();
    m_shown->setCurrentRow(to);
}

bool ColumnChooser::eventFilter(QObject* object, QEvent* event) {
    if (object == m_shown->viewport() && event->type() == QEvent::MouseButtonPress) {
        const QPoint at = static_cast<QMouseEvent*>(event)->pos();
        const auto* item = m_shown->itemAt(at);
        if (!item || item->data(FixedRole).toBool()) return false;
        const QRect box = m_shown->visualItemRect(item);
        const int row = m_shown->row(item);
        if (iconAt(box, 0).contains(at)) return remove(row), true;
        if (iconAt(box, 1).contains(at)) return pin(row), true;
    }
    if (object == m_shown && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool control = key->modifiers() == Qt::ControlModifier;
        if (key->key() == Qt::Key_Delete) return remove(m_shown->currentRow()), true;
        if (key->key() == Qt::Key_P) return pin(m_shown->currentRow()), true;
        if (control && key->key() == Qt::Key_Up) return moveBy(-1), true;
        if (control && key->key() == Qt::Key_Down) return moveBy(1), true;
    }
    return QObject::eventFilter(object, event);
}

} // namespace slipway::ui
