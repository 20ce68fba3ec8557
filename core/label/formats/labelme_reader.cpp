#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/folder_files.h"
#include "core/label/formats/json_difference.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/label_collector.h"
#include "core/label/formats/label_file.h"
#include "core/label/formats/labelme_file.h"
#include "core/label/formats/labelme_shape.h"
#include "core/label/formats/media_location.h"
#include "core/label/formats/problem_list.h"
#include "core/label/formats/shape_limits.h"
#include "core/media/image.h"

namespace slipway::label::labelme {

namespace fs = std::filesystem;

namespace {

class Reader {
public:
    Reader(const fs::path& folder, const ReadOptions& options, Progress& progress)
        : m_folder(folder), m_options(options), m_progress(progress), m_labels(m_read.corpus.labels) {}

    Result<ReadLabels> run() {
        SLIPWAY_ASSIGN(const auto files, filesUnder(m_folder));
        for (std::size_t i = 0; i < files.size(); ++i) {
            m_progress.update(static_cast<double>(i) / static_cast<double>(files.size()), files[i].string());
            if (m_progress.cancelled()) return fail(ErrorCode::Cancelled, "reading was cancelled");
            if (toLower(files[i].extension().string()) == ".json") readOne(files[i]);
        }
        if (m_documents == 0 && m_read.problemCount == 0)
            return fail(ErrorCode::NotFound, fmt::format("{} holds no labelme file", m_folder.string()),
                "labelme writes one .json a picture");
        for (const auto& file : files) addUnlabelled(file);
        return std::move(m_read);
    }

private:
    void readOne(const fs::path& file) {
        const auto path = m_folder / file;
        ProblemList problems(m_read, path.string());
        auto text = readLabelFile(path);
        if (!text) return problems.leftOut(0, file.string(), text.error().message);
        mendUtf8(*text, problems);
        const auto json = parseJson(*text, path.string());
        if (!json) return problems.leftOut(0, file.string(), json.error().message);
        const auto* shapes = member(*json, "shapes");
        const auto imagePath = textOf(member(*json, "imagePath"));
        if (!shapes || !shapes->is_array() || !imagePath || imagePath->empty())
            return problems.leftOut(0, file.string(), "is not a labelme file: it has no shapes or no imagePath");
        m_documents++;
        Item item;
        auto relative = *imagePath;
        std::ranges::replace(relative, '\\', '/');
        item.path = pathOfUri((file.parent_path() / relative).lexically_normal().generic_string());
        readSize(*json, item, path, problems);
        readFlags(*json, item);
        Json unread = Json::array();
        readShapes(*shapes, item, problems, unread);
        keep(*json, file, std::move(unread), item, path);
        m_paths.insert(item.path);
        m_read.corpus.items.push_back(std::move(item));
    }

    void readSize(const Json& json, Item& item, const fs::path& path, ProblemList& problems) {
        const auto width = wholeOf(member(json, "imageWidth")), height = wholeOf(member(json, "imageHeight"));
        const auto fits = [](const auto& side) { return side && *side > 0 && *side <= kLongestImageSide; };
        if (fits(width) && fits(height)) {
            item.width = static_cast<int>(*width);
            item.height = static_cast<int>(*height);
        }
        const auto image = imageOf(item, path);
        if (!image) {
            if (!member(json, "imageData") || member(json, "imageData")->is_null())
                problems.odd(0, item.path, "there is no such image file");
            return;
        }
        const auto info = media::readImageInfo(*image);
        if (!info) return problems.odd(0, item.path, info.error().message);
        if (item.width == 0) {
            item.width = info->width;
            item.height = info->height;
        } else if (item.width != info->width || item.height != info->height) {
            problems.odd(0, item.path,
                fmt::format("the labels are for {} × {} pixels, and the image has {} × {}", item.width, item.height,
                    info->width, info->height));
        }
    }

    std::optional<fs::path> imageOf(const Item& item, const fs::path& labelFile) const {
        if (auto found = findMedia(item.path, m_options.images, m_folder / "x")) return found;
        return findMedia(item.path, m_options.images, labelFile);
    }

