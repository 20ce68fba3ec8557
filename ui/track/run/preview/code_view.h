#pragma once

#include <QPlainTextEdit>
#include <QSyntaxHighlighter>

namespace slipway::ui {

/// Text to read in a monospace font, with line numbers. Ctrl+C copies, nothing is wrapped.
class CodeView : public QPlainTextEdit {
    Q_OBJECT
public:
    enum class Colours { None, Diff, Code };

    explicit CodeView(const QString& name, QWidget* parent = nullptr);
    void setContent(const QString& text, Colours colours);
    /// Goes on where the text ended; stays at the end when that was in view.
    void appendContent(const QString& text);
    void scrollToEnd();
    void setNumbersVisible(bool visible);
    void paintNumbers(QPaintEvent* event); ///< of the column at the left

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    int numbersWidth() const;
    void placeNumbers();
    void restyle();

    QWidget* m_numbers;
    QSyntaxHighlighter* m_highlighter;
    bool m_numbersWanted = true;
    Colours m_colours = Colours::None;
};

/// Colours lines of a unified diff, or comments, texts and numbers of code and settings, from the theme's tokens.
class CodeHighlighter : public QSyntaxHighlighter {
    Q_OBJECT
public:
    explicit CodeHighlighter(QTextDocument* document);
    void setColours(CodeView::Colours colours);

protected:
    void highlightBlock(const QString& text) override;

private:
    void colourDiff(const QString& text);
    void colourCode(const QString& text);
    CodeView::Colours m_colours = CodeView::Colours::None;
};

} // namespace slipway::ui
