#pragma once

#include <vector>

#include "ui/registry/registry_controller.h"
#include "ui/widgets/card.h"

class QComboBox;

namespace slipway::ui {

class DataTable;
class ListTableModel;
class TextLabel;

/// A version beside production or any other version of its model: metrics with their change, and what went into it.
class ComparisonCard : public Card {
    Q_OBJECT
public:
    explicit ComparisonCard(QWidget* parent = nullptr);
    void setFacts(const VersionFacts& facts, const std::vector<registry::ModelVersion>& versions);
    void compareWithProduction();

signals:
    void baseChosen(int version); ///< 0: production

private:
    void fillChoices(const VersionFacts& facts, const std::vector<registry::ModelVersion>& versions);

    QComboBox* m_choice;
    QString m_titles;
    ListTableModel *m_metrics, *m_inputs;
    DataTable *m_metricTable, *m_inputTable;
    TextLabel *m_noBase, *m_inputTitle;
};

} // namespace slipway::ui
