#include <QApplication>
#include <QResizeEvent>
#include <QSplitter>
#include <QStackedWidget>

#include "core/workspace/service_host.h"
#include "ui/shell/main_window.h"
#include "ui/shell/navigation_rail.h"
#include "ui/shell/panel.h"
#include "ui/shell/popup.h"
#include "ui/shell/stage_indicator.h"
#include "ui/shell/status_strip.h"
#include "ui/shell/tab_order.h"
#include "ui/shell/toast_stack.h"
#include "ui/shell/top_bar.h"

namespace slipway::ui {

namespace {
constexpr int kNarrowWindow = 1280;
}

bool MainWindow::isRailCollapsed() const {
    return m_rail->isCollapsed();
}
void MainWindow::setRailCollapsed(bool collapsed) {
    m_rail->setCollapsed(collapsed);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    if (!m_railByHand) setRailCollapsed(event->size().width() < kNarrowWindow);
}

bool MainWindow::focusNextPrevChild(bool next) {
    QWidget* focus = QApplication::focusWidget();
    QList<QWidget*> order;
    for (Popup* popup : findChildren<Popup*>())
        if (popup->isOpen() && focus && popup->isAncestorOf(focus)) order = tabOrder(popup);
    if (order.isEmpty()) {
        for (QWidget* region : {static_cast<QWidget*>(m_rail), static_cast<QWidget*>(m_top), m_stack->currentWidget(),
                 static_cast<QWidget*>(m_status)})
            order += tabOrder(region);
        for (Toast* toast : findChildren<Toast*>()) order += tabOrder(toast);
    }
    if (order.isEmpty()) return false;
    const qsizetype count = order.size(), at = order.indexOf(focus);
    // From a widget that Tab does not reach (a disabled button, say) Qt's chain knows better.
    if (at < 0 && focus && focus != this) return QMainWindow::focusNextPrevChild(next);
    const qsizetype to = at < 0 ? (next ? 0 : count - 1) : (at + (next ? 1 : count - 1)) % count;
    order[to]->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    return true;
}

void MainWindow::rememberLayout() {
    if (!m_session) return;
    const auto keep = [this](const char* key, const QVariant& value) {
        m_settings.setValue(WindowSettings::keyFor(m_session->folder(), QString::fromLatin1(key)), value);
    };
    keep("geometry", saveGeometry());
    keep("panel", m_current);
    if (m_railByHand) keep("railCollapsed", isRailCollapsed());
    for (const auto& [id, page] : m_made) rememberPanelLayout(id);
    m_settings.sync();
}

void MainWindow::restoreLayout() {
    const auto kept = [this](const char* key) {
        return m_settings.value(WindowSettings::keyFor(m_session->folder(), QString::fromLatin1(key)));
    };
    if (const QByteArray geometry = kept("geometry").toByteArray(); !geometry.isEmpty()) restoreGeometry(geometry);
    if (const QVariant collapsed = kept("railCollapsed"); collapsed.isValid()) {
        m_railByHand = true;
        setRailCollapsed(collapsed.toBool());
    }
}

void MainWindow::rememberPanelLayout(const QString& id) {
    for (const QSplitter* splitter : m_made.at(id)->findChildren<QSplitter*>())
        if (!splitter->objectName().isEmpty())
            m_settings.setValue(
                WindowSettings::keyFor(m_session->folder(), id + '-' + splitter->objectName()), splitter->saveState());
}

void MainWindow::restorePanelLayout(const QString& id) {
    for (QSplitter* splitter : m_made.at(id)->findChildren<QSplitter*>()) {
        const QByteArray state =
            m_settings.value(WindowSettings::keyFor(m_session->folder(), id + '-' + splitter->objectName()))
                .toByteArray();
        if (!splitter->objectName().isEmpty() && !state.isEmpty()) splitter->restoreState(state);
    }
}

void MainWindow::startService(bool byHand) {
    if (!m_session || m_startingService) return;
    m_startingService = true;
    m_top->stages().setStarting(true);
    m_status->setService(ServiceState::Starting, {});
    m_session->app().jobs.startPlain<workspace::ServiceInfo>(
        this, {.title = tr("Start the service"), .key = "service", .quiet = !byHand},
        [folder = m_session->folder(), program = m_options.program](
            Progress&) { return workspace::ensureService(folder, program); },
        [this, byHand](Result<workspace::ServiceInfo> info) {
            m_startingService = false;
            m_top->stages().setStarting(false);
            updateStages();
            if (info) {
                checkService();
                return;
            }
            m_status->setService(ServiceState::Failed, sentenceOf(info.error()));
            if (byHand) m_notifications.postError(tr("The service did not start"), info.error());
        });
}

void MainWindow::checkService() {
    if (!m_session || m_startingService) return;
    const auto info = workspace::findService(m_session->folder());
    if (info)
        m_status->setService(
            ServiceState::Running, tr("%1, process %2").arg(QString::fromStdString(info->url)).arg(info->pid));
    else
        m_status->setService(ServiceState::Off, {});
}

} // namespace slipway::ui
