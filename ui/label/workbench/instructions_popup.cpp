#include "ui/label/workbench/instructions_popup.h"

#include <QCryptographicHash>
#include <QDesktopServices>
#include <QPushButton>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextList>
#include <QVBoxLayout>

#include "ui/shell/theme.h"
#include "ui/shell/window_settings.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

constexpr qsizetype kMostCharacters = 200'000;
constexpr int kLineHeight = 135; ///< percent

/// The text comes from whoever made the project.
class InstructionsView : public QTextBrowser {
public:
    InstructionsView() {
        setObjectName(QStringLiteral("instructions"));
        setAccessibleName(QObject::tr("Instructions"));
        setOpenLinks(false);
        setFrameShape(QFrame::NoFrame);
        connect(this, &QTextBrowser::anchorClicked, this, [](const QUrl& url) {
            if (url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http"))
                QDesktopServices::openUrl(url);
        });
        connect(this, &QTextBrowser::highlighted, this, [this](const QUrl& url) { setToolTip(url.toString()); });
    }
    QVariant loadResource(int, const QUrl&) override { return {}; }
};

QString markdownOf(const label::Project& project) {
    return QString::fromStdString(project.instructions).left(kMostCharacters);
}

QString settingOf(const label::Project& project) {
    return QStringLiteral("labeling/instructions/") +
           QString::fromStdString(project.uid.empty() ? project.name : project.uid);
}

QString fingerprintOf(const label::Project& project) {
    return QString::fromLatin1(
        QCryptographicHash::hash(QByteArray::fromStdString(project.instructions), QCryptographicHash::Sha256)
            .toHex()
            .left(16));
}

void setSpaces(QTextBlockFormat& format, int above, int below) {
    format.setTopMargin(above);
    format.setBottomMargin(below);
    format.setLineHeight(kLineHeight, QTextBlockFormat::ProportionalHeight);
}

/// Markdown comes with the sizes of a printed page: those of this window, and room between its parts.
void layOut(QTextDocument& document) {
    for (auto block = document.begin(); block != document.end(); block = block.next()) {
        auto format = block.blockFormat();
        const int level = format.headingLevel();
        const bool first = block == document.begin();
        if (level > 0)
            setSpaces(format, first ? 0 : 18, 6);
        else
            setSpaces(format, 0, block.textList() ? 4 : 10);
        QTextCursor cursor(block);
        cursor.setBlockFormat(format);
        if (level == 0) continue;
        cursor.select(QTextCursor::BlockUnderCursor);
        QTextCharFormat look;
        look.setFont(fontFor(level == 1 ? FontRole::PageTitle : level == 2 ? FontRole::Section : FontRole::Strong));
        cursor.mergeCharFormat(look);
    }
    document.setIndentWidth(20);
}

} // namespace

InstructionsPopup::InstructionsPopup(const label::Project& project, QWidget* window)
    : Popup(window, tr("Instructions")) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 12, 16, 16);
    column->setSpacing(8);
    auto* head = new QHBoxLayout;
    head->addWidget(new TextLabel(tr("Instructions"), FontRole::Section));
    head->addWidget(new ElidedLabel(format::text(project.name), FontRole::Caption, Token::TextMuted), 1);
    auto* shut = makeIconButton(QStringLiteral("x"), tr("Close the instructions"), QStringLiteral("closeInstructions"));
    connect(shut, &QToolButton::clicked, this, &Popup::close);
    head->addWidget(shut);
    column->addLayout(head);
    auto* view = new InstructionsView;
    QFont body = fontFor(FontRole::Body);
    view->document()->setDefaultFont(body);
    view->document()->setDocumentMargin(0);
    view->document()->setMarkdown(markdownOf(project),
        QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub) | QTextDocument::MarkdownNoHTML);
    layOut(*view->document());
    column->addWidget(view, 1);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    auto* begin = makeButton(tr("Start labeling"), QStringLiteral("startLabeling"), ButtonKind::Primary);
    connect(begin, &QPushButton::clicked, this, &Popup::close);
    row->addWidget(begin);
    column->addLayout(row);
}

void InstructionsPopup::openIn(const QRect& place) {
    open(place, findChild<QTextBrowser*>());
}

bool InstructionsPopup::isNew(const label::Project& project) {
    return !markdownOf(project).trimmed().isEmpty() &&
           WindowSettings().value(settingOf(project)).toString() != fingerprintOf(project);
}

void InstructionsPopup::markRead(const label::Project& project) {
    WindowSettings().setValue(settingOf(project), fingerprintOf(project));
}

} // namespace slipway::ui
