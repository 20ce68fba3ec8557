#pragma once

#include <QPointer>
#include <QTimer>
#include <optional>

#include "ui/registry/registry_controller.h"
#include "ui/shell/panel.h"

class QLabel;
class QPushButton;

namespace slipway::ui {

class Card;
class ComparisonCard;
class DataTable;
class DecisionCard;
class EmptyState;
class EvidenceList;
class HistoryList;
class SearchBox;
class SectionHeader;
class TextLabel;
class VersionsModel;

/// Versions of all models, and the page of one version: evidence, decision, comparison, history.
class RegistryPanel : public Panel {
    Q_OBJECT
public:
    explicit RegistryPanel(AppContext& app, QWidget* parent = nullptr);

    void refresh() override;
    void showObject(const QString& link) override;
    QWidget* searchField() override;

private:
    void buildVersions();
    void buildPage();
    void connectController();
    void addCommands();
    void showVersions();
    void showFacts();
    void chooseSelection();
    void updateSummary();
    void startCountdown(const registry::ModelVersion& version);
    void updateCountdown();
    void announce(const registry::ModelVersion& version, const QString& what, bool undoable);
    void undo(const VersionKey& key);

    RegistryController m_controller;
    std::optional<VersionKey> m_wanted; ///< asked for before the list was there
    std::optional<registry::ModelVersion> m_counting;
    int m_toast = 0;
    QTimer m_countdown;

    EmptyState* m_empty = nullptr;
    Card *m_versionsCard = nullptr, *m_evidenceCard = nullptr;
    VersionsModel* m_versions = nullptr;
    DataTable* m_table = nullptr;
    SearchBox* m_search = nullptr;
    TextLabel* m_noMatch = nullptr;
    QWidget* m_page = nullptr;
    SectionHeader* m_pageTitle = nullptr;
    EvidenceList* m_evidence = nullptr;
    DecisionCard* m_decision = nullptr;
    ComparisonCard* m_comparison = nullptr;
    HistoryList* m_history = nullptr;
    QPushButton *m_undo = nullptr, *m_openRun = nullptr, *m_openLineage = nullptr;
};

} // namespace slipway::ui
