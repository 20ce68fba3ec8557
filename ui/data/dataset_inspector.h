#pragma once

#include <QWidget>

#include "ui/data/data_controller.h"

class QLabel;
class QPushButton;
class QSpinBox;
class QTabWidget;

namespace slipway::ui {

class BarCompareChart;
class DataTable;
class KeyValueList;
class ListTableModel;
class TextLabel;

/// One dataset version in tabs: Columns (profile, distribution of the chosen one), Preview, Filter, Versions, About.
class DatasetInspector : public QWidget {
    Q_OBJECT
public:
    explicit DatasetInspector(QWidget* parent = nullptr);
    void show(const DatasetPage& page);
    void setDroppedAnswer(const QString& answer);

signals:
    void droppedAsked(const QString& reference, std::int64_t row);
    void versionChosen(const QString& reference);
    void sensitiveToggled(const QString& reference, const QString& column, bool sensitive);

private:
    QWidget* buildColumns();
    QWidget* buildFilter();
    void showColumn(const QString& name);
    DataTable* makeTable(const QString& name, const QString& objectName, ListTableModel*& model);

    DatasetPage m_page;
    QTabWidget* m_tabs;
    DataTable* m_columns = nullptr;
    ListTableModel* m_columnsModel = nullptr;
    BarCompareChart* m_distribution = nullptr;
    QPushButton* m_flag = nullptr;
    ListTableModel* m_previewModel = nullptr;
    DataTable* m_preview = nullptr;
    ListTableModel* m_filterModel = nullptr;
    DataTable* m_filter = nullptr;
    QWidget* m_filterPage = nullptr;
    QSpinBox* m_row = nullptr;
    TextLabel* m_answer = nullptr;
    ListTableModel* m_versionsModel = nullptr;
    DataTable* m_versions = nullptr;
    KeyValueList* m_about = nullptr;
};

} // namespace slipway::ui
