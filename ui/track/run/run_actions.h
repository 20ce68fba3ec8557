#pragma once

#include <QObject>
#include <functional>

#include "core/base/result.h"
#include "ui/shell/app_context.h"

namespace slipway::ui {

/// What a person changes on a run's page. Each is a job; changed() comes when it is stored, failed() when it is not.
/// What can be taken back says so in a toast with Undo.
class RunActions : public QObject {
    Q_OBJECT
public:
    RunActions(AppContext& app, QObject* parent);

    void rename(const QString& run, const QString& from, const QString& to);
    void setDeleted(const QString& run, const QString& name, bool deleted);
    void registerModel(const QString& run, const QString& model);
    void setTag(const QString& run, const QString& key, const QString& value);
    void removeTag(const QString& run, const QString& key, const QString& value);
    /// `stored` is called instead of changed(): the writer shows by itself that it is saved.
    void setNote(const QString& run, const QString& markdown, std::function<void(const Status&)> stored);

signals:
    void changed();
    void failed(const QString& what, const slipway::Error& error);

private:
    using Work = std::function<Status(workspace::Workspace&)>;
    void write(const QString& title, const QString& problem, Work work, std::function<void()> done = {});
    void offerUndo(const QString& title, std::function<void(RunActions&)> undo);

    AppContext& m_app;
};

} // namespace slipway::ui
