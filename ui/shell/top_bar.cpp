#include "ui/shell/top_bar.h"

#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include "ui/shell/stage_indicator.h"
#include "ui/shell/theme.h"
#include "ui/shell/window_settings.h"
#include "ui/widgets/buttons.h"

namespace slipway::ui {

namespace {

/// The bell with a dot while something is unread.
class Bell : public QToolButton {
public:
    using QToolButton::QToolButton;
    int unread = 0;

protected:
    void paintEvent(QPaintEvent* event) override {
        QToolButton::paintEvent(event);
        if (unread == 0) return;
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(color(Token::Nav), 2));
        painter.setBrush(color(Token::Accent));
        painter.drawEllipse(QPointF(22, 9), 5, 5);
    }
};

/// Opens the palette; its keys stand at the right.
class SearchField : public QPushButton {
public:
    using QPushButton::QPushButton;

protected:
    void paintEvent(QPaintEvent* event) override {
        QPushButton::paintEvent(event);
        if (width() < kKeysFrom) return;
        QPainter painter(this);
        painter.setFont(fontFor(FontRole::Axis));
        painter.setPen(color(Token::TextMuted));
        painter.drawText(rect().adjusted(0, 0, -12, 0), Qt::AlignVCenter | Qt::AlignRight, tr("Ctrl+K"));
    }

private:
    static constexpr int kKeysFrom = 260;
};

} // namespace

TopBar::TopBar(WindowSettings& settings, QWidget* parent) : QFrame(parent), m_settings(settings) {
    setObjectName(QStringLiteral("topBar"));
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(52);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 0, 16, 1);
    row->setSpacing(8);
    m_back = makeIconButton(QStringLiteral("arrow-left"), tr("Back (Alt+Left)"), QStringLiteral("backButton"));
    m_forward =
        makeIconButton(QStringLiteral("arrow-right"), tr("Forward (Alt+Right)"), QStringLiteral("forwardButton"));
    m_workspace =
        makeButton(tr("No workspace"), QStringLiteral("workspaceButton"), ButtonKind::Normal, QStringLiteral("folder"));
    m_workspace->setProperty("hasMenu", true);
    auto* menu = new QMenu(m_workspace);
    m_workspace->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillWorkspaceMenu(*menu); });
    m_stages = new StageIndicator(this);
    m_stages->hide();
    m_search = new SearchField(icon(QStringLiteral("search")), QChar(0x2002) + tr("Search or run a command"), this);
    m_search->setObjectName(QStringLiteral("searchField"));
    m_search->setIconSize({16, 16});
    m_search->setCursor(Qt::PointingHandCursor);
    m_search->setToolTip(tr("Search or run a command (Ctrl+K)"));
    m_search->setAccessibleName(tr("Search or run a command"));
    m_search->setMinimumWidth(160);
    m_search->setMaximumWidth(420);
    m_search->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    auto* bell = new Bell(this);
    m_bell = bell;
    bell->setObjectName(QStringLiteral("bellButton"));
    bell->setIcon(icon(QStringLiteral("bell")));
    bell->setIconSize({18, 18});
    bell->setFixedSize(32, 32);
    bell->setCursor(Qt::PointingHandCursor);
    bell->setFocusPolicy(Qt::StrongFocus);
    setUnread(0);
    m_theme = makeIconButton(QStringLiteral("moon"), tr("Switch to the dark theme"), QStringLiteral("themeButton"));
    m_account = makeButton({}, QStringLiteral("accountButton"), ButtonKind::Normal, QStringLiteral("user"));
    m_account->setProperty("hasMenu", true);
    auto* account = new QMenu(m_account);
    account->addAction(icon(QStringLiteral("users")), tr("People and roles"), this,
        [this] { linkChosen(QStringLiteral("settings/people")); });
    account->addAction(
        icon(QStringLiteral("settings")), tr("Settings"), this, [this] { linkChosen(QStringLiteral("settings")); });
    m_account->setMenu(account);
    row->addWidget(m_back);
    row->addWidget(m_forward);
    row->addWidget(m_workspace);
    row->addWidget(m_stages);
    row->addStretch(1);
    row->addWidget(m_search, 6);
    row->addStretch(1);
    row->addWidget(m_bell);
    row->addWidget(m_theme);
    row->addWidget(m_account);
    connect(m_back, &QToolButton::clicked, this, &TopBar::backWanted);
    connect(m_forward, &QToolButton::clicked, this, &TopBar::forwardWanted);
    connect(m_stages, &QAbstractButton::clicked, this, [this] { linkChosen(QStringLiteral("deploy")); });
    connect(m_search, &QPushButton::clicked, this, &TopBar::searchWanted);
    connect(m_bell, &QToolButton::clicked, this, &TopBar::notificationsWanted);
    connect(m_theme, &QToolButton::clicked, this, &TopBar::themeWanted);
    const auto followTheme = [this] {
        const bool dark = Theme::current().isDark();
        m_theme->setIcon(icon(dark ? QStringLiteral("sun") : QStringLiteral("moon")));
        const QString name = dark ? tr("Switch to the light theme") : tr("Switch to the dark theme");
        m_theme->setToolTip(name);
        m_theme->setAccessibleName(name);
    };
    followTheme();
    connect(&Theme::current(), &Theme::changed, this, followTheme);
    setHistory(false, false);
    setWorkspace({}, {});
    setPerson({});
}

