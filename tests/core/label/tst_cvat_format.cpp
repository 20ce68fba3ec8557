#include "tests/core/label/format_fixture.h"

using namespace slipway;
using namespace slipway::label;

namespace {

const char* const kImages = R"(<?xml version="1.0" encoding="utf-8"?>
<annotations>
  <version>1.1</version>
  <meta><task><id>5</id><name>street</name><size>2</size><mode>annotation</mode><labels>
    <label><name>car</name><color>#112233</color><type>any</type><attributes>
      <attribute><name>parked</name><mutable>False</mutable><input_type>checkbox</input_type><default_value>false</default_value><values>false
true</values></attribute>
      <attribute><name>seats</name><mutable>False</mutable><input_type>number</input_type><default_value>4</default_value><values>1
9
1</values></attribute></attributes></label>
    <label><name>face</name><color>#445566</color><type>skeleton</type><attributes/><svg>&lt;line data-type="edge" data-node-from="1" data-node-to="2"&gt;&lt;/line&gt;</svg></label>
    <label><name>left</name><color>#445566</color><type>points</type><attributes/><parent>face</parent></label>
    <label><name>right</name><color>#445566</color><type>points</type><attributes/><parent>face</parent></label>
    <label><name>rain</name><color>#778899</color><type>tag</type><attributes/></label>
  </labels></task><dumped>2023-01-01 00:00:00+00:00</dumped></meta>
  <image id="3" name="a/b &amp; c.jpg" width="100" height="50" subset="train">
    <box label="car" source="manual" occluded="1" xtl="10.00" ytl="5.00" xbr="30.00" ybr="15.00" rotation="90.00" z_order="0">
      <attribute name="parked">true</attribute>
      <attribute name="seats">5</attribute>
    </box>
    <polygon label="car" source="auto" occluded="0" points="1.00,2.00;3.50,4.00;5.00,0.25" group_id="4" z_order="1"></polygon>
    <polygon label="car" source="auto" occluded="0" points="11.00,2.00;13.50,4.00;15.00,0.25" group_id="4" z_order="1"></polygon>
    <polyline label="car" source="manual" occluded="0" points="1.00,2.00;3.50,4.00" z_order="2"></polyline>
    <points label="car" source="manual" occluded="0" points="1.00,2.00;3.50,4.00" z_order="2"></points>
    <ellipse label="car" source="manual" occluded="0" cx="50.00" cy="25.00" rx="10.00" ry="5.00" rotation="15.00" z_order="2"></ellipse>
    <cuboid label="car" source="manual" occluded="0" xtl1="1.00" ytl1="1.00" xbl1="1.00" ybl1="9.00" xtr1="8.00" ytr1="1.00" xbr1="8.00" ybr1="9.00" xtl2="3.00" ytl2="0.00" xbl2="3.00" ybl2="7.00" xtr2="9.00" ytr2="0.00" xbr2="9.00" ybr2="7.00" z_order="2"></cuboid>
    <skeleton label="face" source="manual" occluded="0" z_order="2"><points label="left" outside="0" occluded="1" points="4.00,4.00"></points><points label="right" outside="0" occluded="0" points="8.00,4.00"></points></skeleton>
    <mask label="car" source="file" occluded="0" rle="1, 2, 1, 2" left="7" top="8" width="3" height="2" z_order="3"></mask>
    <tag label="rain" source="manual"><attribute name="how">hard</attribute></tag>
  </image>
  <image id="4" name="empty.jpg" width="10" height="10"></image>
</annotations>
)";

const char* const kVideo = R"(<annotations><version>1.1</version>
  <meta><task><id>1</id><name>drive</name><size>100</size><mode>interpolation</mode><labels>
    <label><name>car</name><color>#112233</color><type>any</type><attributes>
      <attribute><name>colour</name><mutable>False</mutable><input_type>text</input_type><default_value></default_value><values></values></attribute>
      <attribute><name>brakes</name><mutable>True</mutable><input_type>checkbox</input_type><default_value>false</default_value><values></values></attribute>
    </attributes></label></labels><original_size><width>640</width><height>360</height></original_size><source>drive.mp4</source></task></meta>
  <track id="0" label="car" source="manual">
    <box frame="0" keyframe="1" outside="0" occluded="0" xtl="0.00" ytl="0.00" xbr="10.00" ybr="10.00" z_order="0">
      <attribute name="colour">red</attribute><attribute name="brakes">false</attribute></box>
    <box frame="1" keyframe="0" outside="0" occluded="0" xtl="99.00" ytl="0.00" xbr="100.00" ybr="10.00" z_order="0">
      <attribute name="colour">red</attribute><attribute name="brakes">false</attribute></box>
    <box frame="10" keyframe="1" outside="0" occluded="1" xtl="100.00" ytl="0.00" xbr="110.00" ybr="10.00" z_order="0">
      <attribute name="colour">red</attribute><attribute name="brakes">true</attribute></box>
    <box frame="20" keyframe="1" outside="1" occluded="0" xtl="100.00" ytl="0.00" xbr="110.00" ybr="10.00" z_order="0">
      <attribute name="colour">red</attribute><attribute name="brakes">true</attribute></box>
  </track>
  <track id="1" label="car" source="manual">
    <polygon frame="5" keyframe="1" outside="0" occluded="0" points="1.00,1.00;2.00,1.00;2.00,2.00" z_order="0"></polygon>
    <polygon frame="6" keyframe="1" outside="1" occluded="0" points="1.00,1.00;2.00,1.00;2.00,2.00" z_order="0"></polygon>
  </track>
