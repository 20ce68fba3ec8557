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
    /// The button of the picture's brightness and so on shows that the picture is not as in its file.
    void setPictureChanged(bool changed);
    /// Where its window opens, in this column's coordinates.
    QPoint pictureCorner() const;

signals:
    void toolChosen(slipway::ui::LabelTool tool);
    void actionWanted(const QString& action);
    void pictureWanted(); ///< the window for brightness and so on

private:
    QToolButton* add(const QString& icon, const QString& action, const KeySet& keys);
    QVBoxLayout* m_column;
    QToolButton* m_picture = nullptr;
    bool m_pictureChanged = false;
    std::map<LabelTool, QToolButton*> m_buttons;
};

/// "Ctrl+Return" as people write it; the first of an action's keys, "" for none.
QString firstKey(const KeySet& keys, const QString& action);
/// "Rectangle": the title of an action.
QString titleOfAction(const QString& action);

} // namespace slipway::ui
