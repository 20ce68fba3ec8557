#include "tests/core/label/format_fixture.h"

using namespace slipway;
using namespace slipway::label;

namespace {

/// All that an export of Label Studio may hold.
const char* const kExport = R"([
{"id": 7, "inner_id": 1, "total_annotations": 2, "cancelled_annotations": 1, "file_upload": "1b2c-a.jpg", "project": 3,
 "data": {"image": "/data/local-files/?d=shots/a%20b.jpg", "camera": "left"}, "meta": {"k": [1, 2]},
 "created_at": "2023-05-04T10:11:12.123456Z", "updated_at": "2023-05-04T10:11:13Z", "drafts": [{"id": 1}],
 "annotations": [
  {"id": 11, "completed_by": {"id": 2, "email": "ada@example.com", "first_name": "Ada"}, "was_cancelled": false,
   "ground_truth": true, "lead_time": 12.5, "created_at": "2023-05-04T10:11:12.123456Z",
   "updated_at": "2023-05-04T10:11:12.123456Z", "unique_id": "0e1f", "parent_prediction": 5, "result_count": 7, "result": [
    {"id": "choice0001", "type": "choices", "from_name": "weather", "to_name": "image", "value": {"choices": ["sun", "dry"]}},
    {"id": "Rt4_abc-DE", "type": "rectanglelabels", "from_name": "label", "to_name": "image", "original_width": 400,
     "original_height": 200, "image_rotation": 0, "origin": "manual", "meta": {"text": ["near"]},
     "value": {"x": 25, "y": 50, "width": 12.3, "height": 10, "rotation": 90, "rectanglelabels": ["Car", "Red"]}},
    {"id": "poly000001", "type": "polygonlabels", "from_name": "label", "to_name": "image", "original_width": 400,
     "original_height": 200, "image_rotation": 0, "score": 0.5, "parentID": "Rt4_abc-DE", "origin": "prediction-changed",
     "value": {"points": [[1.1, 2.2], [30.3, 4.4], [5, 60]], "closed": true, "polygonlabels": ["Car"]}},
    {"id": "ocr0000001", "type": "rectangle", "from_name": "bbox", "to_name": "image", "original_width": 400,
     "original_height": 200, "image_rotation": 0, "value": {"x": 0, "y": 0, "width": 50, "height": 100, "rotation": 0}},
    {"id": "ocr0000001", "type": "labels", "from_name": "kind", "to_name": "image", "original_width": 400,
     "original_height": 200, "image_rotation": 0,
     "value": {"x": 0, "y": 0, "width": 50, "height": 100, "rotation": 0, "labels": ["Sign"]}},
    {"id": "ocr0000001", "type": "textarea", "from_name": "transcription", "to_name": "image", "original_width": 400,
     "original_height": 200, "image_rotation": 0,
     "value": {"x": 0, "y": 0, "width": 50, "height": 100, "rotation": 0, "text": ["STOP"]}},
    {"type": "relation", "from_id": "poly000001", "to_id": "Rt4_abc-DE", "direction": "bi", "labels": ["part of"]}]},
  {"id": 12, "completed_by": 4, "was_cancelled": true, "ground_truth": false, "lead_time": 1, "result": []}],
 "predictions": [{"id": 5, "model_version": "m:3", "score": 0.9, "cluster": null, "result": [
   {"id": "p1", "type": "ellipselabels", "from_name": "label", "to_name": "image", "original_width": 400,
    "original_height": 200, "image_rotation": 0, "score": 0.75,
    "value": {"x": 50, "y": 50, "radiusX": 10, "radiusY": 10, "rotation": 15, "ellipselabels": ["Car"]}}]}]}
])";

Annotation first(const ReadLabels& read) {
    return read.corpus.items.at(0).annotations.at(0);
}

} // namespace

