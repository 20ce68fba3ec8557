#include <QBuffer>
#include <QImage>
#include <QTest>
#include <filesystem>
#include <fstream>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/table/engine.h"
#include "ui/track/run/artifacts/artifact_actions.h"
#include "ui/track/run/artifacts/model_facts.h"
#include "ui/track/run/code/diff_files.h"
#include "ui/track/run/media/media_steps.h"
#include "ui/track/run/preview/json_model.h"
#include "ui/track/run/preview/picture_preview.h"
#include "ui/track/run/preview/preview.h"

using namespace slipway;
using namespace slipway::ui;
namespace fs = std::filesystem;

namespace {

std::uint32_t crcOf(const QByteArray& bytes) {
    std::uint32_t crc = 0xffffffffU;
    for (const char byte : bytes) {
        crc ^= static_cast<unsigned char>(byte);
        for (int i = 0; i < 8; ++i) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320U : 0U);
    }
    return crc ^ 0xffffffffU;
}

QByteArray bigEndian(std::uint32_t value) {
    QByteArray bytes(4, '\0');
    for (int i = 0; i < 4; ++i) bytes[i] = static_cast<char>(value >> (24 - 8 * i));
    return bytes;
}

/// A PNG that says it is as large as that, with next to nothing in it.
QByteArray hugePng(std::uint32_t side) {
    const auto chunk = [](const QByteArray& name, const QByteArray& body) {
        return bigEndian(static_cast<std::uint32_t>(body.size())) + name + body + bigEndian(crcOf(name + body));
    };
    QByteArray head = bigEndian(side) + bigEndian(side);
    head.append("\x08\x02\x00\x00\x00", 5);
    return QByteArray("\x89PNG\r\n\x1a\n", 8) + chunk("IHDR", head) +
           chunk("IDAT", qCompress(QByteArray(100, 'x')).mid(4)) + chunk("IEND", {});
}

struct Folder {
    Folder() : folder(makeFolder()) {}
    static TemporaryFolder makeFolder() {
        auto made = TemporaryFolder::create("slipway-previews");
        if (!made) qFatal("no folder");
        return std::move(*made);
    }
    fs::path write(const char* name, const QByteArray& bytes) const {
        const auto file = folder.path() / name;
        std::ofstream(file, std::ios::binary).write(bytes.constData(), bytes.size());
        return file;
    }
    Preview read(const char* name, const QByteArray& bytes) const {
        Progress progress;
        auto preview = readPreview(write(name, bytes), name, PreviewLimits::kPictureSide, progress);
        if (!preview) qFatal("%s", preview.error().message.c_str());
        return std::move(*preview);
    }
    TemporaryFolder folder;
};

} // namespace

/// What files show of themselves, and that files which mean harm do none.
class TestRunPreviews : public QObject {
    Q_OBJECT

private slots:
    void aPictureIsDecodedAtTheSizeThatIsShown() {
        Folder f;
        QImage image(3000, 1500, QImage::Format_RGB32);
        image.fill(Qt::darkCyan);
        QByteArray png;
        QBuffer buffer(&png);
        QVERIFY(image.save(&buffer, "PNG"));
        const auto preview = f.read("plot.png", png);
        QCOMPARE(preview.kind, Preview::Kind::Picture);
        QCOMPARE(preview.pictureSize, QSize(3000, 1500));
        QCOMPARE(preview.picture.width(), PreviewLimits::kPictureSide);
        QCOMPARE(preview.picture.pixelColor(5, 5), QColor(Qt::darkCyan));
    }

    void aPngThatClaimsToBeHugeIsNotDecoded() {
        Folder f;
        const auto preview = f.read("bomb.png", hugePng(60000));
        QCOMPARE(preview.kind, Preview::Kind::Facts);
        QVERIFY(preview.picture.isNull());
        QVERIFY2(!preview.note.isEmpty(), "it says why");
    }

    void aDamagedPictureSaysSo() {
        Folder f;
        const auto preview = f.read("plot.png", QByteArray("\x89PNG\r\n\x1a\nnothing of a picture", 28));
        QCOMPARE(preview.kind, Preview::Kind::Facts);
        QVERIFY(!preview.note.isEmpty());
    }

