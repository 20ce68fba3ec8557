#include "core/track/transfer/wandb_record.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/track/transfer/wandb_value.h"
#include "core/track/transfer/wire_reader.h"

namespace slipway::track::transfer {

namespace {

constexpr std::size_t kMostPoints = 50'000'000, kMostKeys = 1'000'000, kLongestOutput = 16u << 20;
constexpr std::size_t kLongestSummaryText = 4096;

} // namespace

void WandbRun::seen(Timestamp at) {
    m_endedAt = std::max(m_endedAt, at);
}

void WandbRun::tag(const char* key, std::string_view value) {
    if (!value.empty()) m_tags[key] = value;
}

void WandbRun::add(std::string_view record, const std::string& where) {
    WireReader field(record);
    while (field.next()) {
        switch (field.field()) {
        case 2:
            addHistory(field.bytes());
            break;
        case 3:
            addSummary(field.bytes());
            break;
        case 4:
        case 13:
            addOutput(field.bytes());
            break;
        case 5:
            addConfig(field.bytes());
            break;
        case 7:
            addStatistics(field.bytes());
            break;
        case 8:
            m_problems.leftOut("links to W&B artifacts");
            break;
        case 17:
            addRun(field.bytes());
            break;
        case 18:
            addExit(field.bytes());
            break;
        case 26:
            addEnvironment(field.bytes());
            break;
        default:
            break;
        }
    }
    if (field.broken()) m_problems.add(where, "is no W&B record");
}

void WandbRun::addRun(std::string_view message) {
    WireReader field(message);
    while (field.next()) {
        const auto text = std::string(field.bytes());
        switch (field.field()) {
        case 1:
            m_runId = text;
            break;
        case 2:
            m_entity = text;
            break;
        case 3:
            m_project = text;
            break;
        case 4:
            addConfig(field.bytes());
            break;
        case 5:
            addSummary(field.bytes());
            break;
        case 6:
            tag("wandb.group", text);
            break;
        case 7:
            tag("wandb.job_type", text);
            break;
        case 8:
            m_name = text;
            break;
        case 9:
            tag("mlflow.note.content", text);
            break;
        case 10:
            if (std::ranges::find(m_runTags, text) == m_runTags.end() && m_runTags.size() < 1000)
                m_runTags.push_back(text);
            break;
        case 12:
            tag("wandb.sweep_id", text);
            break;
        case 13:
            tag("wandb.host", text);
            break;
        case 17:
            m_startedAt = timeOf(field.bytes());
            break;
        case 21:
            addGit(field.bytes());
            break;
        default:
            break;
        }
    }
    seen(m_startedAt);
}

void WandbRun::addGit(std::string_view message) {
    WireReader field(message);
    while (field.next()) {
        if (field.field() == 1) tag("mlflow.source.git.repoURL", field.bytes());
        if (field.field() == 2) tag("mlflow.source.git.commit", field.bytes());
    }
}

void WandbRun::addEnvironment(std::string_view message) {
    std::vector<std::string> arguments;
    WireReader field(message);
    while (field.next()) {
        switch (field.field()) {
        case 1:
            tag("wandb.os", field.bytes());
            break;
        case 2:
            tag("wandb.python", field.bytes());
            break;
        case 5:
            arguments.emplace_back(field.bytes());
            break;
        case 6:
            tag("mlflow.source.name", field.bytes());
            break;
        case 9:
            addGit(field.bytes());
            break;
        case 12:
            tag("wandb.host", field.bytes());
            break;
        case 13:
            m_user = field.bytes();
            break;
        case 18:
            tag("wandb.gpu", field.bytes());
            break;
        default:
            break;
        }
    }
    tag("wandb.args", join(arguments, " "));
}

WandbItem WandbRun::itemOf(std::string_view message) {
    WandbItem item;
    std::vector<std::string> nested;
    WireReader field(message);
    while (field.next()) {
        switch (field.field()) {
        case 1:
            item.key = field.bytes();
            break;
        case 2:
            if (nested.size() < 100) nested.emplace_back(field.bytes());
            break;
        case 3:
            item.json = "null";
            break; // 3 to 8: newer clients' typed values
        case 4:
            item.json = field.flag() ? "true" : "false";
            break;
        case 5:
            item.json = std::to_string(field.zigzag());
            break;
        case 6:
            item.json = toText(field.real());
            break;
        case 7:
            item.json = dump(Json(std::string(field.bytes())));
            break;
        case 8:
        case 16:
            item.json = field.bytes();
            break;
        default:
            break;
        }
    }
    if (item.key.empty()) item.key = join(nested, ".");
    return item;
}

void WandbRun::addHistory(std::string_view message) {
    std::vector<WandbItem> items;
    std::optional<std::int64_t> step;
    Timestamp at = 0;
    WireReader field(message);
    while (field.next()) {
        if (field.field() == 2) {
            step = 0;
            WireReader number(field.bytes());
            while (number.next())
                if (number.field() == 1) step = number.integer();
        }
        if (field.field() != 1) continue;
        auto item = itemOf(field.bytes());
        const auto number = item.key == "_step" || item.key == "_timestamp" ? numberOf(item.json) : std::nullopt;
        if (number && std::abs(*number) < 1e15) {
            if (item.key == "_timestamp") at = std::llround(*number * 1000);
            if (item.key == "_step" && !step) step = std::llround(*number);
        }
        items.push_back(std::move(item));
    }
    const auto stepOrLast = step.value_or(m_lastStep);
    m_lastStep = std::max(m_lastStep, stepOrLast);
    seen(at);
    addItems(expanded(std::move(items)), stepOrLast, at);
}

void WandbRun::addItems(const std::vector<WandbItem>& items, std::int64_t step, Timestamp at) {
    const auto objects = mediaOf(items);
    for (const auto& [name, object] : objects) {
        if (textOr(object, "_type") == "histogram")
            addHistogram(name, object, step, at);
        else
            m_problems.leftOut("steps of media (files of the run are kept)");
    }
    for (const auto& item : items) {
        if (isOwn(item.key) || isPartOf(item.key, objects)) continue;
        if (const auto number = numberOf(item.json))
            addPoint(item.key, *number, step, at);
        else if (item.json != "null")
            m_problems.leftOut("texts and lists in histories");
    }
}

/// All bars do not fit a metric: the three numbers that curves are drawn of do.
void WandbRun::addHistogram(const std::string& key, const Json& histogram, std::int64_t step, Timestamp at) {
    const auto numbers = [&](const char* name) {
        std::vector<double> list;
        const auto found = histogram.find(name);
        if (found == histogram.end() || !found->is_array()) return list;
        for (const auto& one : *found) list.push_back(one.is_number() ? one.get<double>() : 0);
        return list;
    };
    const auto bins = numbers("bins"), values = numbers("values");
    m_problems.leftOut("bars of histograms (min, max and mean are kept)");
    if (bins.size() < 2 || values.size() + 1 != bins.size()) return;
    double sum = 0, number = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        sum += (bins[i] + bins[i + 1]) / 2 * values[i];
        number += values[i];
    }
    addPoint(key + "/min", bins.front(), step, at);
    addPoint(key + "/max", bins.back(), step, at);
    if (number > 0) addPoint(key + "/mean", sum / number, step, at);
}

