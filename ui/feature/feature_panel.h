#pragma once

#include "ui/feature/feature_controller.h"
#include "ui/shell/panel.h"

class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace slipway::ui {

class Card;
class DataTable;
class KeyValueList;
class ListTableModel;
class TextLabel;

/// Features: find a feature, trust it, use it. Groups left; features with statistics, definition, and one key's values
/// offline and online.
class FeaturePanel : public Panel {
    Q_OBJECT
public:
    explicit FeaturePanel(AppContext& app, QWidget* parent = nullptr);
    void refresh() override;
    void showObject(const QString& link) override;

private:
    QWidget* buildRight();
    QWidget* buildLookup();
    void connectController();
    void showGroups(const std::vector<feature::FeatureGroup>& groups);
    void showGroup(const FeatureGroupPage& page);
    void showLookup(const FeatureLookup& lookup);

    FeatureController* m_controller;
    QStackedWidget* m_pages;
    DataTable* m_groups;
    ListTableModel* m_groupsModel;
    Card* m_card = nullptr;
    KeyValueList* m_facts = nullptr;
    DataTable* m_features = nullptr;
    ListTableModel* m_featuresModel = nullptr;
    QPlainTextEdit* m_sql = nullptr;
    QLineEdit* m_key = nullptr;
    DataTable* m_values = nullptr;
    ListTableModel* m_valuesModel = nullptr;
    TextLabel* m_answer = nullptr;
    QPushButton* m_materialize;
    QString m_shown;
};

} // namespace slipway::ui
