#include "core/media/image.h"
#include "tests/core/label/format_fixture.h"

using namespace slipway;
using namespace slipway::label;

namespace {

const std::string kBoxes =
    "{\"source-ref\":\"s3:/"
    "/bucket/shots/a%20b.jpg\",\"first\":{\"annotations\":[{\"class_id\":0,\"left\":1,\"top\":1,\"width\":5,"
    "\"height\":5}],\"image_size\":[{\"width\":640,\"depth\":3,\"height\":480}]},\"first-metadata\":{\"job-name\":"
    "\"labeling-job/first\","
    "\"class-map\":{\"0\":\"dog\"},\"human-annotated\":\"yes\",\"objects\":[{\"confidence\":0.8}],\"creation-date\":"
    "\"2018-10-18T22:18:13.527256\","
    "\"type\":\"groundtruth/"
    "object-detection\"},\"second\":{\"annotations\":[{\"class_id\":1,\"left\":10,\"top\":20,\"width\":30,\"height\":"
    "40},"
    "{\"class_id\":9,\"left\":0,\"top\":0,\"width\":1,\"height\":1}],\"image_size\":[{\"width\":640,\"depth\":3,"
    "\"height\":480}]},"
    "\"second-metadata\":{\"job-name\":\"labeling-job/"
    "second\",\"class-map\":{\"1\":\"cat\"},\"human-annotated\":\"no\",\"objects\":[{\"confidence\":0.25},"
    "{\"confidence\":0}],\"creation-date\":\"2019-10-18T22:18:13\",\"type\":\"groundtruth/"
    "object-detection\",\"adjustment-status\":\"adjusted\"}}";
const std::string kClass =
    "{\"source-ref\":\"s3:/"
    "/bucket/c.jpg\",\"kind\":\"3\",\"kind-metadata\":{\"class-name\":\"bird\",\"job-name\":\"labeling-job/kind\","
    "\"confidence\":0.0,\"human-annotated\":\"yes\",\"creation-date\":\"2018-10-18T22:18:13\",\"type\":\"groundtruth/"
    "image-classification\"}}";
const std::string kMulti = "{\"source\":\"a fine "
                           "film\",\"tone\":[0,2],\"tone-metadata\":{\"class-map\":{\"0\":\"warm\",\"2\":\"long\"},"
                           "\"confidence-map\":{\"0\":0.5,"
                           "\"2\":0.75},\"job-name\":\"j\",\"human-annotated\":\"yes\",\"creation-date\":\"2018-10-"
                           "18T22:18:13\",\"type\":\"groundtruth/text-classification-multilabel\"}}";
const std::string kSpans = "{\"source\":\"😀 "
                           "Zürich\",\"ner\":{\"annotations\":{\"labels\":[{\"label\":\"LOC\",\"shortDisplayName\":"
                           "\"L\"},{\"label\":\"PER\"}],"
                           "\"entities\":[{\"label\":\"LOC\",\"startOffset\":2,\"endOffset\":8},{\"label\":\"LOC\","
                           "\"startOffset\":5,\"endOffset\":80}]}},"
                           "\"ner-metadata\":{\"entities\":[{\"confidence\":0.5},{\"confidence\":0.1}],\"job-name\":"
                           "\"j\",\"human-annotated\":\"yes\","
                           "\"creation-date\":\"2018-10-18T22:18:13\",\"type\":\"groundtruth/text-span\"}}";

std::vector<std::string> linesOf(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
        lines.push_back(text.substr(at, text.find('\n', at) - at));
    return lines;
}

} // namespace

