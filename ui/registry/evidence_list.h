#pragma once

#include <QWidget>
#include <vector>

#include "core/registry/model_version.h"

class QVBoxLayout;

namespace slipway::ui {

/// What a version has shown, one row a check: shape and word, the check, one line of fact.
class EvidenceList : public QWidget {
    Q_OBJECT
public:
    explicit EvidenceList(QWidget* parent = nullptr);
    void setEvidence(const std::vector<registry::Evidence>& evidence);

private:
    QWidget* makeRow(const registry::Evidence& evidence);
    QVBoxLayout* m_rows;
};

/// The check for people: metrics by their titles, "ROC AUC at least 0.9".
QString checkTitle(const registry::Evidence& evidence);
/// "5 pass · 1 warns · 1 fails".
QString evidenceSummary(const std::vector<registry::Evidence>& evidence);
/// Why Approve is not possible, in words; "" when it is.
QString closedReason(const registry::Gate& gate);
/// Why a note is needed; "" when it is not.
QString noteReason(const registry::Gate& gate);

} // namespace slipway::ui
