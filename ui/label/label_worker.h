#pragma once

#include <QObject>
#include <QPointer>
#include <QThread>
#include <functional>
#include <memory>

#include "core/base/result.h"
#include "ui/shell/job_runner.h"

namespace slipway::workspace {
class Workspace;
}

namespace slipway::ui {

/// A thread with a workspace of its own that does one thing after the other, in the order asked: the labeling page's
/// database work, which must neither hold up the window nor overtake itself. Destroying it waits for what was asked,
/// so that no answer is lost.
class LabelWorker {
public:
    explicit LabelWorker(WorkspaceOpener opener);
    ~LabelWorker();

    /// work() on the thread, then done() on the GUI thread if the owner still lives.
    template <class T, class Work, class Done> void run(QObject* owner, Work work, Done done) {
        post([this, owner = QPointer<QObject>(owner), work = std::move(work), done = std::move(done)]() mutable {
            auto result = std::make_shared<Result<T>>(execute<T>(work));
            QMetaObject::invokeMethod(
                m_gui.get(),
                [owner, result, done = std::move(done)]() mutable {
                    if (owner) done(std::move(*result));
                },
                Qt::QueuedConnection);
        });
    }

private:
    template <class T, class Work> Result<T> execute(Work& work) {
        SLIPWAY_TRY(openWorkspace());
        return work(*m_workspace);
    }
    void post(std::function<void()> call);
    Status openWorkspace();

    WorkspaceOpener m_opener;
    std::unique_ptr<QObject> m_gui; ///< lives on the GUI thread
    QObject* m_there;               ///< lives on the thread
    QThread m_thread;
    std::unique_ptr<workspace::Workspace> m_workspace; ///< the thread's
};

} // namespace slipway::ui
