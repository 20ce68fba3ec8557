#include "ui/shell/shortcut_sheet.h"

#include <QAction>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/shell/command_registry.h"
#include "ui/shell/panel_registry.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"

namespace slipway::ui {

QWidget* makeKeyCaps(const QString& keys) {
    auto* row = new QWidget;
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(4);
    line->addStretch();
    for (const QString& part : keys.split(' ', Qt::SkipEmptyParts)) {
        auto* cap = new QFrame;
        cap->setObjectName(QStringLiteral("keyCap"));
        auto* inner = new QHBoxLayout(cap);
        inner->setContentsMargins(6, 1, 6, 1);
        inner->addWidget(new TextLabel(part, FontRole::Axis, Token::TextSecondary));
        line->addWidget(cap);
    }
    return row;
}

std::vector<std::pair<QString, std::vector<std::pair<QString, QString>>>> shortcutGroups(
    const CommandRegistry& commands, const PanelRegistry& panels) {
    std::vector<std::pair<QString, std::vector<std::pair<QString, QString>>>> groups;
    const auto groupOf = [&](const QString& name) -> auto& {
        for (auto& [title, lines] : groups)
            if (title == name) return lines;
        return groups.emplace_back(name, std::vector<std::pair<QString, QString>>()).second;
    };
    for (const PanelInfo& panel : panels.all())
        if (!panel.shortcut.isEmpty()) groupOf(QObject::tr("Pages")).emplace_back(panel.title, panel.shortcut);
    for (const QAction* action : commands.all()) {
        QStringList keys;
        for (const QKeySequence& key : action->shortcuts()) keys.push_back(key.toString(QKeySequence::NativeText));
        if (!keys.isEmpty()) groupOf(CommandRegistry::groupOf(action)).emplace_back(action->text(), keys.join(' '));
    }
    auto& table = groupOf(QObject::tr("Tables"));
    table.emplace_back(QObject::tr("Open the row"), QStringLiteral("Enter"));
    table.emplace_back(QObject::tr("Copy rows, tab-separated"), QStringLiteral("Ctrl+C"));
    table.emplace_back(QObject::tr("Extend the selection"), QStringLiteral("Shift+↑ Shift+↓"));
    auto& chart = groupOf(QObject::tr("Charts"));
    chart.emplace_back(QObject::tr("Move the hairline, by ten"), QStringLiteral("← → Shift+→"));
    chart.emplace_back(QObject::tr("Zoom in, out, reset"), QStringLiteral("+ − 0"));
    return groups;
}

ShortcutSheet::ShortcutSheet(const CommandRegistry& commands, const PanelRegistry& panels, QWidget* window)
    : Popup(window, tr("Keyboard shortcuts")), m_commands(commands), m_panels(panels) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 16, 16, 16);
    auto* head = new QHBoxLayout;
    head->addWidget(new TextLabel(tr("Keyboard shortcuts"), FontRole::PageTitle), 1);
    m_close = makeIconButton(QStringLiteral("x"), tr("Close the sheet"), QStringLiteral("closeShortcuts"));
    connect(static_cast<QToolButton*>(m_close), &QToolButton::clicked, this, &Popup::close);
    head->addWidget(m_close);
    column->addLayout(head);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget;
    auto* columns = new QHBoxLayout(content);
    columns->setContentsMargins(0, 0, 12, 0);
    columns->setSpacing(48);
    m_left = new QVBoxLayout;
    m_right = new QVBoxLayout;
    for (auto* half : {m_left, m_right}) {
        half->setSpacing(8);
        columns->addLayout(half, 1);
    }
    scroll->setWidget(content);
    column->addWidget(scroll, 1);
}

void ShortcutSheet::toggle() {
    if (isOpen()) {
        close();
        return;
    }
    rebuild();
    const QSize page = parentWidget()->size();
    const QSize size(std::min(820, page.width() - 48), std::min(600, page.height() - 80));
    open(QRect({(page.width() - size.width()) / 2, (page.height() - size.height()) / 2}, size), m_close);
}

void ShortcutSheet::rebuild() {
    clearLayout(m_left);
    clearLayout(m_right);
    std::size_t left = 0, right = 0;
    for (const auto& [title, lines] : shortcutGroups(m_commands, m_panels)) {
        const bool toLeft = left <= right;
        (toLeft ? left : right) += lines.size() + 2;
        QVBoxLayout& half = toLeft ? *m_left : *m_right;
        auto* heading = new TextLabel(title, FontRole::Section);
        heading->setContentsMargins(0, 12, 0, 0);
        half.addWidget(heading);
        for (const auto& [what, keys] : lines) {
            auto* row = new QHBoxLayout;
            row->addWidget(new ElidedLabel(what, FontRole::Body, Token::TextSecondary), 1);
            row->addWidget(makeKeyCaps(keys));
            half.addLayout(row);
        }
    }
    m_left->addStretch();
    m_right->addStretch();
}

} // namespace slipway::ui
