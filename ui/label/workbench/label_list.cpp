#include "ui/label/workbench/label_list.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "ui/label/workbench/tool_column.h"
#include "ui/shell/theme.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/search_box.h"

namespace slipway::ui {

namespace {

enum Role { ColorRole = Qt::UserRole + 1, KeyRole, CountRole, CurrentRole };
constexpr int kRowHeight = 32, kMostRows = 8, kSearchFrom = 7;

class LabelDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {200, kRowHeight}; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRectF box = QRectF(option.rect).adjusted(8, 1, -8, -1);
        const bool current = index.data(CurrentRole).toBool();
        if (current || (option.state & QStyle::State_MouseOver)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(color(current ? Token::Selected : Token::Hover));
            painter->drawRoundedRect(box, 6, 6);
        }
        painter->setPen(Qt::NoPen);
        painter->setBrush(index.data(ColorRole).value<QColor>());
        painter->drawRoundedRect(QRectF(box.left() + 8, box.center().y() - 6, 12, 12), 3, 3);
        double right = paintKey(painter, box, index.data(KeyRole).toString());
        right = paintCount(painter, box, right, index.data(CountRole).toInt());
        painter->setFont(fontFor(current ? FontRole::Strong : FontRole::Body));
        painter->setPen(color(Token::Text));
        const QRectF text(box.left() + 28, box.top(), right - box.left() - 34, box.height());
        painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
            painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, static_cast<int>(text.width())));
        const bool focused = option.widget && option.widget->hasFocus() && option.widget->property("kf").toBool();
        if (focused && (option.state & QStyle::State_HasFocus)) {
            painter->setPen(QPen(color(Token::Focus), 2));
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(box.adjusted(1, 1, -1, -1), 5, 5);
        }
        painter->restore();
    }

private:
    static double paintKey(QPainter* painter, const QRectF& box, const QString& key) {
        if (key.isEmpty()) return box.right() - 6;
        painter->setFont(fontFor(FontRole::Axis));
        const double width = std::max(20.0, painter->fontMetrics().horizontalAdvance(key) + 12.0);
        const QRectF cap(box.right() - 6 - width, box.center().y() - 9, width, 18);
        painter->setPen(QPen(color(Token::Line), 1));
        painter->setBrush(color(Token::NeutralFill));
        painter->drawRoundedRect(cap, 4, 4);
        painter->setPen(color(Token::TextSecondary));
        painter->drawText(cap, Qt::AlignCenter, key);
        return cap.left() - 8;
    }
    static double paintCount(QPainter* painter, const QRectF& box, double right, int count) {
        if (count == 0) return right;
        const QString text = format::count(count);
        painter->setFont(fontFor(FontRole::Caption));
        painter->setPen(color(Token::TextMuted));
        const double width = painter->fontMetrics().horizontalAdvance(text);
        painter->drawText(QRectF(right - width, box.top(), width + 1, box.height()), Qt::AlignVCenter, text);
        return right - width - 8;
    }
};

} // namespace

QString labelOfDigit(const label::LabelSet& labels, int number) {
    const std::string digit = std::to_string(number % 10);
    for (const auto& each : labels.classes)
        if (each.hotkey == digit) return format::text(each.name);
    const auto place = static_cast<std::size_t>(number) - 1;
    if (place < labels.classes.size() && labels.classes[place].hotkey.empty())
        return format::text(labels.classes[place].name);
    return {};
}

QColor colorOfLabel(const label::LabelSet& labels, const std::string& name) {
    const auto* found = label::findClass(labels, name);
    const QColor chosen(found ? format::text(found->color) : QString());
    return chosen.isValid() ? chosen : color(Token::Reference);
}

LabelList::LabelList(QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    m_search = new SearchBox(tr("Find a label"), tr("Find a label"));
    m_search->setObjectName(QStringLiteral("labelSearch"));
    m_search->installEventFilter(this);
    auto* row = new QVBoxLayout;
    row->setContentsMargins(16, 0, 16, 0);
    row->addWidget(m_search);
    column->addLayout(row);
    m_model = new QStandardItemModel(this);
    m_list = new QListView;
    m_list->setObjectName(QStringLiteral("sunkenList"));
    m_list->setAccessibleName(tr("Labels"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new LabelDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    column->addWidget(m_list);
    connect(m_search, &QLineEdit::textChanged, this, &LabelList::filter);
    const auto choose = [this](const QModelIndex& index) { chosen(index.data().toString()); };
    connect(m_list, &QListView::clicked, this, choose);
    connect(m_list, &QListView::activated, this, choose);
}

void LabelList::setLabels(const label::LabelSet& labels, const KeySet& keys) {
    m_model->clear();
    for (const auto& each : labels.classes) {
        auto* item = new QStandardItem(format::text(each.name));
        item->setData(colorOfLabel(labels, each.name), ColorRole);
        m_model->appendRow(item);
    }
    for (int number = 10; number >= 1; --number) {
        const QString key = firstKey(keys, QStringLiteral("label.%1").arg(number));
        const QString name = labelOfDigit(labels, number);
        for (auto* item : m_model->findItems(name)) item->setData(key, KeyRole);
    }
    m_search->setVisible(m_model->rowCount() >= kSearchFrom);
    setCurrent(m_current);
    fitHeight();
}

void LabelList::setCounts(const label::Annotation* annotation) {
    std::map<std::string, int> counts;
    if (annotation)
        for (const auto& region : annotation->regions) ++counts[region.label];
    for (int row = 0; row < m_model->rowCount(); ++row) {
        auto* item = m_model->item(row);
        const int count = counts[item->text().toStdString()];
        if (item->data(CountRole).toInt() == count) continue;
        item->setData(count, CountRole);
        item->setAccessibleText(count ? tr("%1, used %2 times").arg(item->text()).arg(count) : item->text());
    }
}

void LabelList::setCurrent(const QString& label) {
    m_current = label;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        auto* item = m_model->item(row);
        item->setData(item->text() == label, CurrentRole);
        if (item->text() == label) m_list->setCurrentIndex(item->index());
    }
}

void LabelList::focusSearch() {
    if (!m_search->isVisible()) m_search->show();
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void LabelList::filter(const QString& text) {
    int shown = -1;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const bool fits = m_model->item(row)->text().contains(text, Qt::CaseInsensitive);
        m_list->setRowHidden(row, !fits);
        if (fits && shown < 0) shown = row;
    }
    if (!text.isEmpty() && shown >= 0) m_list->setCurrentIndex(m_model->index(shown, 0));
}

bool LabelList::eventFilter(QObject* object, QEvent* event) {
    if (object == m_search && event->type() == QEvent::FocusOut)
        m_search->setVisible(m_model->rowCount() >= kSearchFrom || !m_search->text().isEmpty());
    if (object == m_search && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if ((key == Qt::Key_Return || key == Qt::Key_Enter) && m_list->currentIndex().isValid() &&
            !m_list->isRowHidden(m_list->currentIndex().row())) {
            const QString label = m_list->currentIndex().data().toString();
            m_search->clear();
            chosen(label);
            return true;
        }
        if (key == Qt::Key_Escape) {
            m_search->clear();
            left();
            return true;
        }
        if (key == Qt::Key_Down) {
            m_list->setFocus(Qt::TabFocusReason);
            return true;
        }
    }
    return QWidget::eventFilter(object, event);
}

void LabelList::fitHeight() {
    m_list->setFixedHeight(std::clamp(m_model->rowCount(), 1, kMostRows) * kRowHeight + 2);
}

} // namespace slipway::ui
