#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/track/run.h"
#include "core/track/transfer/problems.h"

namespace slipway::track::transfer {

/// What the events of one TensorBoard run say, gathered from record after record.
class EventSummary {
public:
    struct Point {
        std::uint32_t key = 0; ///< into keys()
        double value = 0;
        std::int64_t step = 0;
        Timestamp at = 0;
    };
    /// A picture, sound or text: bytes of the record at hand.
    struct Media {
        std::string path; ///< as an artifact
        std::uint64_t offset = 0, length = 0;
    };

    explicit EventSummary(Problems& problems) : m_problems(problems) {}

    /// Answers the media in the record; `where` names it in problems. A record that is no event is one.
    std::vector<Media> add(std::string_view record, const std::string& where);

    const std::vector<std::string>& keys() const { return m_keys; }
    const std::vector<Point>& points() const { return m_points; }
    const std::map<std::string, std::string>& parameters() const { return m_parameters; }
    Timestamp firstAt() const { return m_firstAt; }
    Timestamp lastAt() const { return m_lastAt; }
    RunStatus status() const { return m_status; } ///< Finished, when nothing says otherwise

private:
    struct Value;
    struct Event {
        Timestamp at = 0;
        std::int64_t step = 0;
        std::string_view record;
    };
    void addSummary(std::string_view summary, const Event& event, std::vector<Media>& media);
    void addValue(const Value& value, const Event& event, std::vector<Media>& media);
    void addTensor(const Value& value, const std::string& plugin, const Event& event, std::vector<Media>& media);
    void addPoint(std::string_view tag, double value, const Event& event);
    void addHistogram(std::string_view tag, double least, double most, double sum, double number, const Event& event);
    void addMedia(std::string_view kind, std::string_view tag, std::size_t index, std::string_view bytes,
        const Event& event, std::vector<Media>& media);
    void addHyperparameters(std::string_view content);

    Problems& m_problems;
    std::map<std::string, std::uint32_t, std::less<>> m_keyNumbers;
    std::vector<std::string> m_keys;
    std::vector<Point> m_points;
    std::map<std::string, std::string, std::less<>> m_plugins; ///< by tag: only its first event names it
    std::map<std::string, std::string> m_parameters;
    Timestamp m_firstAt = 0, m_lastAt = 0;
    RunStatus m_status = RunStatus::Finished;
};

} // namespace slipway::track::transfer
