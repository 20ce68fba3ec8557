#pragma once

#include <QObject>
#include <QPointer>
#include <vector>

#include "ui/shell/app_context.h"
#include "ui/shell/popup.h"
#include "ui/track/table/run_column.h"

class QComboBox;
class QListWidget;

namespace slipway::ui {

class FieldList;

/// Which columns the table shows: on the left all fields to check, on the right those that are shown, to drag into
/// another order, pin and take away. Changes show in the table at once.
class ColumnChooser : public QObject {
    Q_OBJECT
public:
    ColumnChooser(AppContext& app, QWidget* owner);
    void setExperiments(std::vector<std::int64_t> experiments) { m_experiments = std::move(experiments); }
    void open(const std::vector<RunColumn>& columns, const std::vector<RunColumn>& usual);
    Popup* popup() const { return m_popup; }

signals:
    void chosen(const std::vector<slipway::ui::RunColumn>& columns); ///< empty: the usual ones

private:
    void build();
    QWidget* makeAvailable();
    QWidget* makeShown();
    void toggle(const track::RunField& field, bool checked);
    void showColumns();
    void takeOrder();
    void pin(int row);
    void remove(int row);
    void moveBy(int by);
    void tell();
    bool eventFilter(QObject* object, QEvent* event) override;

    AppContext& m_app;
    QWidget* m_owner;
    QPointer<Popup> m_popup;
    FieldList* m_fields = nullptr;
    QListWidget* m_shown = nullptr;
    QComboBox* m_of = nullptr;
    std::vector<RunColumn> m_columns, m_usual;
    std::vector<std::int64_t> m_experiments;
};

} // namespace slipway::ui