    void readFlags(const Json& json, Item& item) {
        const auto* flags = member(json, "flags");
        if (!flags || !flags->is_object()) return;
        std::size_t set = 0;
        for (const auto& [name, value] : flags->items()) {
            m_labels.addItemClass(name);
            if (!value.is_boolean() || !value.get<bool>()) continue;
            answerOf(item).classes.push_back({{}, name, {}});
            set++;
        }
        if (set > 1) m_read.corpus.labels.severalItemClasses = true;
    }

    static Annotation& answerOf(Item& item) {
        if (item.annotations.empty()) item.annotations.emplace_back();
        return item.annotations[0];
    }

    void readShapes(const Json& shapes, Item& item, ProblemList& problems, Json& unread) {
        for (std::size_t i = 0; i < shapes.size(); ++i) {
            const auto where = fmt::format("{} shapes[{}]", item.path, i);
            auto region = regionOf(shapes[i]);
            if (!region) {
                problems.leftOut(0, where, region.error().message);
                unread.push_back(Json::array({i, shapes[i]}));
                continue;
            }
            if (const auto* polygon = std::get_if<Polygon>(&region->shape);
                polygon && looksCrossed(polygon->parts[0].outer))
                problems.odd(0, where, "is a polygon whose border crosses itself");
            region->id = fmt::format("r{}", i + 1);
            m_labels.add(region->label);
            answerOf(item).regions.push_back(std::move(*region));
        }
        if (item.annotations.empty()) return;
        auto& regions = item.annotations[0].regions;
        const auto groups = groupIds(item.annotations[0]);
        for (auto& region : regions) {
            const auto index = std::stoul(region.id.substr(1)) - 1;
            const auto group = groups.find(region.group);
            const auto ours = shapeJson(region, group == groups.end() ? std::nullopt : std::optional(group->second));
            if (!ours) continue;
            if (auto difference = differenceOf(*ours, shapes[index]); !difference.is_null())
                region.extra.set("labelme", std::move(difference));
        }
    }

    void keep(const Json& json, const fs::path& file, Json unread, Item& item, const fs::path& path) {
        auto raw = withoutMembers(json, {"shapes"});
        if (imageOf(item, path)) raw["imageData"] = nullptr; // the picture is there, no need to carry a copy
        Json kept{{"file", file.generic_string()}};
        kept["document"] = std::move(raw);
        if (!unread.empty()) kept["unread"] = std::move(unread);
        item.extra.set("labelme", std::move(kept));
    }

    void addUnlabelled(const fs::path& file) {
        if (!media::isImageName(file) || m_paths.contains(file.generic_string())) return;
        Item item;
        item.path = file.generic_string();
        findSize(item, m_folder, {});
        m_read.corpus.items.push_back(std::move(item));
    }

    const fs::path& m_folder;
    const ReadOptions& m_options;
    Progress& m_progress;
    ReadLabels m_read;
    LabelCollector m_labels;
    std::set<std::string> m_paths;
    std::int64_t m_documents = 0;
};

/// The documents can only be compared with ours when all flags are known.
void compareDocuments(ReadLabels& read) {
    for (auto& item : read.corpus.items) {
        const auto* kept = item.extra.find("labelme");
        if (!kept) continue;
        auto changed = *kept;
        const auto raw = changed["document"];
        changed.erase("document");
        const auto ours = documentJson(item, textOr(changed, "file"), read.corpus.labels);
        if (auto difference = differenceOf(ours, raw); !difference.is_null())
            changed["difference"] = std::move(difference);
        item.extra.set("labelme", std::move(changed));
    }
}

} // namespace

Result<ReadLabels> read(const fs::path& folder, const ReadOptions& options, Progress& progress) {
    SLIPWAY_TRY(checkFolder(folder, "labelme has one file a picture: give the folder that they are in"));
    SLIPWAY_ASSIGN(auto result, Reader(folder, options, progress).run());
    compareDocuments(result);
    return result;
}

} // namespace slipway::label::labelme
