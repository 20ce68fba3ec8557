#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QScrollArea>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>

#include "app/desktop/panels.h"
#include "tests/testkit/program.h"
#include "ui/shell/keyboard_focus.h"
#include "ui/shell/main_window.h"
#include "ui/shell/panel.h"
#include "ui/shell/prompts.h"
#include "ui/shell/theme.h"

using namespace slipway;
using namespace slipway::ui;
using slipway::testkit::runSlipway;

/// The real window on the workspace of the tour: every page has content.
class TestFilledWindow : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<Theme> m_theme;
    ScriptedPrompts m_prompts;
    std::unique_ptr<WindowSettings> m_settings;
    std::unique_ptr<KeyboardFocus> m_keyboard;
    std::unique_ptr<MainWindow> m_window;

    static bool takesTab(const QWidget* widget) {
        return (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus && widget->isVisible() && widget->isEnabled();
    }
    static QString titleOf(const QWidget* widget) {
        return QString::fromLatin1(widget->metaObject()->className()) + '#' + widget->objectName();
    }
    /// What a screen reader says, or a tooltip for what has only an icon.
    static bool isNamed(const QWidget* widget) {
        if (const auto* box = qobject_cast<const QAbstractSpinBox*>(widget->parentWidget()))
            return !box->accessibleName().isEmpty(); // the field inside is read with its box
        if (const auto* box = qobject_cast<const QComboBox*>(widget->parentWidget()))
            return !box->accessibleName().isEmpty();
        const auto* button = qobject_cast<const QAbstractButton*>(widget);
        return !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty());
    }
    void open(const QString& panel) {
        m_window->navigate(panel);
        QVERIFY2(QTest::qWaitFor([&] { return !m_window->panel(panel)->isLoading(); }, 20000), qPrintable(panel));
        QVERIFY(QTest::qWaitFor([&] { return m_window->session()->app().jobs.activeCount(true) == 0; }, 20000));
    }
    /// What Tab reaches, in order, until it comes round.
    QList<QWidget*> walk() {
        QList<QWidget*> visited;
        m_window->setFocus();
        for (int i = 0; i < 500; ++i) {
            QWidget* at = QApplication::focusWidget();
            QTest::keyClick(at ? at : m_window.get(), Qt::Key_Tab);
            QWidget* next = QApplication::focusWidget();
            if (!next || next == at || (!visited.isEmpty() && next == visited.front())) break;
            visited.push_back(next);
        }
        return visited;
    }

private slots:
    void initTestCase() {
        const QString workspace = m_folder.filePath("census");
        const auto run = runSlipway({"--workspace", workspace, "tour"});
        QVERIFY2(run.exitCode == 0, run.output + run.errors);
        m_theme = std::make_unique<Theme>();
        m_settings = std::make_unique<WindowSettings>(m_folder.filePath("desktop.ini"));
        m_keyboard = std::make_unique<KeyboardFocus>();
        qApp->installEventFilter(m_keyboard.get());
        PanelRegistry panels;
        addAllPanels(panels);
        m_window = std::make_unique<MainWindow>(*m_theme, m_prompts, panels, *m_settings,
            MainWindow::Options{{}, "slipway", false, m_folder.filePath("sample").toStdString()});
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QVERIFY(m_window->openWorkspace(workspace.toStdString()));
    }
    void cleanupTestCase() {
        m_window.reset();
        m_keyboard.reset();
        m_theme.reset();
    }

    void everyInteractiveWidgetHasANameOrSaysWhatItDoes() {
        for (const PanelInfo& panel : m_window->panels().all()) {
            open(panel.id);
            for (const QWidget* widget : m_window->findChildren<QWidget*>()) {
                if (!widget->isVisible()) continue;
                const auto* button = qobject_cast<const QAbstractButton*>(widget);
                if (!(widget->focusPolicy() & Qt::TabFocus) && !button) continue;
                if (qobject_cast<QLineEdit*>(widget->parentWidget())) continue; // the glass in a search field
                const auto* area = qobject_cast<const QAbstractScrollArea*>(widget->parentWidget());
                if (area && area->viewport() == widget) continue; // its area stands for it
                QVERIFY2(isNamed(widget), qPrintable(panel.id + ": " + titleOf(widget)));
                if (button && button->text().isEmpty() && !button->icon().isNull())
                    QVERIFY2(!button->toolTip().isEmpty(), qPrintable(panel.id + ": no tooltip: " + titleOf(widget)));
            }
        }
    }

    void tabReachesEverythingOnThePageAndIsNeverTrapped() {
        for (const PanelInfo& panel : m_window->panels().all()) {
            open(panel.id);
            const QList<QWidget*> visited = walk();
            const Panel* page = m_window->panel(panel.id);
            for (QWidget* widget : page->findChildren<QWidget*>()) {
                if (!takesTab(widget) || widget->focusProxy()) continue;
                if (qobject_cast<QAbstractSpinBox*>(widget->parentWidget())) continue;
                QVERIFY2(visited.contains(widget), qPrintable(panel.id + ": not reached by Tab: " + titleOf(widget)));
            }
            QVERIFY2(!visited.isEmpty() && !page->isAncestorOf(visited.back()),
                qPrintable(panel.id + ": Tab does not leave " + titleOf(visited.back())));
        }
    }

    void tabStartsAtTheTopOfThePage() {
        for (const PanelInfo& panel : m_window->panels().all()) {
            open(panel.id);
            const Panel* page = m_window->panel(panel.id);
            const QList<QWidget*> visited = walk();
            const auto first = std::ranges::find_if(visited, [&](QWidget* w) { return page->isAncestorOf(w); });
            QVERIFY2(first != visited.end(), qPrintable(panel.id));
            QVERIFY2((*first)->mapTo(page, QPoint()).y() < page->height() / 2,
                qPrintable(panel.id + ": starts at " + titleOf(*first)));
        }
    }

    void nothingIsWiderThanTheSmallestWindow() {
        m_window->resize(m_window->minimumSize());
        for (const PanelInfo& panel : m_window->panels().all()) {
            open(panel.id);
            for (const QScrollArea* area : m_window->panel(panel.id)->findChildren<QScrollArea*>()) {
                if (!area->isVisible() || !area->widget()) continue;
                if (area->horizontalScrollBarPolicy() != Qt::ScrollBarAlwaysOff) continue;
                QVERIFY2(area->widget()->minimumSizeHint().width() <= area->viewport()->width() + 1,
                    qPrintable(QStringLiteral("%1: %2 needs %3 of %4")
                            .arg(panel.id, titleOf(area))
                            .arg(area->widget()->minimumSizeHint().width())
                            .arg(area->viewport()->width())));
            }
        }
    }
};

QTEST_MAIN(TestFilledWindow)
#include "tst_filled_window.moc"
