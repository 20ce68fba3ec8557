#include "ui/track/run/preview/code_view.h"

#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>
#include <algorithm>
#include <optional>

#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {

constexpr int kGap = 10;

/// The column at the left.
class Numbers : public QWidget {
public:
    explicit Numbers(CodeView* view) : QWidget(view), m_view(view) {}

protected:
    void paintEvent(QPaintEvent* event) override { m_view->paintNumbers(event); }

private:
    CodeView* m_view;
};

QTextCharFormat formatOf(Token text) {
    QTextCharFormat format;
    format.setForeground(color(text));
    return format;
}

bool isWord(QChar c) {
    return c.isLetterOrNumber() || c == '_';
}

bool isKeyword(QStringView word) {
    static const QSet<QString> words{"def", "class", "return", "import", "from", "for", "while", "if", "elif", "else",
        "in", "not", "and", "or", "is", "None", "True", "False", "with", "as", "try", "except", "finally", "raise",
        "lambda", "yield", "async", "await", "pass", "break", "continue", "global", "assert", "true", "false", "null"};
    return words.contains(word.toString());
}

std::optional<Token> fillOfDiffLine(const QString& text) {
    if (text.startsWith(QLatin1String("@@"))) return Token::InfoFill;
    if (text.startsWith(QLatin1String("+++")) || text.startsWith(QLatin1String("---"))) return {};
    if (text.startsWith('+')) return Token::OkFill;
    if (text.startsWith('-')) return Token::BadFill;
    return {};
}

} // namespace

CodeHighlighter::CodeHighlighter(QTextDocument* document) : QSyntaxHighlighter(document) {
    connect(&Theme::current(), &Theme::changed, this, &QSyntaxHighlighter::rehighlight);
}

void CodeHighlighter::setColours(CodeView::Colours colours) {
    m_colours = colours;
}

void CodeHighlighter::highlightBlock(const QString& text) {
    if (m_colours == CodeView::Colours::Diff) colourDiff(text);
    if (m_colours == CodeView::Colours::Code) colourCode(text);
}

void CodeHighlighter::colourDiff(const QString& text) {
    const auto whole = [&](Token token) { setFormat(0, static_cast<int>(text.size()), formatOf(token)); };
    if (text.startsWith(QLatin1String("diff ")) || text.startsWith(QLatin1String("index ")) ||
        text.startsWith(QLatin1String("+++")) || text.startsWith(QLatin1String("---"))) {
        auto format = formatOf(Token::TextSecondary);
        format.setFontWeight(QFont::DemiBold);
        return setFormat(0, static_cast<int>(text.size()), format);
    }
    if (text.startsWith(QLatin1String("@@"))) return whole(Token::InfoText);
    if (text.startsWith('+')) return whole(Token::OkText);
    if (text.startsWith('-')) return whole(Token::BadText);
}

void CodeHighlighter::colourCode(const QString& text) {
    const int size = static_cast<int>(text.size());
    for (int i = 0; i < size;) {
        const auto c = text[i];
        if (c == '#') return setFormat(i, size - i, formatOf(Token::TextMuted));
        if (c == '"' || c == '\'') {
            int end = i + 1;
            while (end < size && text[end] != c) end += text[end] == '\\' ? 2 : 1;
            end = std::min(size, end + 1);
            setFormat(i, end - i, formatOf(Token::OkText));
            i = end;
        } else if (isWord(c)) {
            int end = i;
            while (end < size && (isWord(text[end]) || (c.isDigit() && text[end] == '.'))) ++end;
            const auto word = QStringView(text).mid(i, end - i);
            if (c.isDigit())
                setFormat(i, end - i, formatOf(Token::AccentText));
            else if (isKeyword(word))
                setFormat(i, end - i, formatOf(Token::InfoText));
            i = end;
        } else {
            ++i;
        }
    }
}

CodeView::CodeView(const QString& name, QWidget* parent)
    : QPlainTextEdit(parent), m_numbers(new Numbers(this)), m_highlighter(new CodeHighlighter(document())) {
    setObjectName(QStringLiteral("code"));
    setAccessibleName(name);
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setUndoRedoEnabled(false);
    connect(this, &QPlainTextEdit::blockCountChanged, this, &CodeView::placeNumbers);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect& rect, int dy) {
        if (dy != 0)
            m_numbers->scroll(0, dy);
        else
            m_numbers->update(0, rect.y(), m_numbers->width(), rect.height());
    });
    connect(&Theme::current(), &Theme::changed, this, &CodeView::restyle);
    restyle();
}

void CodeView::restyle() {
    document()->setDefaultFont(fontFor(FontRole::Code));
    setFont(fontFor(FontRole::Code));
    placeNumbers();
    m_numbers->update();
}

void CodeView::setContent(const QString& text, Colours colours) {
    m_colours = colours;
    static_cast<CodeHighlighter*>(m_highlighter)->setColours(colours);
    setPlainText(text);
    moveCursor(QTextCursor::Start);
    restyle();
}

void CodeView::appendContent(const QString& text) {
    const bool atEnd = verticalScrollBar()->value() >= verticalScrollBar()->maximum() - 2;
    QTextCursor cursor(document());
    cursor.movePosition(QTextCursor::End);
    cursor.insertText(text);
    if (atEnd) scrollToEnd();
}

void CodeView::scrollToEnd() {
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void CodeView::setNumbersVisible(bool visible) {
    m_numbersWanted = visible;
    m_numbers->setVisible(visible);
    placeNumbers();
}

int CodeView::numbersWidth() const {
    if (!m_numbersWanted) return 0;
    const auto digits = QString::number(std::max(99, blockCount())).size();
    return static_cast<int>(digits) * QFontMetrics(fontFor(FontRole::Code)).horizontalAdvance('0') + 2 * kGap;
}

void CodeView::placeNumbers() {
    setViewportMargins(numbersWidth(), 0, 0, 0);
    const auto inside = contentsRect();
    m_numbers->setGeometry(inside.left(), inside.top(), numbersWidth(), inside.height());
}

/// Lines of a diff are filled over the whole width.
void CodeView::paintEvent(QPaintEvent* event) {
    if (m_colours == Colours::Diff) {
        QPainter painter(viewport());
        for (auto block = firstVisibleBlock(); block.isValid(); block = block.next()) {
            const auto place = blockBoundingGeometry(block).translated(contentOffset());
            if (place.top() > event->rect().bottom()) break;
            const auto fill = fillOfDiffLine(block.text());
            if (fill) painter.fillRect(QRectF(0, place.top(), viewport()->width(), place.height()), color(*fill));
        }
    }
    QPlainTextEdit::paintEvent(event);
}

void CodeView::resizeEvent(QResizeEvent* event) {
    QPlainTextEdit::resizeEvent(event);
    placeNumbers();
}

void CodeView::changeEvent(QEvent* event) {
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::StyleChange) placeNumbers();
}

void CodeView::paintNumbers(QPaintEvent* event) {
    QPainter painter(m_numbers);
    painter.fillRect(event->rect(), color(Token::Sunken));
    painter.setFont(fontFor(FontRole::Code));
    painter.setPen(color(Token::TextMuted));
    for (auto block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const auto place = blockBoundingGeometry(block).translated(contentOffset());
        if (place.top() > event->rect().bottom()) break;
        if (place.bottom() < event->rect().top()) continue;
        painter.drawText(QRectF(0, place.top(), m_numbers->width() - kGap, place.height()),
            Qt::AlignRight | Qt::AlignTop, QString::number(block.blockNumber() + 1));
    }
}

} // namespace slipway::ui
