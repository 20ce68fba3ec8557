#include "ui/deploy/stage_column.h"

#include <QVBoxLayout>
#include <set>

#include "ui/deploy/endpoint_card.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/section_header.h"

namespace slipway::ui {

StageColumn::StageColumn(const deploy::Stage& stage, QWidget* parent)
    : QWidget(parent), m_stage(stage), m_layout(new QVBoxLayout(this)) {
    auto title = format::text(stage.name);
    setObjectName(QStringLiteral("stage_") + title);
    if (!title.isEmpty()) title[0] = title[0].toUpper();
    m_title = new SectionHeader(title, stage.needsApproval ? tr("approved versions only") : QString());
    m_none = new TextLabel(tr("Nothing runs here. A version comes with: slipway deploy MODEL VERSION --stage %1")
                               .arg(format::text(stage.name)),
        FontRole::Body, Token::TextMuted);
    m_none->setWordWrap(true);
    m_none->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(12);
    m_layout->addWidget(m_title);
    m_layout->addWidget(m_none);
    m_layout->addStretch(1);
}

EndpointCard* StageColumn::cardFor(const EndpointView& view) {
    auto& card = m_cards[view.name()];
    if (card) return card;
    card = new EndpointCard(view, this);
    m_layout->insertWidget(m_layout->count() - 1, card);
    connect(card, &EndpointCard::chosen, this, &StageColumn::chosen);
    connect(card, &EndpointCard::rollbackRequested, this, &StageColumn::rollbackRequested);
    connect(card, &EndpointCard::copyRequested, this, &StageColumn::copyRequested);
    return card;
}

void StageColumn::setEndpoints(const std::vector<EndpointView>& endpoints) {
    std::set<std::string> present;
    for (const auto& view : endpoints)
        if (view.endpoint.stage == m_stage.name) {
            present.insert(view.name());
            cardFor(view)->setEndpoint(view);
        }
    std::erase_if(m_cards, [&](const auto& entry) {
        if (present.contains(entry.first)) return false;
        entry.second->deleteLater();
        return true;
    });
    m_none->setVisible(m_cards.empty());
}

void StageColumn::setSelected(const std::string& endpoint) {
    for (const auto& [name, card] : m_cards) card->setSelected(name == endpoint);
}

} // namespace slipway::ui
