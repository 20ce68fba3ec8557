#include "ui/track/table/run_menus.h"

#include <algorithm>
#include <functional>

#include <QMenu>

#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {

using Of = track::RunField::Of;

QAction* add(QMenu& menu, const char* iconName, const QString& title, std::function<void()> run) {
    auto* action = *iconName ? menu.addAction(icon(QLatin1String(iconName)), title) : menu.addAction(title);
    QObject::connect(action, &QAction::triggered, &menu, [run = std::move(run)] { run(); });
    return action;
}

QString titleOf(Of of) {
    return of == Of::Latest    ? ColumnMenu::tr("Newest value")
           : of == Of::Minimum ? ColumnMenu::tr("Smallest value")
                               : ColumnMenu::tr("Largest value");
}

} // namespace

void ColumnMenu::open(
    QWidget* over, const QPoint& global, int column, const RunViewState& view, const std::vector<RunColumn>& columns) {
    const auto at = static_cast<std::size_t>(column);
    if (at >= columns.size()) return;
    const RunColumn chosen = columns[at];
    QMenu menu(over);
    menu.setObjectName(QStringLiteral("columnMenu"));
    const auto order = [&](const QString& title, const char* iconName, bool ascending) {
        add(menu, iconName, title, [this, chosen, ascending] {
            orderChosen({{chosen.field.group, chosen.field.key, ascending}});
        })->setEnabled(isSortable(chosen.field));
    };
    order(tr("Sort ascending"), "arrow-up", true);
    order(tr("Sort descending"), "arrow-down", false);
    if (!view.order.empty()) add(menu, "", tr("Newest first"), [this] { orderChosen({}); });
    menu.addSeparator();
    if (isGroupable(chosen.field)) {
        const bool grouped = std::ranges::find(view.groupBy, chosen.field) != view.groupBy.end();
        add(menu, "layers", grouped ? tr("Stop grouping by this") : tr("Group by this"), [this, chosen, grouped, view] {
            auto by = view.groupBy;
            if (grouped)
                std::erase(by, chosen.field);
            else
                by.push_back(chosen.field);
            groupingChosen(by);
        });
    }
    add(menu, "filter", tr("Filter by this"), [this, chosen] { filterBy(filterName(chosen.field)); });
    if (chosen.field.group == track::FieldGroup::Metric) {
        auto* values = menu.addMenu(tr("Show"));
        for (const Of of : {Of::Latest, Of::Minimum, Of::Maximum}) {
            auto* action = add(*values, "", titleOf(of), [this, columns, at, of] {
                auto changed = columns;
                changed[at].field.of = of;
                const auto twice = std::ranges::count(changed, changed[at].field, &RunColumn::field);
                if (twice > 1) changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(at));
                columnsChosen(changed);
            });
            action->setCheckable(true);
            action->setChecked(chosen.field.of == of);
        }
    }
    menu.addSeparator();
    if (at > 0) {
        add(menu, chosen.pinned ? "unlock" : "lock", chosen.pinned ? tr("Unpin") : tr("Pin left"), [this, columns, at] {
            auto changed = columns;
            changed[at].pinned = !changed[at].pinned;
            columnsChosen(changed);
        });
        add(menu, "eye-off", tr("Hide column"), [this, columns, at] {
            auto changed = columns;
            changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(at));
            columnsChosen(changed);
        });
    }
    add(menu, "columns", tr("Columns…"), [this] { chooserWanted(); });
    menu.exec(global);
}

} // namespace slipway::ui
