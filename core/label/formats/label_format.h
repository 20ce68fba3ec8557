#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/label/corpus.h"

namespace slipway::label {

/// A part of a label file that was left out or looked wrong.
struct Problem {
    std::string file;
    std::int64_t line = 0; ///< from 1; 0 when the format has no lines
    std::string item;      ///< image, task or sentence
    std::string message;
    bool leftOut = true; ///< false: kept as it is, but look at it
};

/// Something that a format cannot hold.
struct Loss {
    std::string kind; ///< "polygon as box", "rotation", "attribute", "empty image" … see reduce()
    std::int64_t count = 0;
    std::string example; ///< item and region of the first
    bool operator==(const Loss&) const = default;
};

/// How a format keeps a kind of thing.
enum class Holds : std::uint8_t {
    No,           ///< lost
    Yes,          ///< as it is
    AsBox,        ///< as its bounding box
    Split,        ///< each part (or point) becomes an object of its own
    Rounded,      ///< to whole pixels, or to the decimals that the format has
    AsPolygon,    ///< as its corners
    AsRotatedBox, ///< of a box: turned by 0 degrees
    AsGroup,      ///< of parts: each is a region, and they share a group
    Circles,      ///< of ellipses: those with one radius, the others are lost
};

/// What a format can hold: section 12 of the label formats contract as data. reduce() obeys it, and every writer
/// writes exactly what reduce() left. What no format holds is not here: holes become seams (see reduce()).
struct Capabilities {
    Holds box = Holds::No, rotatedBox = Holds::No, ellipse = Holds::No, polygon = Holds::No, parts = Holds::No,
          holes = Holds::No, polyline = Holds::No, keypoints = Holds::No, cuboid = Holds::No, mask = Holds::No,
          track = Holds::No, span = Holds::No;
    int decimals = -1;               ///< of numbers in pixels; -1: all, 0: whole pixels
    bool insideImage = false;        ///< shapes are cut at the borders of the image, whose size must be known
    bool masksInsideImage = false;   ///< the same for masks only
    bool flatRotatedBoxes = false;   ///< a box turned by 0 degrees stays one, and does not become a plain box
    bool skeletonsOnly = false;      ///< keypoints must be those of their label's skeleton
    bool keypointNames = false;      ///< of keypoints
    bool keypointVisibility = false; ///< not labelled, hidden
    bool trackBoxes = false;         ///< tracks are of boxes only
    bool trackAttributes = false;    ///< attributes that change over time
    bool overlappingSpans = true;
    bool itemClasses = false, severalItemClasses = false;
    bool classQuestions = false, classScores = false; ///< of item classes
    bool emptyItems = true;                           ///< items without any label are listed
    bool severalAnnotators = false;                   ///< several answers of an item, with names and times
    bool annotatorNames = false;                      ///< held with severalAnnotators
    bool answerTimes = false;                         ///< when and how long; held with severalAnnotators
    bool skippedAnswers = false, groundTruth = false;
    bool unlabelled = false;   ///< regions without a label
    bool moreLabels = false;   ///< several labels of a region
    bool classList = true;     ///< classes without regions are listed
    bool classParents = false; ///< LabelClass::parent
    bool attributes = false, texts = false, groups = false, relations = false, regionIds = false, scores = false,
         predictions = false, occluded = false, answers = false, parents = false, subsets = false;
    bool flags = false;              ///< attributes that are true or false, where `attributes` is not set
    bool parentsOfKeypoints = false; ///< box or outline and keypoints are one object
    bool predictionsAlone = false;   ///< predictions are held for items without answers, when their regions have scores
    std::vector<std::string> attributeNames;                ///< that are held where `attributes` is not set
    bool images = false, documents = false, videos = false; ///< media
};

/// Writes nothing: what a format with these capabilities keeps of a corpus, and the losses, one line a kind, most
/// first. The kept corpus is what reading the written file gives, but for ids and order that the format does not have.
struct Reduced {
    Corpus corpus;
    std::vector<Loss> losses;
};
/// A hole becomes a seam: its border is joined to the outer one by a line there and back, which leaves corners, area
/// and pixels as they were. Parts of polygons and groups of regions turn into each other without a loss where the
/// format holds one of the two. Masks never turn into polygons.
/// Ends early, with anything, when the progress is cancelled.
Reduced reduce(const Corpus& corpus, const Capabilities& capabilities, const Progress& progress = Progress());

struct ReadOptions {
    std::filesystem::path images; ///< where the images are, when the label files do not lie beside them
    std::string task;             ///< of YOLO: "detect", "segment", "pose", "obb"; empty: found out
    bool vocOneBased = false;
};

/// What COCO's area and bbox of a polygon are. `Drawn`: those of its pixels as Mask::drawn() draws them, which is what
/// labelme's own tools make of its files. `Polygon`: those of the polygon itself. `Source`: Drawn for what came from
/// labelme, so that both ways to COCO agree, else Polygon.
enum class CocoArea : std::uint8_t { Source, Drawn, Polygon };
/// "source", "drawn", "polygon"; InvalidArgument otherwise.
Result<CocoArea> findCocoArea(std::string_view name);

struct WriteOptions {
    std::filesystem::path images; ///< to read sizes that are not known
    std::string task;
    bool vocOneBased = false;
    CocoArea cocoArea = CocoArea::Source;
};

struct ReadLabels {
    Corpus corpus;
    std::vector<Problem> problems; ///< the first 1,000
    std::int64_t problemCount = 0;
};

/// A label format, both ways. Stateless and thread-safe. Readers are fed by strangers: they bound sizes before they
/// allocate, never resolve XML entities, keep the good rows and report the bad ones.
class LabelFormat {
public:
    virtual ~LabelFormat() = default;
    virtual std::string_view name() const = 0;  ///< "coco"
    virtual std::string_view title() const = 0; ///< "COCO"
    virtual bool isFolder() const = 0;          ///< IN and OUT name a folder, not a file
    virtual Capabilities capabilities() const = 0;
    /// What write() would keep and lose, without writing: reduce() with what the format holds of this corpus, and what
    /// files of other formats said that only they have a place for.
    Reduced reduced(const Corpus& corpus, const WriteOptions& options) const;
    /// The same; Cancelled soon after the progress was.
    Result<Reduced> reduced(const Corpus& corpus, const WriteOptions& options, const Progress& progress) const;
    /// BadData when the whole cannot be read; NotFound, or FailedPrecondition over the size limit (1 GiB a JSON or XML
    /// file; JSON Lines and CSV have none).
    virtual Result<ReadLabels> read(
        const std::filesystem::path& in, const ReadOptions& options, Progress& progress) const = 0;
    /// Writes what reduced() keeps of `corpus` and returns its losses; temporary names, then renamed.
    virtual Result<std::vector<Loss>> write(const Corpus& corpus, const std::filesystem::path& out,
        const WriteOptions& options, Progress& progress) const = 0;

protected:
    /// reduce() by capabilities(), unless the format has rules of its own. A kind may be listed twice; ends early, with
    /// anything, when the progress is cancelled.
    virtual Reduced keep(const Corpus& corpus, const WriteOptions& options, const Progress& progress) const;
};

/// All of them: coco, yolo, voc, labelme, labelstudio, cvat, conll, jsonl, csv, groundtruth.
std::span<const std::unique_ptr<const LabelFormat>> labelFormats();
/// InvalidArgument with the list of names.
Result<const LabelFormat*> findFormat(std::string_view name);
/// The format of a file or folder by its ending and first bytes; InvalidArgument when it is none of them.
Result<const LabelFormat*> guessFormat(const std::filesystem::path& in);

/// `slipway label convert`: reads, reduces and writes.
struct Converted {
    std::int64_t items = 0, annotations = 0, regions = 0;
    std::vector<Problem> problems;
    std::int64_t problemCount = 0;
    std::vector<Loss> losses;
};
Result<Converted> convert(const LabelFormat& from, const LabelFormat& to, const std::filesystem::path& in,
    const std::filesystem::path& out, const ReadOptions& readOptions, const WriteOptions& writeOptions,
    Progress& progress);

} // namespace slipway::label
