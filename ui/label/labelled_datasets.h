#pragma once

#include <QWidget>
#include <functional>

#include "ui/label/label_facts.h"

namespace slipway::ui {

class FlowRow;

/// Labels that came with the data, and how their classes are balanced.
class LabelledDatasets : public QWidget {
    Q_OBJECT
public:
    explicit LabelledDatasets(std::function<void(const QString&)> navigate, QWidget* parent = nullptr);
    void show(const std::vector<LabelledDataset>& datasets);

private:
    QWidget* makeCard(const LabelledDataset& dataset);
    std::function<void(const QString&)> m_navigate;
    FlowRow* m_cards;
};

} // namespace slipway::ui
