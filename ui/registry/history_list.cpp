#include "ui/registry/history_list.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/pill.h"

namespace slipway::ui {

namespace {

PillLook decisionLook(const std::string& kind) {
    if (kind == "registered") return {PillKind::Neutral, QObject::tr("Registered")};
    if (kind == "undone") return {PillKind::Neutral, QObject::tr("Undone")};
    if (kind == "deployed") return {PillKind::Info, QObject::tr("Deployed")};
    return lookOf(kind);
}

} // namespace

HistoryList::HistoryList(QWidget* parent) : QWidget(parent), m_entries(new QVBoxLayout(this)) {
    m_entries->setContentsMargins(0, 0, 0, 0);
    m_entries->setSpacing(14);
}

void HistoryList::setHistory(const std::vector<registry::Decision>& history) {
    clearLayout(m_entries);
    for (const auto& decision : history) m_entries->addWidget(makeEntry(decision));
}

QWidget* HistoryList::makeEntry(const registry::Decision& decision) {
    auto* entry = new QWidget(this);
    entry->setObjectName(QStringLiteral("historyEntry"));
    auto* layout = new QVBoxLayout(entry);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);

    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    const auto look = decisionLook(decision.kind);
    line->addWidget(new Pill(look.kind, look.word, entry));
    auto* who = new TextLabel(tr("by %1").arg(format::text(decision.actor)), FontRole::Body, Token::TextSecondary);
    auto* when = new TextLabel(format::when(decision.at), FontRole::Caption, Token::TextMuted);
    when->setToolTip(format::absolute(decision.at));
    line->addWidget(who);
    line->addStretch(1);
    line->addWidget(when);
    layout->addLayout(line);
    if (!decision.note.empty()) {
        auto* note =
            new TextLabel(QStringLiteral("“%1”").arg(format::text(decision.note)), FontRole::Body, Token::Text);
        note->setWordWrap(true);
        note->setTextInteractionFlags(Qt::TextSelectableByMouse);
        layout->addWidget(note);
    }
    entry->setAccessibleName(tr("%1 by %2, %3. %4")
            .arg(look.word, format::text(decision.actor), format::absolute(decision.at), format::text(decision.note)));
    return entry;
}

} // namespace slipway::ui
