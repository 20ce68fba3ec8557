#include "ui/widgets/kpi_tile.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "ui/widgets/labels.h"
#include "ui/widgets/sparkline.h"

namespace slipway::ui {

KpiTile::KpiTile(const QString& caption, QWidget* parent) : Card({}, parent), m_captionText(caption) {
    body().setContentsMargins(16, 12, 16, 12);
    body().setSpacing(4);
    auto* top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(new ElidedLabel(caption, FontRole::Caption, Token::TextSecondary), 1);
    m_pill = new Pill;
    m_pill->hide();
    top->addWidget(m_pill);
    auto* topRow = new QWidget;
    topRow->setFixedHeight(20);
    top->setContentsMargins(0, 0, 0, 0);
    topRow->setLayout(top);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(12);
    m_value = new TextLabel(QStringLiteral("–"), FontRole::Kpi);
    m_spark = new Sparkline(caption);
    m_spark->hide();
    middle->addWidget(m_value);
    middle->addStretch();
    middle->addWidget(m_spark);
    m_detail = new ElidedLabel({}, FontRole::Caption, Token::TextMuted);
    body().addWidget(topRow);
    body().addLayout(middle);
    body().addWidget(m_detail);
}

void KpiTile::setValue(const QString& value) {
    m_value->setText(value);
    setAccessibleName(m_captionText + ' ' + value);
}

void KpiTile::setDetail(const QString& detail) {
    m_detail->setText(detail);
}

void KpiTile::setPill(const PillLook& look) {
    m_pill->setLook(look);
    m_pill->setVisible(!look.word.isEmpty());
}

void KpiTile::setSpark(std::vector<double> values, bool bars) {
    m_spark->setVisible(values.size() > 1);
    m_spark->setBars(bars);
    m_spark->setValues(std::move(values));
}

} // namespace slipway::ui
