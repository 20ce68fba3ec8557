#pragma once

#include "core/track/run.h"
#include "ui/widgets/card.h"

namespace slipway::ui {

class DataTable;
class ListTableModel;
class SearchBox;
class TextLabel;

/// Latest, lowest and highest value of each metric, with how many points there are and the last step.
class MetricSummaryCard : public Card {
    Q_OBJECT
public:
    explicit MetricSummaryCard(QWidget* parent = nullptr);
    void setRun(const track::Run& run);
    QWidget* searchField() const;

signals:
    void chosen(const QString& metric); ///< Enter or double click: its curve is wanted

private:
    void fill();

    std::map<std::string, track::MetricSummary> m_metrics;
    SearchBox* m_search;
    DataTable* m_table;
    ListTableModel* m_model;
    TextLabel* m_nothing;
};

} // namespace slipway::ui
