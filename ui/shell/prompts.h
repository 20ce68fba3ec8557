#pragma once

#include <QString>
#include <QStringList>
#include <QWidget>
#include <optional>
#include <vector>

namespace slipway::ui {

/// Every question that stops a person, in one place, so that a test can script the answers (ScriptedPrompts).
class Prompts {
public:
    struct Confirm {
        QString title;  ///< "Delete 3 datasets?"
        QString text;   ///< the effect, in one or two sentences
        QString action; ///< label of the button that does it: "Delete 3 datasets"
        bool destructive = false;
    };
    struct Text {
        QString title, label, action; ///< action: "Create"
        QString initial, suggestion;  ///< suggestion: grey text in the empty field
        int minimumLength = 1;
        bool multiline = false;
    };
    struct File {
        QString title;
        QString filter; ///< "Tables (*.csv *.parquet)"
        QString initial;
    };
    virtual ~Prompts() = default;
    virtual bool confirm(QWidget* parent, const Confirm& question) = 0;
    virtual std::optional<QString> text(QWidget* parent, const Text& question) = 0;
    virtual std::optional<QString> openFile(QWidget* parent, const File& question) = 0;
    virtual std::optional<QString> saveFile(QWidget* parent, const File& question) = 0;
    virtual std::optional<QString> openFolder(QWidget* parent, const File& question) = 0;
};

/// Real dialogs.
class DialogPrompts : public Prompts {
public:
    bool confirm(QWidget* parent, const Confirm& question) override;
    std::optional<QString> text(QWidget* parent, const Text& question) override;
    std::optional<QString> openFile(QWidget* parent, const File& question) override;
    std::optional<QString> saveFile(QWidget* parent, const File& question) override;
    std::optional<QString> openFolder(QWidget* parent, const File& question) override;
};

/// Answers in the order given, and records what was asked; with no answer left it declines. For tests.
class ScriptedPrompts : public Prompts {
public:
    void answer(bool yes) { m_answers.push_back(yes ? std::optional<QString>(QString()) : std::nullopt); }
    void answer(const QString& text) { m_answers.push_back(text); }
    const QStringList& asked() const { return m_asked; }

    bool confirm(QWidget* parent, const Confirm& question) override;
    std::optional<QString> text(QWidget* parent, const Text& question) override;
    std::optional<QString> openFile(QWidget* parent, const File& question) override;
    std::optional<QString> saveFile(QWidget* parent, const File& question) override;
    std::optional<QString> openFolder(QWidget* parent, const File& question) override;

private:
    std::optional<QString> next(const QString& title);
    std::vector<std::optional<QString>> m_answers;
    QStringList m_asked;
};

} // namespace slipway::ui
