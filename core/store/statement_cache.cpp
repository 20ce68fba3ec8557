#include "core/store/statement_state.h"

namespace slipway::store {

StatementHandle StatementCache::take(std::string_view sql) {
    const auto found = m_idle.find(sql);
    if (found == m_idle.end() || found->second.empty()) return nullptr;
    auto handle = std::move(found->second.back());
    found->second.pop_back();
    return handle;
}

void StatementCache::giveBack(StatementHandle handle) {
    const std::string_view sql = sqlite3_sql(handle.get());
    auto found = m_idle.find(sql);
    if (found == m_idle.end()) {
        if (m_idle.size() >= kLimit) return;
        found = m_idle.emplace(std::string(sql), std::vector<StatementHandle>()).first;
    }
    found->second.push_back(std::move(handle));
}

} // namespace slipway::store
