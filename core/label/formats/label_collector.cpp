#include "core/label/formats/label_collector.h"

namespace slipway::label {

namespace {

constexpr std::size_t kMost = 10'000;

/// True for a new name that there is room for.
bool enter(std::set<std::string, std::less<>>& names, std::string_view name) {
    if (name.empty() || names.size() >= kMost || names.contains(name)) return false;
    names.emplace(name);
    return true;
}

} // namespace

LabelCollector::LabelCollector(LabelSet& labels) : m_labels(labels) {
    for (const auto& known : labels.classes) m_classes.insert(known.name);
    m_itemClasses.insert(labels.itemClasses.begin(), labels.itemClasses.end());
    m_relations.insert(labels.relations.begin(), labels.relations.end());
}

void LabelCollector::add(std::string_view label) {
    if (enter(m_classes, label)) addClass(m_labels, label);
}

void LabelCollector::addItemClass(std::string_view label) {
    if (enter(m_itemClasses, label)) m_labels.itemClasses.emplace_back(label);
}

void LabelCollector::addRelation(std::string_view label) {
    if (enter(m_relations, label)) m_labels.relations.emplace_back(label);
}

} // namespace slipway::label
