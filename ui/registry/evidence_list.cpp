#include "ui/registry/evidence_list.h"

#include <QHBoxLayout>
#include <QRegularExpression>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/registry/metric_change.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/pill.h"

namespace slipway::ui {

namespace {

using registry::EvidenceState;

constexpr int kPillColumn = 76;

int countOf(const std::vector<registry::Evidence>& evidence, EvidenceState state) {
    return static_cast<int>(std::ranges::count(evidence, state, &registry::Evidence::state));
}

QString capitalised(QString text) {
    if (!text.isEmpty()) text[0] = text[0].toUpper();
    return text;
}

QString quotedChecks(const registry::Gate& gate, EvidenceState state, bool requiredOnly) {
    QStringList names;
    for (const auto& evidence : gate.evidence)
        if (evidence.state == state && (evidence.required || !requiredOnly))
            names << QStringLiteral("“%1”").arg(checkTitle(evidence));
    return names.join(QStringLiteral(", "));
}

} // namespace

QString checkTitle(const registry::Evidence& evidence) {
    static const QRegularExpression metric(QStringLiteral("\\btest_[a-z0-9_]+"));
    auto text = format::text(evidence.check);
    for (auto match = metric.match(text); match.hasMatch(); match = metric.match(text))
        text.replace(match.capturedStart(), match.capturedLength(), metricTitle(match.captured().toStdString()));
    return text;
}

QString evidenceSummary(const std::vector<registry::Evidence>& evidence) {
    QStringList parts;
    const auto add = [&](EvidenceState state, const QString& word) {
        if (const int count = countOf(evidence, state)) parts << QStringLiteral("%1 %2").arg(count).arg(word);
    };
    add(EvidenceState::Pass, QObject::tr("pass"));
    add(EvidenceState::Warn, QObject::tr("warn"));
    add(EvidenceState::Fail, QObject::tr("fail"));
    add(EvidenceState::NotRun, QObject::tr("not run"));
    return parts.join(QStringLiteral(" · "));
}

QString closedReason(const registry::Gate& gate) {
    if (gate.open()) return {};
    QStringList reasons;
    if (const auto failed = quotedChecks(gate, EvidenceState::Fail, true); !failed.isEmpty())
        reasons << QObject::tr("%1 failed").arg(failed);
    if (const auto missing = quotedChecks(gate, EvidenceState::NotRun, true); !missing.isEmpty())
        reasons << QObject::tr("%1 has not run").arg(missing);
    return QObject::tr("Approving is not possible: %1.").arg(reasons.join(QObject::tr(" and ")));
}

QString noteReason(const registry::Gate& gate) {
    if (!gate.needsNote()) return {};
    const auto warned = quotedChecks(gate, EvidenceState::Warn, false);
    return QObject::tr("%1 warns. Write a note that says why the version is fine.").arg(warned);
}

EvidenceList::EvidenceList(QWidget* parent) : QWidget(parent), m_rows(new QVBoxLayout(this)) {
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(12);
}

void EvidenceList::setEvidence(const std::vector<registry::Evidence>& evidence) {
    clearLayout(m_rows);
    for (const auto& item : evidence) m_rows->addWidget(makeRow(item));
}

QWidget* EvidenceList::makeRow(const registry::Evidence& evidence) {
    auto* row = new QWidget(this);
    row->setObjectName(QStringLiteral("evidenceRow"));
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);

    auto* state = new QWidget(row);
    state->setFixedWidth(kPillColumn);
    auto* stateLayout = new QHBoxLayout(state);
    stateLayout->setContentsMargins(0, 0, 0, 0);
    auto look = lookOf(registry::name(evidence.state));
    auto* pill = new Pill(look.kind, look.word, state);
    stateLayout->addWidget(pill, 0, Qt::AlignLeft | Qt::AlignTop);
    layout->addWidget(state, 0, Qt::AlignTop);

    auto* text = new QVBoxLayout;
    text->setSpacing(2);
    auto check = capitalised(checkTitle(evidence));
    if (!evidence.required) check += tr(" (optional)");
    auto* checkLabel = new TextLabel(check, FontRole::Control);
    checkLabel->setWordWrap(true);
    auto* fact = new TextLabel(capitalised(format::text(evidence.fact)), FontRole::Caption, Token::TextSecondary);
    fact->setWordWrap(true);
    fact->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text->addWidget(checkLabel);
    text->addWidget(fact);
    layout->addLayout(text, 1);
    row->setAccessibleName(QStringLiteral("%1: %2. %3").arg(look.word, check, format::text(evidence.fact)));
    return row;
}

} // namespace slipway::ui
