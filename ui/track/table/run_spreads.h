#pragma once

#include <QObject>
#include <map>
#include <optional>
#include <vector>

#include "core/track/run_cells.h"
#include "ui/shell/app_context.h"

namespace slipway::ui {

/// How metrics spread over the list and over each of its groups; worked out off the GUI thread when somebody looks.
class RunSpreads : public QObject {
    Q_OBJECT
public:
    RunSpreads(AppContext& app, QObject* parent) : QObject(parent), m_app(app) {}

    /// Forgets everything. `list` stays where it is until the next call.
    void reset(const track::RunList& list);
    /// Of a group, or of the whole list. Null when it is not there yet: changed() says when.
    const track::MetricSpread* of(std::optional<std::size_t> group, const track::RunField& metric);
    void forget(); ///< the numbers may be others now; what is shown stays until they are there

signals:
    void changed();

private:
    using Key = std::pair<std::size_t, std::string>; ///< group (or all) and field
    struct Known {
        track::MetricSpread spread;
        bool old = false;
    };
    struct Wanted {
        Key key;
        track::RunField field;
    };
    void work();

    AppContext& m_app;
    const track::RunList* m_list = nullptr;
    std::map<Key, Known> m_known;
    std::vector<Wanted> m_wanted;
    quint64 m_round = 0;
    bool m_working = false, m_scheduled = false;
};

} // namespace slipway::ui
