#pragma once

#include <QFrame>
#include <map>

#include "ui/label/annotation_view.h"
#include "ui/label/key_set.h"

class QToolButton;
class QVBoxLayout;

namespace slipway::ui {

/// The tools of a view, one below the other; 52 wide.
class ToolColumn : public QFrame {
    Q_OBJECT
public:
    explicit ToolColumn(QWidget* parent = nullptr);
    void setTools(const std::vector<LabelTool>& tools, const KeySet& keys);
    void setTool(LabelTool tool);

signals:
    void toolChosen(slipway::ui::LabelTool tool);
    void actionWanted(const QString& action);

private:
    QToolButton* add(const QString& icon, const QString& action, const KeySet& keys);
    QVBoxLayout* m_column;
    std::map<LabelTool, QToolButton*> m_buttons;
};

/// "Ctrl+Return" as people write it; the first of an action's keys, "" for none.
QString firstKey(const KeySet& keys, const QString& action);
/// "Rectangle": the title of an action.
QString titleOfAction(const QString& action);

} // namespace slipway::ui
