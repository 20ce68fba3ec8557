#include "ui/widgets/markdown_view.h"

#include <QDesktopServices>
#include <QImage>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextList>
#include <QTextTable>
#include <algorithm>
#include <cmath>

#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {

constexpr int kLineHeight = 135; ///< percent

void setSpaces(QTextBlockFormat& format, int above, int below) {
    format.setTopMargin(above);
    format.setBottomMargin(below);
    format.setLineHeight(kLineHeight, QTextBlockFormat::ProportionalHeight);
}

void styleBlock(QTextBlock block, bool first) {
    auto format = block.blockFormat();
    const int level = format.headingLevel();
    const bool code = format.hasProperty(QTextFormat::BlockCodeFence) || format.nonBreakableLines();
    if (level > 0)
        setSpaces(format, first ? 0 : 16, 6);
    else
        setSpaces(format, 0, code || QTextCursor(block).currentTable() ? 0 : block.textList() ? 3 : 8);
    if (code) format.setBackground(color(Token::Sunken));
    QTextCursor cursor(block);
    cursor.setBlockFormat(format);
    if (level == 0) return;
    cursor.select(QTextCursor::BlockUnderCursor);
    QTextCharFormat look;
    look.setFont(fontFor(level == 1 ? FontRole::PageTitle : level == 2 ? FontRole::Section : FontRole::Strong));
    cursor.mergeCharFormat(look);
}

/// Markdown comes with the sizes of a printed page: those of this window, and room between its parts.
void layOut(QTextDocument& document) {
    for (auto block = document.begin(); block != document.end(); block = block.next())
        styleBlock(block, block == document.begin());
    document.setIndentWidth(20);
    for (auto* frame : document.rootFrame()->childFrames())
        if (auto* table = qobject_cast<QTextTable*>(frame)) {
            auto format = table->format();
            format.setBorderCollapse(true);
            format.setBorder(1);
            format.setBorderBrush(color(Token::Line));
            format.setCellPadding(5);
            table->setFormat(format);
        }
}

} // namespace

MarkdownView::MarkdownView(const QString& name, QWidget* parent) : QTextBrowser(parent) {
    setObjectName(QStringLiteral("instructions")); // the sheet's look for text to read
    setAccessibleName(name);
    setOpenLinks(false);
    setFrameShape(QFrame::NoFrame);
    document()->setDocumentMargin(0);
    connect(this, &QTextBrowser::anchorClicked, this, [](const QUrl& url) {
        if (url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http"))
            QDesktopServices::openUrl(url);
    });
    connect(this, &QTextBrowser::highlighted, this, [this](const QUrl& url) { setToolTip(url.toString()); });
    connect(&Theme::current(), &Theme::changed, this, &MarkdownView::render);
}

/// Not an invalid answer: then the document would read local files by itself.
QVariant MarkdownView::loadResource(int type, const QUrl&) {
    if (type != QTextDocument::ImageResource) return QByteArray("");
    QImage nothing(1, 1, QImage::Format_ARGB32_Premultiplied);
    nothing.fill(Qt::transparent);
    return nothing;
}

void MarkdownView::setText(const QString& markdown) {
    if (markdown == m_markdown) return;
    m_markdown = markdown;
    render();
}

void MarkdownView::render() {
    document()->setDefaultFont(fontFor(FontRole::Body));
    document()->setMarkdown(
        m_markdown.size() > kMostCharacters ? m_markdown.left(kMostCharacters) + QStringLiteral("\n\n…") : m_markdown,
        QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub) | QTextDocument::MarkdownNoHTML);
    layOut(*document());
    updateHeight();
}

void MarkdownView::fitHeight(int most) {
    m_most = most;
    updateHeight();
}

void MarkdownView::updateHeight() {
    if (m_most == 0) return;
    document()->setTextWidth(viewport()->width());
    const int wanted = static_cast<int>(std::ceil(document()->size().height())) + 2;
    setVerticalScrollBarPolicy(wanted > m_most ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    setFixedHeight(std::clamp(wanted, 20, m_most));
}

void MarkdownView::resizeEvent(QResizeEvent* event) {
    QTextBrowser::resizeEvent(event);
    updateHeight();
}

} // namespace slipway::ui
