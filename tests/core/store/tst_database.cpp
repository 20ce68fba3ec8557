#include <limits>

#include <QTest>

#include "core/base/file.h"
#include "core/store/database.h"
#include "core/store/transaction.h"

using namespace slipway;
using store::Database;
using store::Transaction;

namespace {

std::int64_t countRows(Database& db, std::string_view table) {
    auto count = db.prepare("SELECT count(*) FROM " + std::string(table));
    return count && count->step() ? count->integer(0) : -1;
}

Database numbers() {
    auto db = Database::inMemory();
    if (!db || !db->exec("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b REAL, c BLOB, d INTEGER) STRICT"))
        qFatal("no database");
    return std::move(*db);
}

} // namespace

class TestDatabase : public QObject {
    Q_OBJECT
private slots:
    void valuesComeBackAsTheyWereBound() {
        auto db = numbers();
        auto insert = db.prepare("INSERT INTO t (a, b, c, d) VALUES (?, ?, ?, ?)");
        QVERIFY(insert.has_value());
        const std::string bytes("\0\xff'; DROP TABLE t; --", 22);
        insert->bind(1, "Zürich").bind(2, 0.1).bindBlob(3, bytes).bind(4, std::numeric_limits<std::int64_t>::min());
        QVERIFY(insert->run());
        QVERIFY(insert->bindAll("", 2.0, std::optional<std::string>(), std::optional<std::int64_t>(7)).run());
        QCOMPARE(db.lastInsertId(), std::int64_t(2));

        auto read = db.prepare("SELECT a, b, c, d FROM t ORDER BY id");
        QVERIFY(*read->step());
        QCOMPARE(read->text(0), std::string("Zürich"));
        QCOMPARE(read->real(1), 0.1);
        QCOMPARE(std::string(read->view(2)), bytes);
        QCOMPARE(read->integer(3), std::numeric_limits<std::int64_t>::min());
        QVERIFY(*read->step());
        QVERIFY(!read->isNull(0));
        QCOMPARE(read->text(0), std::string());
        QVERIFY(read->isNull(2));
        QCOMPARE(read->integer(3), std::int64_t(7));
        QVERIFY(!*read->step());
        QVERIFY(!*read->step()); // stays at the end
    }
    void aStringViewWithoutDataIsEmptyTextNotNull() {
        auto db = numbers();
        QVERIFY(db.prepare("INSERT INTO t (a) VALUES (?)")->bind(1, std::string_view()).run());
        auto read = db.prepare("SELECT a IS NULL FROM t");
        QVERIFY(*read->step());
        QCOMPARE(read->integer(0), std::int64_t(0));
    }
    void twoStatementsOfTheSameTextCanBeOpenAtOnce() {
        auto db = numbers();
        QVERIFY(db.exec("INSERT INTO t (d) VALUES (1), (2)"));
        auto outer = db.prepare("SELECT d FROM t ORDER BY id");
        int pairs = 0;
        while (*outer->step()) {
            auto inner = db.prepare("SELECT d FROM t ORDER BY id");
            while (*inner->step()) ++pairs;
        }
        QCOMPARE(pairs, 4);
    }
    void aStatementFromTheCacheHasNoOldBindings() {
        auto db = numbers();
        for (int i = 0; i < 2; ++i) {
            auto insert = db.prepare("INSERT INTO t (a) VALUES (?)");
            if (i == 0) insert->bind(1, "first");
            QVERIFY(insert->run());
        }
        auto read = db.prepare("SELECT count(*) FROM t WHERE a IS NULL");
        QVERIFY(*read->step());
        QCOMPARE(read->integer(0), std::int64_t(1));
    }
    void aBindOutOfRangeIsReportedByStep() {
        auto db = numbers();
        auto insert = db.prepare("INSERT INTO t (a) VALUES (?)");
        QVERIFY(!insert->bind(2, "x").run());
        QVERIFY(insert->bind(1, "x").run());
        QCOMPARE(countRows(db, "t"), std::int64_t(1));
    }
    void moreThanOneStatementIsNotPrepared() {
        auto db = numbers();
        QVERIFY(!db.prepare("SELECT 1; SELECT 2"));
        QVERIFY(!db.prepare(""));
        QVERIFY(db.prepare("SELECT 1 ; ").has_value());
    }
    void aTransactionThatIsNotCommittedLeavesNothing() {
        auto db = numbers();
        {
            auto transaction = Transaction::begin(db);
            QVERIFY(transaction.has_value());
            QVERIFY(db.exec("INSERT INTO t (d) VALUES (1)"));
        }
        QCOMPARE(countRows(db, "t"), std::int64_t(0));
        QVERIFY(!db.inTransaction());
    }
    void aNestedTransactionRollsBackAlone() {
        auto db = numbers();
        auto outer = Transaction::begin(db);
        QVERIFY(db.exec("INSERT INTO t (d) VALUES (1)"));
        {
            auto inner = Transaction::begin(db);
            QVERIFY(db.exec("INSERT INTO t (d) VALUES (2)"));
        }
        {
            auto inner = Transaction::begin(db);
            QVERIFY(db.exec("INSERT INTO t (d) VALUES (3)"));
            QVERIFY(inner->commit());
        }
        QVERIFY(outer->commit());
        QCOMPARE(countRows(db, "t"), std::int64_t(2));
        QVERIFY(!outer->commit()); // only once
    }
    void constraintsTellWhatKindOfMistakeItWas() {
        auto db = Database::inMemory();
        QVERIFY(db->exec("CREATE TABLE p (n TEXT PRIMARY KEY CHECK (n <> 'bad')) STRICT;"
                         "CREATE TABLE q (n TEXT NOT NULL REFERENCES p (n)) STRICT; INSERT INTO p VALUES ('x')"));
        QCOMPARE(db->exec("INSERT INTO p VALUES ('x')").error().code, ErrorCode::AlreadyExists);
        QCOMPARE(db->exec("INSERT INTO p VALUES ('bad')").error().code, ErrorCode::InvalidArgument);
        QCOMPARE(db->exec("INSERT INTO q VALUES ('y')").error().code, ErrorCode::FailedPrecondition);
    }
    void dataVersionChangesWhenAnotherConnectionCommits() {
        auto folder = TemporaryFolder::create();
        auto first = Database::open(folder->path() / "a.db", Database::Mode::Create);
        auto second = Database::open(folder->path() / "a.db");
        QVERIFY(first.has_value() && second.has_value());
        const auto before = *first->dataVersion();
        QVERIFY(first->exec("CREATE TABLE t (a)"));
        QCOMPARE(*first->dataVersion(), before);
        QVERIFY(second->exec("INSERT INTO t VALUES (1)"));
        QVERIFY(*first->dataVersion() != before);
    }
    void filesAreWrittenAheadAndSyncedInFull() {
        auto folder = TemporaryFolder::create();
        auto db = Database::open(folder->path() / "a?b%20#.db", Database::Mode::Create);
        QVERIFY(db.has_value());
        QVERIFY(std::filesystem::exists(folder->path() / "a?b%20#.db"));
        const auto setting = [&](const char* name) {
            auto read = db->prepare(std::string("PRAGMA ") + name);
            return *read->step() ? read->text(0) : std::string();
        };
        QCOMPARE(setting("journal_mode"), std::string("wal"));
        QCOMPARE(setting("synchronous"), std::string("2"));
        QCOMPARE(setting("foreign_keys"), std::string("1"));
        QCOMPARE(setting("busy_timeout"), std::string("30000"));
    }
    void aBackupIsACompleteDatabase() {
        auto folder = TemporaryFolder::create();
        auto db = Database::open(folder->path() / "a.db", Database::Mode::Create);
        QVERIFY(db->exec("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)"));
        QVERIFY(db->backupTo(folder->path() / "copy.db"));
        auto copy = Database::open(folder->path() / "copy.db", Database::Mode::ReadOnly);
        QVERIFY(copy.has_value());
        QCOMPARE(countRows(*copy, "t"), std::int64_t(2));
    }
};

QTEST_GUILESS_MAIN(TestDatabase)
#include "tst_database.moc"
