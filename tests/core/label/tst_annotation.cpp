#include <set>

#include <QTest>

#include "core/base/json.h"
#include "core/label/annotation.h"
#include "core/label/shape_json.h"

using namespace slipway;
using namespace slipway::label;

namespace {

std::vector<Shape> oneOfEach() {
    Cuboid cuboid;
    for (int i = 0; i < 8; ++i) cuboid.corners[std::size_t(i)] = {i * 1.5, i * 0.1};
    const Polygon polygon{{{{{0, 0}, {4, 0}, {4, 4}}, {{{1, 1}, {2, 1}, {2, 2}}}}, {{{9, 9}, {8, 9}, {9, 8}}, {}}}};
    Track track{{{0, false, true, Box{1, 2, 3, 4}, {{"colour", "red"}}}, {7, true, false, polygon, {}}}};
    return {Box{0.1, -2, 3e5, 4}, RotatedBox{{1, 2}, 3, 4, 5}, Ellipse{{1, 2}, 3, 4, 5}, polygon,
        Polyline{{{1, 2}, {3, 4}}},
        Keypoints{{{{1, 2}, Visibility::Hidden, "nose"}, {{0, 0}, Visibility::NotLabelled, ""}}}, cuboid,
        Mask::fromPixels(3, 4, 3, 2, {1, 0, 1, 0, 1, 1}), track, Span{3, 9}};
}

Annotation fullAnnotation() {
    Annotation annotation;
    annotation.id = "a1";
    annotation.annotator = "ada";
    int number = 0;
    for (const auto& shape : oneOfEach()) {
        Region region;
        region.id = "r" + std::to_string(number++);
        region.shape = shape;
        annotation.regions.push_back(region);
    }
    auto& region = annotation.regions[0];
    region.label = "Größe 😀";
    region.moreLabels = {"b", "c"};
    region.attributes = {{"a", true}, {"b", 0.1}, {"c", std::string("x")}, {"d", std::vector<std::string>{"y", "z"}}};
    region.text = "line\nbreak";
    region.group = "g";
    region.parent = "r1";
    region.origin = Origin::PredictionChanged;
    region.score = 0.25;
    region.occluded = region.hidden = region.locked = true;
    region.extra.set("coco", Json{{"z", 1}, {"a", nullptr}});
    annotation.relations = {{"r0", "r1", Direction::Both, {"part of"}, {}}};
    annotation.classes = {{"", "cat", {}}, {"quality", "good", 0.5}};
    annotation.answers = {{"note", std::string("blurred")}};
    annotation.skipped = annotation.groundTruth = true;
    annotation.createdAt = 1;
    annotation.updatedAt = 2;
    annotation.seconds = 3.5;
    return annotation;
}

} // namespace

class TestAnnotation : public QObject {
    Q_OBJECT
private slots:
    void everythingReadsBackFromItsJson() {
        const auto annotation = fullAnnotation();
        const auto text = dump(toJson(annotation));
        const auto back = annotationFromJson(*parseJson(text, "it"));
        QVERIFY2(back.has_value(), back ? "" : back.error().message.c_str());
        QVERIFY(*back == annotation);
        QCOMPARE(dump(toJson(*back)), text);
        const Prediction prediction{"m:3", 0.5, annotation, {}};
        QVERIFY(*predictionFromJson(toJson(prediction)) == prediction);
    }
    void whatIsEmptyTakesNoRoom() {
        QCOMPARE(dump(toJson(Annotation{})), std::string("{}"));
        QVERIFY(*annotationFromJson(Json::object()) == Annotation{});
        Region region;
        region.id = "x";
        QCOMPARE(dump(toJson(region)), std::string(R"({"id":"x","shape":{"box":[0.0,0.0,0.0,0.0]}})"));
    }
    void brokenShapesAreRefused() {
        for (const char* text : {R"({})", R"({"box":[1,2,3]})", R"({"box":[1,2,3,"4"]})", R"({"polygon":[[]]})",
                 R"({"polygon":[[[1,2,3]]]})", R"({"keypoints":[[1,2,7,"n"]]})", R"({"mask":[0,0,2,2,"1"]})",
                 R"({"mask":[0,0,4000000000,4000000000,"0"]})", R"({"mask":[0.5,0,1,1,"01"]})", R"({"span":[1]})",
                 R"({"circle":[1,2,3]})", R"({"box":[1,2,3,null]})", R"({"track":[{"frame":1,"shape":{"track":[]}}]})",
                 R"({"track":[{"frame":1,"shape":{"box":[0,0,1,1]}},{"frame":1,"shape":{"box":[0,0,1,1]}}]})"}) {
            const auto shape = shapeFromJson(*parseJson(text, "it"));
            QVERIFY2(!shape, text);
            QCOMPARE(shape.error().code, ErrorCode::BadData);
        }
    }
    void brokenAnnotationsAreRefused() {
        const std::string region = R"({"id":"a","shape":{"box":[0,0,1,1]}})";
        for (const std::string& text : {std::string("[]"), R"({"regions":[)" + region + "," + region + "]}",
                 std::string(R"({"regions":[{"id":"a b","shape":{"box":[0,0,1,1]}}]})"),
                 std::string(R"({"regions":[{"id":"a","origin":"x","shape":{"box":[0,0,1,1]}}]})"),
                 std::string(R"({"regions":7})"), std::string(R"({"answers":{"a":null}})"),
                 std::string(R"({"extra":7})")})
            QVERIFY2(!annotationFromJson(*parseJson(text, "it")), text.c_str());
    }
    void regionIdsAreTenCharactersAndDiffer() {
        std::set<std::string> ids;
        for (int i = 0; i < 1000; ++i) ids.insert(newRegionId());
        QCOMPARE(ids.size(), std::size_t(1000));
        for (const auto& id : ids) QCOMPARE(id.size(), std::size_t(10));
    }
    void regionsAreFoundById() {
        auto annotation = fullAnnotation();
        QCOMPARE(findRegion(annotation, "r3"), &annotation.regions[3]);
        QVERIFY(!findRegion(std::as_const(annotation), "nobody"));
    }
    void extrasCompareByValue() {
        Extra a, b;
        a.set("coco", Json{{"x", 1}});
        b.set("coco", Json{{"x", 1}});
        QVERIFY(a == b);
        b.set("voc", 1);
        QVERIFY(!(a == b));
        b.remove("voc");
        QVERIFY(a == b && !b.find("voc") && *b.find("coco") == (Json{{"x", 1}}));
    }
};

QTEST_GUILESS_MAIN(TestAnnotation)
#include "tst_annotation.moc"
