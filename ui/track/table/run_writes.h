#pragma once

#include <QObject>
#include <QPointer>
#include <functional>
#include <vector>

#include "core/base/result.h"
#include "core/track/run_list.h"
#include "ui/shell/app_context.h"

namespace slipway::ui {

/// What a person changes on one run or on many, in jobs; changed() comes when it is stored. What can be taken back says
/// so in a toast with Undo.
class RunWrites : public QObject {
    Q_OBJECT
public:
    RunWrites(AppContext& app, QObject* parent) : QObject(parent), m_app(app) {}

    /// Many at once: shows how far it is and can be cancelled; what was done until then stays and can be undone.
    void remove(std::vector<std::int64_t> runs);
    void restore(std::vector<std::string> ids);
    void rename(const QString& id, const QString& from, const QString& to);
    void tag(std::vector<std::int64_t> runs, const QString& key, const QString& value);
    void registerModel(std::int64_t run, const QString& model);

signals:
    void changed();
    void failed(const QString& what, const slipway::Error& error);

private:
    struct Done {
        std::vector<std::string> ids;
        std::optional<Error> stopped; ///< why not all
    };
    using Each = std::function<Status(workspace::Workspace&, const std::string& id)>;
    using Ids = std::function<Result<std::vector<std::string>>(workspace::Workspace&)>;
    void doAll(const QString& title, std::size_t count, Ids ids, Each each, std::function<void(const Done&)> done);
    static Ids idsOf(std::vector<std::int64_t> runs);

    AppContext& m_app;
};

} // namespace slipway::ui
