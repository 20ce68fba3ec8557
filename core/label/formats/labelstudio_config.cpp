#include "core/label/formats/labelstudio_config.h"

#include <algorithm>
#include <set>
#include <sstream>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/xml_document.h"

namespace slipway::label::labelstudio {

namespace {

class ConfigReader : public pugi::xml_tree_walker {
public:
    ConfigReader(LabelSet& labels, Controls& controls) : m_labels(labels), m_collector(labels), m_controls(controls) {}

    bool for_each(pugi::xml_node& node) override {
        const auto tag = toLower(node.name());
        const std::string name = node.attribute("name").value();
        if (tag == "relation") {
            m_collector.addRelation(node.attribute("value").value());
        } else if (tag == "choices" || tag == "taxonomy" || tag == "textarea" || tag == "number" || tag == "rating" ||
                   tag == "datetime" || tag == "pairwise") {
            const bool perRegion = toLower(node.attribute("perRegion").value()) == "true";
            if (tag == "choices" && !perRegion)
                readChoices(node);
            else if (!name.empty())
                m_controls.emplace(name, tag);
        } else if (tag.ends_with("labels")) {
            for (const auto label : node.children("Label")) readLabel(label);
        }
        return true;
    }

private:
    void readChoices(pugi::xml_node node) {
        const auto choice = toLower(node.attribute("choice").value());
        if (choice == "multiple") m_labels.severalItemClasses = true;
        for (const auto entry : node.children("Choice")) m_collector.addItemClass(entry.attribute("value").value());
    }
    void readLabel(pugi::xml_node node) {
        const std::string name = node.attribute("value").value();
        const auto before = m_labels.classes.size();
        m_collector.add(name);
        if (m_labels.classes.size() == before) return;
        auto& added = m_labels.classes.back();
        const std::string color = node.attribute("background").value();
        const bool hex = color.size() == 7 && color[0] == '#' &&
                         color.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string::npos;
        if (hex) added.color = color;
        if (const std::string key = node.attribute("hotkey").value(); key.size() == 1 && key[0] >= '0' && key[0] <= '9')
            added.hotkey = key;
    }

