#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/long_json.h"
#include "core/base/text.h"
#include "core/label/formats/coco_annotation.h"
#include "core/label/formats/coco_file.h"
#include "core/label/formats/json_difference.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/label_file.h"
#include "core/label/formats/media_location.h"
#include "core/label/formats/problem_list.h"
#include "core/label/formats/shape_limits.h"

namespace slipway::label::coco {

namespace {

void keep(Extra& extra, const std::string& id, const Json& ours, const Json& raw) {
    Json kept{{"id", idJson(id)}};
    if (auto difference = differenceOf(ours, raw); !difference.is_null()) kept["difference"] = std::move(difference);
    extra.set("coco", std::move(kept));
}

class Reader {
public:
    Reader(const std::filesystem::path& file, const ReadOptions& options, Progress& progress)
        : m_file(file), m_options(options), m_progress(progress), m_problems(m_read, file.string()) {}

    Result<ReadLabels> run() {
        SLIPWAY_ASSIGN(auto text, readLabelFile(m_file));
        mendUtf8(text, m_problems);
        SLIPWAY_ASSIGN(const auto json, parseJson(text, m_file.string(), m_progress));
        if (json.is_array()) {
            SLIPWAY_TRY(readResults(json));
        } else {
            SLIPWAY_TRY(readDocument(json));
        }
        return std::move(m_read);
    }

private:
    Status readDocument(const Json& json) {
        const auto* images = member(json, "images");
        if (!images || !images->is_array())
            return fail(ErrorCode::BadData, fmt::format("{} has no list 'images'", m_file.string()),
                "COCO files hold the lists images, categories and annotations");
        static const auto none = Json::array();
        const auto listOf = [&](std::string_view key) -> const Json& {
            const auto* list = member(json, key);
            return list && list->is_array() ? *list : none;
        };
        readCategories(listOf("categories"));
        SLIPWAY_TRY(readImages(*images));
        SLIPWAY_TRY(readAnnotations(listOf("annotations"), false));
        m_read.corpus.extra.set(
            "coco", Json{{"document", withoutMembers(json, {"images", "categories", "annotations"})}});
        keepOrder();
        return {};
    }

    Status readResults(const Json& list) {
        SLIPWAY_TRY(readAnnotations(list, true));
        m_read.corpus.extra.set("coco", Json{{"results", true}});
        keepOrder();
        return {};
    }

    void readCategories(const Json& list) {
        std::unordered_set<std::string> names;
        for (std::size_t i = 0; i < list.size(); ++i) {
            const auto id = idKey(list[i], "id");
            const auto name = textOf(member(list[i], "name"));
            const auto where = fmt::format("categories[{}]", i);
            if (!id || !name || name->empty()) {
                m_problems.leftOut(0, where, "has no id or no name");
            } else if (m_classes.contains(*id)) {
                m_problems.leftOut(0, where, fmt::format("has the id {} that another category has", *id));
            } else {
                auto used = *name;
                if (!names.insert(used).second) {
                    names.insert(used = fmt::format("{} (id {})", *name, *id));
                    m_problems.odd(0, where, fmt::format("is the second '{}': it becomes '{}'", *name, used));
                }
                addClassOf(*id, used, list[i], where);
            }
        }
    }

    void addClassOf(const std::string& id, const std::string& name, const Json& raw, const std::string& where) {
        LabelClass one;
        one.name = name;
        const auto index = m_read.corpus.labels.classes.size();
        one.color = regionColor(index);
        if (index < 10) one.hotkey = std::to_string((index + 1) % 10);
        if (const auto* parent = member(raw, "supercategory"); parent && parent->is_string())
            one.parent = parent->get<std::string>();
        readSkeleton(raw, one, where);
        keep(one.extra, id, categoryJson(one, id), raw);
        m_classes.emplace(id, index);
        m_read.corpus.labels.classes.push_back(std::move(one));
    }

