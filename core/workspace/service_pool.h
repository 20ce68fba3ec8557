#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "core/base/result.h"
#include "core/base/serving.h"
#include "core/store/commit_queue.h"
#include "core/workspace/workspace.h"

namespace slipway::workspace {

/// Opened workspaces for the many threads of a server: one that writes, in groups, and as many as needed that read.
/// Thread-safe. Outlives the Serving objects made from it.
class ServicePool {
public:
    static Result<std::unique_ptr<ServicePool>> open(const std::filesystem::path& folder);

    /// serving(&Workspace::tracker)
    template <class Service> Serving<Service> serving(Service& (Workspace::*pick)()) {
        using Task = typename Serving<Service>::Job;
        return {[this, pick](const Task& task) { return read([&](Workspace& own) { return task((own.*pick)()); }); },
            [this, pick](const Task& task) { return write([&](Workspace& own) { return task((own.*pick)()); }); }};
    }

private:
    using Job = std::function<Status(Workspace&)>;
    ServicePool(std::filesystem::path folder, std::unique_ptr<Workspace> writer);
    Status read(const Job& job);
    Status write(const Job& job);

    std::filesystem::path m_folder;
    std::unique_ptr<Workspace> m_writer;
    store::CommitQueue m_queue; ///< on the writer's database; ends before it closes
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Workspace>> m_idle; ///< readers that nobody uses now
};

} // namespace slipway::workspace
