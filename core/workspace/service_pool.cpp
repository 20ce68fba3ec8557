#include "core/workspace/service_pool.h"

#include <utility>

namespace slipway::workspace {

Result<std::unique_ptr<ServicePool>> ServicePool::open(const std::filesystem::path& folder) {
    SLIPWAY_ASSIGN(auto writer, Workspace::open(folder));
    return std::unique_ptr<ServicePool>(new ServicePool(folder, std::move(writer)));
}

ServicePool::ServicePool(std::filesystem::path folder, std::unique_ptr<Workspace> writer)
    : m_folder(std::move(folder)), m_writer(std::move(writer)), m_queue(m_writer->db()) {}

Status ServicePool::read(const Job& job) {
    std::unique_ptr<Workspace> own;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_idle.empty()) {
            own = std::move(m_idle.back());
            m_idle.pop_back();
        }
    }
    if (!own) {
        SLIPWAY_ASSIGN(own, Workspace::open(m_folder));
    }
    auto status = job(*own);
    const std::lock_guard lock(m_mutex);
    m_idle.push_back(std::move(own));
    return status;
}

Status ServicePool::write(const Job& job) {
    return m_queue.run([&] { return job(*m_writer); });
}

} // namespace slipway::workspace
