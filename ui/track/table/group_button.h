#pragma once

#include <QPointer>
#include <QPushButton>
#include <vector>

#include "core/track/run_list.h"
#include "ui/shell/app_context.h"
#include "ui/shell/popup.h"

namespace slipway::ui {

class FieldList;
class TextLabel;

/// By which parameters, tags and attributes the runs are grouped; the outermost was chosen first.
class GroupButton : public QPushButton {
    Q_OBJECT
public:
    GroupButton(AppContext& app, QWidget* parent);
    void setGrouping(const std::vector<track::RunField>& groupBy);
    void open();

signals:
    void chosen(const std::vector<slipway::track::RunField>& groupBy);
    void foldAllWanted(bool fold);

private:
    void build();
    void choose(std::vector<track::RunField> groupBy);

    AppContext& m_app;
    QPointer<Popup> m_popup;
    FieldList* m_fields = nullptr;
    TextLabel* m_order = nullptr;
    QPushButton *m_none = nullptr, *m_fold = nullptr, *m_unfold = nullptr;
    std::vector<track::RunField> m_groupBy;
};

} // namespace slipway::ui
