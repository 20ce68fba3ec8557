#include <filesystem>
#include <fstream>

#include <QTest>

#include "core/base/file.h"
#include "core/base/hash.h"

using namespace slipway;
namespace fs = std::filesystem;

class TestFile : public QObject {
    Q_OBJECT
private slots:
    void writesAndReadsBack() {
        auto folder = TemporaryFolder::create();
        QVERIFY(folder);
        const auto file = folder->path() / "a.txt";
        QVERIFY(writeFileAtomically(file, "one"));
        QVERIFY(writeFileAtomically(file, "two"));
        QCOMPARE(readFile(file).value(), std::string("two"));
        QCOMPARE(sha256OfFile(file).value(), sha256Hex("two"));
        QCOMPARE(std::distance(fs::directory_iterator(folder->path()), {}), 1); // no temporary file is left
    }
    void namesWhatIsWrongWithAPath() {
        auto folder = TemporaryFolder::create();
        std::ofstream(folder->path() / "empty.csv").close();
        QCOMPARE(checkReadableFile(folder->path() / "missing").error().code, ErrorCode::NotFound);
        QCOMPARE(checkReadableFile(folder->path()).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(checkReadableFile(folder->path() / "empty.csv").error().code, ErrorCode::BadData);
        QCOMPARE(readFile(folder->path()).error().code, ErrorCode::InvalidArgument);
    }
    void pathsFromOutsideStayInside() {
        auto folder = TemporaryFolder::create();
        fs::create_directory_symlink("/etc", folder->path() / "out");
        QVERIFY(resolveInside(folder->path(), "model/model.json"));
        for (const char* bad : {"", "..", "a/../../b", "/etc/passwd", "C:\\x", "out/passwd", "a\\..\\b"})
            QVERIFY2(!resolveInside(folder->path(), bad), bad);
    }
    void temporaryFoldersGoAway() {
        fs::path kept;
        {
            auto folder = TemporaryFolder::create();
            kept = folder->path();
            QVERIFY(fs::exists(kept));
        }
        QVERIFY(!fs::exists(kept));
    }
};

QTEST_GUILESS_MAIN(TestFile)
#include "tst_file.moc"
