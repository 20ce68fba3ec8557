#include "ui/track/table/run_rows.h"

#include <algorithm>

namespace slipway::ui {

void RunRows::setList(track::RunList list) {
    m_list = std::move(list);
    m_open.clear();
    for (const auto& group : m_list.groups) m_open.push_back(m_unfolded.contains(group.values) ? 1 : 0);
    m_firstRow.assign(m_list.groups.size() + 1, 0);
    count(0);
}

void RunRows::count(std::size_t from) {
    for (std::size_t i = from; i < m_list.groups.size(); ++i)
        m_firstRow[i + 1] = m_firstRow[i] + 1 + (m_open[i] ? m_list.groups[i].count : 0);
}

std::size_t RunRows::count() const {
    return isGrouped() ? m_firstRow.back() : m_list.numbers.size();
}

RunRows::Place RunRows::at(std::size_t row) const {
    if (!isGrouped()) return {row, std::nullopt, false};
    const auto behind = std::ranges::upper_bound(m_firstRow, row);
    const auto group = static_cast<std::size_t>(behind - m_firstRow.begin()) - 1;
    const std::size_t offset = row - m_firstRow[group], begin = m_list.groups[group].begin;
    if (offset == 0) return {begin, group, false};
    return {begin + offset - 1, std::nullopt, true};
}

std::optional<std::size_t> RunRows::rowOf(std::size_t position) const {
    if (!isGrouped()) return position;
    const std::size_t group = groupOf(position);
    if (!m_open[group]) return {};
    return m_firstRow[group] + 1 + position - m_list.groups[group].begin;
}

std::size_t RunRows::rowOfGroup(std::size_t group) const {
    return m_firstRow[group];
}

std::size_t RunRows::groupOf(std::size_t position) const {
    const auto behind = std::ranges::upper_bound(m_list.groups, position, {}, &track::RunList::Group::begin);
    return static_cast<std::size_t>(behind - m_list.groups.begin()) - 1;
}

std::optional<std::size_t> RunRows::positionOf(std::int64_t number) const {
    const auto found = std::ranges::find(m_list.numbers, number);
    if (found == m_list.numbers.end()) return {};
    return static_cast<std::size_t>(found - m_list.numbers.begin());
}

bool RunRows::isUnfolded(std::size_t group) const {
    return m_open[group] != 0;
}

void RunRows::setUnfolded(std::size_t group, bool unfolded) {
    m_open[group] = unfolded ? 1 : 0;
    if (unfolded)
        m_unfolded.insert(m_list.groups[group].values);
    else
        m_unfolded.erase(m_list.groups[group].values);
    count(group);
}

void RunRows::setAllUnfolded(bool unfolded) {
    std::ranges::fill(m_open, unfolded ? 1 : 0);
    m_unfolded.clear();
    if (unfolded)
        for (const auto& group : m_list.groups) m_unfolded.insert(group.values);
    count(0);
}

} // namespace slipway::ui
