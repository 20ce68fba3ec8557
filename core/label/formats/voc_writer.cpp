#include <map>
#include <sstream>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/folder_files.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/voc_file.h"
#include "core/label/formats/xml_document.h"

namespace slipway::label::voc {

namespace fs = std::filesystem;

namespace {

void put(pugi::xml_node parent, const char* name, const std::string& text) {
    parent.append_child(name).text().set(text.c_str());
}

bool putRest(pugi::xml_node parent, const Extra& extra) {
    const auto* rest = keptMember(extra, "voc", "rest");
    if (!rest || !rest->is_array()) return false;
    for (const auto& xml : *rest) {
        if (!xml.is_string()) continue;
        if (const auto document = parseXml(xml.get<std::string>(), "kept XML"))
            parent.append_copy(document->document_element());
    }
    return true;
}

class Writer {
public:
    explicit Writer(bool oneBased) : m_base(oneBased ? 1 : 0) {}

    std::string documentOf(const Item& item, const fs::path& file) {
        pugi::xml_document document;
        auto root = document.append_child("annotation");
        if (!putRest(root, item.extra)) {
            put(root, "folder", "JPEGImages");
            put(root.append_child("source"), "database", "Unknown");
            put(root, "segmented", "0");
        }
        const auto* filename = keptMember(item.extra, "voc", "filename");
        const auto folder = file.parent_path();
        put(root, "filename",
            filename && filename->is_string() ? filename->get<std::string>()
                                              : fs::path(item.path).lexically_relative(folder).generic_string());
        auto size = root.append_child("size");
        put(size, "width", std::to_string(item.width));
        put(size, "height", std::to_string(item.height));
        const auto* depth = keptMember(item.extra, "voc", "depth");
        put(size, "depth", depth && depth->is_number() ? toText(depth->get<double>()) : "3");
        if (!item.annotations.empty()) putObjects(root, item.annotations[0]);
        std::ostringstream text;
        document.save(text, "\t", pugi::format_indent | pugi::format_no_declaration);
        return text.str();
    }

private:
    void putObjects(pugi::xml_node root, const Annotation& answer) {
        std::map<std::string_view, pugi::xml_node> objects;
        for (const auto& region : answer.regions)
            if (region.parent.empty()) objects[region.id] = putObject(root, region);
        for (const auto& region : answer.regions) {
            const auto object = objects.find(region.parent);
            if (region.parent.empty() || object == objects.end()) continue;
            auto part = object->second.append_child("part");
            put(part, "name", region.label);
            putBox(part, boundsOf(region.shape));
            putRest(part, region.extra);
        }
    }

    pugi::xml_node putObject(pugi::xml_node root, const Region& region) {
        auto object = root.append_child("object");
        put(object, "name", region.label);
        const auto flag = [&](const char* name) {
            const auto it = region.attributes.find(name);
            return it != region.attributes.end() && it->second == AttributeValue(true);
        };
        const auto pose = region.attributes.find("pose");
        const auto* text = pose == region.attributes.end() ? nullptr : std::get_if<std::string>(&pose->second);
        put(object, "pose", text ? *text : kNoPose);
        const auto keptAs = [&](const char* name) { // a value that is neither 0 nor 1 comes with the rest
            const auto* rest = keptMember(region.extra, "voc", "rest");
            for (const auto& xml : rest && rest->is_array() ? *rest : Json::array())
                if (xml.is_string() && xml.get<std::string>().starts_with(fmt::format("<{}>", name))) return true;
            return false;
        };
        if (!keptAs("truncated")) put(object, "truncated", flag("truncated") ? "1" : "0");
        if (region.occluded) put(object, "occluded", "1");
        if (!keptAs("difficult")) put(object, "difficult", flag("difficult") ? "1" : "0");
        putBox(object, boundsOf(region.shape));
        putRest(object, region.extra);
        return object;
    }

    void putBox(pugi::xml_node object, const Box& box) {
        auto node = object.append_child("bndbox");
        put(node, "xmin", toText(box.left + m_base));
        put(node, "ymin", toText(box.top + m_base));
        put(node, "xmax", toText(box.right()));
        put(node, "ymax", toText(box.bottom()));
    }

    double m_base;
};

Status writeSubsets(const std::map<std::string, std::string>& stems, const fs::path& folder) {
    for (const auto& [subset, text] : stems) {
        SLIPWAY_ASSIGN(const auto file, resolveInside(folder, "ImageSets/Main/" + subset + ".txt"));
        SLIPWAY_TRY(makeFolders(file.parent_path()));
        SLIPWAY_TRY(writeFileAtomically(file, text));
    }
    return {};
}

} // namespace

Status write(const Corpus& corpus, const fs::path& folder, bool oneBased, Progress& progress) {
    const auto annotations = folder / "Annotations";
    SLIPWAY_TRY(makeFolders(annotations));
    LabelFileNames names(".xml");
    Writer writer(oneBased);
    std::map<std::string, std::string> stems; // by subset
    for (std::size_t i = 0; i < corpus.items.size(); ++i) {
        const auto& item = corpus.items[i];
        progress.update(static_cast<double>(i) / static_cast<double>(corpus.items.size()), item.path);
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "writing was cancelled");
        const auto* kept = keptMember(item.extra, "voc", "file");
        const auto name = names.take(item.path, kept && kept->is_string() ? kept->get<std::string>() : "");
        SLIPWAY_ASSIGN(const auto file, resolveInside(annotations, name));
        SLIPWAY_TRY(makeFolders(file.parent_path()));
        SLIPWAY_TRY(writeFileAtomically(file, writer.documentOf(item, name)));
        if (!item.subset.empty()) stems[item.subset] += fs::path(name).replace_extension().generic_string() + "\n";
    }
    return writeSubsets(stems, folder);
}

} // namespace slipway::label::voc
