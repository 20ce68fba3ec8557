#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/base/time.h"
#include "core/label/shape.h"

namespace slipway::label {

using AttributeValue = std::variant<bool, double, std::string, std::vector<std::string>>;
using Attributes = std::map<std::string, AttributeValue>;

/// What a file format said and we have no member for: unknown keys, ids, order. One JSON object per format name, so
/// that writing the same format again gives it all back. Copies share; null when there is nothing.
class Extra {
public:
    bool empty() const { return m_formats.empty(); }
    const Json* find(std::string_view format) const;
    void set(std::string_view format, Json value);
    void remove(std::string_view format);
    const std::map<std::string, std::shared_ptr<const Json>, std::less<>>& formats() const { return m_formats; }
    bool operator==(const Extra& other) const; ///< by value

private:
    std::map<std::string, std::shared_ptr<const Json>, std::less<>> m_formats;
};

enum class Origin : std::uint8_t {
    Manual,            ///< drawn by a person
    Prediction,        ///< a suggestion that a person accepted as it was
    PredictionChanged, ///< and then changed
    File,              ///< came with an imported file that does not say
    Automatic,         ///< accepted by the auto-label rule, no person looked
};

/// One thing that somebody marked in an item.
struct Region {
    std::string id;    ///< unique in its annotation: 1–64 of A–Z a–z 0–9 _ -
    std::string label; ///< name in the label set; empty: not named yet
    std::vector<std::string> moreLabels;
    Shape shape;
    Attributes attributes;
    std::string text;   ///< transcription or description
    std::string group;  ///< regions with the same label and the same group that is not empty are one object
    std::string parent; ///< id of the region that this one belongs to
    Origin origin = Origin::Manual;
    std::optional<double> score; ///< 0 … 1, of the model that it came from
    bool occluded = false;
    bool hidden = false; ///< in the editor only; like locked, never exported
    bool locked = false;
    Extra extra;
    bool operator==(const Region&) const = default;
};

enum class Direction : std::uint8_t { Forward, Backward, Both };

/// "from" stands to "to" in the relation `labels`.
struct Relation {
    std::string from, to; ///< ids of regions
    Direction direction = Direction::Forward;
    std::vector<std::string> labels;
    Extra extra;
    bool operator==(const Relation&) const = default;
};

/// A class of the whole item. `question` tells several sets of classes apart; empty for the only one.
struct ItemClass {
    std::string question;
    std::string label;
    std::optional<double> score;
    bool operator==(const ItemClass&) const = default;
};

/// All that one person (or one model) says of one item.
struct Annotation {
    std::string id; ///< unique in the project; empty before it is stored
    std::string annotator;
    std::vector<Region> regions; ///< back to front
    std::vector<Relation> relations;
    std::vector<ItemClass> classes;
    Attributes answers;       ///< free text, numbers, ratings … of the whole item, by question
    bool skipped = false;     ///< "no answer from me": never a label
    bool groundTruth = false; ///< a gold answer to compare people with
    Timestamp createdAt = 0, updatedAt = 0;
    double seconds = 0; ///< that the person spent
    Extra extra;
    bool operator==(const Annotation&) const = default;
};

/// A model's answer: shown as suggestions, never counted as a label.
struct Prediction {
    std::string model; ///< "census-income:3" or what the file says
    std::optional<double> score;
    Annotation answer;
    Extra extra;
    bool operator==(const Prediction&) const = default;
};

enum class Medium : std::uint8_t { Image, Text, Video };
std::string_view name(Medium medium); ///< "image", "text", "video"

const Region* findRegion(const Annotation& annotation, std::string_view id);
Region* findRegion(Annotation& annotation, std::string_view id);
std::string newRegionId();            ///< 10 characters
bool isRegionId(std::string_view id); ///< what Region::id may be

/// Stable JSON of our own, for the journal, the store and packets.
Json toJson(const Annotation& annotation);
Json toJson(const Region& region);
Result<Annotation> annotationFromJson(const Json& json);
Result<Region> regionFromJson(const Json& json);
Json toJson(const Prediction& prediction);
Result<Prediction> predictionFromJson(const Json& json);

} // namespace slipway::label
