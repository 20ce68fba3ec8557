#pragma once

#include <set>
#include <string>
#include <string_view>

#include "core/label/label_set.h"

namespace slipway::label {

/// Fills a label set with the names that a file uses, in order of first use. At most 10,000 of a kind.
class LabelCollector {
public:
    /// `labels` must outlive this; what it holds already counts as used.
    explicit LabelCollector(LabelSet& labels);

    void add(std::string_view label); ///< of a region; empty is not one
    void addItemClass(std::string_view label);
    void addRelation(std::string_view label);

private:
    LabelSet& m_labels;
    std::set<std::string, std::less<>> m_classes, m_itemClasses, m_relations;
};

} // namespace slipway::label
