#pragma once

#include <map>
#include <string>

#include "ui/widgets/card.h"

class QToolButton;

namespace slipway::ui {

class DataTable;
class ListTableModel;
class SearchBox;
class TextLabel;

/// Names and values in a table with a search field; the values can be copied.
class PairsCard : public Card {
    Q_OBJECT
public:
    /// `name` begins the object names: "parametersTable", "parametersSearch".
    PairsCard(const QString& title, const QString& keyTitle, const QString& name, QWidget* parent = nullptr);

    void setPairs(const std::map<std::string, std::string>& pairs);
    void setEmptyText(const QString& text);
    DataTable& table() const { return *m_table; }
    SearchBox& search() const { return *m_search; }
    QString valueOf(const QString& key) const; ///< "" when it is not there

signals:
    void shownChanged(); ///< other rows than before

private:
    void fill();
    void copyAll() const;

    QString m_emptyText;
    std::map<std::string, std::string> m_pairs;
    SearchBox* m_search;
    QToolButton* m_copy;
    DataTable* m_table;
    ListTableModel* m_model;
    TextLabel* m_nothing;
};

} // namespace slipway::ui
