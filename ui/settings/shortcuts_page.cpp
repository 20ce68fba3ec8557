#include <QHBoxLayout>

#include "ui/settings/page_column.h"
#include "ui/settings/settings_sections.h"
#include "ui/shell/app_context.h"
#include "ui/shell/command_registry.h"
#include "ui/shell/panel_registry.h"
#include "ui/shell/shortcut_sheet.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

QWidget* makeShortcutsPage(AppContext& app) {
    auto* page = new PageColumn;
    for (const auto& [title, lines] : shortcutGroups(app.commands, PanelRegistry())) {
        Card& card = page->addCard(title);
        for (const auto& [what, keys] : lines) {
            auto* row = new QHBoxLayout;
            row->addWidget(new ElidedLabel(what, FontRole::Body, Token::TextSecondary), 1);
            row->addWidget(makeKeyCaps(keys));
            card.body().addLayout(row);
        }
    }
    return page;
}

} // namespace slipway::ui