class TestGroundTruthFormat : public QObject {
    Q_OBJECT
private slots:
    void theLastPairOfATypeIsWhatHolds() {
        const FormatFixture f(makeGroundtruthFormat());
        const auto read = f.readText(kBoxes + "\n" + kClass + "\n" + kMulti + "\n" + kSpans + "\n", "in.manifest");
        QCOMPARE(read.problemCount, std::int64_t(2)); // an unknown class, an offset past the end
        QCOMPARE(read.problems[0].line, std::int64_t(1));
        QCOMPARE(read.problems[1].line, std::int64_t(4));
        const auto& boxes = read.corpus.items.at(0);
        QCOMPARE(boxes.path, std::string("shots/a b.jpg"));
        QCOMPARE(boxes.width, 640);
        QCOMPARE(boxes.annotations.at(0).regions.size(), std::size_t(1));
        const auto& region = boxes.annotations[0].regions[0];
        QCOMPARE(region.label, std::string("cat"));
        QCOMPARE(region.origin, Origin::Automatic);
        QCOMPARE(*region.score, 0.25);
        QVERIFY(std::get<Box>(region.shape) == (Box{10, 20, 30, 40}));
        QCOMPARE(read.corpus.items[1].annotations.at(0).classes.at(0).label, std::string("bird"));
        QCOMPARE(read.corpus.items[2].annotations.at(0).classes.at(1).label, std::string("long"));
        QCOMPARE(*read.corpus.items[2].annotations[0].classes[1].score, 0.75);
        QCOMPARE(std::get<Span>(read.corpus.items[3].annotations.at(0).regions.at(0).shape).end, std::int64_t(8));
    }
    void theSameFormatInAndOutKeepsAllPairs() {
        const FormatFixture f(makeGroundtruthFormat());
        const auto clean = kBoxes.substr(0, kBoxes.find(",{\"class_id\":9")) + "]" +
                           kBoxes.substr(kBoxes.find(",\"image_size\"", kBoxes.find("class_id\":9")));
        const std::string text = clean + "\n" + kClass + "\n" + kMulti + "\n";
        f.write(f.readText(text, "in.manifest").corpus, "out.manifest");
        const auto in = linesOf(text), out = linesOf(f.text("out.manifest"));
        QCOMPARE(out.size(), in.size());
        for (std::size_t i = 0; i < in.size(); i++)
            QVERIFY2(same(*parseJson(in[i], "in"), *parseJson(out[i], "out")), out[i].c_str());
    }
    void whatOtherFormatsHoldIsWrittenAsIntegers() {
        const FormatFixture f(makeGroundtruthFormat());
        Corpus corpus;
        Item item;
        item.path = "a.jpg";
        item.width = 100;
        item.height = 50;
        Region region;
        region.id = "r";
        region.label = "car";
        region.shape = Box{0.6, 0.4, 10, 10};
        item.annotations.emplace_back().regions = {region};
        region.shape = Polyline{{{1, 1}, {2, 2}}};
        item.annotations[0].regions.push_back(region);
        corpus.items.push_back(item);
        const auto losses = f.write(corpus, "out.manifest");
        QVERIFY(loses(losses, "polyline") && loses(losses, "fraction of a pixel"));
        const auto line = *parseJson(linesOf(f.text("out.manifest")).at(0), "line");
        const auto box = line["bounding-box"]["annotations"][0];
        QVERIFY(same(box, Json{{"class_id", 0}, {"left", 1}, {"top", 0}, {"width", 10}, {"height", 10}}));
        QCOMPARE(line["bounding-box-metadata"]["type"].get<std::string>(), std::string("groundtruth/object-detection"));
        QVERIFY(!line["bounding-box-metadata"]["creation-date"].get<std::string>().empty());
        QVERIFY(std::get<Box>(f.read("out.manifest").corpus.items.at(0).annotations.at(0).regions.at(0).shape) ==
                (Box{1, 0, 10, 10}));
    }
    void masksAndFramesAreReadFromTheirFiles() {
        const FormatFixture f(makeGroundtruthFormat());
        media::Pixels picture{4, 2, std::vector<std::uint8_t>(32, 255)};
        for (const std::size_t i : {1u, 2u}) {
            picture.row(1)[4 * i] = 0x2c;
            picture.row(1)[4 * i + 1] = 0xa0;
            picture.row(1)[4 * i + 2] = 0x10;
        }
        QVERIFY(media::writePng(picture, f.path("m.png")));
        f.put("seq/SeqLabel.json",
            "{\"tracking-annotations\":[{\"frame-no\":\"0\",\"annotations\":[{\"left\":1,\"top\":2,\"width\":3,"
            "\"height\":4,"
            "\"class-id\":\"0\",\"object-id\":\"o1\",\"label-category-attributes\":{\"occluded\":\"no\"}}]},"
            "{\"frame-no\":\"1\",\"annotations\":[]},{\"frame-no\":\"2\",\"annotations\":[{\"left\":5,\"top\":2,"
            "\"width\":3,"
            "\"height\":4,\"class-id\":\"0\",\"object-id\":\"o1\"}]}]}");
        const std::string text = "{\"source-ref\":\"a.jpg\",\"seg-ref\":\"s3:/"
                                 "/b/m.png\",\"seg-ref-metadata\":{\"type\":\"groundtruth/semantic-segmentation\","
                                 "\"internal-color-map\":{\"0\":{\"class-name\":\"BACKGROUND\",\"hex-color\":\"#"
                                 "ffffff\"},\"1\":{\"class-name\":\"tree\",\"hex-color\":"
                                 "\"#2ca010\",\"confidence\":0.5}}}}\n"
                                 "{\"source-ref\":\"s3:/"
                                 "/b/frames.json\",\"track-ref\":\"s3:/"
                                 "/b/seq/SeqLabel.json\",\"track-ref-metadata\":{\"class-map\":{\"0\":\"car\"},"
                                 "\"type\":\"groundtruth/video-object-tracking\"}}\n"
                                 "{\"source-ref\":\"b.jpg\",\"seg-ref\":\"gone.png\",\"seg-ref-metadata\":{\"type\":"
                                 "\"groundtruth/semantic-segmentation\"}}\n";
        const auto read = f.readText(text, "in.manifest");
        QCOMPARE(read.problemCount, std::int64_t(1));
        const auto& tree = read.corpus.items.at(0).annotations.at(0).regions.at(0);
        QCOMPARE(tree.label, std::string("tree"));
        QCOMPARE(std::get<Mask>(tree.shape).area(), std::int64_t(2));
        QVERIFY(std::get<Mask>(tree.shape).contains(1, 1));
        const auto& video = read.corpus.items.at(1);
        QCOMPARE(video.medium, Medium::Video);
        const auto& car = video.annotations.at(0).regions.at(0);
        const auto track = std::get<Track>(car.shape);
        QVERIFY(shapeAt(track, 0) && !shapeAt(track, 1) && shapeAt(track, 2));
        QVERIFY(car.attributes.at("occluded") == AttributeValue("no"));
        f.write(read.corpus, "out.manifest"); // the references stay
        const auto in = linesOf(text), out = linesOf(f.text("out.manifest"));
        for (std::size_t i = 0; i < in.size(); i++)
            QVERIFY(same(*parseJson(in[i], "in"), *parseJson(out.at(i), "out")));
    }
    void badLinesAreReported() {
        const FormatFixture f(makeGroundtruthFormat());
        const auto read = f.readText("{\"x\":1}\n[1]\n{cut\n" + kClass + "\n", "bad.manifest");
        QCOMPARE(read.problemCount, std::int64_t(3));
        for (std::size_t i = 0; i < 3; i++) QCOMPARE(read.problems[i].line, std::int64_t(i + 1));
        QCOMPARE(read.corpus.items.size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestGroundTruthFormat)
#include "tst_groundtruth_format.moc"
