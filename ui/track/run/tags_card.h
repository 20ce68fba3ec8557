#pragma once

#include "core/track/run.h"
#include "ui/track/run/pairs_card.h"

class QLineEdit;
class QPushButton;

namespace slipway::ui {

class RunActions;
class TextLabel;

/// Tags that people set, which can be added, edited (Enter or double click) and removed (Delete); those of MLflow and
/// Slipway are folded away until asked for.
class TagsCard : public PairsCard {
    Q_OBJECT
public:
    explicit TagsCard(RunActions& actions, QWidget* parent = nullptr);
    void setRun(const track::Run& run);

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    QWidget* makeEditor();
    void edit(const QString& key, const QString& value);
    void save();
    void removeSelected();
    void closeEditor();
    void showPairs();

    RunActions& m_actions;
    track::Run m_run;
    bool m_all = false;
    QWidget* m_editor;
    QLineEdit* m_key;
    QLineEdit* m_value;
    QPushButton* m_fold;
};

} // namespace slipway::ui
