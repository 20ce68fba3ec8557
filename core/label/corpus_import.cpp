#include "core/label/corpus_import.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/label/gesture.h"
#include "core/label/label_rows.h"

namespace slipway::label {

namespace fs = std::filesystem;

namespace {

void clean(std::optional<double>& score) {
    if (score && !std::isfinite(*score)) score.reset();
}

bool mergeExtra(const Extra& from, Extra& into) {
    bool changed = false;
    for (const auto& [format, value] : from.formats()) {
        if (into.find(format)) continue;
        into.set(format, *value);
        changed = true;
    }
    return changed;
}

std::string lastPart(std::string_view path) {
    return std::string(path.substr(path.rfind('/') + 1));
}

bool endsWithPath(std::string_view whole, std::string_view part) {
    return whole == part || (whole.ends_with(part) && whole[whole.size() - part.size() - 1] == '/');
}

bool addItemClass(const std::string& name, LabelSet& labels) {
    if (name.empty() || std::ranges::find(labels.itemClasses, name) != labels.itemClasses.end()) return false;
    labels.itemClasses.push_back(name);
    return true;
}

} // namespace

bool mergeLabels(const LabelSet& from, LabelSet& labels) {
    bool changed = mergeExtra(from.extra, labels.extra);
    for (const auto& added : from.classes) {
        if (added.name.empty() || findClass(labels, added.name)) continue;
        auto& made = labels.classes[addClass(labels, added.name)];
        made.attributes = added.attributes;
        made.skeleton = added.skeleton;
        made.parent = added.parent;
        made.extra = added.extra;
        changed = true;
    }
    for (const auto& name : from.itemClasses) changed = addItemClass(name, labels) || changed;
    if (from.severalItemClasses && !labels.severalItemClasses) changed = labels.severalItemClasses = true;
    for (const auto& question : from.questions)
        if (std::ranges::find(labels.questions, question.name, &AttributeRule::name) == labels.questions.end()) {
            labels.questions.push_back(question);
            changed = true;
        }
    return changed;
}

bool addUsedLabels(const Annotation& annotation, LabelSet& labels) {
    const auto before = labels.classes.size();
    const auto use = [&](const std::string& label) {
        if (!label.empty() && !findClass(labels, label)) addClass(labels, label);
    };
    for (const auto& region : annotation.regions) {
        use(region.label);
        std::ranges::for_each(region.moreLabels, use);
    }
    bool changed = labels.classes.size() != before;
    for (const auto& each : annotation.classes) changed = addItemClass(each.label, labels) || changed;
    return changed;
}

void makeStorable(Annotation& annotation) {
    std::set<std::string> taken;
    std::map<std::string, std::string> renamed; // first holder of a name keeps the relations
    for (std::size_t i = 0; i < annotation.regions.size(); ++i) {
        auto& region = annotation.regions[i];
        auto id = region.id;
        for (std::size_t n = i; !isRegionId(id) || taken.contains(id); n += annotation.regions.size() + 1)
            id = fmt::format("region-{}", n + 1);
        if (!region.id.empty()) renamed.try_emplace(region.id, id);
        taken.insert(id);
        region.id = std::move(id);
        clean(region.score);
    }
    const auto now = [&](const std::string& id) {
        const auto it = renamed.find(id);
        return it == renamed.end() ? id : it->second;
    };
    for (auto& region : annotation.regions)
        if (!region.parent.empty()) region.parent = now(region.parent);
    for (auto& relation : annotation.relations) {
        relation.from = now(relation.from);
        relation.to = now(relation.to);
    }
    for (auto& each : annotation.classes) clean(each.score);
    if (!std::isfinite(annotation.seconds) || annotation.seconds < 0) annotation.seconds = 0;
}

std::string importedId(
    const Project& project, std::string_view itemKey, const Annotation& annotation, std::size_t place) {
    const auto text = fmt::format("{}\n{}\n{}\n{}", project.uid, itemKey, annotation.annotator,
        annotation.id.empty() ? fmt::format("#{}", place) : annotation.id);
    return sha256Hex(text).substr(0, 32);
}

std::optional<double> uncertaintyOf(const Prediction& prediction) {
    auto certain = prediction.score;
    const auto least = [&](const std::optional<double>& score) {
        if (score && !prediction.score) certain = certain ? std::min(*certain, *score) : *score;
    };
    for (const auto& region : prediction.answer.regions) least(region.score);
    for (const auto& each : prediction.answer.classes) least(each.score);
    if (!certain || !std::isfinite(*certain)) return std::nullopt;
    return std::clamp(1 - *certain, 0.0, 1.0);
}

Status ItemFinder::readNames() {
    SLIPWAY_ASSIGN(auto select, m_db.prepare("SELECT key FROM label_task WHERE project_id = ? AND by_path = 1"));
    select.bind(1, m_project.id);
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) break;
        m_byName.emplace(lastPart(select.view(0)), select.text(0));
    }
    m_read = true;
    return {};
}

