#include "ui/label/label_worker.h"

#include "core/workspace/workspace.h"

namespace slipway::ui {

LabelWorker::LabelWorker(WorkspaceOpener opener)
    : m_opener(std::move(opener)), m_gui(std::make_unique<QObject>()), m_there(new QObject) {
    m_there->moveToThread(&m_thread);
    m_thread.setObjectName(QStringLiteral("labeling"));
    m_thread.start();
}

LabelWorker::~LabelWorker() {
    // Behind all that was asked.
    post([this] {
        m_workspace.reset();
        m_there->deleteLater(); // goes with the thread
        m_thread.quit();
    });
    m_thread.wait();
}

void LabelWorker::post(std::function<void()> call) {
    QMetaObject::invokeMethod(m_there, std::move(call), Qt::QueuedConnection);
}

Status LabelWorker::openWorkspace() {
    if (m_workspace) return {};
    SLIPWAY_ASSIGN(m_workspace, m_opener());
    return {};
}

} // namespace slipway::ui
