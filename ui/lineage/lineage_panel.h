#pragma once

#include "ui/lineage/lineage_controller.h"
#include "ui/shell/panel.h"

class QComboBox;
class QListView;
class QSplitter;

namespace slipway::ui {

class EmptyState;
class LineageInspector;
class LineageListModel;
class LineageView;
class SearchBox;
class TextLabel;

/// What made an object and what depends on it: list, graph, inspector.
class LineagePanel : public Panel {
    Q_OBJECT
public:
    explicit LineagePanel(AppContext& app, QWidget* parent = nullptr);

    void refresh() override;
    void showObject(const QString& link) override;
    QWidget* searchField() override;

private:
    void buildHeader();
    QWidget* makeList();
    void connectController();
    void addCommands();
    void showNodes();
    void chooseRoot();
    void setRoot(const QString& id);
    void queryChanged();
    void showSelected(const QString& id);
    void updateSummary();
    QString nameOf(const QString& id) const;

    LineageController m_controller;
    QString m_wanted;
    EmptyState* m_empty = nullptr;
    QSplitter* m_content = nullptr;
    SearchBox* m_search = nullptr;
    LineageListModel* m_model = nullptr;
    QListView* m_list = nullptr;
    TextLabel* m_noMatch = nullptr;
    QComboBox *m_direction = nullptr, *m_depth = nullptr;
    LineageView* m_view = nullptr;
    LineageInspector* m_inspector = nullptr;
};

} // namespace slipway::ui
