#pragma once

#include <filesystem>
#include <string>

#include "core/base/json_fwd.h"
#include "core/label/formats/labelstudio_annotation.h"

namespace slipway::label::labelstudio {

/// A task of an import or export file, or the bare object of its data.
class TaskReader {
public:
    TaskReader(LabelSet& labels, Controls& controls, ProblemList& problems, std::filesystem::path images,
        std::filesystem::path file)
        : m_labels(labels),
          m_controls(controls),
          m_problems(problems),
          m_images(std::move(images)),
          m_file(std::move(file)) {}

    /// False, and a problem, when there is no image, text or video in it. `number` counts from 1.
    bool read(const Json& task, std::size_t number, Item& item);

private:
    void readData(const Json& data, Item& item) const;
    void readSizes(const Json& list, Item& item);
    void readAnnotations(const Json& list, const Canvas& canvas, Item& item);
    void readPredictions(const Json& list, const Canvas& canvas, Item& item);
    void readResults(const Json& holder, const Canvas& canvas, Annotation& annotation);

    LabelCollector m_labels;
    Controls& m_controls;
    ProblemList& m_problems;
    std::filesystem::path m_images, m_file;
    std::string m_name; ///< of the task that is read
};

Canvas canvasOf(const Item& item, const TextOffsets* text);
/// The whole task with what was kept.
Json taskJson(const Item& item, const Controls& controls);

/// Rows of JSON_MIN: one an annotation, results by control name. True when `row` looks like one.
bool isMinRow(const Json& row);
/// The same as a task, as far as the row says.
Json taskOfMinRow(const Json& row);

// What differs from these two is kept when reading.
Json annotationMembers(const Annotation& annotation);
Json predictionMembers(const Prediction& prediction);
Json dataOf(const Item& item);

} // namespace slipway::label::labelstudio
