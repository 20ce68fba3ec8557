#include <sys/stat.h>

#include <QTest>

#include "core/base/file.h"

#include "label_scratch.h"

using namespace slipway;
using namespace slipway::label;

namespace {

/// Bytes with "../evil.json" in them, as `zip` writes them.
std::string zipThatClimbs() {
    const std::string name = "../evil.json";
    return std::string("PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0\x02\0\0\0", 26) + char(name.size()) +
           std::string("\0\0\0", 3) + name + "[]";
}

const char* const kBomb =
    "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">"
    "<!ENTITY c \"&b;&b;&b;&b;&b;&b;\">]>\n";

std::string coco(const std::string& annotation) {
    return R"({"images":[{"id":1,"file_name":"a.png","width":10,"height":8}],"categories":[{"id":1,"name":"cat"}],)"
           R"("annotations":[)" +
           annotation + R"(,{"id":9,"image_id":1,"category_id":1,"bbox":[1,1,2,2]}]})";
}

std::string labelme(const std::string& shape) {
    return R"({"version":"5","flags":{},"imagePath":"a.png","imageData":null,"imageHeight":8,"imageWidth":10,"shapes":[)" +
           shape + R"(,{"label":"ok","points":[[1,1],[3,1],[3,3]],"shape_type":"polygon"}]})";
}

std::string labelStudioText(const std::string& result) {
    return R"([{"data":{"text":"short"},"annotations":[{"result":[)" + result +
           R"(,{"id":"b","type":"labels","from_name":"l","to_name":"t","value":{"start":0,"end":5,"labels":["ok"]}}]}]}])";
}

std::string cvat(const std::string& shape) {
    return "<annotations>\n<image id=\"0\" name=\"a.png\" width=\"10\" height=\"8\">\n" + shape +
           "\n<box label=\"ok\" xtl=\"1\" ytl=\"1\" xbr=\"3\" ybr=\"3\"/>\n</image></annotations>";
}

std::string voc(const std::string& object) {
    return "<annotation><filename>a.png</filename><size><width>10</width><height>8</height></size>\n<object>" + object +
           "</object>\n<object><name>ok</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox>"
           "</object></annotation>";
}

} // namespace

