#pragma once

#include <QAbstractListModel>
#include <QWidget>
#include <vector>

#include "core/track/run_list.h"
#include "ui/shell/app_context.h"

class QListView;

namespace slipway::ui {

class SearchBox;

/// Fields by kind, below headings; those that were chosen are checked.
class FieldListModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { HeadingRole = Qt::UserRole + 1, CheckedRole };
    struct Item {
        bool heading = false;
        track::RunField field;
        QString title;
    };
    using QAbstractListModel::QAbstractListModel;

    void setItems(std::vector<Item> items);
    void setChecked(std::vector<track::RunField> checked);
    const Item* itemAt(const QModelIndex& index) const; ///< null for headings
    bool isChecked(const track::RunField& field) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    std::vector<Item> m_items;
    std::vector<track::RunField> m_checked;
};

/// All fields that runs have, to search and check: keys are looked up off the GUI thread, ten thousand at once.
class FieldList : public QWidget {
    Q_OBJECT
public:
    enum class For { Columns, Grouping };
    FieldList(AppContext& app, For what, QWidget* parent);

    void setExperiments(std::vector<std::int64_t> experiments) { m_experiments = std::move(experiments); }
    void setChecked(std::vector<track::RunField> checked) { m_model->setChecked(std::move(checked)); }
    void reload();
    SearchBox& search() const { return *m_search; }
    QListView& list() const { return *m_list; }
    FieldListModel& model() const { return *m_model; }

signals:
    void toggled(const slipway::track::RunField& field, bool checked);
    void loaded();

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void toggle(const QModelIndex& index);

    AppContext& m_app;
    For m_for;
    SearchBox* m_search;
    QListView* m_list;
    FieldListModel* m_model;
    std::vector<std::int64_t> m_experiments;
};

} // namespace slipway::ui
