#include "random_corpus.h"

#include <array>

#include "core/label/text_offsets.h"

using namespace slipway::label;

namespace {

class Maker {
public:
    Maker(std::mt19937& random, Medium medium) : m_random(random), m_medium(medium) {}

    Corpus corpus() {
        Corpus corpus;
        for (const char* name : {"cat", "dog \"& <son>\"", "人 😀", "pose", "unused"}) addClass(corpus.labels, name);
        corpus.labels.classes[3].skeleton = Skeleton{{"head", "neck", "tail"}, {{0, 1}, {1, 2}}};
        corpus.labels.itemClasses = {"day", "night", "fog"};
        corpus.labels.severalItemClasses = true;
        corpus.labels.relations = {"part of", "near"};
        static constexpr std::array<const char*, 6> paths{"a.png", "a.jpg", "x/a.png", "x/b c.png", "y/ü.png", "z.png"};
        static constexpr std::array<const char*, 3> texts{
            "The cat sat on the mat . ", "Zoë 😀 meets 人 in Paris", "one two  three\nfour"};
        const std::size_t count = m_medium == Medium::Text    ? texts.size()
                                  : m_medium == Medium::Video ? 2
                                                              : paths.size();
        for (std::size_t i = 0; i < count; ++i) {
            Item item;
            item.medium = m_medium;
            if (m_medium == Medium::Text) {
                item.text = texts[i];
                m_codePoints = TextOffsets(item.text).codePoints();
            } else {
                item.path = m_medium == Medium::Video ? (i ? "x/v.mp4" : "v.mp4") : paths[i];
                item.width = 64;
                item.height = 48;
            }
            if (m_medium == Medium::Video) {
                item.frames = 50;
                item.framesPerSecond = 25;
            }
            if (chance(0.3)) item.subset = chance(0.5) ? "train" : "val";
            addAnswers(item);
            corpus.items.push_back(std::move(item));
        }
        return corpus;
    }

private:
    bool chance(double p) { return std::bernoulli_distribution(p)(m_random); }
    int whole(int from, int to) { return std::uniform_int_distribution(from, to)(m_random); }
    double place(double to) {
        const double value = std::uniform_real_distribution(-3.0, to + 3)(m_random);
        return chance(0.3) ? double(int(value)) : value;
    }
    Point point() { return {place(64), place(48)}; }
    Point pointInside() { return {double(whole(1, 60)) + 0.25, double(whole(1, 44)) + 0.5}; }

    Ring ring() {
        const auto at = pointInside();
        const double r = whole(2, 12);
        Ring ring{{at.x - r, at.y}, {at.x, at.y - r}, {at.x + r, at.y + 0.125}, {at.x, at.y + r / 2}};
        if (chance(0.5)) ring.push_back({at.x - r / 2, at.y + r / 3});
        return ring;
    }

    Polygon polygon() {
        Polygon polygon{{{ring(), {}}}};
        if (chance(0.3)) polygon.parts.push_back({ring(), {}});
        if (chance(0.2)) {
            const auto c = centroid(polygon.parts[0].outer);
            polygon.parts[0].holes.push_back({{c.x, c.y}, {c.x + 0.5, c.y}, {c.x, c.y + 0.5}});
        }
        return polygon;
    }

    Mask mask() {
        std::vector<std::uint8_t> pixels(30);
        for (auto& pixel : pixels) pixel = chance(0.5);
        pixels[7] = 1;
        return Mask::fromPixels(whole(-2, 60), whole(-2, 44), 6, 5, pixels);
    }

    Keypoints joints() {
        Keypoints keypoints;
        for (const char* name : {"head", "neck", "tail"}) {
            const auto visibility = static_cast<Visibility>(whole(0, 2));
            keypoints.points.push_back(
                {visibility == Visibility::NotLabelled ? Point{} : pointInside(), visibility, name});
        }
        keypoints.points[1] = {pointInside(), Visibility::Visible, "neck"};
        return keypoints;
    }

    Keypoints points() {
        Keypoints keypoints;
        for (int i = whole(1, 3); i > 0; --i) keypoints.points.push_back({point(), Visibility::Visible, {}});
        return keypoints;
    }

