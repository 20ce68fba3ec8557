#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QRadioButton>
#include <QSplitter>
#include <QTemporaryDir>
#include <QTest>

#include "app/desktop/panels.h"
#include "core/workspace/workspace.h"
#include "tests/testkit/ui_fixture.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/first_run_page.h"
#include "ui/shell/job_tray.h"
#include "ui/shell/keyboard_focus.h"
#include "ui/shell/main_window.h"
#include "ui/shell/panel.h"
#include "ui/shell/toast_stack.h"

using namespace slipway;
using namespace slipway::ui;
using slipway::testkit::UiFixture;

/// The real window on a real workspace, used with keys and clicks.
class TestMainWindow : public QObject {
    Q_OBJECT

    struct Shell {
        UiFixture fixture;
        QTemporaryDir config;
        WindowSettings settings{config.filePath("desktop.ini")};
        KeyboardFocus keyboard;
        std::unique_ptr<MainWindow> window;

        Shell() {
            qApp->installEventFilter(&keyboard);
            make();
        }
        void make() {
            PanelRegistry panels;
            addAllPanels(panels);
            window = std::make_unique<MainWindow>(fixture.theme, fixture.prompts, panels, settings,
                MainWindow::Options{"ada", "slipway", false, config.filePath("sample").toStdString()});
            window->show();
            window->activateWindow();
            if (!QTest::qWaitForWindowActive(window.get())) qFatal("the window did not become active");
        }
        bool open() { return window->openWorkspace(fixture.folder()); }
        bool loaded(const QString& id) {
            return QTest::qWaitFor([&] { return window->panel(id) && !window->panel(id)->isLoading(); }, 10000);
        }
        void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(window.get(), key, modifiers); }
    };

    /// Names of the focusable widgets below `root` that a screen reader could not name.
    static QStringList unnamed(QWidget& root) {
        QStringList list;
        for (const QWidget* widget : root.findChildren<QWidget*>()) {
            if (!(widget->focusPolicy() & Qt::TabFocus) || !widget->isVisibleTo(&root)) continue;
            const auto* button = qobject_cast<const QAbstractButton*>(widget);
            // The field inside a spin box is read with the box.
            const bool inside = qobject_cast<const QAbstractSpinBox*>(widget->parentWidget()) &&
                                !widget->parentWidget()->accessibleName().isEmpty();
            const bool named = inside || !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty());
            if (!named) list << QString::fromLatin1(widget->metaObject()->className()) + '#' + widget->objectName();
        }
        return list;
    }

