#pragma once

#include "ui/data/data_controller.h"
#include "ui/shell/panel.h"

class QStackedWidget;

namespace slipway::ui {

class Card;
class DataTable;
class DatasetInspector;
class ListTableModel;
class SearchBox;

/// Data sources: bring data in and know that it is right. Files drop anywhere on the page.
class DataPanel : public Panel {
    Q_OBJECT
public:
    explicit DataPanel(AppContext& app, QWidget* parent = nullptr);
    void refresh() override;
    void showObject(const QString& link) override;
    QWidget* searchField() override;

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void showDatasets(const std::vector<data::DatasetVersion>& datasets);
    void fillTable();
    void browse();
    void importFiles(const QStringList& files);

    DataController* m_controller;
    std::vector<data::DatasetVersion> m_datasets;
    QString m_wanted;
    SearchBox* m_search;
    QStackedWidget* m_pages;
    DataTable* m_table;
    ListTableModel* m_model;
    Card* m_card;
    DatasetInspector* m_inspector;
};

} // namespace slipway::ui
