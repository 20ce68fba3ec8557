#include "ui/home/life_cycle_strip.h"

#include <QHBoxLayout>
#include <QPainter>

#include "ui/home/home_facts.h"
#include "ui/shell/theme.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

LifeCycleTile::LifeCycleTile(const QString& icon, const QString& title, bool last, QWidget* parent)
    : QAbstractButton(parent), m_icon(icon), m_value(format::missing()), m_last(last) {
    setText(title);
    setAccessibleName(title);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void LifeCycleTile::setFacts(const QString& value, const QString& detail, const PillLook& health) {
    m_value = value;
    m_detail = detail;
    m_health = health;
    setAccessibleName(QStringLiteral("%1: %2, %3. %4").arg(text(), value, detail, health.word));
    update();
}

void LifeCycleTile::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(2, 2, m_last ? -2 : -14, -2);
    if (underMouse() || isDown()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(isDown() ? Token::Sunken : Token::Hover));
        painter.drawRoundedRect(box, 8, 8);
    }
    const double left = box.left() + 12, width = box.width() - 20;
    paintIcon(&painter, QRectF(left, 13, 16, 16), m_icon, color(Token::TextSecondary));
    painter.setFont(fontFor(FontRole::Control));
    painter.setPen(color(Token::TextSecondary));
    painter.drawText(QRectF(left + 22, 10, width - 22, 22), Qt::AlignVCenter | Qt::AlignLeft, text());
    painter.setFont(fontFor(FontRole::Kpi));
    painter.setPen(color(Token::Text));
    painter.drawText(QRectF(left, 36, width, 32), Qt::AlignVCenter | Qt::AlignLeft, m_value);
    painter.setFont(fontFor(FontRole::Caption));
    painter.setPen(color(Token::TextMuted));
    painter.drawText(QRectF(left, 68, width, 18), Qt::AlignVCenter | Qt::AlignLeft,
        painter.fontMetrics().elidedText(m_detail, Qt::ElideRight, static_cast<int>(width)));
    if (!m_health.word.isEmpty()) paintPill(&painter, QRectF(left, 90, width, 22), m_health.kind, m_health.word);
    if (!m_last)
        paintIcon(&painter, QRectF(this->width() - 14, height() / 2.0 - 8, 16, 16), QStringLiteral("chevron-right"),
            color(Token::LineControl));
    if (!property("kf").toBool()) return;
    painter.setPen(QPen(color(Token::Focus), 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(box, 8, 8);
}

LifeCycleStrip::LifeCycleStrip(QWidget* parent) : Card({}, parent) {
    body().setContentsMargins(6, 6, 6, 6);
    m_row = new QHBoxLayout;
    m_row->setSpacing(0);
    body().addLayout(m_row);
    m_data = add(QStringLiteral("data"), QStringLiteral("database"), tr("Data"));
    m_label = add(QStringLiteral("label"), QStringLiteral("label"), tr("Label"));
    m_train = add(QStringLiteral("track"), QStringLiteral("flask"), tr("Train"));
    m_register = add(QStringLiteral("registry"), QStringLiteral("box"), tr("Register"));
    m_deploy = add(QStringLiteral("deploy"), QStringLiteral("rocket"), tr("Deploy"));
    m_monitor = add(QStringLiteral("monitor"), QStringLiteral("monitor"), tr("Monitor"), true);
}

LifeCycleTile* LifeCycleStrip::add(const QString& panel, const QString& icon, const QString& title, bool last) {
    auto* tile = new LifeCycleTile(icon, title, last);
    tile->setObjectName(QStringLiteral("stage-") + panel);
    connect(tile, &QAbstractButton::clicked, this, [this, panel] { chosen(panel); });
    m_row->addWidget(tile);
    return tile;
}

void LifeCycleStrip::show(const HomeFacts& facts) {
    const auto& c = facts.counts;
    const PillLook none{PillKind::Neutral, tr("Nothing yet")};
    const PillLook ready{PillKind::Ok, tr("Ready")};
    m_data->setFacts(
        format::count(c.datasets), format::compact(c.datasetRows) + tr(" rows"), c.datasets ? ready : none);
    if (c.labelProjects == 0)
        m_label->setFacts(format::missing(), c.datasets ? tr("labels came with data") : tr("no projects"),
            {PillKind::Neutral, tr("No projects")});
    else
        m_label->setFacts(format::count(c.labelled),
            tr("of %1 labelled").arg(format::plural(c.labelTasks, tr("task"), tr("tasks"))),
            c.labelled >= c.labelTasks ? PillLook{PillKind::Ok, tr("Done")} : PillLook{PillKind::Info, tr("In work")});
    m_train->setFacts(format::count(c.runs),
        tr("runs in %1").arg(format::plural(c.experiments, tr("experiment"), tr("experiments"))),
        c.runs ? ready : none);
    m_register->setFacts(format::count(c.versions),
        tr("versions of %1").arg(format::plural(c.models, tr("model"), tr("models"))),
        c.pending    ? PillLook{PillKind::Accent, tr("%1 to approve").arg(c.pending)}
        : c.versions ? PillLook{PillKind::Ok, tr("All decided")}
                     : none);
    m_deploy->setFacts(format::count(c.endpoints), c.endpoints == 1 ? tr("endpoint") : tr("endpoints"),
        facts.endpointsFailed ? PillLook{PillKind::Bad, tr("%1 failed").arg(facts.endpointsFailed)}
        : facts.endpointsBusy ? PillLook{PillKind::Info, tr("Changing")}
        : facts.endpointsStopped && facts.endpointsStopped == c.endpoints ? PillLook{PillKind::Neutral, tr("Stopped")}
        : facts.endpointsStopped ? PillLook{PillKind::Neutral, tr("%1 stopped").arg(facts.endpointsStopped)}
        : c.endpoints            ? PillLook{PillKind::Ok, tr("In service")}
                                 : none);
    m_monitor->setFacts(format::count(c.monitors), format::plural(c.monitorRuns, tr("check"), tr("checks")),
        c.driftingMonitors ? PillLook{PillKind::Bad, tr("%1 drifting").arg(c.driftingMonitors)}
        : c.monitors       ? PillLook{PillKind::Ok, tr("Stable")}
                           : none);
}

} // namespace slipway::ui