private slots:
    void withoutAWorkspaceTheFirstRunPageIsThere() {
        Shell shell;
        auto* page = shell.window->findChild<FirstRunPage*>();
        QVERIFY(page->isVisible());
        QVERIFY(page->findChild<QPushButton*>("sampleButton")->isEnabled());
        QVERIFY(!shell.window->openWorkspace("/nonexistent/workspace"));
        QVERIFY(page->isVisible());
        QVERIFY(shell.open());
        QVERIFY(!page->isVisible());
    }
    void newMakesAWorkspaceInTheChosenFolder() {
        Shell shell;
        const QString folder = shell.config.filePath("mine");
        shell.fixture.prompts.answer(folder);
        QTest::mouseClick(shell.window->findChild<QPushButton*>("newWorkspaceButton"), Qt::LeftButton);
        QTRY_VERIFY(shell.window->session());
        QVERIFY(workspace::Workspace::open(folder.toStdString()).has_value());
    }
    void everyPanelOpensByItsKeyAndLoads() {
        Shell shell;
        QVERIFY(shell.open());
        for (const PanelInfo& panel : shell.window->panels().all()) {
            if (panel.shortcut.isEmpty()) continue;
            const QKeyCombination keys = QKeySequence::fromString(panel.shortcut)[0];
            shell.key(keys.key(), keys.keyboardModifiers());
            QTRY_COMPARE(shell.window->currentPanel(), panel.id);
            QVERIFY2(shell.loaded(panel.id), qPrintable(panel.id));
        }
    }
    void everyFocusableWidgetHasAName() {
        Shell shell;
        QCOMPARE(unnamed(*shell.window), QStringList());
        QVERIFY(shell.open());
        for (const PanelInfo& panel : shell.window->panels().all()) {
            shell.window->navigate(panel.id);
            QVERIFY2(shell.loaded(panel.id), qPrintable(panel.id));
            QCOMPARE(panel.id + ": " + unnamed(*shell.window).join(' '), panel.id + ": ");
        }
    }
    void thePaletteOpensAPageByTypingAndEnter() {
        Shell shell;
        QVERIFY(shell.open());
        shell.key(Qt::Key_K, Qt::ControlModifier);
        auto* palette = shell.window->findChild<CommandPalette*>();
        QTRY_VERIFY(palette->isOpen());
        auto* input = palette->findChild<QLineEdit*>("paletteInput");
        QTRY_VERIFY(input->hasFocus());
        QTest::keyClicks(input, "depl");
        QTest::keyClick(input, Qt::Key_Return);
        QVERIFY(!palette->isOpen());
        QCOMPARE(shell.window->currentPanel(), QString("deploy"));
    }
    void thePaletteRunsACommandAndEscapeClosesIt() {
        Shell shell;
        QVERIFY(shell.open());
        shell.fixture.theme.setMode(ThemeMode::Light);
        shell.key(Qt::Key_K, Qt::ControlModifier);
        auto* palette = shell.window->findChild<CommandPalette*>();
        auto* input = palette->findChild<QLineEdit*>("paletteInput");
        QTest::keyClicks(input, ">dark th");
        QTest::keyClick(input, Qt::Key_Return);
        QVERIFY(shell.fixture.theme.isDark());
        QCOMPARE(shell.settings.value("theme").toString(), QString("dark"));
        shell.key(Qt::Key_K, Qt::ControlModifier);
        QTRY_VERIFY(palette->isOpen());
        QTest::keyClick(input, Qt::Key_Escape);
        QVERIFY(!palette->isOpen());
        for (const QWidget* widget : shell.window->findChildren<QWidget*>())
            QVERIFY2(!widget->property("kf").toBool(), "closing a popup outlines nothing");
    }
    void thePaletteFindsObjects() {
        Shell shell;
        QVERIFY(shell.fixture.workspace->tracker().experiment(shell.fixture.owner(), "trees").has_value());
        const auto experiment = shell.fixture.workspace->tracker().experiment(shell.fixture.owner(), "trees");
        QVERIFY(shell.fixture.workspace->tracker()
                .start(shell.fixture.owner(), experiment->id, "tall-oak", {})
                .has_value());
        QVERIFY(shell.open());
        shell.key(Qt::Key_K, Qt::ControlModifier);
        auto* palette = shell.window->findChild<CommandPalette*>();
        QTest::keyClicks(palette->findChild<QLineEdit*>("paletteInput"), "tall-oak");
        auto* list = palette->findChild<QListView*>();
        QTRY_COMPARE(list->model()->rowCount(), 1);
        QCOMPARE(list->model()->index(0, 0).data().toString(), QString("tall-oak"));
        QTest::keyClick(palette->findChild<QLineEdit*>("paletteInput"), Qt::Key_Return);
        QCOMPARE(shell.window->currentPanel(), QString("track"));
    }
    void backAndForwardWalkWhatWasVisited() {
        Shell shell;
        QVERIFY(shell.open());
        shell.window->navigate("registry");
        shell.window->navigate("deploy");
        shell.key(Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(shell.window->currentPanel(), QString("registry"));
        shell.key(Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(shell.window->currentPanel(), QString("deploy"));
    }
    void layoutAndLastPanelAreRemembered() {
        Shell shell;
        QVERIFY(shell.open());
        shell.window->navigate("monitor");
        QVERIFY(!shell.window->isRailCollapsed());
        shell.key(Qt::Key_Backslash, Qt::ControlModifier);
        QVERIFY(shell.window->isRailCollapsed());
        shell.window->resize(1300, 760);
        shell.window->close();
        shell.make();
        QVERIFY(!shell.window->isRailCollapsed());
        QVERIFY(shell.open());
        QCOMPARE(shell.window->currentPanel(), QString("monitor"));
        QVERIFY(shell.window->isRailCollapsed());
        QCOMPARE(shell.settings.recentWorkspaces().size(), 1);
    }
    void theRailCollapsesInANarrowWindow() {
        Shell shell;
        shell.window->resize(1440, 900);
        QVERIFY(!shell.window->isRailCollapsed());
        shell.window->resize(1200, 800);
        QTRY_VERIFY(shell.window->isRailCollapsed());
        QVERIFY(shell.open());
        for (const PanelInfo& panel : shell.window->panels().all()) {
            shell.window->navigate(panel.id);
            QVERIFY2(shell.loaded(panel.id), qPrintable(panel.id));
            const int least = shell.window->panel(panel.id)->minimumSizeHint().width();
            QVERIFY2(least <= shell.window->minimumWidth() - 56,
                qPrintable(QStringLiteral("%1 is at least %2 wide").arg(panel.id).arg(least)));
        }
    }
    void theVisiblePageFollowsWhatOthersWrite() {
        Shell shell;
        QVERIFY(shell.open());
        shell.window->navigate("track");
        QVERIFY(shell.loaded("track"));
        const auto experiment = shell.fixture.workspace->tracker().experiment(shell.fixture.owner(), "later");
        QVERIFY(shell.fixture.workspace->tracker()
                .start(shell.fixture.owner(), experiment->id, "late-run", {})
                .has_value());
        const auto shows = [&] {
            for (const QAbstractItemView* view : shell.window->panel("track")->findChildren<QAbstractItemView*>())
                if (view->model())
                    for (int row = 0; row < view->model()->rowCount(); ++row)
                        for (int column = 0; column < view->model()->columnCount(); ++column)
                            if (view->model()->index(row, column).data().toString() == "late-run") return true;
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(shows(), 10000);
    }
    void regionsAreReachedByF6() {
        Shell shell;
        QVERIFY(shell.open());
        QVERIFY(shell.loaded("home"));
        shell.key(Qt::Key_F6);
        QVERIFY(shell.window->findChild<QWidget*>("navRail")->isAncestorOf(qApp->focusWidget()));
        QVERIFY2(qApp->focusWidget()->property("kf").toBool(), "a ring is drawn for the keyboard");
        QTest::keyClick(qApp->focusWidget(), Qt::Key_F6);
        QVERIFY(shell.window->findChild<QWidget*>("topBar")->isAncestorOf(qApp->focusWidget()));
        QTest::keyClick(qApp->focusWidget(), Qt::Key_F6, Qt::ShiftModifier);
        QVERIFY(shell.window->findChild<QWidget*>("navRail")->isAncestorOf(qApp->focusWidget()));
    }
    void aToastRunsItsActionAndIsKeptInTheCentre() {
        Shell shell;
        bool undone = false;
        shell.window->notifications().post({.severity = Severity::Success,
            .title = "Approved census v2",
            .action = "Undo",
            .run = [&] { undone = true; },
            .seconds = 30,
            .countdown = true});
        auto* toast = shell.window->findChild<Toast*>();
        QVERIFY(toast && toast->isVisible());
        QTest::mouseClick(toast->findChild<QPushButton*>("toastAction"), Qt::LeftButton);
        QVERIFY(undone);
        QTRY_VERIFY(!shell.window->findChild<Toast*>());
        QCOMPARE(shell.window->notifications().all().size(), std::size_t(1));
    }
    void settingsSwitchTheThemeAndShowWhoIsHere() {
        Shell shell;
        shell.fixture.theme.setMode(ThemeMode::Light);
        QVERIFY(shell.open());
        shell.window->navigate("settings/appearance");
        auto* page = shell.window->panel("settings");
        QTest::mouseClick(page->findChild<QRadioButton*>("view.dark"), Qt::LeftButton, {}, {8, 12});
        QVERIFY(shell.fixture.theme.isDark());
        QCOMPARE(shell.settings.value("theme").toString(), QString("dark"));
        shell.window->navigate("settings/people");
        QCOMPARE(shell.window->currentPanel(), QString("settings"));
        bool ada = false;
        for (const QAbstractItemView* view : page->findChildren<QAbstractItemView*>())
            if (view->model() && view->isVisible()) ada = ada || view->model()->index(0, 0).data().toString() == "ada";
        QVERIFY(ada);
    }
    void homeShowsWhatIsThereAndLeadsToIt() {
        Shell shell;
        const auto experiment = shell.fixture.workspace->tracker().experiment(shell.fixture.owner(), "trees");
        const auto run =
            shell.fixture.workspace->tracker().start(shell.fixture.owner(), experiment->id, "tall-oak", {});
        QVERIFY(run.has_value());
        QVERIFY(shell.fixture.workspace->tracker()
                .finish(shell.fixture.owner(), run->id, track::RunStatus::Finished)
                .has_value());
        QVERIFY(shell.open());
        QVERIFY(shell.loaded("home"));
        auto* train = shell.window->findChild<QAbstractButton*>("stage-track");
        QVERIFY2(train->accessibleName().startsWith("Train: 1,"), qPrintable(train->accessibleName()));
        QTest::mouseClick(train, Qt::LeftButton);
        QCOMPARE(shell.window->currentPanel(), QString("track"));
    }
    void quittingWithAJobAsksFirst() {
        Shell shell;
        QVERIFY(shell.open());
        shell.window->session()->app().jobs.startPlain<void>(
            this, {.title = "Import"},
            [](Progress& progress) -> Status {
                while (!progress.cancelled()) QThread::msleep(2);
                return fail(ErrorCode::Cancelled, "cancelled");
            },
            [](Status) {});
        shell.window->close();
        QVERIFY(shell.window->isVisible());
        QCOMPARE(shell.fixture.prompts.asked().size(), 1);
        shell.fixture.prompts.answer(true);
        shell.window->close();
        QVERIFY(!shell.window->isVisible());
    }
    void aPopupDoesNotStayBehindWhenTheWindowIsResized() {
        Shell shell;
        QVERIFY(shell.open());
        shell.key(Qt::Key_J, Qt::ControlModifier);
        QVERIFY(shell.window->findChild<JobTray*>()->isOpen());
        shell.window->resize(1200, 720);
        QTRY_VERIFY(!shell.window->findChild<JobTray*>()->isOpen());
    }
    void theTrayOpensByItsKey() {
        Shell shell;
        QVERIFY(shell.open());
        shell.key(Qt::Key_J, Qt::ControlModifier);
        QVERIFY(shell.window->findChild<JobTray*>()->isOpen());
        QTest::keyClick(qApp->focusWidget() ? qApp->focusWidget() : shell.window.get(), Qt::Key_Escape);
        QVERIFY(!shell.window->findChild<JobTray*>()->isOpen());
    }
};

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