    FrameShape frameShape() {
        switch (whole(0, 7)) {
        case 0:
            return boxOf(point(), point());
        case 1:
            return RotatedBox{pointInside(), double(whole(2, 20)), double(whole(2, 20)), double(whole(0, 359))};
        case 2:
            return Ellipse{pointInside(), double(whole(1, 9)), double(whole(1, 9)), double(whole(0, 90))};
        case 3:
            return polygon();
        case 4:
            return Polyline{{point(), point(), point()}};
        case 5:
            return points();
        case 6: {
            Cuboid cuboid;
            for (auto& corner : cuboid.corners) corner = point();
            return cuboid;
        }
        default:
            return mask();
        }
    }

    Track track() {
        Track track;
        const bool turned = chance(0.2);
        std::int64_t frame = whole(0, 5);
        for (int i = whole(1, 4); i > 0; --i, frame += whole(2, 10)) {
            Keyframe key;
            key.frame = frame;
            key.occluded = chance(0.2);
            const auto box = boxOf(pointInside(), {60.5, 44.25});
            key.shape = turned ? FrameShape(RotatedBox{box.centre(), box.width, box.height, 30}) : FrameShape(box);
            track.keyframes.push_back(key);
        }
        if (chance(0.4)) {
            auto last = track.keyframes.back();
            last.frame += 3;
            last.outside = true;
            track.keyframes.push_back(last);
        }
        return track;
    }

    Span span() {
        const int start = whole(0, static_cast<int>(m_codePoints) - 2);
        return {start, whole(start + 1, static_cast<int>(m_codePoints))};
    }

    Shape shape() {
        if (m_medium == Medium::Text) return span();
        if (m_medium == Medium::Video) return track();
        return toShape(frameShape());
    }

    Region region(int number) {
        static constexpr std::array<const char*, 3> labels{"cat", "dog \"& <son>\"", "人 😀"};
        Region region;
        region.id = "r" + std::to_string(number);
        region.label = labels[static_cast<std::size_t>(whole(0, 2))];
        region.shape = shape();
        if (chance(0.15)) {
            region.group = chance(0.5) ? "3" : "team";
            region.label = "cat";
            if (m_medium == Medium::Image) region.shape = polygon();
        }
        if (chance(0.15)) region.attributes["blurred"] = true;
        if (chance(0.15)) region.attributes["truncated"] = true;
        if (chance(0.15)) region.attributes["colour"] = std::string("dark red");
        if (chance(0.1)) region.text = "a note, with \"marks\" & <more>";
        if (chance(0.1)) region.occluded = true;
        return region;
    }

    void addJoints(Annotation& answer) {
        Region joints;
        joints.id = "j" + std::to_string(answer.regions.size());
        joints.label = "pose";
        joints.shape = this->joints();
        if (chance(0.5)) {
            auto body = joints;
            body.id += "b";
            body.shape = Box{1.5, 2, 61, 44.5};
            joints.parent = body.id;
            answer.regions.push_back(std::move(body));
        }
        answer.regions.push_back(std::move(joints));
    }

    Annotation answer() {
        Annotation answer;
        for (int i = whole(1, 6); i > 0; --i) answer.regions.push_back(region(i));
        if (m_medium == Medium::Image && chance(0.4)) addJoints(answer);
        if (answer.regions.size() > 2 && chance(0.3))
            answer.relations.push_back({answer.regions[0].id, answer.regions[1].id, Direction::Forward, {"near"}, {}});
        if (answer.regions.size() > 2 && chance(0.2)) answer.regions[1].parent = answer.regions[0].id;
        if (chance(0.4)) answer.classes.push_back({{}, "day", {}});
        if (!answer.classes.empty() && chance(0.3)) answer.classes.push_back({{}, "fog", {}});
        return answer;
    }

    void addAnswers(Item& item) {
        if (chance(0.2)) return;
        item.annotations.push_back(answer());
        if (chance(0.3)) {
            item.annotations[0].annotator = "ada";
            item.annotations.push_back(answer());
            item.annotations[1].annotator = "ben";
        }
        if (!chance(0.3)) return;
        if (chance(0.5)) item.annotations.clear();
        Prediction prediction;
        prediction.model = "m";
        prediction.answer = answer();
        for (auto& one : prediction.answer.regions) one.score = whole(1, 99) / 100.0;
        item.predictions.push_back(std::move(prediction));
    }

    std::mt19937& m_random;
    Medium m_medium;
    std::int64_t m_codePoints = 0;
};

} // namespace

Corpus randomCorpus(std::mt19937& random, Medium medium) {
    return Maker(random, medium).corpus();
}
