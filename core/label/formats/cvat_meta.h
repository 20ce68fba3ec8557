#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <pugixml.hpp>

#include "core/label/corpus.h"

namespace slipway::label::cvat {

/// One task of a dump: the whole file of a task or job dump, one of several in that of a project.
struct Task {
    std::string id, name, source, mode, subset;
    std::int64_t frames = 0;
    int width = 0, height = 0; ///< of a video
};

/// `meta` of a dump: label set and tasks.
struct Meta {
    std::vector<Task> tasks;
    bool project = false;
};
Meta readMeta(pugi::xml_node meta, LabelSet& labels);

/// <meta> … </meta> for these tasks.
std::string metaText(const Corpus& corpus, const Meta& meta);

/// A label set with a rule for each attribute that the regions of `corpus` have, so that its values can be read back
/// as what they are.
LabelSet withUsedAttributes(const Corpus& corpus);

/// Text of an attribute as a value, by what the label says of it.
AttributeValue valueOf(const std::string& text, const AttributeRule* rule);
std::string textOf(const AttributeValue& value);
const AttributeRule* findRule(const LabelSet& labels, std::string_view label, std::string_view attribute);

} // namespace slipway::label::cvat
