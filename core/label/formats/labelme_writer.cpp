#include <algorithm>
#include <set>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/label/formats/folder_files.h"
#include "core/label/formats/json_difference.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/labelme_file.h"
#include "core/label/formats/labelme_shape.h"

namespace slipway::label::labelme {

namespace fs = std::filesystem;

Json documentJson(const Item& item, const fs::path& file, const LabelSet& labels) {
    Json flags = Json::object();
    for (const auto& name : labels.itemClasses) flags[name] = false;
    if (!item.annotations.empty())
        for (const auto& one : item.annotations[0].classes) flags[one.label] = true;
    const auto folder = file.parent_path();
    const auto image = folder.empty() ? fs::path(item.path) : fs::path(item.path).lexically_relative(folder);
    Json json{{"version", "5.4.1"}, {"flags", std::move(flags)}, {"imagePath", image.generic_string()},
        {"imageData", nullptr}, {"imageHeight", nullptr}, {"imageWidth", nullptr}};
    if (item.width > 0 && item.height > 0) {
        json["imageHeight"] = item.height;
        json["imageWidth"] = item.width;
    }
    return json;
}

std::map<std::string, std::int64_t> groupIds(const Annotation& answer) {
    std::map<std::string, std::int64_t> ids;
    std::set<std::int64_t> taken;
    std::vector<std::string> named;
    for (const auto& region : answer.regions) {
        if (region.group.empty() || ids.contains(region.group)) continue;
        const auto number = idJson(region.group);
        if (!number.is_number()) {
            named.push_back(region.group);
            continue;
        }
        ids[region.group] = number.get<std::int64_t>();
        taken.insert(ids[region.group]);
    }
    std::int64_t next = 0;
    for (const auto& group : named) {
        if (ids.contains(group)) continue;
        while (!taken.insert(next).second) next++;
        ids[group] = next;
    }
    return ids;
}

namespace {

Result<Json> shapesJson(const Item& item) {
    Json shapes = Json::array();
    if (!item.annotations.empty()) {
        const auto& answer = item.annotations[0];
        const auto groups = groupIds(answer);
        for (const auto& region : answer.regions) {
            const auto group = groups.find(region.group);
            SLIPWAY_ASSIGN(
                auto shape, shapeJson(region, group == groups.end() ? std::nullopt : std::optional(group->second)));
            putBack(region.extra.find("labelme"), shape);
            shapes.push_back(std::move(shape));
        }
    }
    const auto* unread = keptMember(item.extra, "labelme", "unread");
    for (const auto& one : unread && unread->is_array() ? *unread : Json::array()) {
        if (!one.is_array() || one.size() != 2 || !one[0].is_number_unsigned()) continue;
        const auto at = std::min<std::size_t>(one[0].get<std::size_t>(), shapes.size());
        shapes.insert(shapes.begin() + static_cast<std::ptrdiff_t>(at), one[1]);
    }
    return shapes;
}

} // namespace

Status write(const Corpus& corpus, const fs::path& folder, Progress& progress) {
    SLIPWAY_TRY(makeFolders(folder));
    LabelFileNames names(".json");
    for (std::size_t i = 0; i < corpus.items.size(); ++i) {
        const auto& item = corpus.items[i];
        progress.update(static_cast<double>(i) / static_cast<double>(corpus.items.size()), item.path);
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "writing was cancelled");
        const auto* kept = keptMember(item.extra, "labelme", "file");
        const auto name = names.take(item.path, kept && kept->is_string() ? kept->get<std::string>() : "");
        SLIPWAY_ASSIGN(const auto file, resolveInside(folder, name));
        auto json = documentJson(item, name, corpus.labels);
        putBack(keptMember(item.extra, "labelme", "difference"), json);
        SLIPWAY_ASSIGN(json["shapes"], shapesJson(item));
        if (file.has_parent_path()) SLIPWAY_TRY(makeFolders(file.parent_path()));
        SLIPWAY_TRY(writeFileAtomically(file, dump(json, 2) + "\n"));
    }
    return {};
}

} // namespace slipway::label::labelme