    void readSkeleton(const Json& raw, LabelClass& one, const std::string& where) {
        const auto* joints = member(raw, "keypoints");
        if (!joints || !joints->is_array() || joints->empty()) return;
        Skeleton skeleton;
        for (const auto& joint : *joints) {
            if (!joint.is_string()) return m_problems.odd(0, where, "has keypoints that are not names");
            skeleton.joints.push_back(joint.get<std::string>());
        }
        const auto count = static_cast<std::int64_t>(skeleton.joints.size());
        const auto* bones = member(raw, "skeleton");
        for (const auto& bone : bones && bones->is_array() ? *bones : Json::array()) {
            const bool isPair = bone.is_array() && bone.size() == 2;
            const auto a = isPair ? wholeOf(&bone[0]) : std::nullopt, b = isPair ? wholeOf(&bone[1]) : std::nullopt;
            if (a && b && *a >= 1 && *b >= 1 && *a <= count && *b <= count)
                skeleton.bones.emplace_back(static_cast<int>(*a - 1), static_cast<int>(*b - 1));
            else
                m_problems.odd(0, where, "has a line of its skeleton that leads to no joint");
        }
        one.skeleton = std::move(skeleton);
    }

    Status readImages(const Json& list) {
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (m_progress.cancelled()) return fail(ErrorCode::Cancelled, "reading was cancelled");
            const auto id = idKey(list[i], "id");
            const auto name = textOf(member(list[i], "file_name"));
            const auto where = fmt::format("images[{}]", i);
            if (!id || !name || name->empty())
                m_problems.leftOut(0, where, "has no id or no file_name");
            else if (m_items.contains(*id))
                m_problems.leftOut(0, where, fmt::format("has the id {} that another image has", *id));
            else
                addItem(*id, *name, list[i], where);
        }
        return {};
    }

    void addItem(const std::string& id, const std::string& name, const Json& raw, const std::string& where) {
        Item item;
        setLocation(item, name);
        const auto width = wholeOf(member(raw, "width")), height = wholeOf(member(raw, "height"));
        const auto fits = [](const auto& side) { return side && *side > 0 && *side <= kLongestImageSide; };
        if (fits(width) && fits(height)) {
            item.width = static_cast<int>(*width);
            item.height = static_cast<int>(*height);
        } else {
            m_problems.odd(0, where, fmt::format("'{}' has no width and height that can be", forMessage(name)));
            findSize(item, m_options.images, m_file);
        }
        if (!m_options.images.empty() && !findMedia(item.path, m_options.images, m_file))
            m_problems.odd(0, where, fmt::format("there is no file '{}'", forMessage(item.path)));
        keep(item.extra, id, imageJson(item, id), raw);
        m_items.emplace(id, m_read.corpus.items.size());
        m_read.corpus.items.push_back(std::move(item));
    }

    Status readAnnotations(const Json& list, bool results) {
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (i % 4096 == 0) {
                m_progress.update(static_cast<double>(i) / static_cast<double>(list.size()), "reading annotations");
                if (m_progress.cancelled()) return fail(ErrorCode::Cancelled, "reading was cancelled");
            }
            readAnnotation(list[i], i, results);
        }
        return {};
    }

    void readAnnotation(const Json& raw, std::size_t index, bool results) {
        auto where = fmt::format("{}[{}]", results ? "" : "annotations", index);
        const auto imageId = idKey(raw, "image_id"), categoryId = idKey(raw, "category_id");
        if (!imageId || !categoryId) return m_problems.leftOut(0, where, "has no image_id or no category_id");
        if (results && !m_items.contains(*imageId)) {
            Item item;
            item.path = *imageId;
            item.extra.set("coco", Json{{"id", idJson(*imageId)}});
            m_items.emplace(*imageId, m_read.corpus.items.size());
            m_read.corpus.items.push_back(std::move(item));
        }
        const auto found = m_items.find(*imageId);
        if (found == m_items.end())
            return m_problems.leftOut(0, where, fmt::format("is of the image {}, which is not in the file", *imageId));
        auto& item = m_read.corpus.items[found->second];
        where += " of " + item.path;
        if (!m_classes.contains(*categoryId)) {
            if (!results)
                m_problems.odd(0, where, fmt::format("has the category {}, which is not in the file", *categoryId));
            const auto name = "category " + *categoryId;
            addClassOf(*categoryId, name, Json{{"id", idJson(*categoryId)}, {"name", name}}, where);
        }
        const auto& label = m_read.corpus.labels.classes[m_classes[*categoryId]];
        auto parts = partsOf(raw, item, label);
        if (!parts) return m_problems.leftOut(0, where, parts.error().message);
        for (const auto& doubt : parts->doubts) m_problems.odd(0, where, doubt);
        addRegions(raw, where, results, *imageId, *categoryId, label, item, *parts);
    }

