#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/label/formats/label_collector.h"
#include "core/label/formats/labelstudio_region.h"
#include "core/label/formats/problem_list.h"

namespace slipway::label::labelstudio {

inline constexpr std::string_view kFormat = "labelstudio"; ///< in Extra

/// Control tags by name ("sentiment" -> "choices"), as the labeling config has them. For attributes, answers.
using Controls = std::map<std::string, std::string, std::less<>>;

// Labels that results carry, and the results that we write for them. The writers put back what a file said besides.

/// The results of one region: its shape and labels first, then its text and attributes. Differences that were kept
/// are not put back yet.
std::vector<Json> regionResults(const Region& region, const Canvas& canvas, const Controls& controls);
/// Classes, answers and relations.
std::vector<Json> itemResults(const Annotation& annotation, const Canvas& canvas, const Controls& controls);
/// All of an annotation, with what was kept, in the order that the file had.
Json resultsOf(const Annotation& annotation, const Canvas& canvas, const Controls& controls);

/// "true" alone is a tick; nullopt when the value has another form than the type wants.
std::optional<AttributeValue> controlValue(std::string_view type, const Json& value);

/// Reads the results of one annotation or prediction.
class ResultReader {
public:
    ResultReader(const Canvas& canvas, LabelCollector& labels, Controls& controls, ProblemList& problems,
        const std::string& item)
        : m_canvas(canvas), m_labels(labels), m_controls(controls), m_problems(problems), m_item(item) {}

    void read(const Json& results, Annotation& annotation);

private:
    struct Draft {
        Region region;
        std::string id;                   ///< as the file has it
        std::vector<std::size_t> results; ///< of its shape, then of its attributes
        std::size_t shapes = 0;           ///< how many of them are of its shape
    };
    void readShape(const Json& result, std::size_t index, std::string_view type);
    static std::pair<bool, std::string> attributeKey(const Json& result);
    void keepTags(Draft& draft, const Json& results) const;
    void addToDraft(Draft& draft, const Json& result, std::size_t index, std::string_view type);
    Draft* draftOf(const Json& result);
    void readControl(const Json& result, std::size_t index, const std::string& type, Annotation& annotation);
    void readClasses(const Json& result, std::size_t index, Annotation& annotation);
    void readRelation(const Json& result, std::size_t index, Annotation& annotation);
    void setParents(const Json& results);
    void keepRest(const Json& results, Annotation& annotation);
    void leaveOut(std::size_t index, std::string message);

    const Canvas& m_canvas;
    LabelCollector& m_labels;
    Controls& m_controls;
    ProblemList& m_problems;
    const std::string& m_item;
    std::vector<Draft> m_drafts;
    std::map<std::string, std::size_t> m_draftOf; ///< by the file's id
    std::vector<std::size_t> m_classes, m_relations, m_unread;
    std::map<std::string, std::size_t> m_answers;
};

} // namespace slipway::label::labelstudio