</annotations>)";

/// Without what is between elements, so that texts can be compared whatever their line ends.
std::string squeezed(const std::string& xml) {
    std::string text;
    for (std::size_t i = 0; i < xml.size(); i++) {
        text += xml[i];
        if (xml[i] != '>') continue;
        auto next = xml.find_first_not_of(" \n", i + 1);
        if (next != std::string::npos && xml[next] == '<') i = next - 1;
    }
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

} // namespace

class TestCvatFormat : public QObject {
    Q_OBJECT
private slots:
    void allShapesOfAnImageAreRead() {
        const FormatFixture f(makeCvatFormat());
        const auto read = f.readText(kImages, "in.xml");
        QCOMPARE(read.problemCount, std::int64_t(0));
        QCOMPARE(read.corpus.items.size(), std::size_t(2));
        const auto& item = read.corpus.items[0];
        QCOMPARE(item.path, std::string("a/b & c.jpg"));
        QCOMPARE(item.subset, std::string("train"));
        const auto& answer = item.annotations.at(0);
        QCOMPARE(answer.regions.size(), std::size_t(9));
        const auto box = std::get<RotatedBox>(answer.regions[0].shape);
        QVERIFY(box.centre == (Point{20, 10}));
        QCOMPARE(box.degrees, 90.0);
        QVERIFY(answer.regions[0].occluded);
        QVERIFY(answer.regions[0].attributes.at("parked") == AttributeValue(true));
        QVERIFY(answer.regions[0].attributes.at("seats") == AttributeValue(5.0));
        QCOMPARE(answer.regions[1].group, std::string("4"));
        QCOMPARE(answer.regions[1].origin, Origin::Automatic);
        QVERIFY(std::get<Cuboid>(answer.regions[6].shape).corners[4] == (Point{3, 0}));
        const auto face = std::get<Keypoints>(answer.regions[7].shape);
        QCOMPARE(face.points[0].name, std::string("left"));
        QCOMPARE(face.points[0].visibility, Visibility::Hidden);
        const auto mask = std::get<Mask>(answer.regions[8].shape);
        QVERIFY(!mask.contains(7, 8) && mask.contains(8, 8) && mask.contains(9, 8));
        QVERIFY(!mask.contains(7, 9) && mask.contains(8, 9) && mask.contains(9, 9));
        QCOMPARE(answer.classes.at(0).label, std::string("rain"));
        const auto* skeleton = findClass(read.corpus.labels, "face");
        QVERIFY(skeleton && skeleton->skeleton && skeleton->skeleton->bones.size() == 1);
        QVERIFY(read.corpus.items[1].annotations.empty());
    }
    void theSameFormatInAndOutIsTheSameFile() {
        const FormatFixture f(makeCvatFormat());
        QVERIFY(f.write(f.readText(kVideo, "video.xml").corpus, "out.xml").empty());
        const auto sameAgain = f.read("out.xml"), before = f.read("video.xml");
        const auto tracks = [](const ReadLabels& read) {
            std::vector<Shape> shapes;
            for (const auto& region : read.corpus.items.at(0).annotations.at(0).regions) shapes.push_back(region.shape);
            return shapes;
        };
        QVERIFY(tracks(sameAgain) == tracks(before));
        f.write(f.readText(kImages, "in.xml").corpus, "out.xml");
        const auto in = squeezed(kImages), out = squeezed(f.text("out.xml"));
        for (const auto* part :
            {"<meta>", "<mask ", "<tag ", "group_id=\"4\"", "<cuboid ", "rotation=\"90.00\"", "<dumped>",
                "<attribute name=\"seats\">5</attribute>", "id=\"3\"", "subset=\"train\"", "z_order=\"3\"", "how"})
            QVERIFY2(in.find(part) != std::string::npos && out.find(part) != std::string::npos, part);
        QCOMPARE(out.substr(out.find("<meta>"), out.find("</meta>") - out.find("<meta>")),
            in.substr(in.find("<meta>"), in.find("</meta>") - in.find("<meta>")));
        const auto again = f.read("out.xml");
        f.write(again.corpus, "third.xml");
        QCOMPARE(f.text("third.xml"), f.text("out.xml"));
    }
    void tracksHoldKeyFramesOnlyAndEndWhereTheyAreOutside() {
        const FormatFixture f(makeCvatFormat());
        const auto read = f.readText(kVideo, "in.xml");
        QCOMPARE(read.problemCount, std::int64_t(0));
        const auto& item = read.corpus.items.at(0);
        QCOMPARE(item.medium, Medium::Video);
        QCOMPARE(item.path, std::string("drive.mp4"));
        QCOMPARE(item.frames, std::int64_t(100));
        QCOMPARE(item.width, 640);
        const auto& region = item.annotations.at(0).regions.at(0);
        QVERIFY(region.attributes.at("colour") == AttributeValue("red"));
        QVERIFY(!region.attributes.contains("brakes"));
        const auto track = std::get<Track>(region.shape);
        QCOMPARE(track.keyframes.size(), std::size_t(3));
        QCOMPARE(track.keyframes[1].attributes.at(0).second, std::string("true"));
        QCOMPARE(std::get<Box>(shapeAt(track, 5)->shape).left, 50.0);
        QVERIFY(shapeAt(track, 10)->occluded);
        QVERIFY(shapeAt(track, 19).has_value());
        QVERIFY(!shapeAt(track, 20).has_value());
        QVERIFY(!shapeAt(std::get<Track>(item.annotations[0].regions.at(1).shape), 6).has_value());
    }
    void attributesComeBackAsWhatTheyWere() {
        const FormatFixture f(makeCvatFormat());
        Corpus corpus;
        Item item;
        item.path = "a.jpg";
        item.width = item.height = 100;
        Region region;
        region.id = "r";
        region.label = "Käse <&> \"x\"";
        region.shape = Box{0.125, 0, 10, 10};
        region.attributes = {{"tick", true}, {"n", 2.5}, {"text", std::string(" two\nlines ")},
            {"list", std::vector<std::string>{"a", "b,c"}}};
        item.annotations.emplace_back().regions.push_back(region);
        corpus.items = {item};
        Item video;
        video.medium = Medium::Video;
        video.path = "v.mp4";
        corpus.items.push_back(video);
        QVERIFY(loses(f.write(corpus, "out.xml"), "fraction of a pixel"));
        const auto read = f.read("out.xml");
        QCOMPARE(read.corpus.items.size(), std::size_t(2));
        QCOMPARE(read.corpus.items[1].path, std::string("v.mp4"));
        const auto& back = read.corpus.items[0].annotations.at(0).regions.at(0);
        QCOMPARE(back.label, region.label);
        QVERIFY(back.attributes == region.attributes);
        QCOMPARE(std::get<Box>(back.shape).left, 0.13);
    }
    void entitiesAreRefused() {
        const FormatFixture f(makeCvatFormat());
        f.put(
            "bomb.xml", "<!DOCTYPE a [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>\n<annotations>&b;</annotations>");
        const auto read = f.tryRead("bomb.xml");
        QVERIFY(!read);
        QVERIFY(read.error().message.find("declares an entity") != std::string::npos);
        f.put("other.xml", "<html/>");
        QCOMPARE(f.tryRead("other.xml").error().code, ErrorCode::BadData);
        f.put("cut.xml", "<annotations><image");
        QCOMPARE(f.tryRead("cut.xml").error().code, ErrorCode::BadData);
        std::string deep;
        for (int i = 0; i < 5000; i++) deep += "<a>";
        f.put("deep.xml", deep);
        QCOMPARE(f.tryRead("deep.xml").error().code, ErrorCode::BadData);
    }
    void brokenShapesAreReportedWithTheirLine() {
        const FormatFixture f(makeCvatFormat());
        const auto read =
            f.readText("<annotations>\n<image id=\"0\" name=\"a.jpg\" width=\"10\" height=\"10\">\n"
                       "<box label=\"a\" xtl=\"x\" ytl=\"0\" xbr=\"1\" ybr=\"1\"/>\n"
                       "<mask label=\"a\" rle=\"4000000000, 5\" left=\"0\" top=\"0\" width=\"9\" height=\"9\"/>\n"
                       "<polygon label=\"a\" points=\"1,2;3\"/>\n"
                       "<blob/>\n"
                       "<box label=\"a\" xtl=\"0\" ytl=\"0\" xbr=\"1\" ybr=\"1\"/>\n</image>\n"
                       "<track id=\"1\" label=\"a\"/>\n<image name=\"\"/></annotations>",
                "bad.xml");
        QCOMPARE(read.corpus.items.at(0).annotations.at(0).regions.size(), std::size_t(1));
        QCOMPARE(read.problemCount, std::int64_t(6));
        const std::int64_t lines[] = {3, 4, 5, 6, 9, 10};
        for (std::size_t i = 0; i < 6; i++) QCOMPARE(read.problems[i].line, lines[i]);
    }
};

QTEST_GUILESS_MAIN(TestCvatFormat)
#include "tst_cvat_format.moc"
