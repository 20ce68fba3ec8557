#include "ui/track/table/run_selection.h"

#include <algorithm>
#include <iterator>

namespace slipway::ui {

void RunSelection::setOnly(std::span<const std::int64_t> runs) {
    m_all = false;
    m_runs.clear();
    m_runs.insert(runs.begin(), runs.end());
    changed();
}

void RunSelection::set(std::span<const std::int64_t> runs, bool selected) {
    for (const auto run : runs)
        if (selected != m_all)
            m_runs.insert(run);
        else
            m_runs.erase(run);
    changed();
}

void RunSelection::selectAll() {
    m_all = true;
    m_runs.clear();
    changed();
}

void RunSelection::clear() {
    if (isEmpty()) return;
    m_all = false;
    m_runs.clear();
    changed();
}

std::vector<std::int64_t> RunSelection::among(std::span<const std::int64_t> listed) const {
    std::vector<std::int64_t> found;
    if (isEmpty()) return found;
    std::ranges::copy_if(listed, std::back_inserter(found), [this](auto run) { return contains(run); });
    return found;
}

std::size_t RunSelection::countAmong(std::span<const std::int64_t> listed) const {
    if (isEmpty()) return 0;
    if (m_all && m_runs.empty()) return listed.size();
    return static_cast<std::size_t>(std::ranges::count_if(listed, [this](auto run) { return contains(run); }));
}

} // namespace slipway::ui
