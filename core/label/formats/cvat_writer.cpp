#include "core/label/formats/cvat_writer.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/label/formats/cvat_shape.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/media_location.h"
#include "core/label/formats/xml_document.h"

namespace slipway::label::cvat {

namespace {

std::string_view sourceOf(Origin origin) {
    switch (origin) {
    case Origin::Manual:
        return "manual";
    case Origin::Prediction:
    case Origin::Automatic:
        return "auto";
    case Origin::PredictionChanged:
        return "semi-auto";
    case Origin::File:
        break;
    }
    return "file";
}

const Json& keptAttributes(const Extra& extra) {
    static const auto none = Json::object();
    const auto* kept = keptMember(extra, kFormat, "attributes");
    return kept && kept->is_object() ? *kept : none;
}

std::string keptText(const Extra& extra, std::string_view fallbackName, const std::string& fallback) {
    std::string text;
    const auto& kept = keptAttributes(extra);
    if (!fallbackName.empty() && !kept.contains(std::string(fallbackName)))
        text = attributeText(fallbackName, fallback);
    for (const auto& [name, value] : kept.items())
        if (value.is_string()) text += attributeText(name, value.get<std::string>());
    return text;
}

std::string commonText(const Region& region) {
    auto text = attributeText("label", region.label) + attributeText("source", sourceOf(region.origin));
    if (!region.group.empty()) text += attributeText("group_id", region.group);
    return text;
}

std::string flag(std::string_view name, bool on) {
    return attributeText(name, on ? "1" : "0");
}

/// Tags as the file had them, while the classes are still these.
std::vector<std::string> keptTags(const Annotation& annotation) {
    std::vector<std::string> tags;
    const auto* kept = keptMember(annotation.extra, kFormat, "tags");
    if (!kept || !kept->is_array() || kept->size() != annotation.classes.size()) return {};
    for (std::size_t i = 0; i < kept->size(); i++) {
        const auto text = (*kept)[i].is_string() ? (*kept)[i].get<std::string>() : "";
        const auto tag = parseXml(text, "a tag");
        if (!tag || annotation.classes[i].label != tag->child("tag").attribute("label").value()) return {};
        tags.push_back(text);
    }
    return tags;
}

} // namespace

Writer::Writer(const Corpus& corpus, FileDraft& draft) : m_corpus(corpus), m_draft(draft) {
    m_described.labels = withUsedAttributes(corpus);
    planTasks();
}

/// One task for images, one for each video; a single one stands alone, several make a project.
void Writer::planTasks() {
    std::optional<std::size_t> images;
    for (const auto& item : m_corpus.items) {
        if (item.medium == Medium::Image && images) {
            m_meta.tasks[*images].frames++;
            m_taskOf.push_back(*images);
            continue;
        }
        Task task;
        task.id = std::to_string(m_meta.tasks.size() + 1);
        task.name = "slipway";
        task.mode = item.medium == Medium::Image ? "annotation" : "interpolation";
        task.frames = item.medium == Medium::Image ? 1 : item.frames;
        if (item.medium == Medium::Image) {
            images = m_meta.tasks.size();
        } else {
            task.source = uriOf(item);
            task.name = item.path;
            task.subset = item.subset;
            task.width = item.width;
            task.height = item.height;
        }
        m_taskOf.push_back(m_meta.tasks.size());
        m_meta.tasks.push_back(std::move(task));
    }
    m_meta.project = m_meta.tasks.size() > 1;
    if (m_meta.tasks.empty()) m_meta.tasks.push_back({"1", "slipway", "", "annotation", "", 0, 0, 0});
}

/// As the file had it, while its labels and videos are still these.
std::string Writer::meta() const {
    const auto* kept = keptMember(m_corpus.extra, kFormat, "meta");
    if (kept && kept->is_string()) {
        const auto text = kept->get<std::string>();
        LabelSet labels;
        if (const auto document = parseXml(text, "meta")) {
            const auto known = readMeta(document->child("meta"), labels);
            const auto videos = [](const Meta& meta) {
                std::vector<std::string> sources;
                for (const auto& task : meta.tasks)
                    if (task.mode == "interpolation") sources.push_back(task.source);
                return sources;
            };
            const bool items = std::ranges::all_of(m_described.labels.itemClasses, [&](const std::string& label) {
                return findClass(labels, label) ||
                       std::ranges::find(labels.itemClasses, label) != labels.itemClasses.end();
            });
            const bool alone = !m_meta.project && !known.project; // ids of a project's tasks are ours
            if (alone && items && labels.classes == m_described.labels.classes && videos(known) == videos(m_meta))
                return "  " + text + "\n";
        }
    }
    return metaText(m_described, m_meta);
}

Status Writer::write(Progress& progress) {
    m_draft.append("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<annotations>\n  <version>1.1</version>\n");
    m_draft.append(meta());
    std::size_t images = 0;
    for (std::size_t i = 0; i < m_corpus.items.size(); i++) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "writing the labels was cancelled");
        if (i % 256 == 0)
            progress.update(static_cast<double>(i) / static_cast<double>(m_corpus.items.size()), "writing images");
        const auto& item = m_corpus.items[i];
        const auto& task = m_meta.tasks[m_taskOf[i]];
        if (item.medium == Medium::Image)
            writeImage(item, images++, task);
        else
            writeTracks(item, task);
    }
    m_draft.append("</annotations>\n");
    return {};
}

