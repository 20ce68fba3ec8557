#include "core/track/transfer/event_summary.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/track/transfer/portable_text.h"
#include "core/track/transfer/tensor_values.h"
#include "core/track/transfer/wire_reader.h"

namespace slipway::track::transfer {

namespace {

constexpr std::size_t kMostPoints = 50'000'000, kMostKeys = 1'000'000;

Timestamp milliseconds(double seconds) {
    constexpr double most = 1e14;
    return std::isfinite(seconds) && std::abs(seconds) < most ? std::llround(seconds * 1000) : 0;
}

std::string_view extensionOf(std::string_view kind, std::string_view bytes) {
    if (bytes.starts_with("\x89PNG")) return ".png";
    if (bytes.starts_with("\xFF\xD8")) return ".jpg";
    if (bytes.starts_with("GIF8")) return ".gif";
    if (bytes.starts_with("RIFF")) return ".wav";
    return kind == "text" ? ".txt" : ".bin";
}

/// The protobuf Value of a hyperparameter.
std::string hyperparameterText(std::string_view value) {
    WireReader field(value);
    while (field.next()) {
        if (field.field() == 2) return toText(field.real());
        if (field.field() == 3) return std::string(field.bytes());
        if (field.field() == 4) return field.flag() ? "true" : "false";
    }
    return {};
}

} // namespace

struct EventSummary::Value {
    std::string_view tag, image, histogram, audio, tensor, plugin, content;
    std::optional<double> simple;
};

std::vector<EventSummary::Media> EventSummary::add(std::string_view record, const std::string& where) {
    std::vector<Media> media;
    Event event;
    event.record = record;
    double seconds = 0;
    std::vector<std::string_view> summaries;
    WireReader field(record);
    while (field.next()) {
        if (field.field() == 1) seconds = field.real();
        if (field.field() == 2) event.step = field.integer();
        if (field.field() == 5) summaries.push_back(field.bytes());
        if (field.field() == 4 || field.field() == 9) m_problems.leftOut("graphs");
    }
    if (field.broken()) m_problems.add(where, "is no TensorBoard event");
    event.at = milliseconds(seconds);
    if (event.at != 0) {
        m_firstAt = m_firstAt == 0 ? event.at : std::min(m_firstAt, event.at);
        m_lastAt = std::max(m_lastAt, event.at);
    }
    for (const auto summary : summaries) addSummary(summary, event, media);
    return media;
}

void EventSummary::addSummary(std::string_view summary, const Event& event, std::vector<Media>& media) {
    WireReader values(summary);
    while (values.next()) {
        if (values.field() != 1) continue;
        Value value;
        WireReader field(values.bytes());
        while (field.next()) {
            switch (field.field()) {
            case 1:
                value.tag = field.bytes();
                break;
            case 2:
                value.simple = field.real();
                break;
            case 4:
                value.image = field.bytes();
                break;
            case 5:
                value.histogram = field.bytes();
                break;
            case 6:
                value.audio = field.bytes();
                break;
            case 8:
                value.tensor = field.bytes();
                break;
            case 9: {
                WireReader metadata(field.bytes());
                while (metadata.next()) {
                    if (metadata.field() != 1) continue;
                    WireReader plugin(metadata.bytes());
                    while (plugin.next()) (plugin.field() == 1 ? value.plugin : value.content) = plugin.bytes();
                }
                break;
            }
            default:
                break;
            }
        }
        addValue(value, event, media);
    }
}

void EventSummary::addValue(const Value& value, const Event& event, std::vector<Media>& media) {
    auto& plugin = m_plugins.try_emplace(std::string(value.tag)).first->second;
    if (!value.plugin.empty()) plugin = value.plugin;
    if (plugin == "hparams") return addHyperparameters(value.content);
    if (value.simple) return addPoint(value.tag, *value.simple, event);
    const auto encoded = [](std::string_view message) {
        WireReader field(message);
        while (field.next())
            if (field.field() == 4) return field.bytes();
        return std::string_view();
    };
    if (!value.image.empty()) return addMedia("images", value.tag, 0, encoded(value.image), event, media);
    if (!value.audio.empty()) return addMedia("audio", value.tag, 0, encoded(value.audio), event, media);
    if (!value.histogram.empty()) {
        double numbers[5] = {};
        WireReader field(value.histogram);
        while (field.next())
            if (field.field() >= 1 && field.field() <= 4) numbers[field.field()] = field.real();
        return addHistogram(value.tag, numbers[1], numbers[2], numbers[4], numbers[3], event);
    }
    if (!value.tensor.empty()) addTensor(value, plugin, event, media);
}

void EventSummary::addTensor(
    const Value& value, const std::string& plugin, const Event& event, std::vector<Media>& media) {
    const auto tensor = tensorValues(value.tensor);
    if (plugin == "images" || plugin == "audio") {
        // Pictures have width and height before them, sounds a label behind each.
        const std::size_t first = plugin == "images" ? 2 : 0, step = plugin == "images" ? 1 : 2;
        for (std::size_t i = first; i < tensor.texts.size(); i += step)
            addMedia(plugin, value.tag, (i - first) / step, tensor.texts[i], event, media);
    } else if (plugin == "text") {
        for (std::size_t i = 0; i < tensor.texts.size(); ++i)
            addMedia(plugin, value.tag, i, tensor.texts[i], event, media);
    } else if (plugin == "histograms") {
        const auto& n = tensor.numbers; // left, right, count of each bar
        double least = 0, most = 0, sum = 0, number = 0;
        for (std::size_t i = 0; i + 2 < n.size(); i += 3) {
            if (n[i + 2] <= 0) continue;
            least = number == 0 ? n[i] : std::min(least, n[i]);
            most = number == 0 ? n[i + 1] : std::max(most, n[i + 1]);
            sum += (n[i] + n[i + 1]) / 2 * n[i + 2];
            number += n[i + 2];
        }
        addHistogram(value.tag, least, most, sum, number, event);
    } else if (tensor.numbers.size() == 1 && (plugin.empty() || plugin == "scalars")) {
        addPoint(value.tag, tensor.numbers.front(), event);
    } else {
        m_problems.leftOut(plugin.empty() ? "tensors" : forMessage(plugin, 40));
    }
}

void EventSummary::addPoint(std::string_view tag, double value, const Event& event) {
    auto known = m_keyNumbers.find(tag);
    if (known == m_keyNumbers.end()) {
        if (m_keys.size() >= kMostKeys) return m_problems.leftOut("metrics beyond 1,000,000");
        known = m_keyNumbers.emplace(std::string(tag), static_cast<std::uint32_t>(m_keys.size())).first;
        m_keys.emplace_back(tag);
    }
    if (m_points.size() >= kMostPoints) return m_problems.leftOut("points beyond 50,000,000");
    m_points.push_back({known->second, value, event.step, event.at});
}

/// All bars do not fit a metric: the three numbers that curves are drawn of do.
void EventSummary::addHistogram(
    std::string_view tag, double least, double most, double sum, double number, const Event& event) {
    const auto name = std::string(tag);
    addPoint(name + "/min", least, event);
    addPoint(name + "/max", most, event);
    if (number > 0) addPoint(name + "/mean", sum / number, event);
    m_problems.leftOut("bars of histograms (min, max and mean are kept)");
}

void EventSummary::addMedia(std::string_view kind, std::string_view tag, std::size_t index, std::string_view bytes,
    const Event& event, std::vector<Media>& media) {
    if (bytes.empty()) return;
    const auto number = index == 0 ? std::string() : fmt::format("-{}", index);
    media.push_back({fmt::format("{}/{}/{}{}{}", kind, keyOf(tag), event.step, number, extensionOf(kind, bytes)),
        static_cast<std::uint64_t>(bytes.data() - event.record.data()), bytes.size()});
}

void EventSummary::addHyperparameters(std::string_view content) {
    WireReader field(content);
    while (field.next()) {
        WireReader inside(field.bytes());
        while (inside.next()) {
            if (field.field() == 3 && inside.field() == 1) { // SessionStartInfo: hparams
                std::string_view key, value;
                WireReader entry(inside.bytes());
                while (entry.next()) (entry.field() == 1 ? key : value) = entry.bytes();
                if (m_parameters.size() < kMostKeys) m_parameters[std::string(key)] = hyperparameterText(value);
            }
            if (field.field() == 4 && inside.field() == 1 && inside.integer() == 2) // SessionEndInfo: failure
                m_status = RunStatus::Failed;
        }
    }
}

} // namespace slipway::track::transfer
