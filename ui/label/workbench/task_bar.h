#pragma once

#include <QFrame>

#include "core/label/project.h"
#include "ui/label/label_controller.h"
#include "ui/widgets/pill.h"

class QPushButton;
class QToolButton;

namespace slipway::ui {

class ElidedLabel;
class ProjectLink;
class TextLabel;

/// The head of the labeling page, 48 high: where the person is, how fast they go, that all is saved, and what ends the
/// task.
class TaskBar : public QFrame {
    Q_OBJECT
public:
    explicit TaskBar(QWidget* parent = nullptr);
    void showTask(const LabelController& controller);
    void showProgress(const LabelController& controller);
    void showHistory(const LabelController& controller); ///< undo, redo
    void showSaved(qint64 milliseconds);
    /// What the view says: "x 1,204 y 88 · 240 %".
    void showStatus(const QString& text);
    void setKeys(const QString& submit, const QString& skip, const QString& undo, const QString& redo);
    void setInstructionsKey(const QString& key);

signals:
    void actionWanted(const QString& action); ///< of key_set.h
    void closeWanted();
    void projectWanted(); ///< its page
    void tasksWanted();
    void settingsWanted();
    void instructionsWanted();

private:
    void updateDetail();
    ProjectLink* m_project;
    TextLabel* m_place;
    Pill* m_state;
    ElidedLabel* m_detail;
    QToolButton *m_undo, *m_redo, *m_instructions;
    QPushButton *m_skip, *m_submit;
    QString m_saved, m_pace, m_status, m_submitKey, m_skipKey, m_undoKey, m_redoKey;
};

/// How a task's or an answer's state looks.
PillLook lookOfTask(const LabelController& controller);

} // namespace slipway::ui
