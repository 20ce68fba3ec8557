#include <QTest>

#include "core/media/image.h"
#include "label_scratch.h"

using namespace slipway;
using namespace slipway::label;

namespace {

const char* const kFull = R"({"version":"4.0.0","flags":{"cat":true,"dog":false},"imagePath":"..\\pictures\\a.png",
"imageData":null,"imageHeight":48,"imageWidth":64,"lineColor":[0,255,0,128],"shapes":[
{"label":"r","points":[[9,8],[1,2]],"group_id":null,"shape_type":"rectangle","flags":{}},
{"label":"o","points":[[1,1],[5,1],[5,3],[1,3]],"group_id":null,"shape_type":"oriented_rectangle","flags":{"blurred":false}},
{"label":"p","points":[[1,1],[5,1],[5.125,3]],"group_id":4,"shape_type":"polygon","flags":{},"description":"x","mask":null},
{"label":"p","points":[[11,1],[15,1],[15,3]],"group_id":4,"shape_type":"polygon","flags":{},"extra":{"a":[1]}},
{"label":"l","points":[[1,1],[5,1]],"shape_type":"linestrip","flags":{}},
{"label":"l","points":[[1,1],[5,1]],"shape_type":"line","flags":{}},
{"label":"k","points":[[-1,70]],"shape_type":"point","flags":{}},
{"label":"k","points":[[1,1],[2,2]],"shape_type":"points","flags":{}},
{"label":"c","points":[[10,10],[13,14]],"shape_type":"circle","flags":{}},
{"label":"?","points":[[1,1]],"shape_type":"hologram","flags":{}}]})";

} // namespace

class TestLabelmeFormat : public QObject {
    Q_OBJECT
private slots:
    void sameFormatInAndOutLosesNothing() {
        LabelScratch scratch("labelme");
        scratch.write("in/labels/a.json", kFull);
        scratch.write("in/labels/other.json", R"({"not":"labelme"})");
        const auto read = scratch.read("in");
        QVERIFY(read.has_value());
        QVERIFY(scratch.save(read->corpus, "out").empty());
        QVERIFY(LabelScratch::isSame(scratch.json("out/labels/a.json"), *parseJson(kFull, "it")));
        const auto again = scratch.read("out");
        QVERIFY(again && again->corpus == read->corpus);
    }
    void everyKindIsUnderstood() {
        LabelScratch scratch("labelme");
        scratch.write("in/labels/a.json", kFull);
        const auto read = scratch.read("in");
        const auto& item = read->corpus.items.at(0);
        QCOMPARE(item.path, std::string("pictures/a.png"));
        QCOMPARE(item.annotations[0].classes, (std::vector<ItemClass>{{"", "cat", {}}}));
        QCOMPARE(read->corpus.labels.itemClasses, (std::vector<std::string>{"cat", "dog"}));
        const auto& regions = item.annotations[0].regions;
        QCOMPARE(regions.size(), std::size_t(9));
        QCOMPARE(std::get<Box>(regions[0].shape), (Box{1, 2, 8, 6}));
        QCOMPARE(std::get<RotatedBox>(regions[1].shape), (RotatedBox{{3, 2}, 4, 2, 0}));
        QVERIFY(regions[2].group == "4" && regions[2].text == "x");
        QCOMPARE(std::get<Ellipse>(regions[8].shape).radiusX, 5.0);
        QVERIFY(std::ranges::any_of(read->problems, [](const Problem& p) {
            return p.leftOut && p.message.find("hologram") != std::string::npos &&
                   p.item.find("shapes[9]") != std::string::npos;
        }));
    }
    void masksAreTheirPixels() {
        LabelScratch scratch("labelme");
        const auto mask = Mask::fromPixels(3, 4, 3, 2, {1, 0, 1, 0, 1, 0});
        scratch.save(LabelScratch::corpusOf({LabelScratch::region("m", mask)}), "out");
        const auto json = scratch.json("out/a.json");
        QVERIFY(json["shapes"][0]["points"] == (Json::array({{3.0, 4.0}, {5.0, 5.0}})));
        QCOMPARE(std::get<Mask>(scratch.read("out")->corpus.items[0].annotations[0].regions[0].shape), mask);
        auto wrong = json;
        wrong["shapes"][0]["points"][1][0] = 60;
        scratch.write("out/a.json", dump(wrong));
        const auto read = scratch.read("out");
        QVERIFY(read->corpus.items[0].annotations.empty());
        QVERIFY(std::ranges::any_of(read->problems, &Problem::leftOut));
    }
    void partsBecomeAGroupAndOthersAreListed() {
        LabelScratch scratch("labelme");
        const Polygon two{{{{{0, 0}, {4, 0}, {4, 4}}, {}}, {{{9, 0}, {12, 0}, {12, 4}}, {}}}};
        const auto losses = scratch.save(LabelScratch::corpusOf({LabelScratch::region("p", two),
                                             LabelScratch::region("e", Ellipse{{9, 9}, 3, 2, 0}, "r2")}),
            "out");
        const auto shapes = scratch.json("out/a.json")["shapes"];
        QCOMPARE(shapes.size(), std::size_t(2));
        QVERIFY(shapes[0]["group_id"].is_number() && shapes[0]["group_id"] == shapes[1]["group_id"]);
        QVERIFY(losses.size() == 1 && LabelScratch::hasLoss(losses, "ellipse"));
    }
    void sizesThatDifferFromTheImageAreReported() {
        LabelScratch scratch("labelme");
        media::Pixels pixels{20, 10, std::vector<std::uint8_t>(800, 255)};
        scratch.write("in/pictures/x", "");
        QVERIFY(media::writePng(pixels, scratch.path("in/pictures/a.png")).has_value());
        scratch.write("in/labels/a.json", kFull);
        const auto read = scratch.read("in");
        QVERIFY(std::ranges::any_of(
            read->problems, [](const Problem& p) { return p.message.find("20 × 10") != std::string::npos; }));
        QCOMPARE(read->corpus.items.size(), std::size_t(1));
    }
    void picturesOfOneStemGetTheirOwnFiles() {
        LabelScratch scratch("labelme");
        auto corpus = LabelScratch::corpusOf({LabelScratch::region("a", Box{0, 0, 1, 1})});
        corpus.items.push_back(corpus.items[0]);
        corpus.items[1].path = "a.jpg";
        corpus.items.push_back(corpus.items[0]);
        corpus.items[2].path = "../../escape.png";
        scratch.save(corpus, "out");
        corpus.items.pop_back();
        scratch.save(corpus, "out2");
        QVERIFY(scratch.json("out2/a.json")["imagePath"] == Json("a.png"));
        QVERIFY(scratch.json("out2/a.jpg.json")["imagePath"] == Json("a.jpg"));
        QVERIFY(scratch.text("escape.json").empty() && scratch.text("../escape.json").empty());
    }
};

QTEST_GUILESS_MAIN(TestLabelmeFormat)
#include "tst_labelme_format.moc"