void TopBar::setWorkspace(const QString& name, const QString& folder) {
    m_folder = folder;
    const QString shown = name.isEmpty() ? tr("No workspace") : name;
    m_workspace->setText(m_workspace->fontMetrics().elidedText(shown, Qt::ElideRight, 200));
    m_workspace->setToolTip(folder);
    m_workspace->setAccessibleName(tr("Workspace %1").arg(shown));
}

void TopBar::setPerson(const QString& person) {
    m_account->setVisible(!person.isEmpty());
    m_account->setText(m_account->fontMetrics().elidedText(person, Qt::ElideRight, 120));
    m_account->setAccessibleName(tr("Signed in as %1").arg(person));
    m_account->setToolTip(tr("You work as %1").arg(person));
}

void TopBar::setUnread(int count) {
    auto* bell = static_cast<Bell*>(m_bell);
    bell->unread = count;
    const QString name = count > 0 ? tr("Notifications, %1 unread").arg(count) : tr("Notifications");
    bell->setAccessibleName(name);
    bell->setToolTip(name + QStringLiteral(" (Ctrl+Shift+M)"));
    bell->update();
}

void TopBar::setHistory(bool back, bool forward) {
    m_back->setEnabled(back);
    m_forward->setEnabled(forward);
}

void TopBar::fillWorkspaceMenu(QMenu& menu) {
    menu.clear();
    for (const QString& folder : m_settings.recentWorkspaces()) {
        QAction* action =
            menu.addAction(QFileInfo(folder).fileName() + QStringLiteral("    ") + QFileInfo(folder).path());
        action->setCheckable(true);
        action->setChecked(QFileInfo(folder) == QFileInfo(m_folder));
        connect(action, &QAction::triggered, this, [this, folder] { workspaceChosen(folder); });
    }
    if (!menu.isEmpty()) menu.addSeparator();
    menu.addAction(icon(QStringLiteral("folder-open")), tr("Open workspace…"), this, &TopBar::openWanted);
    menu.addAction(icon(QStringLiteral("plus")), tr("New workspace…"), this, &TopBar::newWanted);
    if (m_folder.isEmpty()) return;
    menu.addSeparator();
    menu.addAction(icon(QStringLiteral("copy")), tr("Copy folder path"), this,
        [this] { QGuiApplication::clipboard()->setText(m_folder); });
}

} // namespace slipway::ui
