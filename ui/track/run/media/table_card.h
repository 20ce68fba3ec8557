#pragma once

#include "ui/shell/app_context.h"
#include "ui/widgets/card.h"

namespace slipway::ui {

class DataTable;
class ListTableModel;
class TextLabel;

/// A table that the run logged; read when it is made and by reload().
class TableCard : public Card {
    Q_OBJECT
public:
    TableCard(AppContext& app, const QString& run, const QString& path, QWidget* parent = nullptr);
    void reload();

private:
    AppContext& m_app;
    QString m_run, m_path;
    DataTable* m_table;
    ListTableModel* m_rows;
    TextLabel* m_note;
};

} // namespace slipway::ui
