#pragma once

#include <QTimer>

#include "core/base/result.h"
#include "core/track/run.h"
#include "ui/widgets/card.h"

class QPlainTextEdit;
class QPushButton;

namespace slipway::ui {

class MarkdownView;
class RunActions;
class TextLabel;

/// Notes in Markdown (tag "mlflow.note.content"), edited in place: saved by themselves soon after the last key and when
/// the editor is left. Undo is the editor's own; "Revert" brings back what was there when editing began.
class NotesCard : public Card {
    Q_OBJECT
public:
    explicit NotesCard(RunActions& actions, QWidget* parent = nullptr);
    ~NotesCard() override;
    void setRun(const track::Run& run);

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void buildEditor();
    void startEditing();
    void endEditing();
    void revert();
    void saveNow();
    void stored(const Status& result);
    void showNote();
    bool isEditing() const;
    bool checkLength();

    RunActions& m_actions;
    QString m_run, m_note, m_before, m_saved; ///< m_saved: what the store was last asked to keep
    bool m_locked = false;
    QTimer m_autosave;
    MarkdownView* m_view;
    TextLabel* m_nothing;
    QWidget* m_editorBox;
    QPlainTextEdit* m_editor;
    TextLabel* m_state;
    QPushButton* m_edit;
    QPushButton* m_done;
    QPushButton* m_revert;
};

} // namespace slipway::ui
