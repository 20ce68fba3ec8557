#pragma once

#include <map>
#include <optional>
#include <string>

#include <pugixml.hpp>

#include "core/label/formats/cvat_meta.h"
#include "core/label/formats/label_collector.h"
#include "core/label/formats/problem_list.h"
#include "core/label/formats/xml_document.h"

namespace slipway::label::cvat {

/// Images and tracks of one document.
class Reader {
public:
    Reader(ReadLabels& read, ProblemList& problems, XmlLines& lines)
        : m_corpus(read.corpus), m_problems(problems), m_lines(lines) {
        m_labels.emplace(m_corpus.labels);
    }

    Status read(pugi::xml_node root, Progress& progress);

private:
    void readImage(pugi::xml_node node);
    void readShape(pugi::xml_node node, const std::string& item, Annotation& annotation);
    void readTag(pugi::xml_node node, Annotation& annotation);
    void readTrack(pugi::xml_node node);
    bool readKeyframes(pugi::xml_node node, Region& region);
    void readCommon(pugi::xml_node node, Region& region);
    void readAttributes(pugi::xml_node node, Region& region, Keyframe* keyframe);
    Item& videoOf(pugi::xml_node track);
    void addVideo(const Task& task);
    void orderByTask();

    Corpus& m_corpus;
    ProblemList& m_problems;
    XmlLines& m_lines;
    std::optional<LabelCollector> m_labels; ///< made again once the label set is read
    Meta m_meta;
    std::map<std::string, std::size_t> m_videos; ///< items by id of their task
};

} // namespace slipway::label::cvat