    LabelSet& m_labels;
    LabelCollector m_collector;
    Controls& m_controls;
};

/// What the results of a corpus use.
struct Used {
    bool images = false, texts = false, videos = false;
    std::set<std::string> labelTags; ///< "rectanglelabels"
    std::set<std::string> questions;
    std::map<std::string, std::pair<std::string, bool>> controls; ///< type, and whether per region
};

void addAnnotation(const Annotation& annotation, const Canvas& canvas, const Controls& controls, Used& used) {
    for (const auto& region : annotation.regions) {
        used.labelTags.emplace(typeOf(region.shape, true));
        if (region.attributes.empty() && region.text.empty()) continue;
        auto plain = region;
        plain.shape = Box{};
        plain.extra = {};
        const auto results = regionResults(plain, canvas, controls);
        for (std::size_t i = 1; i < results.size(); i++)
            used.controls[textOr(results[i], "from_name")] = {textOr(results[i], "type"), true};
    }
    for (const auto& result : itemResults(annotation, canvas, controls)) {
        const auto type = textOr(result, "type");
        if (type == "choices" && !result.contains("meta"))
            used.questions.insert(textOr(result, "from_name"));
        else if (type != "relation")
            used.controls.try_emplace(textOr(result, "from_name"), type, false);
    }
}

Used usedIn(const Corpus& corpus, const Controls& controls) {
    Used used;
    for (const auto& item : corpus.items) {
        used.images |= item.medium == Medium::Image;
        used.texts |= item.medium == Medium::Text;
        used.videos |= item.medium == Medium::Video;
        const Canvas canvas{item.medium, 1, 1, 0, 0, nullptr};
        for (const auto& annotation : item.annotations) addAnnotation(annotation, canvas, controls, used);
        for (const auto& prediction : item.predictions) addAnnotation(prediction.answer, canvas, controls, used);
    }
    return used;
}

/// Classes that nothing is labelled with are still to choose from.
void addTagForUnusedClasses(const Corpus& corpus, Used& used) {
    if (!used.labelTags.empty() || corpus.labels.classes.empty()) return;
    if (used.images)
        used.labelTags.insert("rectanglelabels");
    else if (used.texts)
        used.labelTags.insert("labels");
    else
        used.labelTags.insert(used.videos ? "videorectangle" : "rectanglelabels");
}

struct TagName {
    const char *type, *tag, *name;
};
constexpr TagName kLabelTags[] = {{"rectanglelabels", "RectangleLabels", "rectangle"},
    {"polygonlabels", "PolygonLabels", "polygon"}, {"keypointlabels", "KeyPointLabels", "keypoint"},
    {"ellipselabels", "EllipseLabels", "ellipse"}, {"brushlabels", "BrushLabels", "brush"},
    {"labels", "Labels", "label"}, {"videorectangle", "Labels", "videoLabels"}};
constexpr TagName kControlTags[] = {{"choices", "Choices", ""}, {"taxonomy", "Taxonomy", ""},
    {"textarea", "TextArea", ""}, {"number", "Number", ""}, {"rating", "Rating", ""}, {"datetime", "DateTime", ""},
    {"pairwise", "Pairwise", ""}};

pugi::xml_node addTag(pugi::xml_node view, const char* tag, const std::string& name, const char* to) {
    auto node = view.append_child(tag);
    node.append_attribute("name") = name.c_str();
    node.append_attribute("toName") = to;
    return node;
}

void addLabels(pugi::xml_node view, const TagName& tag, const LabelSet& labels, const char* to) {
    auto node = addTag(view, tag.tag, tag.name, to);
    for (const auto& label : labels.classes) {
        auto entry = node.append_child("Label");
        entry.append_attribute("value") = label.name.c_str();
        if (!label.color.empty()) entry.append_attribute("background") = label.color.c_str();
        if (!label.hotkey.empty()) entry.append_attribute("hotkey") = label.hotkey.c_str();
    }
}

} // namespace

Status readConfig(const std::string& xml, LabelSet& labels, Controls& controls) {
    SLIPWAY_ASSIGN(auto document, parseXml(xml, "the labeling config"));
    ConfigReader reader(labels, controls);
    document.traverse(reader);
    return {};
}

std::string configOf(const Corpus& corpus, const Controls& controls) {
    auto used = usedIn(corpus, controls);
    addTagForUnusedClasses(corpus, used);
    pugi::xml_document document;
    auto view = document.append_child("View");
    const char* to = used.videos && !used.images ? "video" : used.texts && !used.images ? "text" : "image";
    auto object = view.append_child(*to == 'v' ? "Video" : *to == 't' ? "Text" : "Image");
    object.append_attribute("name") = to;
    object.append_attribute("value") = (std::string("$") + to).c_str();
    for (const auto& tag : kLabelTags)
        if (used.labelTags.contains(tag.type)) addLabels(view, tag, corpus.labels, to);
    if (used.labelTags.contains("videorectangle")) addTag(view, "VideoRectangle", "box", to);
    auto questions = used.questions;
    if (questions.empty() && !corpus.labels.itemClasses.empty()) questions.insert("choice");
    for (const auto& question : questions) {
        auto node = addTag(view, "Choices", question, to);
        node.append_attribute("choice") = corpus.labels.severalItemClasses ? "multiple" : "single";
        for (const auto& label : corpus.labels.itemClasses)
            node.append_child("Choice").append_attribute("value") = label.c_str();
    }
    for (const auto& [name, control] : used.controls) {
        const auto* tag = std::ranges::find(kControlTags, control.first, &TagName::type);
        if (tag == std::end(kControlTags)) continue;
        auto node = addTag(view, tag->tag, name, to);
        if (control.second) node.append_attribute("perRegion") = "true";
    }
    if (!corpus.labels.relations.empty()) {
        auto relations = view.append_child("Relations");
        for (const auto& label : corpus.labels.relations)
            relations.append_child("Relation").append_attribute("value") = label.c_str();
    }
    std::ostringstream out;
    document.save(out, "  ", pugi::format_default | pugi::format_no_declaration, pugi::encoding_utf8);
    return out.str();
}

} // namespace slipway::label::labelstudio