class TestLabelStudioFormat : public QObject {
    Q_OBJECT
private slots:
    void classesWithoutARegionComeBack_data() {
        QTest::addColumn<int>("medium");
        for (const auto medium : {Medium::Image, Medium::Text, Medium::Video})
            QTest::newRow(name(medium).data()) << int(medium);
    }
    void classesWithoutARegionComeBack() {
        QFETCH(int, medium);
        const FormatFixture f(makeLabelstudioFormat());
        Corpus corpus;
        for (const char* label : {"cat", "dog"}) corpus.labels.classes.emplace_back().name = label;
        auto& item = corpus.items.emplace_back();
        item.medium = Medium(medium);
        if (item.medium == Medium::Text)
            item.text = "a text";
        else
            item.path = item.medium == Medium::Video ? "v.mp4" : "a.png";
        f.write(corpus, "out.json");
        const auto labels = f.read("out.json").corpus.labels;
        QCOMPARE(labels.classes.size(), std::size_t(2));
        QCOMPARE(labels.classes[1].name, std::string("dog"));
    }
    void anExportIsReadToTheLetter() {
        const FormatFixture f(makeLabelstudioFormat());
        const auto read = f.readText(kExport, "in.json");
        QCOMPARE(read.problemCount, std::int64_t(0));
        const auto& item = read.corpus.items.at(0);
        QCOMPARE(item.path, std::string("shots/a b.jpg"));
        QCOMPARE(item.uri, std::string("/data/local-files/?d=shots/a%20b.jpg"));
        QCOMPARE(item.width, 400);
        const auto& answer = item.annotations.at(0);
        QCOMPARE(answer.annotator, std::string("ada@example.com"));
        QVERIFY(answer.groundTruth);
        QCOMPARE(answer.seconds, 12.5);
        QCOMPARE(answer.classes.size(), std::size_t(2));
        QCOMPARE(answer.classes[1].label, std::string("dry"));
        QCOMPARE(answer.classes[1].question, std::string("weather"));
        QVERIFY(item.annotations.at(1).skipped);
        QCOMPARE(answer.regions.size(), std::size_t(3));
        QCOMPARE(answer.regions[0].moreLabels, std::vector<std::string>{"Red"});
        QCOMPARE(answer.regions[1].parent, std::string("Rt4_abc-DE"));
        QCOMPARE(answer.regions[1].origin, Origin::PredictionChanged);
        QCOMPARE(answer.regions[2].label, std::string("Sign"));
        QCOMPARE(answer.regions[2].text, std::string("STOP"));
        QCOMPARE(answer.relations.at(0).direction, Direction::Both);
        const auto& prediction = item.predictions.at(0);
        QCOMPARE(prediction.model, std::string("m:3"));
        QCOMPARE(*prediction.answer.regions.at(0).score, 0.75);
        const auto ellipse = std::get<Ellipse>(prediction.answer.regions[0].shape);
        QCOMPARE(ellipse.radiusX, 40.0); // percent of the width
        QCOMPARE(ellipse.radiusY, 20.0); // percent of the height
    }
    void aBoxTurnsAboutItsTopLeftCorner() {
        const FormatFixture f(makeLabelstudioFormat());
        const auto box = std::get<RotatedBox>(first(f.readText(kExport, "in.json")).regions.at(0).shape);
        // Corner (100, 100), width 49.2 px, height 20 px, turned by 90°: it lies left of and below its corner.
        QVERIFY(std::abs(box.centre.x - 90) < 1e-9);
        QVERIFY(std::abs(box.centre.y - 124.6) < 1e-9);
        QCOMPARE(box.degrees, 90.0);
    }
    void theSameFormatInAndOutIsTheSameFile() {
        const FormatFixture f(makeLabelstudioFormat());
        QVERIFY(f.write(f.readText(kExport, "in.json").corpus, "out.json").empty());
        auto in = f.json("in.json"), out = f.json("out.json");
        // A turned box comes back within rounding.
        auto& value = out[0]["annotations"][0]["result"][1]["value"];
        for (const auto* key : {"x", "y"}) {
            const double wanted = in[0]["annotations"][0]["result"][1]["value"][key].get<double>();
            QVERIFY(std::abs(value[key].get<double>() - wanted) < 1e-9);
            value[key] = in[0]["annotations"][0]["result"][1]["value"][key];
        }
        QVERIFY(same(out, in));
    }
    void aChangedRegionKeepsWhatTheFileSaidOfIt() {
        const FormatFixture f(makeLabelstudioFormat());
        auto corpus = f.readText(kExport, "in.json").corpus;
        auto& regions = corpus.items[0].annotations[0].regions;
        regions[0].shape = Box{40, 20, 80, 40};
        regions[0].label = "Bus";
        f.write(corpus, "out.json");
        const auto result = f.json("out.json")[0]["annotations"][0]["result"][1];
        QCOMPARE(result["value"]["x"].get<double>(), 10.0);
        QCOMPARE(result["value"]["rotation"].get<double>(), 0.0);
        QCOMPARE(result["value"]["rectanglelabels"][0].get<std::string>(), std::string("Bus"));
        QCOMPARE(result["meta"]["text"][0].get<std::string>(), std::string("near"));
        QCOMPARE(result["from_name"].get<std::string>(), std::string("label"));
    }
    void aBrushComesBackPixelByPixel() {
        const FormatFixture f(makeLabelstudioFormat());
        Corpus corpus;
        Item item;
        item.path = "a.png";
        item.width = 9;
        item.height = 5;
        Region region;
        region.id = "mask";
        region.label = "Cat";
        std::vector<std::uint8_t> pixels(45);
        for (const int i : {0, 10, 11, 19, 44}) pixels[static_cast<std::size_t>(i)] = 1;
        const auto mask = Mask::fromPixels(0, 0, 9, 5, pixels);
        region.shape = mask;
        item.annotations.emplace_back().regions.push_back(region);
        corpus.items.push_back(item);
        QVERIFY(f.write(corpus, "out.json").empty());
        QCOMPARE(std::get<Mask>(first(f.read("out.json")).regions.at(0).shape).pixels(9, 5), mask.pixels(9, 5));
    }
    void theBytesOfLabelStudiosOwnEncoderAreRead() { // label-studio-converter 0.0.59, encode_rle
        const FormatFixture f(makeLabelstudioFormat());
        const auto read =
            f.readText(R"([{"data": {"image": "a.png"}, "annotations": [{"result": [{"id": "m", "type": "brushlabels",
            "from_name": "tag", "to_name": "image", "original_width": 9, "original_height": 5, "image_rotation": 0,
            "value": {"format": "rle", "brushlabels": ["Cat"], "rle": [0, 0, 0, 180, 57, 27, 252, 127, 248, 140, 2, 127,
            252, 54, 1, 31, 254, 95, 0, 143, 252]}}]}]}])",
                "theirs.json");
        QCOMPARE(read.problemCount, std::int64_t(0));
        const auto pixels = std::get<Mask>(first(read).regions.at(0).shape).pixels(9, 5);
        for (std::size_t i = 0; i < pixels.size(); i++)
            QCOMPARE(pixels[i] != 0, i == 0 || i == 10 || i == 11 || i == 19 || i == 44);
    }
    void framesCountFromOneThereAndFromNoughtHere() {
        const FormatFixture f(makeLabelstudioFormat());
        const auto read =
            f.readText(R"([{"data": {"video": "v.mp4", "width": 200, "height": 100}, "annotations": [{"result": [
            {"id": "t", "type": "videorectangle", "from_name": "box", "to_name": "video", "value": {"framesCount": 50,
             "duration": 2, "labels": ["Car"], "sequence": [
              {"frame": 1, "enabled": true, "x": 0, "y": 0, "width": 10, "height": 10, "rotation": 0, "time": 0.04},
              {"frame": 11, "enabled": false, "x": 50, "y": 0, "width": 10, "height": 10, "rotation": 0, "time": 0.44},
              {"frame": 21, "enabled": true, "x": 50, "y": 50, "width": 10, "height": 10, "rotation": 0, "time": 0.84}]}}]}]}])",
                "v.json");
        QCOMPARE(read.problemCount, std::int64_t(0));
        QCOMPARE(read.corpus.items[0].frames, std::int64_t(50));
        QCOMPARE(read.corpus.items[0].framesPerSecond, 25.0);
        const auto track = std::get<Track>(first(read).regions.at(0).shape);
        QVERIFY(shapeAt(track, 0).has_value());
        QCOMPARE(std::get<Box>(shapeAt(track, 5)->shape).left, 50.0); // half way to 100 px
        QVERIFY(shapeAt(track, 10).has_value());                      // their frame 11 is still shown
        QVERIFY(!shapeAt(track, 11).has_value());
        QVERIFY(!shapeAt(track, 19).has_value());
        QVERIFY(shapeAt(track, 49).has_value());
        f.write(read.corpus, "out.json");
        QVERIFY(same(f.json("out.json"), f.json("v.json")));
    }
    void aTrackOfOursComesBackExactly() {
        const FormatFixture f(makeLabelstudioFormat());
        Corpus corpus;
        Item item;
        item.medium = Medium::Video;
        item.path = "v.mp4";
        item.width = 640;
        item.height = 360;
        item.frames = 100;
        item.framesPerSecond = 24;
        Region region;
        region.id = "t";
        region.label = "Car";
        Track track;
        track.keyframes.push_back({3, false, false, Box{1, 2, 30, 40}, {{"speed", "slow"}}});
        track.keyframes.push_back({9, true, false, Box{100, 2, 30, 40}, {}});
        track.keyframes.push_back({20, false, false, RotatedBox{{50, 60}, 10, 20, 33}, {}});
        region.shape = track;
        item.annotations.emplace_back().regions.push_back(region);
        corpus.items.push_back(item);
        f.write(corpus, "out.json");
        QVERIFY(std::get<Track>(first(f.read("out.json")).regions.at(0).shape) == track);
    }
    void spansAreCodePointsAndLieInTheText() {
        const FormatFixture f(makeLabelstudioFormat());
        const auto read = f.readText(R"([{"data": {"text": "😀 Zürich!"}, "annotations": [{"result": [
            {"id": "a", "type": "labels", "from_name": "label", "to_name": "text", "value": {"start": 2, "end": 8, "text": "Zürich", "labels": ["LOC"]}},
            {"id": "b", "type": "labels", "from_name": "label", "to_name": "text", "value": {"start": 3, "end": 9, "text": "Zürich", "labels": ["LOC"]}},
            {"id": "c", "type": "labels", "from_name": "label", "to_name": "text", "value": {"start": 5, "end": 90, "labels": ["LOC"]}}]}]}])",
            "t.json");
        QCOMPARE(read.problemCount, std::int64_t(2));
        QVERIFY(!read.problems[0].leftOut); // counted in UTF-16 by somebody
        QVERIFY(read.problems[1].leftOut);
        QCOMPARE(std::get<Span>(first(read).regions.at(0).shape).end, std::int64_t(8));
        f.write(read.corpus, "out.json"); // what was left out is written again all the same
        QCOMPARE(f.json("out.json")[0]["annotations"][0]["result"].size(), std::size_t(3));
    }
    void bareDataAndJsonMinAreTasksToo() {
        const FormatFixture f(makeLabelstudioFormat());
        const auto bare =
            f.readText("[{\"image\": \"s3://bucket/x/a.jpg\"}, {\"text\": \"hello\"}, {\"n\": 5}]", "bare.json");
        QCOMPARE(bare.corpus.items.size(), std::size_t(2));
        QCOMPARE(bare.corpus.items[0].path, std::string("x/a.jpg"));
        QCOMPARE(bare.problemCount, std::int64_t(1));
        f.write(bare.corpus, "out.json");
        QVERIFY(same(f.json("out.json")[0], Json{{"image", "s3://bucket/x/a.jpg"}}));
        const auto min = f.readText(
            R"([{"image": "a.jpg", "id": 4, "label": [{"x": 10, "y": 10, "width": 50, "height": 50, "rotation": 0,
              "rectanglelabels": ["Car"], "original_width": 100, "original_height": 100}], "sentiment": "good",
              "annotator": 1, "annotation_id": 9, "lead_time": 2.5}, {"image": "a.jpg", "id": 4, "sentiment": "bad",
              "annotator": 2, "annotation_id": 10}])",
            "min.json");
        QCOMPARE(min.corpus.items.size(), std::size_t(1));
        const auto& answers = min.corpus.items[0].annotations;
        QCOMPARE(answers.size(), std::size_t(2));
        QVERIFY(std::get<Box>(answers[0].regions.at(0).shape) == (Box{10, 10, 50, 50}));
        QCOMPARE(answers[0].classes.at(0).label, std::string("good"));
        QCOMPARE(answers[1].annotator, std::string("2"));
    }
    void theConfigBesideTheFileHoldsTheLabelSet() {
        const FormatFixture f(makeLabelstudioFormat());
        Corpus corpus;
        corpus.labels.classes = {
            {"Car", "#112233", "1", {}, {}, {}, {}}, {"Dog & Cat", "#445566", "2", {}, {}, {}, {}}};
        corpus.labels.itemClasses = {"day", "night"};
        Item item;
        item.path = "a.jpg";
        item.width = item.height = 10;
        Region region;
        region.id = "r";
        region.label = "Car";
        region.shape = Box{1, 1, 2, 2};
        item.annotations.emplace_back().regions.push_back(region);
        item.annotations[0].classes.push_back({"", "day", {}});
        corpus.items.push_back(item);
        f.write(corpus, "out.json");
        QVERIFY(f.text("out.config.xml").find("<RectangleLabels name=\"rectangle\" toName=\"image\">") !=
                std::string::npos);
        const auto read = f.read("out.json");
        QVERIFY(read.corpus.labels.classes == corpus.labels.classes);
        QVERIFY(read.corpus.labels.itemClasses == corpus.labels.itemClasses);
    }
    void brokenResultsAreReportedAndTheRestIsKept() {
        const FormatFixture f(makeLabelstudioFormat());
        const auto read = f.readText(R"([{"id": 1, "data": {"image": "a.jpg"}, "annotations": [{"result": [
            {"id": "1", "type": "rectanglelabels", "original_width": 10, "original_height": 10, "value": {"x": "a", "y": 1, "width": 1, "height": 1}},
            {"id": "2", "type": "brushlabels", "original_width": 10, "original_height": 10, "value": {"format": "rle", "rle": [255, 255, 255, 255, 0, 1, 2]}},
            {"id": "3", "type": "polygonlabels", "original_width": 10, "original_height": 10, "value": {"points": [[1, 2], [3]]}},
            {"id": "4", "type": "hologram", "value": {}}, 5, null,
            {"type": "relation", "from_id": "1", "to_id": "nobody"},
            {"id": "6", "type": "rectanglelabels", "original_width": 10, "original_height": 10,
             "value": {"x": 10, "y": 10, "width": 10, "height": 10, "rectanglelabels": ["ok"]}}]}, 7]}, 8, []])",
            "bad.json");
        QCOMPARE(first(read).regions.size(), std::size_t(1));
        QVERIFY(read.problemCount >= 9);
        QVERIFY(read.problems[0].item.find("task 1") != std::string::npos);
        QVERIFY(!f.tryRead("nothing.json"));
        f.put("deep.json", std::string(100'000, '['));
        QCOMPARE(f.tryRead("deep.json").error().code, ErrorCode::BadData);
        f.put("utf8.json", "[{\"text\": \"a\xff\"}]");
        QCOMPARE(f.read("utf8.json").corpus.items.at(0).text, std::string("a\xEF\xBF\xBD"));
    }
};

QTEST_GUILESS_MAIN(TestLabelStudioFormat)
#include "tst_labelstudio_format.moc"