/// The bad item is named with what is wrong, and the good one beside it comes through to the other format.
class TestFormatBadInput : public QObject {
    Q_OBJECT
private slots:
    void badItemsAreNamedAndTheRestIsConverted_data() {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("regions");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, const char* from, const char* file, const std::string& text, int regions,
                             const char* message) {
            QTest::newRow(name) << from << file << QByteArray::fromStdString(text) << regions << message;
        };
        row("coco: missing image", "coco", "a.json", coco(R"({"id":1,"image_id":5,"category_id":1,"bbox":[1,1,2,2]})"),
            1, "not in the file");
        row("coco: unknown class", "coco", "a.json", coco(R"({"id":1,"image_id":1,"category_id":7,"bbox":[1,1,2,2]})"),
            2, "category 7");
        row("coco: negative box", "coco", "a.json", coco(R"({"id":1,"image_id":1,"category_id":1,"bbox":[1,1,-2,2]})"),
            1, "negative");
        row("coco: box outside", "coco", "a.json", coco(R"({"id":1,"image_id":1,"category_id":1,"bbox":[90,1,2,2]})"),
            2, "outside");
        row("coco: crossing polygon", "coco", "a.json",
            coco(R"({"id":1,"image_id":1,"category_id":1,"segmentation":[[1,1,5,5,5,1,1,5]]})"), 2, "crosses itself");
        row("coco: broken RLE", "coco", "a.json",
            coco(R"({"id":1,"image_id":1,"category_id":1,"segmentation":{"size":[8,10],"counts":"PPPP"}})"), 1, "runs");
        row("coco: RLE of another size", "coco", "a.json",
            coco(R"({"id":1,"image_id":1,"category_id":1,"segmentation":{"size":[8,10],"counts":[79]}})"), 1,
            "sum to 79");
        row("coco: Latin-1", "coco", "a.json",
            coco("{\"id\":1,\"image_id\":1,\"category_id\":1,\"bbox\":[1,1,2,2],\"note\":\"\xe4\"}"), 2, "UTF-8");
        row("labelme: crossing polygon", "labelme", "in/a.json",
            labelme(R"({"label":"x","points":[[1,1],[5,5],[5,1],[1,5]],"shape_type":"polygon"})"), 2, "crosses itself");
        row("labelme: missing image", "labelme", "in/a.json",
            labelme(R"({"label":"x","points":[[1,1],[5,5]],"shape_type":"rectangle"})"), 2, "no such image");
        row("labelme: no points", "labelme", "in/a.json",
            labelme(R"({"label":"x","points":[["a",1],[5,5]],"shape_type":"rectangle"})"), 1, "");
        row("labelme: broken mask", "labelme", "in/a.json",
            labelme(R"({"label":"x","points":[[1,1],[5,5]],"shape_type":"mask","mask":"iVBORw0KGgo="})"), 1, "");
        row("cvat: broken RLE", "cvat", "a.xml",
            cvat("<mask label=\"x\" rle=\"4000000000, 5\" left=\"0\" top=\"0\" width=\"9\" height=\"9\"/>"), 1, "");
        row("cvat: negative box", "cvat", "a.xml", cvat("<box label=\"x\" xtl=\"a\" ytl=\"1\" xbr=\"3\" ybr=\"3\"/>"),
            1, "");
        row("voc: box without sides", "voc", "in/Annotations/a.xml", voc("<name>x</name>"), 1, "");
        row("voc: negative box", "voc", "in/Annotations/a.xml",
            voc("<name>x</name><bndbox><xmin>5</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox>"), 1, "");
        row("labelstudio: offsets past the end", "labelstudio", "a.json",
            labelStudioText(
                R"({"id":"a","type":"labels","from_name":"l","to_name":"t","value":{"start":3,"end":99,"labels":["x"]}})"),
            1, "99");
        row("jsonl: offsets past the end", "jsonl", "a.jsonl",
            "{\"text\":\"short\",\"label\":[[3,99,\"x\"],[0,5,\"ok\"]]}\n", 1, "99");
        row("jsonl: turned offsets", "jsonl", "a.jsonl", "{\"text\":\"short\",\"label\":[[3,1,\"x\"],[0,5,\"ok\"]]}\n",
            1, "");
        row("jsonl: Latin-1", "jsonl", "a.jsonl",
            "{\"text\":\"sh\xf6rt\",\"label\":[]}\n{\"text\":\"short\",\"label\":[[0,5,\"ok\"]]}\n", 1, "UTF-8");
        row("groundtruth: offsets past the end", "groundtruth", "a.manifest",
            R"({"source":"short","n":{"annotations":{"labels":[{"label":"x"}],"entities":[{"label":"x","startOffset":3,)"
            R"("endOffset":99},{"label":"x","startOffset":0,"endOffset":5}]}},"n-metadata":{"type":"groundtruth/text-span",)"
            R"("job-name":"j","human-annotated":"yes","creation-date":"2020-01-01T00:00:00"}})",
            1, "99");
    }
    void badItemsAreNamedAndTheRestIsConverted() {
        QFETCH(QString, from);
        QFETCH(QString, file);
        QFETCH(QByteArray, text);
        QFETCH(int, regions);
        QFETCH(QString, message);
        const LabelScratch scratch(from.toStdString());
        scratch.write(file.toStdString(), text.toStdString());
        const auto slash = file.indexOf('/');
        const auto in = scratch.path((slash < 0 ? file : file.left(slash)).toStdString());
        Progress progress;
        const auto done =
            convert(scratch.format(), **findFormat("labelstudio"), in, scratch.path("out.json"), {}, {}, progress);
        QVERIFY2(done.has_value(), done ? "" : done.error().message.c_str());
        QCOMPARE(done->regions, std::int64_t(regions));
        QVERIFY(done->problemCount >= 1);
        QCOMPARE(done->problems.size(), std::size_t(done->problemCount));
        bool named = false;
        for (const auto& problem : done->problems)
            named = named || QString::fromStdString(problem.message).contains(message);
        QVERIFY2(named, done->problems[0].message.c_str());
        const auto written = LabelScratch("labelstudio").format().read(scratch.path("out.json"), {}, progress);
        QVERIFY(written.has_value());
        std::size_t arrived = 0;
        for (const auto& item : written->corpus.items)
            for (const auto& answer : item.annotations) arrived += answer.regions.size();
        QCOMPARE(arrived, std::size_t(regions));
    }
    void bombsAndArchivesAreRefusedAsAWhole_data() {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* from, const std::string& text, const char* message) {
            QTest::addRow("%s: %s", from, message) << from << QByteArray::fromStdString(text) << message;
        };
        for (const char* from : {"coco", "labelstudio", "cvat", "conll", "jsonl", "csv", "groundtruth"}) {
            row(from, zipThatClimbs(), "zip archive");
            row(from, std::string("\xFF\xFE{\0", 4), "UTF-16");
        }
        for (const char* from : {"yolo", "voc", "labelme"}) row(from, zipThatClimbs(), "not a folder");
        row("cvat", std::string(kBomb) + "<annotations>&c;</annotations>", "entity");
        row("coco", std::string(200'000, '['), "");
        row("labelstudio", std::string(200'000, '{'), "");
    }
    void bombsAndArchivesAreRefusedAsAWhole() {
        QFETCH(QString, from);
        QFETCH(QByteArray, text);
        QFETCH(QString, message);
        const LabelScratch scratch(from.toStdString());
        scratch.write("in/bad", text.toStdString());
        const auto read = scratch.read("in/bad");
        QVERIFY(!read);
        QVERIFY2(QString::fromStdString(read.error().message).contains(message), read.error().message.c_str());
        QVERIFY(!read.error().hint.empty());
        QVERIFY(!std::filesystem::exists(scratch.path("evil.json")));
    }
    void anEntityBombAmongGoodFilesIsOneProblem() {
        const LabelScratch scratch("voc");
        scratch.write("in/Annotations/bomb.xml", std::string(kBomb) + "<annotation>&c;</annotation>");
        scratch.write("in/Annotations/good.xml", voc("<name>ok</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax>"
                                                     "<ymax>2</ymax></bndbox>"));
        const auto read = scratch.read("in");
        QVERIFY(read.has_value());
        QCOMPARE(read->corpus.items.size(), std::size_t(1));
        QVERIFY(std::ranges::any_of(read->problems,
            [](const Problem& p) { return p.file.find("bomb.xml") != std::string::npos && p.leftOut; }));
    }
    void hugeFilesAreRefusedByTheirSize() {
        for (const char* from : {"coco", "labelstudio", "cvat"}) {
            const LabelScratch scratch(from);
            scratch.write("huge", "{");
            std::error_code failed;
            std::filesystem::resize_file(scratch.path("huge"), std::uintmax_t{2} << 30, failed); // takes no room
            if (failed) QSKIP("the file system of temporary files has no sparse files");
            const auto read = scratch.read("huge");
            QVERIFY(!read);
            QCOMPARE(read.error().code, ErrorCode::FailedPrecondition);
            QVERIFY(read.error().message.find("1 GiB") != std::string::npos);
        }
    }
    void aFileIsNeverConvertedOntoItself() {
        const LabelScratch scratch("coco");
        scratch.write("in.json", coco(R"({"id":1,"image_id":1,"category_id":1,"bbox":[1,1,2,2]})"));
        const auto file = scratch.path("in.json");
        const auto before = *readFile(file, 1 << 20);
        std::filesystem::create_hard_link(file, scratch.path("other.json"));
        std::filesystem::create_symlink(file, scratch.path("link.json"));
        Progress progress;
        const auto &from = **findFormat("coco"), &to = **findFormat("csv");
        for (const char* out : {"in.json", "other.json", "link.json"})
            QCOMPARE(convert(from, to, file, scratch.path(out), {}, {}, progress).error().code,
                ErrorCode::FailedPrecondition);
        QCOMPARE(
            convert(from, to, file.parent_path(), file, {}, {}, progress).error().code, ErrorCode::FailedPrecondition);
        QCOMPARE(*readFile(file, 1 << 20), before);
    }
    void whatIsNoFileIsRefusedAtOnce() {
        const LabelScratch scratch("coco");
        const auto pipe = scratch.path("pipe");
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        Progress progress;
        const auto &from = **findFormat("coco"), &to = **findFormat("csv");
        for (const auto& in : {pipe, std::filesystem::path("/dev/zero")})
            QCOMPARE(convert(from, to, in, scratch.path("out.csv"), {}, {}, progress).error().code,
                ErrorCode::InvalidArgument);
    }
    void keysOfOneFormatAreLossesInAnother() {
        const LabelScratch scratch("coco");
        scratch.write("in.json", R"({"info":{"year":2026},"images":[{"id":7,"file_name":"a.png","width":10,"height":8,)"
                                 R"("coco_url":"x"}],"categories":[{"id":1,"name":"cat","supercategory":"animal"}],)"
                                 R"("annotations":[{"id":1,"image_id":7,"category_id":1,"bbox":[1,1,2,2]}]})");
        Progress progress;
        const auto& coco = **findFormat("coco");
        const auto lost = [&](const char* target, const char* out) {
            std::string all;
            const auto done =
                convert(coco, **findFormat(target), scratch.path("in.json"), scratch.path(out), {}, {}, progress);
            for (const auto& loss : done->losses) all += loss.kind + "\n";
            return all;
        };
        for (const char* key : {"info", "coco_url"})
            QVERIFY2(
                lost("cvat", "out.xml").find(std::string("what only coco says: ") + key) != std::string::npos, key);
        QVERIFY(lost("cvat", "out.xml").find("supercategory") != std::string::npos);
        QVERIFY(lost("coco", "out.json").empty());
    }
    void pathsThatClimbStayInside() {
        const LabelScratch scratch("coco");
        scratch.write("in.json", R"({"images":[{"id":1,"file_name":"../../../etc/passwd","width":10,"height":8}],)"
                                 R"("categories":[{"id":1,"name":"cat"}],"annotations":[{"id":1,"image_id":1,)"
                                 R"("category_id":1,"bbox":[1,1,2,2]}]})");
        const auto corpus = scratch.read("in.json")->corpus;
        QCOMPARE(corpus.items.at(0).path, std::string("etc/passwd"));
        Progress progress;
        QVERIFY((*findFormat("labelme"))->write(corpus, scratch.path("out/here"), {}, progress).has_value());
        QVERIFY(std::filesystem::exists(scratch.path("out/here/etc/passwd.json")));
    }
};

QTEST_GUILESS_MAIN(TestFormatBadInput)
#include "tst_format_bad_input.moc"
