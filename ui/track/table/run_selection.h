#pragma once

#include <QObject>
#include <cstdint>
#include <span>
#include <unordered_set>
#include <vector>

namespace slipway::ui {

/// Which runs are selected: numbers, or all that the filter finds but these. Knows no rows, so it survives sorting,
/// filtering and refreshing.
class RunSelection : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    bool contains(std::int64_t run) const { return m_runs.contains(run) != m_all; }
    bool isAll() const { return m_all; }
    bool isEmpty() const { return !m_all && m_runs.empty(); }

    void setOnly(std::span<const std::int64_t> runs);
    void set(std::span<const std::int64_t> runs, bool selected);
    void selectAll(); ///< whatever the filter finds, now and later
    void clear();

    /// Those of `listed` that are selected, in their order. Runs that the filter hides are not among them.
    std::vector<std::int64_t> among(std::span<const std::int64_t> listed) const;
    std::size_t countAmong(std::span<const std::int64_t> listed) const;

signals:
    void changed();

private:
    std::unordered_set<std::int64_t> m_runs; ///< selected, or left out when m_all
    bool m_all = false;
};

} // namespace slipway::ui
