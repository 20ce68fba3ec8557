#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/folder_files.h"
#include "core/label/formats/label_collector.h"
#include "core/label/formats/label_file.h"
#include "core/label/formats/media_location.h"
#include "core/label/formats/problem_list.h"
#include "core/label/formats/shape_limits.h"
#include "core/label/formats/voc_file.h"
#include "core/label/formats/xml_document.h"
#include "core/media/image.h"

namespace slipway::label::voc {

namespace fs = std::filesystem;

namespace {

std::string textOf(pugi::xml_node node) {
    return std::string(trimmed(node.child_value()));
}

std::optional<double> numberOf(pugi::xml_node node) {
    return parseNumber(textOf(node));
}

/// Children that are none of `known`, each as XML.
Json restOf(pugi::xml_node node, std::initializer_list<std::string_view> known) {
    Json rest = Json::array();
    for (const auto child : node.children()) {
        if (child.type() != pugi::node_element || std::ranges::find(known, child.name()) != known.end()) continue;
        std::ostringstream text;
        child.print(text, "", pugi::format_raw);
        rest.push_back(text.str());
    }
    return rest;
}

bool isPlainFlag(const std::string& text) {
    return text == "0" || text == "1";
}

class Reader {
public:
    Reader(const fs::path& folder, const ReadOptions& options, Progress& progress)
        : m_folder(folder), m_options(options), m_progress(progress), m_labels(m_read.corpus.labels) {
        std::error_code failed;
        m_annotations = fs::is_directory(folder / "Annotations", failed) ? folder / "Annotations" : folder;
        if (fs::is_directory(folder / "JPEGImages", failed)) m_images = folder / "JPEGImages";
    }

    Result<ReadLabels> run() {
        SLIPWAY_ASSIGN(const auto files, filesUnder(m_annotations));
        readSubsets();
        for (std::size_t i = 0; i < files.size(); ++i) {
            m_progress.update(static_cast<double>(i) / static_cast<double>(files.size()), files[i].string());
            if (m_progress.cancelled()) return fail(ErrorCode::Cancelled, "reading was cancelled");
            if (toLower(files[i].extension().string()) == ".xml") readOne(files[i]);
        }
        if (m_read.corpus.items.empty() && m_read.problemCount == 0)
            return fail(ErrorCode::NotFound, fmt::format("{} holds no Pascal VOC file", m_annotations.string()),
                "There is one .xml a picture in the folder Annotations");
        addUnlabelled();
        return std::move(m_read);
    }

private:
    void readSubsets() {
        std::error_code failed;
        const auto sets = m_folder / "ImageSets" / "Main";
        if (!fs::is_directory(sets, failed)) return;
        const auto files = filesUnder(sets);
        if (!files) return;
        for (const auto& file : *files) {
            if (file.extension() != ".txt" || file.stem() == "trainval") continue;
            const auto text = readLabelFile(sets / file);
            if (!text) continue;
            for (const auto& line : split(*text, '\n')) {
                const auto stem = std::string(trimmed(line));
                if (stem.empty()) continue;
                const auto last = stem.substr(stem.find_last_of(" \t") + 1);
                if (last.size() < stem.size() && (last == "1" || last == "-1" || last == "0"))
                    break; // "cat_train.txt": which of them hold a cat
                m_subsets.emplace(stem, file.stem().string());
            }
        }
    }

    void readOne(const fs::path& file) {
        const auto path = m_annotations / file;
        ProblemList problems(m_read, path.string());
        auto text = readLabelFile(path);
        if (!text) return problems.leftOut(0, file.string(), text.error().message);
        if (const auto bad = replaceInvalidUtf8(*text))
            problems.odd(0, file.string(), counted(bad, "byte") + " of it cannot be read as UTF-8");
        const auto document = parseXml(*text, path.string());
        if (!document) return problems.leftOut(0, file.string(), document.error().message);
        const auto root = document->child("annotation");
        if (!root) return problems.leftOut(0, file.string(), "is not a Pascal VOC file: its root is not 'annotation'");
        Item item;
        Json kept{{"file", file.generic_string()}};
        readLocation(root, file, item, kept);
        readSize(root.child("size"), item, kept, problems);
        if (auto rest = restOf(root, {"filename", "size", "object"}); !rest.empty()) kept["rest"] = std::move(rest);
        item.extra.set("voc", std::move(kept));
        auto stem = file;
        const auto subset = m_subsets.find(stem.replace_extension().generic_string());
        if (subset != m_subsets.end()) item.subset = subset->second;
        XmlLines lines(*text);
        for (const auto object : root.children("object")) readObject(object, lines, item, problems);
        m_paths.insert(item.path);
        m_read.corpus.items.push_back(std::move(item));
    }

    std::optional<fs::path> imageOf(const std::string& path) const {
        if (auto found = findMedia(path, m_options.images, m_folder / "x")) return found;
        return m_images.empty() ? std::nullopt : findMedia(path, m_images, {});
    }

    /// Names without an ending get that of the image that is there.
    std::string completed(const std::string& path) const {
        if (fs::path(path).has_extension()) return path;
        for (const char* ending : {".jpg", ".jpeg", ".png", ".JPG", ".JPEG", ".PNG"})
            if (imageOf(path + ending)) return path + ending;
        return path;
    }

