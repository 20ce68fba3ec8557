#include <algorithm>
#include <limits>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/label/formats/coco_annotation.h"
#include "core/label/formats/coco_file.h"
#include "core/label/formats/file_draft.h"
#include "core/label/formats/json_difference.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/media_location.h"

namespace slipway::label::coco {

Json categoryJson(const LabelClass& one, const std::string& id) {
    Json json{{"id", idJson(id)}, {"name", one.name}, {"supercategory", one.parent}};
    if (!one.skeleton) return json;
    json["keypoints"] = one.skeleton->joints;
    auto& bones = json["skeleton"] = Json::array();
    for (const auto& [a, b] : one.skeleton->bones) bones.push_back(Json::array({a + 1, b + 1}));
    return json;
}

Json imageJson(const Item& item, const std::string& id) {
    Json json{{"id", idJson(id)}, {"file_name", uriOf(item)}};
    if (item.width > 0 && item.height > 0) {
        json["width"] = item.width;
        json["height"] = item.height;
    }
    return json;
}

bool isResults(const Corpus& corpus) {
    return keptMember(corpus.extra, "coco", "results") &&
           std::ranges::all_of(corpus.items, [](const Item& item) { return item.annotations.empty(); });
}

namespace {

/// Ids that were read stay; the others count on from the highest, from 1.
class Ids {
public:
    /// nullopt for one that cannot stay.
    void reserve(const std::optional<std::string>& id) {
        if (!id) return;
        m_taken.insert(*id);
        if (const auto number = wholeOf(Json(idJson(*id)))) m_last = std::max(m_last, *number);
    }
    std::string take(const std::optional<std::string>& wanted) {
        if (wanted && m_given.insert(*wanted).second) return *wanted;
        do m_last++;
        while (m_taken.contains(std::to_string(m_last)) || !m_given.insert(std::to_string(m_last)).second);
        return std::to_string(m_last);
    }

private:
    static std::optional<std::int64_t> wholeOf(const Json& json) {
        return json.is_number_integer() ? std::optional(json.get<std::int64_t>()) : std::nullopt;
    }
    std::unordered_set<std::string> m_taken, m_given;
    std::int64_t m_last = 0;
};

std::optional<std::string> keptId(const Extra& extra) {
    return textOf(keptMember(extra, "coco", "id"));
}

/// Only numbers may stay: pycocotools and most others count with them.
std::optional<std::string> numericId(const std::string& id) {
    return idJson(id).is_number() ? std::optional(id) : std::nullopt;
}

struct Entry {
    const Region* outline;
    const Region* keypoints;
    const Region& main() const { return outline ? *outline : *keypoints; }
};

/// Outlines with the key points that belong to them, in the order of the regions.
std::vector<Entry> entriesOf(const Annotation& answer) {
    std::unordered_map<std::string_view, const Region*> joints; // by the outline they belong to
    std::unordered_set<std::string_view> outlines;
    for (const auto& region : answer.regions)
        if (!std::holds_alternative<Keypoints>(region.shape)) outlines.insert(region.id);
    std::unordered_set<const Region*> placed;
    for (const auto& region : answer.regions)
        if (std::holds_alternative<Keypoints>(region.shape) && outlines.contains(region.parent) &&
            joints.emplace(region.parent, &region).second)
            placed.insert(&region);
    std::vector<Entry> entries;
    for (const auto& region : answer.regions) {
        if (placed.contains(&region)) continue;
        if (std::holds_alternative<Keypoints>(region.shape)) {
            entries.push_back({nullptr, &region});
            continue;
        }
        const auto it = joints.find(region.id);
        entries.push_back({&region, it == joints.end() ? nullptr : it->second});
    }
    return entries;
}

class Writer {
public:
    Writer(const Corpus& corpus, FileDraft& draft, CocoArea area, Progress& progress)
        : m_corpus(corpus), m_draft(draft), m_area(area), m_progress(progress), m_results(isResults(corpus)) {}

    Status run() {
        giveIds();
        if (m_results) {
            SLIPWAY_TRY(writeAnnotations());
            m_draft.append("\n");
            return {};
        }
        Json head{{"info", Json::object()}, {"licenses", Json::array()}};
        if (const auto* document = keptMember(m_corpus.extra, "coco", "document")) head = *document;
        m_draft.append("{");
        for (const auto& [key, value] : head.items()) m_draft.append(dump(Json(key)) + ":" + dump(value) + ",\n");
        m_draft.append("\"categories\":[");
        for (std::size_t i = 0; i < m_classes.size(); ++i) {
            auto json = categoryJson(m_classes[i], m_classIds[i]);
            putBack(keptMember(m_classes[i].extra, "coco", "difference"), json);
            m_draft.append((i ? ",\n" : "\n") + dump(json));
        }
        m_draft.append("],\n\"images\":[");
        for (std::size_t i = 0; i < m_corpus.items.size(); ++i) {
            auto json = imageJson(m_corpus.items[i], m_itemIds[i]);
            putBack(keptMember(m_corpus.items[i].extra, "coco", "difference"), json);
            m_draft.append((i ? ",\n" : "\n") + dump(json));
        }
        m_draft.append("],\n\"annotations\":");
        SLIPWAY_TRY(writeAnnotations());
        m_draft.append("}\n");
        return {};
    }

private:
    struct Placed {
        const Item* item;
        const std::string* itemId;
        Entry entry;
        std::size_t rank;
    };

