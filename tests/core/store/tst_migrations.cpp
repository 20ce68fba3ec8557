#include <array>

#include <QTest>

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/store/database.h"
#include "core/store/migrations.h"

using namespace slipway;
using store::Database;
using store::Migration;
namespace fs = std::filesystem;

namespace {

constexpr std::array<Migration, 1> kOne{{{1, "first", "CREATE TABLE a (x); INSERT INTO a VALUES (1)"}}};
constexpr std::array<Migration, 2> kTwo{{kOne[0], {2, "second", "CREATE TABLE b (x); INSERT INTO b SELECT x FROM a"}}};
constexpr std::array<Migration, 2> kBroken{
    {kOne[0], {2, "broken", "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1)"}}};

std::int64_t number(Database& db, const char* sql) {
    auto read = db.prepare(sql);
    return read && read->step() ? read->integer(0) : -1;
}

} // namespace

class TestMigrations : public QObject {
    Q_OBJECT
private slots:
    void init() {
        m_folder = std::make_unique<TemporaryFolder>(std::move(*TemporaryFolder::create()));
        m_file = m_folder->path() / "w.db";
    }
    void aNewFileGetsEverythingAndNoBackup() {
        auto db = Database::open(m_file, Database::Mode::Create);
        QVERIFY(store::migrate(*db, m_file, kTwo));
        QCOMPARE(*store::schemaVersion(*db), 2);
        QCOMPARE(number(*db, "SELECT x FROM b"), std::int64_t(1));
        QVERIFY(!fs::exists(m_file.string() + ".backup-v0"));
        QVERIFY(store::migrate(*db, m_file, kTwo)); // again: nothing to do
    }
    void anOlderFileIsBackedUpThenBroughtUpToDate() {
        auto db = Database::open(m_file, Database::Mode::Create);
        QVERIFY(store::migrate(*db, m_file, kOne));
        QVERIFY(db->exec("INSERT INTO a VALUES (7)"));
        QVERIFY(store::migrate(*db, m_file, kTwo));
        QCOMPARE(number(*db, "SELECT count(*) FROM b"), std::int64_t(2));

        auto backup = Database::open(m_file.string() + ".backup-v1", Database::Mode::ReadOnly);
        QVERIFY(backup.has_value());
        QCOMPARE(*store::schemaVersion(*backup), 1);
        QCOMPARE(number(*backup, "SELECT count(*) FROM a"), std::int64_t(2));
        QCOMPARE(number(*backup, "SELECT count(*) FROM sqlite_schema WHERE name = 'b'"), std::int64_t(0));
    }
    void aFailingStepLeavesTheOldVersion() {
        auto db = Database::open(m_file, Database::Mode::Create);
        QVERIFY(store::migrate(*db, m_file, kOne));
        const auto failed = store::migrate(*db, m_file, kBroken);
        QVERIFY(!failed);
        QVERIFY(failed.error().message.find("broken") != std::string::npos);
        QCOMPARE(*store::schemaVersion(*db), 1);
        QCOMPARE(number(*db, "SELECT count(*) FROM sqlite_schema WHERE name = 'b'"), std::int64_t(0));
    }
    void aNewerFileIsRefusedAndUntouched() {
        {
            auto db = Database::open(m_file, Database::Mode::Create);
            QVERIFY(store::migrate(*db, m_file, kTwo));
        }
        const auto before = *sha256OfFile(m_file);
        {
            auto db = Database::open(m_file);
            const auto refused = store::migrate(*db, m_file, kOne);
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, ErrorCode::FailedPrecondition);
            QVERIFY(refused.error().hint.find("Update") != std::string::npos);
        }
        QCOMPARE(*sha256OfFile(m_file), before);
        QVERIFY(!fs::exists(m_file.string() + ".backup-v2"));
    }
    void aDatabaseOfAnotherProgramIsRefused() {
        auto db = Database::open(m_file, Database::Mode::Create);
        QVERIFY(db->exec("CREATE TABLE theirs (x)"));
        QCOMPARE(store::migrate(*db, m_file, kOne).error().code, ErrorCode::BadData);
        QVERIFY(db->exec("DROP TABLE theirs; PRAGMA application_id = 12345"));
        QCOMPARE(store::migrate(*db, m_file, kOne).error().code, ErrorCode::BadData);
        QCOMPARE(number(*db, "SELECT count(*) FROM sqlite_schema"), std::int64_t(0));
    }

private:
    std::unique_ptr<TemporaryFolder> m_folder;
    fs::path m_file;
};

QTEST_GUILESS_MAIN(TestMigrations)
#include "tst_migrations.moc"