    void readLocation(pugi::xml_node root, const fs::path& file, Item& item, Json& kept) {
        const auto named = textOf(root.child("filename"));
        auto name = named.empty() ? file.stem().string() : named;
        std::ranges::replace(name, '\\', '/');
        item.path = completed(
            pathOfUri((file.parent_path() / fs::path(name).relative_path()).lexically_normal().generic_string()));
        if (fs::path(item.path).lexically_relative(file.parent_path()).generic_string() != named &&
            fs::path(item.path).filename() != named)
            kept["filename"] = named;
    }

    void readSize(pugi::xml_node size, Item& item, Json& kept, ProblemList& problems) {
        const auto width = numberOf(size.child("width")), height = numberOf(size.child("height"));
        const auto fits = [](const auto& side) { return side && *side >= 1 && *side <= kLongestImageSide; };
        const auto image = imageOf(item.path);
        const bool looked = !m_options.images.empty() || !m_images.empty();
        if (!image && looked) problems.odd(0, item.path, "there is no such image file");
        if (fits(width) && fits(height)) {
            item.width = static_cast<int>(*width);
            item.height = static_cast<int>(*height);
        } else if (image) {
            if (const auto info = media::readImageInfo(*image)) {
                item.width = info->width;
                item.height = info->height;
            }
        }
        if (const auto depth = numberOf(size.child("depth"))) kept["depth"] = *depth;
    }

    /// nullopt after a problem was noted.
    std::optional<Box> boxOf(pugi::xml_node object, std::int64_t line, const Item& item, ProblemList& problems) {
        const auto box = object.child("bndbox");
        const auto left = numberOf(box.child("xmin")), top = numberOf(box.child("ymin")),
                   right = numberOf(box.child("xmax")), bottom = numberOf(box.child("ymax"));
        const double base = m_options.vocOneBased ? 1 : 0;
        if (!left || !top || !right || !bottom || !isPlace({*left, *top}) || !isPlace({*right, *bottom})) {
            problems.leftOut(line, item.path, "bndbox is not xmin, ymin, xmax and ymax in pixels");
            return std::nullopt;
        }
        const Box found{*left - base, *top - base, *right - *left + base, *bottom - *top + base};
        if (found.width < 0 || found.height < 0) {
            problems.leftOut(line, item.path, "bndbox has xmax left of xmin or ymax above ymin");
            return std::nullopt;
        }
        if (item.width > 0 &&
            (found.left < 0 || found.top < 0 || found.right() > item.width + 1 || found.bottom() > item.height + 1))
            problems.odd(line, item.path, "a box reaches outside of the image");
        return found;
    }

    void readObject(pugi::xml_node object, XmlLines& lines, Item& item, ProblemList& problems) {
        const auto line = lines.lineOf(object);
        const auto name = textOf(object.child("name"));
        if (name.empty()) return problems.leftOut(line, item.path, "an object has no name");
        const auto box = boxOf(object, line, item, problems);
        if (!box) return;
        if (item.annotations.empty()) item.annotations.emplace_back();
        auto& regions = item.annotations[0].regions;
        const auto id = fmt::format("r{}", regions.size() + 1);
        regions.push_back(regionOf(object, id, name, *box));
        for (const auto part : object.children("part")) {
            const auto partLine = lines.lineOf(part);
            const auto partName = textOf(part.child("name"));
            if (partName.empty()) {
                problems.leftOut(partLine, item.path, "a part has no name");
            } else if (const auto partBox = boxOf(part, partLine, item, problems)) {
                regions.push_back(regionOf(part, fmt::format("r{}", regions.size() + 1), partName, *partBox));
                regions.back().parent = id;
            }
        }
    }

    Region regionOf(pugi::xml_node object, std::string id, const std::string& name, const Box& box) {
        Region region;
        region.id = std::move(id);
        region.label = name;
        region.shape = box;
        region.origin = Origin::File;
        m_labels.add(name);
        if (const auto pose = textOf(object.child("pose")); !pose.empty() && pose != kNoPose)
            region.attributes["pose"] = pose;
        Json rest = restOf(object, {"name", "pose", "truncated", "difficult", "occluded", "bndbox", "part"});
        for (const char* flag : {"truncated", "difficult", "occluded"}) {
            const auto node = object.child(flag);
            const auto text = textOf(node);
            if (!text.empty() && !isPlainFlag(text)) {
                std::ostringstream xml;
                node.print(xml, "", pugi::format_raw);
                rest.push_back(xml.str());
            } else if (text == "1" && std::string_view(flag) == "occluded") {
                region.occluded = true;
            } else if (text == "1") {
                region.attributes[flag] = true;
            }
        }
        if (!rest.empty()) region.extra.set("voc", Json{{"rest", std::move(rest)}});
        return region;
    }

    void addUnlabelled() {
        if (m_images.empty()) return;
        const auto files = filesUnder(m_images);
        if (!files) return;
        for (const auto& file : *files) {
            if (!media::isImageName(file) || m_paths.contains(file.generic_string())) continue;
            Item item;
            item.path = file.generic_string();
            findSize(item, m_images, {});
            m_read.corpus.items.push_back(std::move(item));
        }
    }

    const fs::path& m_folder;
    fs::path m_annotations, m_images;
    const ReadOptions& m_options;
    Progress& m_progress;
    ReadLabels m_read;
    LabelCollector m_labels;
    std::map<std::string, std::string> m_subsets; ///< by label file without its ending
    std::set<std::string> m_paths;
};

} // namespace

Result<ReadLabels> read(const fs::path& folder, const ReadOptions& options, Progress& progress) {
    SLIPWAY_TRY(checkFolder(folder, "Pascal VOC has one file a picture: give the folder that holds Annotations"));
    return Reader(folder, options, progress).run();
}

} // namespace slipway::label::voc