    void addRegions(const Json& raw, const std::string& where, bool results, const std::string& imageId,
        const std::string& categoryId, const LabelClass& label, Item& item, Parts& parts) {
        auto id = results ? std::optional<std::string>() : idKey(raw, "id");
        if (id && (!isRegionId(*id) || !m_ids.insert(*id).second)) {
            m_problems.odd(0, where, fmt::format("the id {} cannot be used: it gets another one", forMessage(*id)));
            id.reset();
        }
        if (!id) id = nextId();
        m_order.push_back(*id);
        auto* outline = parts.outline ? &*parts.outline : nullptr;
        auto* keypoints = parts.keypoints ? &*parts.keypoints : nullptr;
        auto& main = outline ? *outline : *keypoints;
        Json ours = results ? Json::object() : Json{{"id", idJson(*id)}};
        ours["image_id"] = idJson(imageId);
        ours["category_id"] = idJson(categoryId);
        ours.update(shapeJson(outline, keypoints, item));
        auto& answer = answerOf(item, results);
        if (results) {
            main.score = numberOf(member(raw, "score"));
            if (main.score) ours["score"] = *main.score;
        }
        keep(main.extra, *id, ours, raw);
        for (auto* region : {outline, keypoints}) {
            if (!region) continue;
            region->label = label.name;
            region->id = region == &main ? *id : *id + "-k";
            region->origin = results ? Origin::Prediction : Origin::File;
            if (region != &main) region->parent = *id;
            if (region != &main) region->score = main.score;
            answer.regions.push_back(std::move(*region));
        }
    }

    static Annotation& answerOf(Item& item, bool results) {
        if (results) {
            if (item.predictions.empty()) item.predictions.emplace_back();
            return item.predictions[0].answer;
        }
        if (item.annotations.empty()) item.annotations.emplace_back();
        return item.annotations[0];
    }

    std::string nextId() {
        do m_lastId++;
        while (!m_ids.insert("n" + std::to_string(m_lastId)).second);
        return "n" + std::to_string(m_lastId);
    }

    /// Only when the file does not go image by image, in the order of the images.
    void keepOrder() {
        std::vector<std::string_view> grouped;
        for (const auto& item : m_read.corpus.items) {
            const auto* answer = !item.annotations.empty()   ? &item.annotations[0]
                                 : !item.predictions.empty() ? &item.predictions[0].answer
                                                             : nullptr;
            if (!answer) continue;
            for (const auto& region : answer->regions)
                if (!region.extra.empty()) grouped.push_back(region.id);
        }
        if (std::ranges::equal(grouped, m_order)) return;
        auto kept = *m_read.corpus.extra.find("coco");
        kept["order"] = m_order;
        m_read.corpus.extra.set("coco", std::move(kept));
    }

    const std::filesystem::path& m_file;
    const ReadOptions& m_options;
    Progress& m_progress;
    ReadLabels m_read;
    ProblemList m_problems;
    std::unordered_map<std::string, std::size_t> m_classes, m_items;
    std::unordered_set<std::string> m_ids;
    std::vector<std::string> m_order;
    std::int64_t m_lastId = 0;
};

} // namespace

Result<ReadLabels> read(const std::filesystem::path& file, const ReadOptions& options, Progress& progress) {
    return Reader(file, options, progress).run();
}

} // namespace slipway::label::coco
