#include "ui/track/table/group_button.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "ui/shell/popup.h"
#include "ui/shell/theme.h"
#include "ui/track/table/field_list.h"
#include "ui/track/table/run_column.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/search_box.h"

namespace slipway::ui {

namespace {
constexpr int kWidth = 340, kHeight = 440;
constexpr std::size_t kMostFields = 5;
} // namespace

GroupButton::GroupButton(AppContext& app, QWidget* parent) : QPushButton(parent), m_app(app) {
    setObjectName(QStringLiteral("groupButton"));
    setAutoDefault(false);
    setCursor(Qt::PointingHandCursor);
    setIcon(ui::icon(QStringLiteral("layers")));
    setIconSize({20, 16}); // with a gap before the text
    connect(this, &QPushButton::clicked, this, &GroupButton::open);
    setGrouping({});
}

void GroupButton::setGrouping(const std::vector<track::RunField>& groupBy) {
    m_groupBy = groupBy;
    QStringList titles;
    for (const auto& field : groupBy) titles << titleOf(field);
    const QString all = titles.join(QStringLiteral(", "));
    setText(groupBy.empty()       ? tr("Group")
            : groupBy.size() == 1 ? tr("By %1").arg(fontMetrics().elidedText(all, Qt::ElideMiddle, 120))
                                  : tr("By %1 fields").arg(groupBy.size()));
    setAccessibleName(groupBy.empty() ? tr("Group the runs") : tr("Grouped by %1").arg(all));
    setToolTip(groupBy.empty() ? tr("Group the runs by parameters, tags or attributes") : tr("Grouped by %1").arg(all));
    if (!m_popup) return;
    m_fields->setChecked(m_groupBy);
    m_order->setText(
        groupBy.empty() ? tr("Choose what runs of a group have alike.") : titles.join(QStringLiteral(" › ")));
    for (auto* button : {m_none, m_fold, m_unfold}) button->setEnabled(!groupBy.empty());
}

void GroupButton::build() {
    m_popup = new Popup(window(), tr("Group by"));
    auto* column = new QVBoxLayout(m_popup);
    column->setContentsMargins(14, 12, 14, 12);
    column->setSpacing(8);
    m_order = new TextLabel({}, FontRole::Caption, Token::TextSecondary);
    m_order->setWordWrap(true);
    column->addWidget(m_order);
    m_fields = new FieldList(m_app, FieldList::For::Grouping, m_popup);
    column->addWidget(m_fields, 1);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(6);
    m_none = makeButton(tr("No groups"), QStringLiteral("noGroups"));
    m_fold = makeButton(tr("Fold all"), QStringLiteral("foldAll"), ButtonKind::Quiet);
    m_unfold = makeButton(tr("Unfold all"), QStringLiteral("unfoldAll"), ButtonKind::Quiet);
    foot->addWidget(m_none);
    foot->addStretch(1);
    foot->addWidget(m_fold);
    foot->addWidget(m_unfold);
    column->addLayout(foot);
    connect(m_none, &QPushButton::clicked, this, [this] {
        m_popup->close();
        choose({});
    });
    connect(m_fold, &QPushButton::clicked, this, [this] { foldAllWanted(true); });
    connect(m_unfold, &QPushButton::clicked, this, [this] { foldAllWanted(false); });
    connect(m_fields, &FieldList::toggled, this, [this](const track::RunField& field, bool checked) {
        auto by = m_groupBy;
        if (checked && by.size() < kMostFields) by.push_back(field);
        if (!checked) std::erase(by, field);
        choose(by);
    });
}

void GroupButton::choose(std::vector<track::RunField> groupBy) {
    setGrouping(groupBy);
    chosen(m_groupBy);
}

void GroupButton::open() {
    if (!m_popup || m_popup->parentWidget() != window()) {
        delete m_popup;
        build();
    }
    if (m_popup->isOpen()) return m_popup->close();
    setGrouping(m_groupBy);
    m_fields->reload();
    const QPoint below = mapTo(window(), QPoint(width(), height() + 4));
    m_popup->open(QRect(std::max(8, below.x() - kWidth), below.y(), kWidth,
                      std::min(kHeight, window()->height() - below.y() - 16)),
        &m_fields->search());
}

} // namespace slipway::ui