void WandbRun::addSummary(std::string_view message) {
    WireReader field(message);
    while (field.next()) {
        if (field.field() != 1 && field.field() != 2) continue;
        auto item = itemOf(field.bytes());
        if (field.field() == 2)
            m_summary.erase(item.key);
        else if (!isOwn(item.key) && m_summary.size() < kMostKeys)
            m_summary[item.key] = std::move(item.json);
    }
}

void WandbRun::addParameter(const std::string& key, const std::string& json) {
    const auto value = parseJson(json, "a value");
    if (value)
        flatten(key, *value, m_parameters);
    else if (m_parameters.size() < kMostKeys)
        m_parameters[key] = json;
}

void WandbRun::addConfig(std::string_view message) {
    WireReader field(message);
    while (field.next()) {
        if (field.field() != 1 && field.field() != 2) continue;
        const auto item = itemOf(field.bytes());
        if (isOwn(item.key)) continue;
        std::erase_if(m_parameters,
            [&](const auto& known) { return known.first == item.key || known.first.starts_with(item.key + "."); });
        if (field.field() == 1) addParameter(item.key, item.json);
    }
}

void WandbRun::addStatistics(std::string_view message) {
    Timestamp at = 0;
    std::vector<WandbItem> items;
    WireReader field(message);
    while (field.next()) {
        if (field.field() == 2) at = timeOf(field.bytes());
        if (field.field() == 3) items.push_back(itemOf(field.bytes()));
    }
    for (const auto& item : items)
        if (const auto number = numberOf(item.json)) addPoint("system/" + item.key, *number, m_statistics, at);
    if (!items.empty()) ++m_statistics;
    seen(at);
}

void WandbRun::addExit(std::string_view message) {
    std::int64_t code = 0, seconds = 0;
    WireReader field(message);
    while (field.next()) {
        if (field.field() == 1) code = field.integer();
        if (field.field() == 2) seconds = std::clamp<std::int64_t>(field.integer(), 0, 1'000'000'000);
    }
    m_status = code == 0 ? RunStatus::Finished : RunStatus::Failed;
    if (m_startedAt != 0) seen(m_startedAt + seconds * 1000);
}

void WandbRun::addOutput(std::string_view message) {
    WireReader field(message);
    while (field.next())
        if (field.field() == 3 && m_output.size() < kLongestOutput) m_output += field.bytes();
}

void WandbRun::addPoint(const std::string& key, double value, std::int64_t step, Timestamp at) {
    if (m_points.size() >= kMostPoints) return m_problems.leftOut("points beyond 50,000,000");
    auto known = m_keyNumbers.find(key);
    if (known == m_keyNumbers.end()) {
        if (m_keys.size() >= kMostKeys) return m_problems.leftOut("metrics beyond 1,000,000");
        known = m_keyNumbers.emplace(key, static_cast<std::uint32_t>(m_keys.size())).first;
        m_keys.push_back(key);
    }
    m_points.push_back({known->second, value, step, at});
}

void WandbRun::finish() {
    std::vector<WandbItem> items;
    for (const auto& [key, json] : m_summary) items.push_back({key, json});
    items = expanded(std::move(items));
    const auto objects = mediaOf(items);
    for (const auto& [key, json] : items) {
        if (m_keyNumbers.contains(key) || isPartOf(key, objects)) continue;
        if (const auto number = numberOf(json))
            addPoint(key, *number, m_lastStep, m_endedAt);
        else if (json.size() <= kLongestSummaryText && json != "null")
            m_tags["wandb.summary." + key] = plainText(json);
    }
    tag("wandb.tags", join(m_runTags, ", "));
    tag("wandb.run_id", m_runId);
    tag("wandb.entity", m_entity);
    tag("wandb.project", m_project);
}

} // namespace slipway::track::transfer
