#include "ui/track/table/selection_bar.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

#include "ui/track/compare/compare_page.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

SelectionBar::SelectionBar(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("selectionBar"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_count = new TextLabel({}, FontRole::Strong, Token::Text, this);
    m_count->setObjectName(QStringLiteral("selectedCount"));
    row->addWidget(m_count);
    row->addSpacing(4);
    const auto add = [&](const QString& text, const char* name, ButtonKind kind, const char* iconName, auto signal) {
        auto* button = makeButton(text, QLatin1String(name), kind, QLatin1String(iconName), this);
        connect(button, &QPushButton::clicked, this, signal);
        row->addWidget(button);
        return button;
    };
    m_compare = add(tr("Compare"), "compareRuns", ButtonKind::Primary, "", &SelectionBar::compareWanted);
    m_register = add(tr("Register…"), "registerRunButton", ButtonKind::Normal, "", &SelectionBar::registerWanted);
    add(tr("Tag…"), "tagRuns", ButtonKind::Normal, "", &SelectionBar::tagWanted);
    auto* save = makeButton(tr("Export"), QStringLiteral("exportRuns"), ButtonKind::Normal, {}, this);
    save->setProperty("hasMenu", true);
    auto* menu = new QMenu(save);
    const auto format = [this, menu](const QString& title, const QString& name) {
        connect(menu->addAction(title), &QAction::triggered, this, [this, name] { exportWanted(name); });
    };
    format(tr("Table as CSV…"), QStringLiteral("csv"));
    format(tr("Table as JSON…"), QStringLiteral("json"));
    format(tr("Table as Markdown…"), QStringLiteral("md"));
    format(tr("Runs as a folder for mlflow (mlruns)…"), QStringLiteral("mlruns"));
    save->setMenu(menu);
    row->addWidget(save);
    add(tr("Copy ids"), "copyRunIds", ButtonKind::Quiet, "copy", &SelectionBar::copyIdsWanted);
    add(tr("Delete"), "deleteRunButton", ButtonKind::Quiet, "trash", &SelectionBar::deleteWanted);
    row->addStretch(1);
    auto* clear =
        makeIconButton(QStringLiteral("x"), tr("Clear the selection (Esc)"), QStringLiteral("clearSelection"));
    connect(clear, &QToolButton::clicked, this, &SelectionBar::clearWanted);
    row->addWidget(clear);
}

void SelectionBar::show(std::size_t count, bool all) {
    const QString runs = format::plural(static_cast<std::int64_t>(count), tr("run"), tr("runs"));
    m_count->setText(all ? tr("All %1 selected").arg(runs) : tr("%1 selected").arg(runs));
    const auto most = static_cast<std::size_t>(ComparePage::kMostRuns);
    m_compare->setEnabled(count >= 2);
    m_compare->setToolTip(count < 2      ? tr("Select two runs or more")
                          : count > most ? tr("Compares the first %1 (C)").arg(most)
                                         : tr("Side by side (C)"));
    m_register->setEnabled(count == 1);
    m_register->setToolTip(
        count == 1 ? tr("Registers this run's model as a new version") : tr("Select one run with a model"));
}

} // namespace slipway::ui
