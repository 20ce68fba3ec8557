#pragma once

#include <QVBoxLayout>
#include <QWidget>

#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/list_table_model.h"

namespace slipway::ui {

/// Column of cards that every settings page is.
class PageColumn : public QWidget {
public:
    PageColumn() {
        m_column = new QVBoxLayout(this);
        m_column->setContentsMargins(0, 0, 0, 0);
        m_column->setSpacing(16);
    }
    Card& addCard(const QString& title, const QString& caption = {}) {
        auto* card = new Card(title);
        card->setCaption(caption);
        m_column->addWidget(card);
        return *card;
    }

private:
    QVBoxLayout* m_column;
};

/// A table as high as its rows inside a flush card.
inline ListTableModel& addTable(
    Card& card, const QString& name, std::vector<TableColumn> columns, std::vector<TableRow> rows) {
    auto* table = new DataTable(name);
    auto* model = new ListTableModel(std::move(columns), table);
    model->setRows(std::move(rows));
    table->setListModel(model);
    table->fitHeightToRows(24);
    card.setFlush();
    card.body().addWidget(table);
    return *model;
}

} // namespace slipway::ui
