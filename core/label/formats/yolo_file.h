#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/label/formats/label_format.h"

namespace slipway::label::yolo {

enum class Task : std::uint8_t { Unknown, Detect, Segment, Pose, Oriented };
Task taskOf(std::string_view name); ///< Unknown for ""
std::string_view name(Task task);   ///< "detect" …
Task taskFor(const Corpus& corpus); ///< that loses least of it
Capabilities capabilitiesOf(Task task);

/// data.yaml, or what stands for it in older layouts.
struct DataSet {
    std::vector<std::string> names;                     ///< by class number; empty for one that has none
    Task task = Task::Unknown;                          ///< our own member "task", or pose where there is a kpt_shape
    int joints = 0, numbersPerJoint = 3;                ///< kpt_shape
    std::map<int, std::vector<std::string>> jointNames; ///< kpt_names, by class number
    /// "train" … with what they name: folders or .txt lists, as written.
    std::vector<std::pair<std::string, std::vector<std::string>>> splits;
    std::string path;
    std::vector<std::pair<std::string, std::string>> others; ///< members as YAML
};
/// BadData names file and member.
Result<DataSet> readDataSet(const std::filesystem::path& yaml);
std::string yamlOf(const DataSet& data);

/// One line of a label file in pixels.
struct Line {
    int label = 0;
    std::optional<Shape> outline;
    std::optional<Keypoints> keypoints;
    std::optional<double> score;
    bool outside = false; ///< a number below 0 or above 1
};
/// BadData says what is wrong with the line.
Result<Line> lineOf(std::string_view text, Task task, const DataSet& data, int width, int height);
/// The other way; `joints` is the number of every line of the file, 0 but for pose.
std::string textOf(const Line& line, int joints, int width, int height);

Result<ReadLabels> read(const std::filesystem::path& in, const ReadOptions& options, Progress& progress);
/// `corpus` is reduced for `task`.
Status write(const Corpus& corpus, Task task, const std::filesystem::path& folder, Progress& progress);

} // namespace slipway::label::yolo
