#include "ui/track/run/notes_card.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/track/limits.h"
#include "ui/shell/notifications.h"
#include "ui/track/run/run_actions.h"
#include "ui/track/run/run_facts.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/markdown_view.h"

namespace slipway::ui {

namespace {

constexpr int kAutosaveMs = 800, kMostHeight = 420, kEditorHeight = 200;

bool fitsATag(const QString& text) {
    const auto bytes = text.toStdString();
    return track::fittingBytes(bytes, track::kMaxTag) == bytes.size();
}

} // namespace

NotesCard::NotesCard(RunActions& actions, QWidget* parent) : Card(tr("Notes"), parent), m_actions(actions) {
    m_state = new TextLabel({}, FontRole::Caption, Token::TextMuted);
    m_state->setObjectName(QStringLiteral("notesState"));
    m_revert = makeButton(tr("Revert"), QStringLiteral("revertNotes"), ButtonKind::Quiet);
    m_done = makeButton(tr("Done"), QStringLiteral("doneNotes"));
    m_edit = makeButton(tr("Edit"), QStringLiteral("editNotes"), ButtonKind::Quiet, QStringLiteral("edit"));
    for (auto* widget : std::initializer_list<QWidget*>{m_state, m_revert, m_done, m_edit}) addHeaderWidget(widget);
    connect(m_edit, &QPushButton::clicked, this, &NotesCard::startEditing);
    connect(m_done, &QPushButton::clicked, this, &NotesCard::endEditing);
    connect(m_revert, &QPushButton::clicked, this, &NotesCard::revert);
    m_view = new MarkdownView(tr("Notes"), this);
    m_view->fitHeight(kMostHeight);
    m_nothing = new TextLabel(
        tr("What did you try, and what came of it? Write it down in Markdown."), FontRole::Body, Token::TextSecondary);
    m_nothing->setWordWrap(true);
    body().addWidget(m_nothing);
    body().addWidget(m_view);
    buildEditor();
    m_autosave.setSingleShot(true);
    m_autosave.setInterval(kAutosaveMs);
    connect(&m_autosave, &QTimer::timeout, this, &NotesCard::saveNow);
    showNote();
}

NotesCard::~NotesCard() {
    saveNow();
}

void NotesCard::buildEditor() {
    m_editorBox = new QWidget;
    auto* column = new QVBoxLayout(m_editorBox);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    m_editor = new QPlainTextEdit;
    m_editor->setObjectName(QStringLiteral("notesEditor"));
    m_editor->setAccessibleName(tr("Notes in Markdown"));
    m_editor->setMinimumHeight(kEditorHeight);
    m_editor->setTabChangesFocus(true);
    m_editor->installEventFilter(this);
    column->addWidget(m_editor);
    column->addWidget(new TextLabel(tr("Markdown: **bold**, *italic*, # heading, - list, `code`, [link](https://…)"),
        FontRole::Caption, Token::TextMuted));
    body().addWidget(m_editorBox);
    m_editorBox->hide();
    connect(m_editor, &QPlainTextEdit::textChanged, this, [this] {
        if (!isEditing()) return;
        m_revert->setEnabled(m_editor->toPlainText() != m_before);
        const bool fits = checkLength();
        m_done->setEnabled(fits);
        if (fits) m_autosave.start();
    });
}

/// A note is a tag, and those have a limit: what is over it stays in the editor until it is shorter.
bool NotesCard::checkLength() {
    const auto text = m_editor->toPlainText();
    const bool fits = fitsATag(text);
    m_state->setToken(fits ? Token::TextMuted : Token::BadText);
    m_state->setText(
        fits ? tr("Not saved yet")
             : tr("Too long to be saved: %1 of %2 characters")
                   .arg(format::count(text.size()), format::count(static_cast<std::int64_t>(track::kMaxTag))));
    return fits;
}

bool NotesCard::isEditing() const {
    return !m_editorBox->isHidden();
}

void NotesCard::setRun(const track::Run& run) {
    const auto id = format::text(run.id);
    if (id != m_run) {
        if (isEditing()) {
            saveNow();
            m_editorBox->hide();
        }
        m_run = id;
        m_note.clear();
    }
    m_locked = run.deleted;
    if (!isEditing()) m_note = format::text(tagOf(run, "mlflow.note.content")); // nothing changes under the writer
    showNote();
}

void NotesCard::showNote() {
    const bool editing = isEditing();
    m_view->setVisible(!editing && !m_note.isEmpty());
    m_nothing->setVisible(!editing && m_note.isEmpty());
    m_edit->setVisible(!editing);
    m_edit->setEnabled(!m_locked);
    m_edit->setText(m_note.isEmpty() ? tr("Write") : tr("Edit"));
    m_edit->setAccessibleName(m_note.isEmpty() ? tr("Write notes") : tr("Edit the notes"));
    m_done->setVisible(editing);
    m_revert->setVisible(editing);
    m_state->setVisible(editing);
    m_view->setText(m_note);
}

void NotesCard::startEditing() {
    m_before = m_saved = m_note;
    m_editor->setPlainText(m_note);
    m_editor->document()->clearUndoRedoStacks();
    m_editorBox->show();
    m_revert->setEnabled(false);
    m_state->setText({});
    showNote();
    m_editor->setFocus(Qt::OtherFocusReason);
}

void NotesCard::endEditing() {
    if (!checkLength()) return;
    saveNow();
    m_note = m_editor->toPlainText();
    m_editorBox->hide();
    showNote();
    m_edit->setFocus(Qt::OtherFocusReason);
}

/// A step in the editor's own history, so that it can be undone too.
void NotesCard::revert() {
    QTextCursor cursor(m_editor->document());
    cursor.select(QTextCursor::Document);
    cursor.insertText(m_before);
    saveNow();
    m_editor->setFocus(Qt::OtherFocusReason);
}

void NotesCard::saveNow() {
    m_autosave.stop();
    if (!isEditing() || m_run.isEmpty()) return;
    const auto text = m_editor->toPlainText();
    if (text == m_saved || !fitsATag(text)) return;
    m_saved = text;
    m_actions.setNote(m_run, text, [self = QPointer<NotesCard>(this)](const Status& result) {
        if (self) self->stored(result);
    });
}

void NotesCard::stored(const Status& result) {
    if (result) return m_state->setText(tr("Saved"));
    m_saved = m_before; // so that the next key tries again
    m_state->setText(tr("Couldn't save: %1").arg(sentenceOf(result.error())));
}

bool NotesCard::eventFilter(QObject* object, QEvent* event) {
    if (object == m_editor && event->type() == QEvent::FocusOut) saveNow();
    if (object == m_editor && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape ||
            (key->key() == Qt::Key_Return && key->modifiers().testFlag(Qt::ControlModifier))) {
            endEditing();
            return true;
        }
    }
    return Card::eventFilter(object, event);
}

} // namespace slipway::ui
