#include "ui/shell/prompts.h"

#include <QDialog>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

/// Title, sentence, whatever the question needs, and two buttons; Cancel is what Esc does.
class QuestionDialog : public QDialog {
public:
    QuestionDialog(QWidget* parent, const QString& title, const QString& action, bool destructive) : QDialog(parent) {
        setWindowTitle(title);
        setMinimumWidth(440);
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(24, 20, 24, 20);
        column->setSpacing(12);
        auto* heading = new TextLabel(title, FontRole::Section);
        heading->setWordWrap(true);
        column->addWidget(heading);
        m_content = new QVBoxLayout;
        m_content->setSpacing(8);
        column->addLayout(m_content);
        auto* row = new QHBoxLayout;
        row->setContentsMargins(0, 8, 0, 0);
        row->setSpacing(8);
        row->addStretch();
        auto* cancel = makeButton(QDialog::tr("Cancel"), QStringLiteral("cancelButton"));
        m_accept =
            makeButton(action, QStringLiteral("acceptButton"), destructive ? ButtonKind::Danger : ButtonKind::Primary);
        row->addWidget(cancel);
        row->addWidget(m_accept);
        column->addLayout(row);
        connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
        connect(m_accept, &QPushButton::clicked, this, &QDialog::accept);
        (destructive ? cancel : m_accept)->setDefault(true);
    }
    QVBoxLayout& content() { return *m_content; }
    QPushButton& acceptButton() { return *m_accept; }

private:
    QVBoxLayout* m_content;
    QPushButton* m_accept;
};

std::optional<QString> given(const QString& path) {
    return path.isEmpty() ? std::nullopt : std::optional(path);
}

} // namespace

bool DialogPrompts::confirm(QWidget* parent, const Confirm& question) {
    QuestionDialog dialog(parent, question.title, question.action, question.destructive);
    auto* text = new TextLabel(question.text, FontRole::Body, Token::TextSecondary);
    text->setWordWrap(true);
    dialog.content().addWidget(text);
    return dialog.exec() == QDialog::Accepted;
}

std::optional<QString> DialogPrompts::text(QWidget* parent, const Text& question) {
    QuestionDialog dialog(parent, question.title, question.action, false);
    auto* label = new TextLabel(question.label, FontRole::Body, Token::TextSecondary);
    label->setWordWrap(true);
    dialog.content().addWidget(label);
    const auto enough = [&](const QString& value) {
        dialog.acceptButton().setEnabled(value.trimmed().size() >= question.minimumLength);
    };
    enough(question.initial);
    if (question.multiline) {
        auto* edit = new QPlainTextEdit(question.initial);
        edit->setAccessibleName(question.label);
        edit->setPlaceholderText(question.suggestion);
        edit->setTabChangesFocus(true);
        edit->setFixedHeight(96);
        dialog.content().addWidget(edit);
        QObject::connect(edit, &QPlainTextEdit::textChanged, &dialog, [&] { enough(edit->toPlainText()); });
        edit->setFocus();
        return dialog.exec() == QDialog::Accepted ? std::optional(edit->toPlainText().trimmed()) : std::nullopt;
    }
    auto* edit = new QLineEdit(question.initial);
    edit->setAccessibleName(question.label);
    edit->setPlaceholderText(question.suggestion);
    dialog.content().addWidget(edit);
    QObject::connect(edit, &QLineEdit::textChanged, &dialog, enough);
    edit->setFocus();
    return dialog.exec() == QDialog::Accepted ? std::optional(edit->text().trimmed()) : std::nullopt;
}

std::optional<QString> DialogPrompts::openFile(QWidget* parent, const File& question) {
    return given(QFileDialog::getOpenFileName(parent, question.title, question.initial, question.filter));
}

std::optional<QString> DialogPrompts::saveFile(QWidget* parent, const File& question) {
    return given(QFileDialog::getSaveFileName(parent, question.title, question.initial, question.filter));
}

std::optional<QString> DialogPrompts::openFolder(QWidget* parent, const File& question) {
    return given(QFileDialog::getExistingDirectory(parent, question.title, question.initial));
}

std::optional<QString> ScriptedPrompts::next(const QString& title) {
    m_asked.push_back(title);
    if (m_answers.empty()) return {};
    const auto answer = m_answers.front();
    m_answers.erase(m_answers.begin());
    return answer;
}

bool ScriptedPrompts::confirm(QWidget*, const Confirm& question) {
    return next(question.title).has_value();
}
std::optional<QString> ScriptedPrompts::text(QWidget*, const Text& question) {
    return next(question.title);
}
std::optional<QString> ScriptedPrompts::openFile(QWidget*, const File& question) {
    return next(question.title);
}
std::optional<QString> ScriptedPrompts::saveFile(QWidget*, const File& question) {
    return next(question.title);
}
std::optional<QString> ScriptedPrompts::openFolder(QWidget*, const File& question) {
    return next(question.title);
}

} // namespace slipway::ui