bool leavesItsRoot(const std::string& path) {
    if (path.starts_with('/')) return true;
    return std::ranges::any_of(fs::path(path), [](const fs::path& part) { return part == ".."; });
}

ItemFinder::ItemFinder(store::Database& db, const Project& project, const std::vector<fs::path>& folders)
    : m_db(db), m_project(project) {
    for (const auto& folder : folders) {
        if (folder.empty()) continue;
        std::error_code failed;
        const auto plain = fs::absolute(folder, failed).lexically_normal();
        const auto real = fs::canonical(folder, failed);
        m_folders.push_back(plain);
        if (!failed && real != plain) m_folders.push_back(real);
    }
}

Result<bool> ItemFinder::has(const std::string& key) {
    SLIPWAY_ASSIGN(auto exact, m_db.prepare("SELECT 1 FROM label_task WHERE project_id = ? AND key = ?"));
    exact.bindAll(m_project.id, key);
    return exact.step();
}

std::string ItemFinder::keyOfFile(const fs::path& file) const {
    const auto relative = m_project.root.empty() ? fs::path() : file.lexically_relative(m_project.root);
    return relative.empty() || *relative.begin() == ".." ? file.string() : relative.generic_string();
}

void ItemFinder::takeFileOf(Item& item) const {
    std::error_code failed;
    if (item.path.empty() || leavesItsRoot(item.path) || fs::exists(fileOf(m_project, item), failed)) return;
    for (const auto& folder : m_folders)
        if (const auto file = (folder / item.path).lexically_normal(); fs::exists(file, failed)) {
            item.path = keyOfFile(file);
            return;
        }
}

Result<bool> ItemFinder::find(Item& item) {
    if (!item.path.empty())
        for (const auto& folder : m_folders) {
            auto key = keyOfFile((folder / item.path).lexically_normal());
            SLIPWAY_ASSIGN(const bool there, has(key));
            if (!there) continue;
            item.path = std::move(key);
            return true;
        }
    SLIPWAY_ASSIGN(const bool known, has(keyOf(item).text));
    if (known || item.path.empty()) return known;
    if (item.path.starts_with('/')) {
        auto key = keyOfFile(fs::path(item.path).lexically_normal());
        SLIPWAY_ASSIGN(const bool there, has(key));
        if (there) {
            item.path = std::move(key);
            return true;
        }
    }
    if (!m_read) SLIPWAY_TRY(readNames());
    const auto [first, last] = m_byName.equal_range(lastPart(item.path));
    const std::string* match = nullptr;
    bool several = false; // rather a new task than a wrong one
    for (auto it = first; it != last; ++it) {
        if (!endsWithPath(it->second, item.path) && !endsWithPath(item.path, it->second)) continue;
        several = several || match != nullptr;
        match = &it->second;
    }
    if (match && !several) {
        item.path = *match;
        return true;
    }
    takeFileOf(item);
    return false;
}

} // namespace slipway::label
