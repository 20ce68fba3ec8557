#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/track/run_list.h"

namespace slipway::ui {

/// Which row of the table shows what: runs one below the other, or group rows that unfold to their runs.
class RunRows {
public:
    struct Place {
        std::size_t position = 0;         ///< in numbers(); of a group row: of its first run
        std::optional<std::size_t> group; ///< of a group row
        bool inGroup = false;             ///< a run below a group row
    };

    /// Groups that were unfolded stay so, by their values.
    void setList(track::RunList list);
    const track::RunList& list() const { return m_list; }
    std::span<const std::int64_t> numbers() const { return m_list.numbers; }
    bool isGrouped() const { return !m_list.groups.empty(); }

    std::size_t count() const;
    Place at(std::size_t row) const;
    /// Nothing when its group is folded.
    std::optional<std::size_t> rowOf(std::size_t position) const;
    std::size_t rowOfGroup(std::size_t group) const;
    std::size_t groupOf(std::size_t position) const; ///< only when grouped
    std::optional<std::size_t> positionOf(std::int64_t number) const;

    bool isUnfolded(std::size_t group) const;
    void setUnfolded(std::size_t group, bool unfolded);
    void setAllUnfolded(bool unfolded);

private:
    using Values = std::vector<std::optional<std::string>>;
    void count(std::size_t from);

    track::RunList m_list;
    std::set<Values> m_unfolded;
    std::vector<char> m_open;            ///< by group
    std::vector<std::size_t> m_firstRow; ///< by group, and one behind the last
};

} // namespace slipway::ui
