#pragma once

#include <optional>

#include "ui/registry/registry_controller.h"
#include "ui/widgets/card.h"

class QPlainTextEdit;
class QPushButton;

namespace slipway::ui {

class Pill;
class TextLabel;

/// Approve and Reject of one version, with the note, the reason and, while there is one, the undo window. What it may
/// offer comes from the gate; what was typed survives a refresh of the same version.
class DecisionCard : public Card {
    Q_OBJECT
public:
    explicit DecisionCard(QWidget* parent = nullptr);
    void setFacts(const VersionFacts& facts);
    void setBusy(bool busy);
    /// Called each second of the undo window.
    void updateCountdown();
    /// Ctrl+Enter: what the filled button would do, when it may.
    void pressPrimary();

signals:
    void approveRequested(const QString& note);
    void rejectRequested(const QString& reason);
    void undoRequested();

private:
    void buildPending();
    void buildReject();
    void buildDecided();
    void showPart();
    void openReject();
    void closeReject();
    void updateButtons();
    void showDecided();
    bool pending() const;

    std::optional<VersionFacts> m_facts;
    bool m_busy = false;
    bool m_rejecting = false;
    Pill* m_pill = nullptr;
    QWidget *m_pendingPart = nullptr, *m_rejectPart = nullptr, *m_decidedPart = nullptr;
    TextLabel *m_requirement = nullptr, *m_reasonState = nullptr, *m_decided = nullptr, *m_decisionNote = nullptr,
              *m_windowText = nullptr;
    QPlainTextEdit *m_note = nullptr, *m_reason = nullptr;
    QPushButton *m_approve = nullptr, *m_reject = nullptr, *m_rejectNow = nullptr, *m_undo = nullptr,
                *m_revoke = nullptr;
};

/// Seconds until the undo window of the decision ends, rounded up; 0 when it is over.
int undoSecondsLeft(const registry::ModelVersion& version, Timestamp now);

} // namespace slipway::ui
