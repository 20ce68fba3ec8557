#include <QTest>

#include "core/media/image.h"
#include "label_scratch.h"

using namespace slipway;
using namespace slipway::label;

namespace {

void picture(const LabelScratch& scratch, const std::string& name) {
    media::Pixels pixels{100, 50, std::vector<std::uint8_t>(20'000, 255)};
    (void)makeFolders(scratch.path(name).parent_path());
    (void)media::writePng(pixels, scratch.path(name));
}

const std::vector<Region>& regionsOf(const ReadLabels& read) {
    static const std::vector<Region> none;
    return read.corpus.items.empty() || read.corpus.items[0].annotations.empty()
               ? none
               : read.corpus.items[0].annotations[0].regions;
}

} // namespace

class TestYoloFormat : public QObject {
    Q_OBJECT
private slots:
    void boxesRingsAndSubsetsComeBack() {
        LabelScratch scratch("yolo");
        picture(scratch, "in/images/train/a.png");
        picture(scratch, "in/images/val/b.png");
        scratch.write(
            "in/data.yaml", "path: .\ntrain: images/train\nval: images/val\nnc: 2\nnames: [cat, dog]\ndownload: x\n");
        const std::string rings = "1 0.1 0.2 0.3 0.2 0.3 0.4\n0 0.716797 0.395833 0.2 0.3 0.9 0.123456\n";
        scratch.write("in/labels/train/a.txt", rings);
        const auto read = scratch.read("in");
        QVERIFY(read && read->problems.empty());
        QVERIFY(read->corpus.items[0].subset == "train" && read->corpus.items[1].subset == "val");
        QCOMPARE(regionsOf(*read)[0].label, std::string("dog"));
        const auto at = std::get<Polygon>(regionsOf(*read)[0].shape).parts[0].outer[0];
        QVERIFY(std::abs(at.x - 10) < 1e-9 && std::abs(at.y - 10) < 1e-9);
        QVERIFY(scratch.save(read->corpus, "out").empty());
        QCOMPARE(scratch.text("out/labels/train/a.txt"), rings);
        QCOMPARE(scratch.text("out/labels/val/b.txt"), std::string());
        const auto yaml = scratch.text("out/data.yaml");
        for (const char* part : {"train: train.txt", "0: cat", "1: dog", "download: x"})
            QVERIFY2(yaml.find(part) != std::string::npos, yaml.c_str());
        ReadOptions options;
        options.images = scratch.path("in/images");
        const auto again = scratch.read("out", options);
        QCOMPARE(again->corpus.items[1].subset, std::string("val"));
        QCOMPARE(regionsOf(*again), regionsOf(*read));
    }
    void everyTaskIsRead() {
        LabelScratch scratch("yolo");
        picture(scratch, "in/a.png");
        scratch.write("in/classes.txt", "cat\r\ndog\r\n");
        const auto read = [&](const std::string& line, const std::string& task) {
            scratch.write("in/a.txt", line);
            ReadOptions options;
            options.task = task;
            return scratch.read("in", options);
        };
        QCOMPARE(std::get<Box>(regionsOf(*read("1 0.5 0.5 0.5 1", ""))[0].shape), (Box{25, 0, 50, 50}));
        const std::string four = "0 0.1 0.2 0.3 0.2 0.3 0.6 0.1 0.6";
        QVERIFY(std::holds_alternative<Polygon>(regionsOf(*read(four, ""))[0].shape));
        const auto turned = std::get<RotatedBox>(regionsOf(*read(four, "obb"))[0].shape);
        QVERIFY(std::abs(turned.width - 20) < 1e-9 && std::abs(turned.height - 20) < 1e-9);
        QVERIFY(std::holds_alternative<Box>(regionsOf(*read(four, "detect"))[0].shape));
        const auto predicted = read("1 0.5 0.5 0.5 1 0.75", "");
        QVERIFY(predicted->corpus.items[0].annotations.empty());
        QCOMPARE(predicted->corpus.items[0].predictions[0].answer.regions[0].score, std::optional(0.75));
        QVERIFY(!read("0 0.5 0.5 1 1", "pose").has_value()); // nobody says how many joints
        scratch.write("in/data.yaml", "names: {0: cat}\nkpt_shape: [2, 3]\n");
        const auto pose = read("0 0.5 0.5 1 1 0.25 0.5 2 0 0 0", "");
        QCOMPARE(regionsOf(*pose).size(), std::size_t(2));
        QCOMPARE(std::get<Keypoints>(regionsOf(*pose)[1].shape).points[0].at, (Point{25, 25}));
    }
    void badLinesAreNamedAndTheRestIsKept() {
        LabelScratch scratch("yolo");
        picture(scratch, "in/a.png");
        scratch.write("in/classes.txt", "cat\n");
        scratch.write("in/a.txt", "0 0.5 0.5 0.2 0.2\nx 1 2\n0 nan 0.5 1 1\n0 0.5\n-1 0.5 0.5 0.2 0.2\n"
                                  "0 0.5 0.5 -0.2 0.2\n99999999999 0.5 0.5 0.2 0.2\n");
        scratch.write("in/lost.txt", "0 0.5 0.5 0.2 0.2\n");
        const auto read = scratch.read("in");
        QCOMPARE(regionsOf(*read).size(), std::size_t(1));
        QCOMPARE(read->problemCount, 7);
        QCOMPARE(read->problems[0].line, 2);
        scratch.write("in/a.txt", "0 1.5 0.5 0.2 0.2\n0 0.5 0.5 0.2 0.2\n0 0.5 0.5 0.2 0.2\n7 0.5 0.5 0.2 0.2\n");
        const auto odd = scratch.read("in");
        QCOMPARE(regionsOf(*odd).size(), std::size_t(4));
        QCOMPARE(odd->problemCount, 4); // outside, double, no name, no image
    }
    void brokenYamlIsRefused() {
        LabelScratch scratch("yolo");
        picture(scratch, "in/a.png");
        for (const std::string& text : {std::string("names: ["), std::string("- a"), std::string(5000, '[')}) {
            scratch.write("in/data.yaml", text);
            QCOMPARE(scratch.read("in").error().code, ErrorCode::BadData);
        }
    }
    void whatIsOutsideIsCutAndListed() {
        LabelScratch scratch("yolo");
        auto corpus = LabelScratch::corpusOf(
            {LabelScratch::region("a", Box{-10, -10, 42, 34}), LabelScratch::region("b", Box{100, 100, 5, 5}, "r2")});
        const auto losses = scratch.save(corpus, "out");
        QVERIFY(LabelScratch::hasLoss(losses, "outside of the image"));
        QCOMPARE(scratch.text("out/labels/a.txt"), std::string("0 0.25 0.25 0.5 0.5\n"));
        corpus.items[0].width = 0;
        QVERIFY(LabelScratch::hasLoss(scratch.save(corpus, "out2"), "image of unknown size"));
    }
    void partsAndMasksAreListed() {
        LabelScratch scratch("yolo");
        const Polygon two{{{{{0, 0}, {4, 0}, {4, 4}}, {}}, {{{9, 0}, {12, 0}, {12, 4}}, {}}}};
        const auto losses = scratch.save(LabelScratch::corpusOf({LabelScratch::region("a", two),
                                             LabelScratch::region("b", Mask::fromPixels(1, 1, 1, 1, {1}), "r2")}),
            "out");
        QVERIFY(LabelScratch::hasLoss(losses, "parts as objects") && LabelScratch::hasLoss(losses, "mask"));
        const auto lines = scratch.text("out/labels/a.txt");
        QCOMPARE(std::ranges::count(lines, '\n'), 2);
    }
};

QTEST_GUILESS_MAIN(TestYoloFormat)
#include "tst_yolo_format.moc"
