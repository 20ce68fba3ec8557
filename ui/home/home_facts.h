#pragma once

#include <QString>
#include <cstdint>
#include <vector>

#include "core/workspace/workspace.h"
#include "ui/widgets/pill.h"

namespace slipway::ui {

/// Something that a person should look at or decide.
struct NeedsYou {
    PillKind kind = PillKind::Accent;
    QString title, detail, action, link;
    std::int64_t at = 0;
};

/// An object that somebody worked on lately.
struct RecentObject {
    QString kind, title, what, link;
    std::int64_t at = 0;
};

/// What Home shows, read off the GUI thread; metadata only.
struct HomeFacts {
    workspace::Workspace::Counts counts;
    std::vector<NeedsYou> needs;
    std::vector<RecentObject> recent;
    std::vector<int> eventsByDay; ///< 14 days, oldest first, the last is today
    bool eventsCut = false;       ///< more events than were counted
    int endpointsFailed = 0, endpointsBusy = 0, endpointsStopped = 0;
};

Result<HomeFacts> readHome(workspace::Workspace& workspace);

} // namespace slipway::ui
