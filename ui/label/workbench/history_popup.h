#pragma once

#include <vector>

#include "core/label/gesture.h"
#include "ui/shell/popup.h"

namespace slipway::ui {

class DataTable;
class ListTableModel;
class TextLabel;

/// What was done to one region, newest first: step, person, when, and what changed.
class HistoryPopup : public Popup {
    Q_OBJECT
public:
    HistoryPopup(const QString& region, QWidget* window);
    void openIn(const QRect& place);
    void showSteps(const std::vector<label::Gesture>& steps, const std::string& region);
    void showProblem(const QString& text);

private:
    ListTableModel* m_model;
    DataTable* m_table;
    TextLabel* m_note;
};

/// "moved, label car → van" of what an edit changed of one region.
QString changeText(const label::Edit& edit, const std::string& region);

} // namespace slipway::ui
