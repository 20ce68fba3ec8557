#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/label/formats/label_collector.h"
#include "core/label/formats/problem_list.h"

namespace slipway::label::groundtruth {

inline constexpr std::string_view kFormat = "groundtruth"; ///< in Extra

/// Numbers of classes, as the file has them or next free ones.
class ClassIds {
public:
    std::int64_t idOf(const std::string& name);
    /// False when the number or the name stands for another one already.
    bool set(const std::string& name, std::int64_t id);
    Json json() const;
    void read(const Json& json);

private:
    std::map<std::string, std::int64_t> m_ids;
    std::map<std::int64_t, std::string> m_names;
    std::int64_t m_next = 0;
};

/// Of objects, and of whole items: each kind counts for itself.
struct Ids {
    ClassIds objects, items;
};

/// One NAME and NAME-metadata pair.
struct Pair {
    std::string name; ///< without "-ref"
    std::string type; ///< behind "groundtruth/"
    const Json* value = nullptr;
    const Json* metadata = nullptr;
};
/// In the order of the line.
std::vector<Pair> pairsOf(const Json& line);

/// Reads the lines of an augmented manifest.
class LineParser {
public:
    LineParser(
        LabelSet& labels, Ids& ids, ProblemList& problems, std::filesystem::path images, std::filesystem::path file)
        : m_labels(labels),
          m_collector(labels),
          m_ids(ids),
          m_problems(problems),
          m_images(std::move(images)),
          m_file(std::move(file)) {}

    /// False, and a problem, when there is neither source-ref nor source.
    bool parse(const Json& line, std::int64_t number, Item& item);

private:
    struct Current; ///< the last pair of each type
    void readSource(const Json& line, const std::vector<Pair>& pairs, Item& item);
    void readPairs(const std::vector<Pair>& pairs, Item& item, Json& kept);
    void readBoxes(const Pair& pair, Item& item, Annotation& answer);
    void readSpans(const Pair& pair, const Item& item, Annotation& answer);
    void readClass(const Pair& pair, const std::string& question, Annotation& answer);
    void readClasses(const Pair& pair, const std::string& question, Annotation& answer);
    void readSegments(const Pair& pair, Annotation& answer);
    void readSequence(const Pair& pair, Item& item, Annotation& answer);
    void addObject(Annotation& answer, const Pair& pair, std::string label, Shape shape, const Json* confidence);
    std::string classOf(const Json& metadata, const Json* id, ClassIds& ids);
    std::optional<std::filesystem::path> fileOf(const Pair& pair);
    void leaveOut(const Pair& pair, std::string message);
    void keepRest(const Json& line, Json kept, Item& item);

    LabelSet& m_labels;
    LabelCollector m_collector;
    Ids& m_ids;
    ProblemList& m_problems;
    std::filesystem::path m_images, m_file;
    std::int64_t m_number = 0;
    bool m_idsDiffer = false;
};

/// The line of an item; "creation-date" of pairs that are new is `now`.
Json lineOf(const Item& item, const LabelSet& labels, Ids& ids, const std::string& now);

/// The same before what the file said besides is put back; creation dates are empty.
Json plainLineOf(const Item& item, const LabelSet& labels, Ids& ids);

} // namespace slipway::label::groundtruth
