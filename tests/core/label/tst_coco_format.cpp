#include <QTest>

#include "label_scratch.h"

using namespace slipway;
using namespace slipway::label;

namespace {

const char* const kFull = R"({"info":{"year":2024,"x":null},"licenses":[{"id":7}],"type":"instances",
"categories":[{"id":90,"name":"person","supercategory":"being","keypoints":["nose","neck"],"skeleton":[[1,2]]},
 {"id":3,"name":"cat","colour":"red"}],
"images":[{"id":42,"file_name":"x/a b.jpg","width":10,"height":8,"license":7,"date_captured":"now"},
 {"id":7,"file_name":"empty.jpg","width":5,"height":4}],
"annotations":[
 {"id":1001,"image_id":42,"category_id":3,"iscrowd":0,"area":12.5,"bbox":[1,1,4,3],"segmentation":[[1,1,5,1,5,4,1,4],[6,6,8,6,8,7.5]],"mood":"calm"},
 {"id":0,"image_id":42,"category_id":90,"iscrowd":1,"area":3,"bbox":[0,0,2,2],"segmentation":{"size":[8,10],"counts":[0,2,6,1,71]}},
 {"id":5,"image_id":42,"category_id":90,"iscrowd":0,"area":20,"bbox":[2,2,4,5],"keypoints":[3,3,2,0,0,0],"num_keypoints":1},
 {"id":6,"image_id":42,"category_id":3,"bbox":[2.25,2,4,5.5]}]})";

std::string withAnnotation(const std::string& annotation) {
    return R"({"images":[{"id":1,"file_name":"a.jpg","width":10,"height":8}],"categories":[{"id":1,"name":"cat"}],)"
           R"("annotations":[)" +
           annotation + R"(,{"id":9,"image_id":1,"category_id":1,"bbox":[1,1,2,2]}]})";
}

} // namespace

