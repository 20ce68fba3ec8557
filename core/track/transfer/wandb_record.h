#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/base/time.h"
#include "core/track/run.h"
#include "core/track/transfer/problems.h"
#include "core/track/transfer/wandb_value.h"

namespace slipway::track::transfer {

/// What the records of one W&B run say, gathered from record after record. Values are JSON texts there.
class WandbRun {
public:
    explicit WandbRun(Problems& problems) : m_problems(problems) {}

    /// `where` names the record in problems.
    void add(std::string_view record, const std::string& where);
    /// After the last record: what stands only in the summary becomes points and tags.
    void finish();

    struct Point {
        std::uint32_t key = 0; ///< into keys()
        double value = 0;
        std::int64_t step = 0;
        Timestamp at = 0;
    };
    const std::vector<std::string>& keys() const { return m_keys; }
    const std::vector<Point>& points() const { return m_points; }
    const std::map<std::string, std::string>& parameters() const { return m_parameters; }
    const std::map<std::string, std::string>& tags() const { return m_tags; }
    const std::string& runId() const { return m_runId; }
    const std::string& entity() const { return m_entity; }
    const std::string& project() const { return m_project; }
    const std::string& name() const { return m_name; }
    const std::string& user() const { return m_user; }
    const std::string& output() const { return m_output; } ///< what it printed
    Timestamp startedAt() const { return m_startedAt; }
    Timestamp endedAt() const { return m_endedAt; }
    RunStatus status() const { return m_status; } ///< Killed, when no record says how it ended

private:
    static WandbItem itemOf(std::string_view message);
    void addRun(std::string_view message);
    void addHistory(std::string_view message);
    void addItems(const std::vector<WandbItem>& items, std::int64_t step, Timestamp at);
    void addHistogram(const std::string& key, const Json& histogram, std::int64_t step, Timestamp at);
    void addSummary(std::string_view message);
    void addConfig(std::string_view message);
    void addStatistics(std::string_view message);
    void addEnvironment(std::string_view message);
    void addGit(std::string_view message);
    void addExit(std::string_view message);
    void addOutput(std::string_view message);
    void addPoint(const std::string& key, double value, std::int64_t step, Timestamp at);
    void addParameter(const std::string& key, const std::string& json);
    void tag(const char* key, std::string_view value);
    void seen(Timestamp at);

    Problems& m_problems;
    std::map<std::string, std::uint32_t> m_keyNumbers;
    std::vector<std::string> m_keys;
    std::vector<Point> m_points;
    std::map<std::string, std::string> m_parameters, m_tags, m_summary;
    std::string m_runId, m_entity, m_project, m_name, m_user, m_output;
    std::vector<std::string> m_runTags;
    Timestamp m_startedAt = 0, m_endedAt = 0;
    std::int64_t m_lastStep = 0, m_statistics = 0;
    RunStatus m_status = RunStatus::Killed;
};

} // namespace slipway::track::transfer
