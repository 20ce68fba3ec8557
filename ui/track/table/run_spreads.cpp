#include "ui/track/table/run_spreads.h"

#include <algorithm>
#include <limits>

#include <QTimer>

#include "core/workspace/workspace.h"
#include "ui/track/table/run_column.h"

namespace slipway::ui {

namespace {

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kMostAtOnce = 64, kMostKept = 20000;

struct Task {
    std::vector<std::int64_t> numbers;
    track::RunField field;
};

} // namespace

void RunSpreads::reset(const track::RunList& list) {
    ++m_round;
    m_list = &list;
    m_known.clear();
    m_wanted.clear();
    m_working = false;
}

void RunSpreads::forget() {
    for (auto& [key, known] : m_known) known.old = true;
}

const track::MetricSpread* RunSpreads::of(std::optional<std::size_t> group, const track::RunField& metric) {
    const Key key(group.value_or(kAll), writtenField(metric));
    const auto known = m_known.find(key);
    const bool there = known != m_known.end();
    if (!there || known->second.old) {
        if (std::ranges::find(m_wanted, key, &Wanted::key) == m_wanted.end()) m_wanted.push_back({key, metric});
        if (!m_scheduled) {
            m_scheduled = true;
            QTimer::singleShot(0, this, [this] {
                m_scheduled = false;
                work();
            });
        }
    }
    return there ? &known->second.spread : nullptr;
}

void RunSpreads::work() {
    if (m_working || m_wanted.empty() || !m_list) return;
    m_working = true;
    if (m_known.size() > kMostKept) m_known.clear();
    std::vector<Key> keys;
    std::vector<Task> tasks;
    while (!m_wanted.empty() && tasks.size() < kMostAtOnce) {
        const Wanted wanted = std::move(m_wanted.back()); // what was looked at last comes first
        m_wanted.pop_back();
        const std::size_t group = wanted.key.first;
        std::span<const std::int64_t> numbers = m_list->numbers;
        if (group != kAll) numbers = numbers.subspan(m_list->groups[group].begin, m_list->groups[group].count);
        tasks.push_back({{numbers.begin(), numbers.end()}, wanted.field});
        keys.push_back(wanted.key);
    }
    m_app.jobs.start<std::vector<track::MetricSpread>>(
        this, {.title = tr("Summarize metrics"), .key = QStringLiteral("spreads"), .quiet = true, .result = {}},
        [tasks = std::move(tasks)](
            workspace::Workspace& workspace, Progress& progress) -> Result<std::vector<track::MetricSpread>> {
            std::vector<track::MetricSpread> spreads;
            for (const auto& task : tasks) {
                if (progress.cancelled()) return fail(ErrorCode::Cancelled, "summarizing was cancelled");
                SLIPWAY_ASSIGN(auto spread, track::metricSpread(workspace.db(), task.numbers, task.field));
                spreads.push_back(spread);
            }
            return spreads;
        },
        [this, keys = std::move(keys), round = m_round](Result<std::vector<track::MetricSpread>> spreads) {
            if (round != m_round) return;
            m_working = false;
            if (!spreads) return;
            for (std::size_t i = 0; i < keys.size(); ++i) m_known[keys[i]] = {(*spreads)[i], false};
            changed();
            work();
        });
}

} // namespace slipway::ui