class TestCocoFormat : public QObject {
    Q_OBJECT
private slots:
    void sameFormatInAndOutLosesNothing() {
        LabelScratch scratch("coco");
        scratch.write("in.json", kFull);
        const auto read = scratch.read("in.json");
        QVERIFY(read && read->problems.empty());
        QVERIFY(scratch.save(read->corpus, "out.json").empty());
        QVERIFY(LabelScratch::isSame(scratch.json("out.json"), *parseJson(kFull, "it")));
        const auto again = scratch.read("out.json");
        QVERIFY(again && scratch.save(again->corpus, "again.json").empty());
        QCOMPARE(scratch.text("again.json"), scratch.text("out.json"));
    }
    void everyKindIsUnderstood() {
        LabelScratch scratch("coco");
        scratch.write("in.json", kFull);
        const auto corpus = scratch.read("in.json")->corpus;
        QCOMPARE(corpus.items.size(), std::size_t(2));
        QVERIFY(corpus.items[1].annotations.empty());
        const auto& regions = corpus.items[0].annotations.at(0).regions;
        QCOMPARE(regions.size(), std::size_t(5));
        QCOMPARE(std::get<Polygon>(regions[0].shape).parts.size(), std::size_t(2));
        QCOMPARE(regions[0].id, std::string("1001"));
        const auto& mask = std::get<Mask>(regions[1].shape);
        QVERIFY(mask.area() == 3 && mask.contains(0, 0) && mask.contains(0, 1) && mask.contains(1, 0));
        QCOMPARE(regions[1].attributes.at("iscrowd"), AttributeValue(true));
        QCOMPARE(std::get<Box>(regions[2].shape), (Box{2, 2, 4, 5}));
        QCOMPARE(regions[3].parent, regions[2].id);
        QCOMPARE(std::get<Keypoints>(regions[3].shape).points[1].name, std::string("neck"));
        QCOMPARE(std::get<Box>(regions[4].shape), (Box{2.25, 2, 4, 5.5}));
        QCOMPARE(corpus.labels.classes[0].skeleton->bones.front(), (std::pair{0, 1}));
    }
    void resultsArePredictionsAndComeBack() {
        LabelScratch scratch("coco");
        const std::string results = R"([{"image_id":3,"category_id":18,"bbox":[1,2,3,4],"score":0.25},)"
                                    R"({"image_id":1,"category_id":1,"bbox":[1,2,3,4],"score":0.5},)"
                                    R"({"image_id":3,"category_id":18,"bbox":[5,2,3,4],"score":0.75}])";
        scratch.write("in.json", results);
        const auto read = scratch.read("in.json");
        QCOMPARE(read->corpus.items.size(), std::size_t(2));
        QVERIFY(read->corpus.items[0].annotations.empty());
        QCOMPARE(read->corpus.items[0].predictions.at(0).answer.regions.at(1).score, std::optional(0.75));
        QVERIFY(scratch.save(read->corpus, "out.json").empty());
        auto plain = scratch.json("out.json");
        QVERIFY(LabelScratch::isSame(plain, *parseJson(results, "it")));
    }
    void badAnnotationsAreNamedAndTheRestIsKept_data() {
        QTest::addColumn<QString>("annotation");
        QTest::addColumn<bool>("kept");
        const auto row = [](const char* name, const char* json, bool kept) {
            QTest::newRow(name) << QString(json) << kept;
        };
        row("unknown image", R"({"id":1,"image_id":5,"category_id":1,"bbox":[1,1,2,2]})", false);
        row("unknown class", R"({"id":1,"image_id":1,"category_id":8,"bbox":[1,1,2,2]})", true);
        row("double id", R"({"id":9,"image_id":1,"category_id":1,"bbox":[1,1,2,2]})", true);
        row("negative box", R"({"id":1,"image_id":1,"category_id":1,"bbox":[1,1,-2,2]})", false);
        row("outside", R"({"id":1,"image_id":1,"category_id":1,"bbox":[100,1,2,2]})", true);
        row("crossing", R"({"id":1,"image_id":1,"category_id":1,"segmentation":[[1,1,5,5,5,1,1,5]]})", true);
        row("runs too long",
            R"({"id":1,"image_id":1,"category_id":1,"segmentation":{"size":[8,10],"counts":[4000000000]}})", false);
        row("size too large",
            R"({"id":1,"image_id":1,"category_id":1,"segmentation":{"size":[4000000000,4000000000],"counts":"0"}})",
            false);
        row("other size", R"({"id":1,"image_id":1,"category_id":1,"segmentation":{"size":[9,10],"counts":[90]}})",
            false);
        row("no shape", R"({"id":1,"image_id":1,"category_id":1})", false);
        row("no object", "17", false);
        row("half a point", R"({"id":1,"image_id":1,"category_id":1,"segmentation":[[1,1,5,5,5]]})", false);
        row("texts", R"({"id":1,"image_id":1,"category_id":1,"bbox":["a","b","c","d"]})", false);
    }
    void badAnnotationsAreNamedAndTheRestIsKept() {
        QFETCH(QString, annotation);
        QFETCH(bool, kept);
        LabelScratch scratch("coco");
        scratch.write("in.json", withAnnotation(annotation.toStdString()));
        const auto read = scratch.read("in.json");
        QVERIFY(read.has_value());
        QVERIFY(read->problemCount >= 1);
        QVERIFY(read->problems[0].item.find("[") != std::string::npos);
        QCOMPARE(read->corpus.items[0].annotations.at(0).regions.size(), std::size_t(kept ? 2 : 1));
    }
    void filesThatAreNoCocoAreRefused() {
        LabelScratch scratch("coco");
        for (const char* text : {"", "{", "{}", "7", "\xff\xfe{"}) {
            scratch.write("in.json", text);
            const auto read = scratch.read("in.json");
            QVERIFY2(!read || read->problemCount > 0, text);
        }
        QCOMPARE(scratch.read("gone.json").error().code, ErrorCode::NotFound);
    }
    void polygonsOfLabelmeHaveTheAreaThatItsToolsDraw() {
        LabelScratch labelme("labelme"), coco("coco");
        labelme.write("in/a.json",
            R"({"version":"5","flags":{},"imagePath":"a.png","imageData":null,"imageHeight":48,"imageWidth":64,"shapes":[)"
            R"({"label":"p","points":[[1.9,1.2],[4.5,1],[4.1,3.9],[1,3]],"shape_type":"polygon","group_id":1},)"
            R"({"label":"p","points":[[60,40],[70,40],[70,50],[60,50]],"shape_type":"polygon","group_id":1},)"
            R"({"label":"b","points":[[1.5,1],[4.25,3]],"shape_type":"rectangle","group_id":null}]})");
        const auto corpus = labelme.read("in")->corpus;
        coco.save(corpus, "out.json");
        const auto annotations = coco.json("out.json")["annotations"];
        QCOMPARE(annotations.size(), std::size_t(2));
        QVERIFY(annotations[0]["area"] == Json(12 + 4 * 8)); // cut at the borders of the image
        QVERIFY(annotations[0]["bbox"] == Json::array({1, 1, 63, 47}));
        QVERIFY(annotations[0]["segmentation"][0][0] == Json(1.9));
        QVERIFY(annotations[1]["area"] == Json(5.5));
        const auto again = coco.read("out.json"); // stays in COCO
        coco.save(again->corpus, "again.json");
        QCOMPARE(coco.text("again.json"), coco.text("out.json"));
        WriteOptions options;
        options.cocoArea = CocoArea::Polygon;
        coco.save(corpus, "polygon.json", options);
        QVERIFY(coco.json("polygon.json")["annotations"][0]["bbox"] == Json::array({1, 1, 69, 49}));
    }
    void areaIsOfThePolygonOrOfItsPixelsAsWished() {
        LabelScratch scratch("coco");
        const auto corpus = LabelScratch::corpusOf(
            {LabelScratch::region("dog", Polygon{{{{{1.5, 1}, {4, 1}, {4, 3}, {1.5, 3}}, {}}}})});
        const auto areaWith = [&](CocoArea area) {
            WriteOptions options;
            options.cocoArea = area;
            scratch.save(corpus, "out.json", options);
            return scratch.json("out.json")["annotations"][0]["area"].get<double>();
        };
        QCOMPARE(areaWith(CocoArea::Source), 5.0);
        QCOMPARE(areaWith(CocoArea::Polygon), 5.0);
        QCOMPARE(areaWith(CocoArea::Drawn), 12.0);
        QCOMPARE(*findCocoArea("drawn"), CocoArea::Drawn);
        QCOMPARE(findCocoArea("painted").error().code, ErrorCode::InvalidArgument);
    }
    void idsOfOthersAreNumbersFromOne() {
        LabelScratch scratch("coco");
        scratch.save(LabelScratch::corpusOf({LabelScratch::region("cat", Box{1, 2, 3, 4}),
                         LabelScratch::region("dog", Polygon{{{{{0, 0}, {4, 0}, {4, 4}}, {}}}}, "r2")}),
            "out.json");
        const auto json = scratch.json("out.json");
        QVERIFY(json["annotations"][0]["id"] == Json(1));
        QVERIFY(json["annotations"][1]["category_id"] == Json(2));
        QVERIFY(json["annotations"][1]["area"] == Json(8));
        QVERIFY(json["annotations"][0]["area"] == Json(12));
        QVERIFY(json["annotations"][0]["segmentation"] == Json::array());
        QVERIFY(json["images"][0]["width"] == Json(64));
    }
};

QTEST_GUILESS_MAIN(TestCocoFormat)
#include "tst_coco_format.moc"
