#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/label/annotation.h"

namespace slipway::label {

enum class AttributeInput : std::uint8_t { Text, Number, Checkbox, Radio, Select };

/// A question about each region of a label.
struct AttributeRule {
    std::string name;
    AttributeInput input = AttributeInput::Text;
    std::vector<std::string> values; ///< of Radio and Select; lowest, highest, step of Number
    std::string defaultValue;
    bool changesOverTime = false; ///< may differ between key frames of a video
    bool operator==(const AttributeRule&) const = default;
};

/// The joints of a label in order, and the lines between them.
struct Skeleton {
    std::vector<std::string> joints;
    std::vector<std::pair<int, int>> bones; ///< indexes of joints, from 0
    bool operator==(const Skeleton&) const = default;
};

struct LabelClass {
    std::string name;
    std::string color;  ///< "#4496F7"
    std::string hotkey; ///< "1" … "9", "0" or empty
    std::vector<AttributeRule> attributes;
    std::optional<Skeleton> skeleton;
    std::string parent; ///< supercategory
    Extra extra;
    bool operator==(const LabelClass&) const = default;
};

/// What can be answered about an item.
struct LabelSet {
    std::vector<LabelClass> classes;      ///< of regions
    std::vector<std::string> itemClasses; ///< of whole items
    bool severalItemClasses = false;      ///< any number of them, not exactly one
    std::vector<std::string> relations;   ///< names of relations between spans
    std::vector<AttributeRule> questions; ///< about the whole item
    Extra extra;
    bool operator==(const LabelSet&) const = default;
};

const LabelClass* findClass(const LabelSet& labels, std::string_view name);
/// Adds a class with the next free colour and hot key unless the name is there. Returns its index.
std::size_t addClass(LabelSet& labels, std::string_view name);
/// InvalidArgument for an empty or double name, a colour that is not #RRGGBB, a hot key used twice, a bone to nowhere.
Status check(const LabelSet& labels);
/// The n-th of seven colours that stay apart for colour-blind people, as the label view draws them; repeats.
std::string_view regionColor(std::size_t index);

Json toJson(const LabelSet& labels);
Result<LabelSet> labelSetFromJson(const Json& json);

} // namespace slipway::label
