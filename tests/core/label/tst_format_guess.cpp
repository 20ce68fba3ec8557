#include <QTest>

#include "label_scratch.h"
#include "random_corpus.h"

using namespace slipway;
using namespace slipway::label;

class TestFormatGuess : public QObject {
    Q_OBJECT

    static Corpus corpusFor(const LabelFormat& format) {
        std::mt19937 random(7);
        const auto holds = format.capabilities();
        auto corpus = randomCorpus(random, holds.images ? Medium::Image : Medium::Text);
        while (std::ranges::all_of(corpus.items, [](const Item& item) { return item.annotations.empty(); }))
            corpus = randomCorpus(random, holds.images ? Medium::Image : Medium::Text);
        return corpus;
    }

    static std::string guessed(const std::filesystem::path& in) {
        const auto format = guessFormat(in);
        return format ? std::string((*format)->name()) : "none";
    }

private slots:
    void whatAFormatWroteIsKnownAgain_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("ending");
        const std::map<std::string, const char*> endings{{"coco", ".json"}, {"labelstudio", ".json"}, {"cvat", ".xml"},
            {"conll", ".txt"}, {"jsonl", ".jsonl"}, {"csv", ".csv"}, {"groundtruth", ".manifest"}};
        for (const auto& format : labelFormats()) {
            const std::string name(format->name());
            const auto ending = endings.find(name);
            QCOMPARE(format->isFolder(), ending == endings.end());
            QTest::newRow(name.c_str()) << QString::fromStdString(name)
                                        << QString(ending == endings.end() ? "" : ending->second);
        }
    }
    void whatAFormatWroteIsKnownAgain() {
        QFETCH(QString, name);
        QFETCH(QString, ending);
        const LabelScratch scratch(name.toStdString());
        const auto out = "out/labels" + ending.toStdString();
        scratch.save(corpusFor(scratch.format()), out);
        QCOMPARE(guessed(scratch.path(out)), name.toStdString());
        if (!scratch.format().isFolder()) QCOMPARE(guessed(scratch.path("out")), name.toStdString()); // with one file
    }
    void whatOthersWriteIsKnown_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("format");
        const auto row = [](const char* name, const char* file, const char* text, const char* format) {
            QTest::newRow(name) << file << text << format;
        };
        row("results of COCO", "r.json", R"([{"image_id":1,"category_id":2,"bbox":[0,0,1,1],"score":1}])", "coco");
        row("bare data of Label Studio", "t.json", R"([{"image":"a.png"}])", "labelstudio");
        row("one task", "t.json", R"({"data":{"text":"a"}})", "labelstudio");
        row("one picture of labelme", "a.json", R"({"version":"5","shapes":[],"imagePath":"a.png"})", "labelme");
        row("one picture of VOC", "a.xml", "<?xml version=\"1.0\"?>\n<annotation><object/></annotation>", "voc");
        row("data.yaml alone", "data.yaml", "names: [cat]", "yolo");
        row("CoNLL-2003", "eng.txt", "-DOCSTART- -X- -X- O\n\nEU NNP B-NP B-ORG\n", "conll");
        row("two columns", "eng.txt", "EU\tB-ORG\nrejects\tO\n", "conll");
        row("doccano", "d.jsonl", R"({"text":"a","label":[[0,1,"X"]]})", "jsonl");
        row("manifest in lines", "m.jsonl", R"({"source-ref":"b/a.jpg","x":1,"x-metadata":{}})", "groundtruth");
        row("other JSON", "x.json", R"({"name":"x"})", "none");
        row("other XML", "x.xml", "<html/>", "none");
        row("prose", "x.txt", "Call me Ishmael.", "none");
        row("nothing", "x.json", "", "none");
        row("zip", "x.json", "PK\x03\x04", "none");
    }
    void whatOthersWriteIsKnown() {
        QFETCH(QString, file);
        QFETCH(QString, text);
        QFETCH(QString, format);
        const LabelScratch scratch("coco");
        scratch.write(file.toStdString(), text.toStdString());
        QCOMPARE(guessed(scratch.path(file.toStdString())), format.toStdString());
    }
    void aFileThatIsNotThereIsNotFound() {
        const LabelScratch scratch("coco");
        QCOMPARE(guessFormat(scratch.path("gone.json")).error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestFormatGuess)
#include "tst_format_guess.moc"