void Writer::writeImage(const Item& item, std::size_t number, const Task& task) {
    auto text = "  <image" + keptText(item.extra, "id", std::to_string(number)) + attributeText("name", uriOf(item));
    if (item.width > 0)
        text +=
            attributeText("width", std::to_string(item.width)) + attributeText("height", std::to_string(item.height));
    if (!item.subset.empty()) text += attributeText("subset", item.subset);
    if (m_meta.project && !keptAttributes(item.extra).contains("task_id")) text += attributeText("task_id", task.id);
    m_draft.append(text + ">\n");
    for (const auto& annotation : item.annotations) {
        for (const auto& region : annotation.regions) writeShape(region);
        auto tags = keptTags(annotation);
        for (const auto& said : annotation.classes)
            if (tags.size() < annotation.classes.size())
                tags.push_back(
                    "<tag" + attributeText("label", said.label) + attributeText("source", "manual") + "></tag>");
        for (const auto& tag : tags) m_draft.append("    " + tag + "\n");
    }
    m_draft.append("  </image>\n");
}

std::string Writer::attributesOf(const Region& region, const Keyframe* keyframe) const {
    std::string text;
    const auto add = [&](const std::string& name, const std::string& value) {
        text += fmt::format("      <attribute{}>{}</attribute>\n", attributeText("name", name), escaped(value));
    };
    for (const auto& [name, value] : region.attributes) add(name, textOf(value));
    if (keyframe)
        for (const auto& [name, value] : keyframe->attributes) add(name, value);
    return text;
}

void Writer::writeShape(const Region& region) {
    std::visit(
        [&](const auto& shape) {
            if constexpr (requires { FrameShape(shape); }) {
                const auto text = shapeText(FrameShape(shape), false);
                m_draft.append(fmt::format("    <{}{}{}{}{}>\n", text.element, commonText(region),
                    flag("occluded", region.occluded), text.attributes, keptText(region.extra, "z_order", "0")));
                if (!text.inside.empty()) m_draft.append("      " + text.inside + "\n");
                m_draft.append(attributesOf(region, nullptr));
                m_draft.append(fmt::format("    </{}>\n", text.element));
            }
        },
        region.shape);
}

void Writer::writeTracks(const Item& item, const Task& task) {
    for (const auto& annotation : item.annotations)
        for (const auto& region : annotation.regions)
            if (std::holds_alternative<Track>(region.shape)) writeTrack(region, task);
}

void Writer::writeTrack(const Region& region, const Task& task) {
    auto head = "  <track" + keptText(region.extra, "id", std::to_string(m_tracks++)) + commonText(region);
    if (m_meta.project) head += attributeText("task_id", task.id);
    m_draft.append(head + ">\n");
    for (const auto& keyframe : std::get<Track>(region.shape).keyframes) {
        const auto text = shapeText(keyframe.shape, true);
        m_draft.append(fmt::format("    <{}{}{}{}{}{} z_order=\"0\">\n", text.element,
            attributeText("frame", std::to_string(keyframe.frame)), flag("keyframe", true),
            flag("outside", keyframe.outside), flag("occluded", keyframe.occluded), text.attributes));
        if (!text.inside.empty()) m_draft.append("      " + text.inside + "\n");
        m_draft.append(attributesOf(region, &keyframe));
        m_draft.append(fmt::format("    </{}>\n", text.element));
    }
    m_draft.append("  </track>\n");
}

} // namespace slipway::label::cvat
