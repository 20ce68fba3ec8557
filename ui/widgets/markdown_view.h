#pragma once

#include <QTextBrowser>

namespace slipway::ui {

/// Shows Markdown from whoever wrote it: nothing is loaded from anywhere, HTML is text, web links open on a click.
/// As high as its text when asked.
class MarkdownView : public QTextBrowser {
    Q_OBJECT
public:
    explicit MarkdownView(const QString& name, QWidget* parent = nullptr);
    void setText(const QString& markdown);
    /// The height follows the text, up to `most` pixels.
    void fitHeight(int most);
    QVariant loadResource(int type, const QUrl& url) override;

    static constexpr qsizetype kMostCharacters = 60'000; ///< of more, the beginning

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void render();
    void updateHeight();
    QString m_markdown;
    int m_most = 0;
};

} // namespace slipway::ui