    void bytesThatAreNoTextAreReplacedAndSaidSo() {
        Folder f;
        const auto preview = f.read("notes.txt", "good \xff\xfe line\nsecond\xc3\x28\n");
        QCOMPARE(preview.kind, Preview::Kind::Text);
        QVERIFY(preview.text.contains("second"));
        QVERIFY(preview.text.contains(QChar(0xfffd)));
        QVERIFY(preview.note.contains("not valid text"));
    }

    void utf16IsReadByItsMark() {
        Folder f;
        const auto preview = f.read("notes.txt", QByteArray("\xff\xfeh\0i\0", 6));
        QCOMPARE(preview.text, QString("hi"));
    }

    void aLongTextIsShownInPartAndLongLinesAreCut() {
        Folder f;
        const auto preview = f.read("train.log", QByteArray(3 << 20, 'x'));
        QCOMPARE(preview.kind, Preview::Kind::Text);
        QVERIFY(preview.text.size() < 2 * PreviewLimits::kLongestLine);
        QVERIFY2(preview.note.contains("first") && preview.note.contains("cut"), qPrintable(preview.note));
    }

    void jsonIsATreeInItsOwnOrder() {
        Folder f;
        const auto preview = f.read("config.json", R"({"z": 1, "a": {"b": [1, 2, null]}, "big": 9007199254740993})");
        QCOMPARE(preview.kind, Preview::Kind::Json);
        JsonModel model;
        model.setDocument(preview.json);
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.index(0, 0, {}).data().toString(), QString("z"));
        QCOMPARE(model.index(2, 1, {}).data().toString(), QString("9007199254740993"));
        const auto a = model.index(1, 0, {});
        QCOMPARE(model.rowCount(model.index(0, 0, a)), 3);
    }

    void deepJsonIsTextAndLongListsAreShownInPart() {
        Folder f;
        const auto deep = f.read("deep.json", QByteArray(100'000, '[') + QByteArray(100'000, ']'));
        QCOMPARE(deep.kind, Preview::Kind::Text);
        QVERIFY(deep.note.contains("JSON"));
        QByteArray list = "[0";
        for (int i = 1; i < 5000; ++i) list += "," + QByteArray::number(i);
        const auto preview = f.read("list.json", list + "]");
        JsonModel model;
        model.setDocument(preview.json);
        QCOMPARE(model.rowCount(), JsonModel::kMostChildren + 1);
        QVERIFY(model.index(JsonModel::kMostChildren, 0, {}).data().toString().contains("4,000"));
    }

    void jsonThatIsNoneIsText() {
        Folder f;
        const auto preview = f.read("config.json", "{\"a\": NaN, ");
        QCOMPARE(preview.kind, Preview::Kind::Text);
        QVERIFY(preview.text.startsWith("{\"a\""));
    }

    void aLoggedTableIsATable() {
        Folder f;
        const auto preview = f.read("answers.json",
            R"({"columns":["prompt","score","picture"],"data":[["hi",0.5,{"type":"image","filepath":"t/a.png"}],["x",null,null]]})");
        QCOMPARE(preview.kind, Preview::Kind::Table);
        QCOMPARE(preview.table.rowCount(), std::size_t(2));
        QCOMPARE(table::toText(preview.table.cells[2][0]), std::string("t/a.png"));
        QVERIFY(table::isNull(preview.table.cells[1][1]));
    }

    void tablesShowTheirFirstRows() {
        Folder f;
        QByteArray csv = "name,score\n";
        for (int i = 0; i < 2500; ++i) csv += "row" + QByteArray::number(i) + "," + QByteArray::number(i * 0.5) + "\n";
        const auto preview = f.read("scores.csv", csv);
        QCOMPARE(preview.kind, Preview::Kind::Table);
        QCOMPARE(preview.table.rowCount(), PreviewLimits::kRows);
        QVERIFY(preview.note.contains("1,000"));
        auto connection = table::Connection::open();
        const auto parquet = f.folder.path() / "scores.parquet";
        QVERIFY(connection->exec("COPY (SELECT range AS n, [range, 1] AS pair FROM range(1200)) TO " +
                                 table::quoteText(parquet.string()) + " (FORMAT parquet)"));
        Progress progress;
        const auto stored = readPreview(parquet, "scores.parquet", 100, progress);
        QVERIFY(stored.has_value());
        QCOMPARE(stored->kind, Preview::Kind::Table);
        QCOMPARE(stored->table.rowCount(), PreviewLimits::kRows);
        QCOMPARE(table::toText(stored->table.cells[1][3]), std::string("[3, 1]"));
    }

    void brokenQuotesInCsvLoseNoGoodRows() {
        Folder f;
        const auto preview = f.read("broken.csv", "a,b\n1,2\n\"open,3\n4,5\n6,7,8\n9,10\n");
        QVERIFY(preview.kind == Preview::Kind::Table || preview.kind == Preview::Kind::Text);
        QVERIFY(!preview.note.isEmpty());
    }

    void aTableOfAMillionColumnsIsNotRead() {
        Folder f;
        const auto preview = f.read("wide.csv", QByteArray(900'000, ',') + "\n1\n");
        QCOMPARE(preview.kind, Preview::Kind::Text);
        QVERIFY2(preview.note.contains("columns"), qPrintable(preview.note));
    }

    void aParquetFileThatIsNoneSaysSo() {
        Folder f;
        const auto preview = f.read("scores.parquet", "PAR1 and nothing else");
        QCOMPARE(preview.kind, Preview::Kind::Facts);
        QVERIFY(!preview.note.isEmpty());
    }

    void picklesAreNeverOpened() {
        Folder f;
        const auto preview = f.read("model.pkl", "cos\nsystem\n(S'touch /tmp/never'\ntR.");
        QCOMPARE(preview.kind, Preview::Kind::Facts);
        QVERIFY(preview.text.isEmpty());
        QVERIFY(preview.note.contains("run code"));
    }

    void numpyArraysSayTypeAndShape() {
        Folder f;
        QByteArray npy("\x93NUMPY\x01\x00\x46\x00", 10);
        npy += "{'descr': '<f4', 'fortran_order': False, 'shape': (64, 32), }";
        const auto preview = f.read("weights.npy", npy);
        QCOMPARE(preview.facts.size(), std::size_t(2));
        QCOMPARE(preview.facts[1].second, QString("64, 32"));
    }

    void anSvgIsDrawnUnlessItUnfoldsOrLooksOutside() {
        Folder f;
        const auto good = f.read("plot.svg",
            "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'><rect id='r' width='40' height='20' "
            "fill='#ff0000'/><use href='#r'/></svg>");
        QCOMPARE(good.kind, Preview::Kind::Picture);
        QCOMPARE(good.picture.pixelColor(good.picture.width() / 2, good.picture.height() / 2), QColor(Qt::red));
        QByteArray bomb = "<svg xmlns='http://www.w3.org/2000/svg'><rect id='g0'/>";
        for (int i = 1; i < 12; ++i) {
            bomb += "<g id='g" + QByteArray::number(i) + "'>";
            for (int k = 0; k < 10; ++k) bomb += "<use href='#g" + QByteArray::number(i - 1) + "'/>";
            bomb += "</g>";
        }
        QCOMPARE(f.read("bomb.svg", bomb + "</svg>").kind, Preview::Kind::Text);
        QVERIFY(unfoldedSize("<svg><g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g></svg>") < 0);
        const auto outside = f.read("outside.svg",
            "<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/hostname' width='9' height='9'/></svg>");
        QCOMPARE(outside.kind, Preview::Kind::Text);
        QCOMPARE(f.read("entity.svg", "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>").kind, Preview::Kind::Text);
    }

    void aLinkIsNotFollowed() {
        Folder f;
        const auto secret = f.write("secret.txt", "not for you");
        const auto link = f.folder.path() / "link.txt";
        fs::create_symlink(secret, link);
        Progress progress;
        QVERIFY(!readPreview(link, "link.txt", 100, progress));
    }

    void emptyAndUnknownFilesSayWhatTheyAre() {
        Folder f;
        QVERIFY(f.read("empty.csv", "").note.contains("empty"));
        const auto unknown = f.read("blob.xyz", QByteArray("\0\1\2\3binary", 10));
        QCOMPARE(unknown.kind, Preview::Kind::Facts);
        QVERIFY(!unknown.note.isEmpty());
    }

    void picturesByStepAreReadFromTheirNames() {
        const auto plus = loggedPicture(
            "images/samples~grid+step+40+timestamp+1700000000123+9f0c1d2e-aaaa-bbbb-cccc-0123456789ab.png");
        QVERIFY(plus.has_value());
        QCOMPARE(plus->key, QString("samples/grid"));
        QCOMPARE(plus->step.step, std::int64_t(40));
        QCOMPARE(plus->step.at, Timestamp(1700000000123));
        const auto older = loggedPicture("images/dog#x%step%3%timestamp%17%9f0c1d2eaaaa%compressed.webp");
        QVERIFY(older.has_value());
        QCOMPARE(older->key, QString("dog/x"));
        QVERIFY(older->compressed);
        QVERIFY(!loggedPicture("images/plain.png"));
        QVERIFY(!loggedPicture("images/a+step+x+timestamp+1+9f0c1d2e.png"));
        const auto name = [](const char* key, int step, const char* id, const char* end) {
            return track::ArtifactInfo{
                "images/" + std::string(key) + "+step+" + std::to_string(step) + "+timestamp+5+" + id + end, 10, false};
        };
        const auto series =
            mediaSeries({name("b", 10, "0123456789ab", "+compressed.webp"), name("b", 10, "0123456789ab", ".png"),
                name("b", 2, "0123456789cd", ".png"), name("a", 0, "0123456789ef", "+compressed.webp")});
        QCOMPARE(series.size(), std::size_t(2));
        QCOMPARE(series[0].key, QString("a"));
        QCOMPARE(series[1].steps.size(), std::size_t(2));
        QCOMPARE(series[1].steps[0].step, std::int64_t(2));
        QVERIFY(series[1].steps[1].path.endsWith("ab.png"));
    }

    void aDiffIsSplitIntoItsFiles() {
        const auto files =
            diffFiles("diff --git a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n@@ -1 +1,2 @@\n-old\n+new\n+more\n"
                      "diff --git a/gone.txt b/gone.txt\ndeleted file mode 100644\n--- a/gone.txt\n"
                      "+++ /dev/null\n@@ -1 +0,0 @@\n--- looks like a head\n");
        QCOMPARE(files.size(), std::size_t(2));
        QCOMPARE(files[0].path, QString("x.py"));
        QCOMPARE(files[0].added, 2);
        QCOMPARE(files[0].removed, 1);
        QCOMPARE(files[1].path, QString("gone.txt"));
        QCOMPARE(files[1].removed, 1);
    }

    void anMlmodelSaysItsFlavorsAndColumns() {
        Folder f;
        const auto file = f.write("MLmodel",
            "flavors:\n  python_function:\n    python_version: 3.11.2\n  sklearn:\n    sklearn_version: 1.5.0\n"
            "mlflow_version: 3.1.0\nsignature:\n  inputs: '[{\"type\": \"double\", \"name\": \"age\"}]'\n");
        const auto facts = readModelFacts(file);
        QVERIFY(facts.size() >= 3);
        QCOMPARE(facts[0].second, QString("python_function, sklearn 1.5.0"));
        QCOMPARE(facts[1].second, QString("age: double"));
        QVERIFY(readModelFacts(f.write("MLmodel2", QByteArray(50'000, '[')).string()).empty());
    }

    void whatCouldRunIsKnown() {
        Folder f;
        QVERIFY(ArtifactActions::couldRun("x.desktop"));
        QVERIFY(ArtifactActions::couldRun("x.SH"));
        QVERIFY(!ArtifactActions::couldRun("plot.png"));
        const auto file = f.write("plain", "#!/bin/sh\n");
        fs::permissions(file, fs::perms::owner_all);
        QVERIFY(ArtifactActions::couldRun(QString::fromStdString(file.string())));
    }
};

QTEST_MAIN(TestRunPreviews)
#include "tst_run_previews.moc"