    const Annotation* answerOf(const Item& item) const {
        if (m_results) return item.predictions.empty() ? nullptr : &item.predictions[0].answer;
        return item.annotations.empty() ? nullptr : &item.annotations[0];
    }

    bool isDrawn(const Item& item) const {
        return m_area == CocoArea::Drawn || (m_area == CocoArea::Source && item.extra.find("labelme"));
    }

    void giveIds() {
        m_classes = m_corpus.labels.classes;
        std::unordered_map<std::string_view, bool> known;
        for (const auto& one : m_corpus.labels.classes) known.emplace(one.name, true);
        for (const auto& item : m_corpus.items) {
            const auto* answer = answerOf(item);
            if (!answer) continue;
            for (const auto& region : answer->regions) {
                if (!known.emplace(region.label, true).second) continue;
                m_classes.emplace_back().name = region.label;
            }
        }
        Ids classIds, itemIds;
        for (const auto& one : m_classes) classIds.reserve(keptId(one.extra));
        for (const auto& item : m_corpus.items) itemIds.reserve(keptId(item.extra));
        for (const auto& one : m_classes) {
            m_classIds.push_back(classIds.take(keptId(one.extra)));
            m_classIdOf.emplace(one.name, m_classIds.size() - 1);
        }
        for (const auto& item : m_corpus.items) m_itemIds.push_back(itemIds.take(keptId(item.extra)));
    }

    std::vector<Placed> placed() const {
        std::unordered_map<std::string, std::size_t> ranks;
        if (const auto* order = keptMember(m_corpus.extra, "coco", "order"); order && order->is_array())
            for (std::size_t i = 0; i < order->size(); ++i)
                if ((*order)[i].is_string()) ranks.emplace((*order)[i].get<std::string>(), i);
        std::vector<Placed> all;
        for (std::size_t i = 0; i < m_corpus.items.size(); ++i) {
            const auto* answer = answerOf(m_corpus.items[i]);
            if (!answer) continue;
            for (const auto& entry : entriesOf(*answer)) {
                const auto it = ranks.find(entry.main().id);
                all.push_back({&m_corpus.items[i], &m_itemIds[i], entry,
                    it == ranks.end() ? std::numeric_limits<std::size_t>::max() : it->second});
            }
        }
        std::ranges::stable_sort(all, {}, &Placed::rank);
        return all;
    }

    Status writeAnnotations() {
        const auto all = placed();
        Ids ids;
        for (const auto& one : all) ids.reserve(numericId(one.entry.main().id));
        m_draft.append("[");
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (i % 4096 == 0) {
                m_progress.update(static_cast<double>(i) / static_cast<double>(all.size()), "writing annotations");
                if (m_progress.cancelled()) return fail(ErrorCode::Cancelled, "writing was cancelled");
            }
            const auto& [item, itemId, entry, rank] = all[i];
            const auto& main = entry.main();
            Json json = m_results ? Json::object() : Json{{"id", idJson(ids.take(numericId(main.id)))}};
            json["image_id"] = idJson(*itemId);
            json["category_id"] = idJson(m_classIds[m_classIdOf.at(main.label)]);
            json.update(shapeJson(entry.outline, entry.keypoints, *item, isDrawn(*item)));
            if (m_results && main.score) json["score"] = *main.score;
            putBack(keptMember(main.extra, "coco", "difference"), json);
            m_draft.append((i ? ",\n" : "\n") + dump(json));
        }
        m_draft.append("]");
        return {};
    }

    const Corpus& m_corpus;
    FileDraft& m_draft;
    CocoArea m_area;
    Progress& m_progress;
    bool m_results;
    std::vector<LabelClass> m_classes;
    std::vector<std::string> m_classIds, m_itemIds;
    std::unordered_map<std::string_view, std::size_t> m_classIdOf;
};

} // namespace

Status write(const Corpus& corpus, const std::filesystem::path& file, CocoArea area, Progress& progress) {
    SLIPWAY_ASSIGN(auto draft, FileDraft::create(file));
    SLIPWAY_TRY(Writer(corpus, draft, area, progress).run());
    return draft.publish();
}

} // namespace slipway::label::coco
