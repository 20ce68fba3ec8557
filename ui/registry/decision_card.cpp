#include "ui/registry/decision_card.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/base/clock.h"
#include "ui/registry/evidence_list.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/pill.h"

namespace slipway::ui {

namespace {

constexpr int kShortestReason = 10;

QPlainTextEdit* makeField(const QString& objectName, const QString& name, const QString& suggestion) {
    auto* field = new QPlainTextEdit;
    field->setObjectName(objectName);
    field->setAccessibleName(name);
    field->setPlaceholderText(suggestion);
    field->setTabChangesFocus(true);
    field->setFixedHeight(64);
    field->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    return field;
}

QVBoxLayout* columnIn(QWidget* widget) {
    auto* layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    return layout;
}

TextLabel* wrapped(FontRole role, Token token, const QString& objectName) {
    auto* label = new TextLabel({}, role, token);
    label->setObjectName(objectName);
    label->setWordWrap(true);
    return label;
}

} // namespace

int undoSecondsLeft(const registry::ModelVersion& version, Timestamp now) {
    if (version.decidedAt <= 0 || version.effectiveAt <= now) return 0;
    return static_cast<int>((version.effectiveAt - now + 999) / 1000);
}

DecisionCard::DecisionCard(QWidget* parent) : Card(tr("Decision"), parent) {
    m_pill = new Pill(this);
    addHeaderWidget(m_pill);
    buildPending();
    buildReject();
    buildDecided();
}

void DecisionCard::buildPending() {
    m_pendingPart = new QWidget(this);
    auto* layout = columnIn(m_pendingPart);
    auto* label = new TextLabel(tr("Note"), FontRole::Control);
    m_note = makeField(QStringLiteral("decisionNote"), tr("Note on the approval"), tr("What you looked at (optional)"));
    label->setBuddy(m_note);
    m_requirement = wrapped(FontRole::Caption, Token::TextSecondary, QStringLiteral("decisionRequirement"));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    m_approve = makeButton(tr("Approve"), QStringLiteral("approveButton"), ButtonKind::Primary);
    m_approve->setToolTip(tr("Approve this version (Ctrl+Enter)"));
    m_reject = makeButton(tr("Reject…"), QStringLiteral("rejectButton"));
    buttons->addWidget(m_approve);
    buttons->addWidget(m_reject);
    buttons->addStretch(1);
    layout->addWidget(label);
    layout->addWidget(m_note);
    layout->addWidget(m_requirement);
    layout->addLayout(buttons);
    body().addWidget(m_pendingPart);
    connect(m_note, &QPlainTextEdit::textChanged, this, &DecisionCard::updateButtons);
    connect(m_approve, &QPushButton::clicked, this, [this] { approveRequested(m_note->toPlainText().trimmed()); });
    connect(m_reject, &QPushButton::clicked, this, &DecisionCard::openReject);
}

void DecisionCard::buildReject() {
    m_rejectPart = new QWidget(this);
    auto* layout = columnIn(m_rejectPart);
    auto* label = new TextLabel(tr("Reason for rejecting"), FontRole::Control);
    m_reason = makeField(
        QStringLiteral("rejectReason"), tr("Reason for rejecting"), tr("What has to change before it is fine"));
    label->setBuddy(m_reason);
    m_reasonState = wrapped(FontRole::Caption, Token::TextSecondary, QStringLiteral("rejectReasonState"));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    m_rejectNow = makeButton(tr("Reject"), QStringLiteral("rejectNowButton"), ButtonKind::Danger);
    auto* cancel = makeButton(tr("Cancel"), QStringLiteral("rejectCancelButton"));
    buttons->addWidget(m_rejectNow);
    buttons->addWidget(cancel);
    buttons->addStretch(1);
    layout->addWidget(label);
    layout->addWidget(m_reason);
    layout->addWidget(m_reasonState);
    layout->addLayout(buttons);
    body().addWidget(m_rejectPart);
    m_rejectPart->hide();
    connect(m_reason, &QPlainTextEdit::textChanged, this, &DecisionCard::updateButtons);
    connect(m_rejectNow, &QPushButton::clicked, this, [this] { rejectRequested(m_reason->toPlainText().trimmed()); });
    connect(cancel, &QPushButton::clicked, this, &DecisionCard::closeReject);
}

void DecisionCard::buildDecided() {
    m_decidedPart = new QWidget(this);
    auto* layout = columnIn(m_decidedPart);
    m_decided = wrapped(FontRole::Body, Token::Text, QStringLiteral("decisionText"));
    m_decisionNote = wrapped(FontRole::Body, Token::TextSecondary, QStringLiteral("decisionNoteText"));
    m_windowText = wrapped(FontRole::Caption, Token::TextSecondary, QStringLiteral("undoWindowText"));
    m_undo = makeButton(tr("Undo"), QStringLiteral("undoDecisionButton"), ButtonKind::Normal, QStringLiteral("undo"));
    layout->addWidget(m_decided);
    layout->addWidget(m_decisionNote);
    layout->addWidget(m_windowText);
    layout->addWidget(m_undo, 0, Qt::AlignLeft);
    m_revoke = makeButton(tr("Revoke approval…"), QStringLiteral("revokeButton"));
    layout->addWidget(m_revoke, 0, Qt::AlignLeft);
    body().addWidget(m_decidedPart);
    m_decidedPart->hide();
    connect(m_undo, &QPushButton::clicked, this, &DecisionCard::undoRequested);
    connect(m_revoke, &QPushButton::clicked, this, &DecisionCard::openReject);
}

bool DecisionCard::pending() const {
    return m_facts && m_facts->version.status == registry::VersionStatus::Pending;
}

void DecisionCard::setFacts(const VersionFacts& facts) {
    const bool other = !m_facts || m_facts->key() != facts.key();
    const bool decided = facts.version.status != registry::VersionStatus::Pending;
    const bool changed = m_facts && m_facts->version.status != facts.version.status;
    m_facts = facts;
    if (other || changed) {
        m_note->clear();
        m_reason->clear();
        m_rejecting = false;
    }
    m_pill->setLook(lookOf(registry::name(facts.version.status)));
    showPart();
    if (decided) showDecided();
    updateButtons();
    if (changed && hasFocus()) (decided ? m_undo : m_approve)->setFocus(Qt::ShortcutFocusReason);
}

void DecisionCard::setBusy(bool busy) {
    // The buttons close: their focus waits on the card, else Qt would send it to the far end of the window.
    if (busy && isAncestorOf(QApplication::focusWidget())) setFocus(Qt::OtherFocusReason);
    m_busy = busy;
    updateButtons();
}

void DecisionCard::showDecided() {
    const auto& version = m_facts->version;
    auto sentence = tr("%1 by %2, %3")
                        .arg(lookOf(registry::name(version.status)).word, format::text(version.decidedBy),
                            format::when(version.decidedAt));
    if (version.selfApproved) sentence += tr(". The person registered it too: a self-approval");
    m_decided->setText(sentence);
    m_decided->setToolTip(format::absolute(version.decidedAt));
    m_decisionNote->setText(QStringLiteral("“%1”").arg(format::text(version.note)));
    m_decisionNote->setVisible(!version.note.empty());
    updateCountdown();
}

void DecisionCard::updateCountdown() {
    if (!m_facts) return;
    const int seconds = undoSecondsLeft(m_facts->version, systemClock().now());
    m_windowText->setVisible(seconds > 0);
    m_undo->setVisible(seconds > 0);
    const bool approved = m_facts->version.status == registry::VersionStatus::Approved;
    m_revoke->setVisible(approved && seconds == 0);
    m_revoke->setEnabled(!m_busy && m_facts->version.stages.empty());
    m_revoke->setToolTip(m_facts->version.stages.empty()
                             ? tr("Reject the version after all; it needs a reason")
                             : tr("The version is deployed: put another one in its place first"));
    m_windowText->setText(
        tr("Nothing is deployed in the next %1 s. Until then the decision can be undone; both entries "
           "stay in the history.")
            .arg(seconds));
    m_undo->setText(tr("Undo (%1)").arg(seconds));
    m_undo->setAccessibleName(tr("Undo the decision, %1 seconds left").arg(seconds));
}

void DecisionCard::updateButtons() {
    if (!m_facts) return;
    const auto closed = closedReason(m_facts->gate);
    const auto needed = noteReason(m_facts->gate);
    const bool noted = !m_note->toPlainText().trimmed().isEmpty();
    m_approve->setEnabled(!m_busy && pending() && closed.isEmpty() && (needed.isEmpty() || noted));
    m_approve->setText(m_busy ? tr("Approving…") : (needed.isEmpty() ? tr("Approve") : tr("Approve with note")));
    m_requirement->setVisible(!closed.isEmpty() || !needed.isEmpty());
    m_requirement->setToken(closed.isEmpty() ? Token::WarnText : Token::BadText);
    m_requirement->setText(closed.isEmpty() ? needed : closed);
    m_note->setPlaceholderText(
        needed.isEmpty() ? tr("What you looked at (optional)") : tr("Why the version is fine (required)"));
    m_reject->setEnabled(!m_busy);
    m_undo->setEnabled(!m_busy);

    const auto length = m_reason->toPlainText().trimmed().size();
    m_rejectNow->setEnabled(!m_busy && length >= kShortestReason);
    m_rejectNow->setText((pending() ? tr("Reject v%1") : tr("Revoke v%1")).arg(m_facts->version.version));
    m_reasonState->setText(length >= kShortestReason
                               ? tr("The reason is kept in the history.")
                               : tr("At least %1 characters, %2 so far.").arg(kShortestReason).arg(length));
}

void DecisionCard::showPart() {
    m_pendingPart->setVisible(pending() && !m_rejecting);
    m_rejectPart->setVisible(m_rejecting);
    m_decidedPart->setVisible(!pending() && !m_rejecting);
}

void DecisionCard::openReject() {
    m_rejecting = true;
    showPart();
    updateButtons();
    m_reason->setFocus(Qt::OtherFocusReason);
}

void DecisionCard::closeReject() {
    m_rejecting = false;
    showPart();
    (pending() ? m_reject : m_revoke)->setFocus(Qt::OtherFocusReason);
}

void DecisionCard::pressPrimary() {
    auto* button = m_rejecting ? m_rejectNow : m_approve;
    if ((pending() || m_rejecting) && button->isEnabled()) button->click();
}

} // namespace slipway::ui
