#include <QTest>

#include "label_scratch.h"

using namespace slipway;
using namespace slipway::label;

namespace {

const char* const kFull = R"(<annotation><folder>VOC2007</folder><filename>000001.jpg</filename>
<source><database>The VOC2007 Database</database></source><owner><name>ada</name></owner>
<size><width>353</width><height>500</height><depth>3</depth></size><segmented>0</segmented>
<object><name>dog &amp; co</name><pose>Left</pose><truncated>1</truncated><difficult>0</difficult>
<bndbox><xmin>48</xmin><ymin>240</ymin><xmax>195</xmax><ymax>371</ymax></bndbox><colour>brown</colour></object>
<object><name>person</name><pose>Unspecified</pose><truncated>0</truncated><occluded>1</occluded><difficult>1</difficult>
<bndbox><xmin>8.4</xmin><ymin>12</ymin><xmax>352</xmax><ymax>498</ymax></bndbox>
<part><name>head</name><bndbox><xmin>10</xmin><ymin>20</ymin><xmax>60</xmax><ymax>80</ymax></bndbox></part></object>
</annotation>)";

} // namespace

class TestVocFormat : public QObject {
    Q_OBJECT
private slots:
    void everythingIsUnderstoodAndComesBack() {
        LabelScratch scratch("voc");
        scratch.write("in/Annotations/000001.xml", kFull);
        scratch.write("in/ImageSets/Main/train.txt", "000001\n");
        scratch.write("in/ImageSets/Main/dog_train.txt", "000001  1\n");
        const auto read = scratch.read("in");
        QVERIFY(read && read->problems.empty());
        const auto& item = read->corpus.items.at(0);
        QVERIFY(item.path == "000001.jpg" && item.width == 353 && item.height == 500 && item.subset == "train");
        const auto& regions = item.annotations[0].regions;
        QCOMPARE(regions.size(), std::size_t(3));
        QCOMPARE(regions[0].label, std::string("dog & co"));
        QCOMPARE(std::get<Box>(regions[0].shape), (Box{48, 240, 147, 131}));
        QCOMPARE(regions[0].attributes.at("pose"), AttributeValue(std::string("Left")));
        QVERIFY(regions[1].occluded && regions[1].attributes.contains("difficult"));
        QCOMPARE(regions[2].parent, regions[1].id);
        const auto losses = scratch.save(read->corpus, "out");
        QCOMPARE(losses.size(), std::size_t(1)); // 8.4
        QVERIFY(LabelScratch::hasLoss(losses, "fraction of a pixel"));
        const auto xml = scratch.text("out/Annotations/000001.xml");
        for (const char* part : {"<xmin>48</xmin>", "<xmin>8</xmin>", "<colour>brown</colour>", "<name>ada</name>",
                 "VOC2007 Database", "dog &amp; co", "<occluded>1</occluded>", "<part>"})
            QVERIFY2(xml.find(part) != std::string::npos, part);
        QCOMPARE(scratch.text("out/ImageSets/Main/train.txt"), std::string("000001\n"));
    }
    void oneBasedBoxesMoveTheirMinimumEdges() {
        LabelScratch scratch("voc");
        scratch.write("in/Annotations/000001.xml", kFull);
        ReadOptions reading;
        reading.vocOneBased = true;
        const auto corpus = scratch.read("in", reading)->corpus;
        QCOMPARE(std::get<Box>(corpus.items[0].annotations[0].regions[0].shape), (Box{47, 239, 148, 132}));
        WriteOptions writing;
        writing.vocOneBased = true;
        scratch.save(corpus, "out", writing);
        QVERIFY(scratch.text("out/Annotations/000001.xml").find("<xmin>48</xmin>") != std::string::npos);
    }
    void edgesAreRoundedNotWidths() {
        LabelScratch scratch("voc");
        scratch.save(LabelScratch::corpusOf({LabelScratch::region("a", Box{1.4, 1.4, 1.4, 1.4})}), "out");
        QCOMPARE(
            std::get<Box>(scratch.read("out")->corpus.items[0].annotations[0].regions[0].shape), (Box{1, 1, 2, 2}));
    }
    void polygonsAndMasksBecomeListedBoxes() {
        LabelScratch scratch("voc");
        const auto losses =
            scratch.save(LabelScratch::corpusOf({LabelScratch::region("a", Polygon{{{{{1, 1}, {5, 1}, {5, 9}}, {}}}}),
                             LabelScratch::region("a", Mask::fromPixels(1, 1, 2, 1, {1, 1}), "r2"),
                             LabelScratch::region("a", Polyline{{{1, 1}, {2, 2}}}, "r3")}),
                "out");
        for (const char* kind : {"polygon as box", "mask as box", "polyline"})
            QVERIFY2(LabelScratch::hasLoss(losses, kind), kind);
        QCOMPARE(scratch.read("out")->corpus.items[0].annotations[0].regions.size(), std::size_t(2));
    }
    void badFilesAndObjectsAreNamedAndTheRestIsKept() {
        LabelScratch scratch("voc");
        const auto object = [](const char* inside) {
            return std::string("<annotation><filename>a.png</filename>\n<object>") + inside +
                   "</object>\n<object><name>ok</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax>"
                   "</bndbox></object></annotation>";
        };
        const char* const box = "<bndbox><xmin>9</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox>";
        scratch.write("in/Annotations/a.xml", object((std::string("<name>x</name>") + box).c_str()));
        scratch.write("in/Annotations/b.xml", object("<name>x</name>"));
        scratch.write("in/Annotations/c.xml", object(box));
        scratch.write("in/Annotations/bomb.xml", "<!DOCTYPE a [<!ENTITY x \"y\">]><annotation>&x;</annotation>");
        scratch.write("in/Annotations/cut.xml", "<annotation><object>");
        scratch.write("in/Annotations/latin.xml", "<annotation><filename>\xe4.png</filename></annotation>");
        const auto read = scratch.read("in");
        QVERIFY(read.has_value());
        QCOMPARE(read->corpus.items.size(), std::size_t(4));
        for (int i = 0; i < 3; ++i)
            QCOMPARE(read->corpus.items[std::size_t(i)].annotations.at(0).regions.size(), std::size_t(1));
        QCOMPARE(read->problemCount, 6);
        QCOMPARE(read->problems[0].line, 2);
    }
};

QTEST_GUILESS_MAIN(TestVocFormat)
#include "tst_voc_format.moc"
