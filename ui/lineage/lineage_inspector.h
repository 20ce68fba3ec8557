#pragma once

#include <QHash>
#include <vector>

#include "core/lineage/lineage_store.h"
#include "ui/widgets/card.h"

class QPushButton;
class QVBoxLayout;

namespace slipway::ui {

class KeyValueList;
class TextLabel;

/// The selected object: what it is, who made it when and how, what it came from and what came of it.
class LineageInspector : public Card {
    Q_OBJECT
public:
    explicit LineageInspector(QWidget* parent = nullptr);
    using Names = QHash<QString, QString>; ///< id -> name
    void setNode(const lineage::Node& node, const std::vector<lineage::Edge>& into,
        const std::vector<lineage::Edge>& outOf, const Names& names);
    void clearNode();

signals:
    void nodeChosen(const QString& id); ///< a neighbour was clicked
    void openRequested(const QString& id);
    void rootRequested(const QString& id); ///< draw the graph around this one

private:
    void addNeighbours(
        const QString& title, const std::vector<lineage::Edge>& edges, bool upstream, const Names& names);

    QString m_id;
    TextLabel *m_name, *m_hint;
    KeyValueList* m_facts;
    QVBoxLayout* m_neighbours;
    QWidget* m_content;
    QPushButton *m_open, *m_center;
};

} // namespace slipway::ui
