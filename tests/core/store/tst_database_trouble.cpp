#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <thread>

#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QScopeGuard>
#include <QTest>

#include "core/base/file.h"
#include "core/store/database.h"
#include "core/store/transaction.h"

using namespace slipway;
using store::Database;
namespace fs = std::filesystem;

namespace {

/// Runs `check` in a child process that has no special rights, as root may write everywhere.
int asPlainUser(const std::function<int()>& check) {
    const auto child = ::fork();
    if (child == 0) {
        if (::getuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) std::_Exit(99);
        std::_Exit(check());
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::int64_t count(Database& db) {
    auto read = db.prepare("SELECT count(*) FROM t");
    return read && read->step() ? read->integer(0) : -1;
}

} // namespace

class TestDatabaseTrouble : public QObject {
    Q_OBJECT
private slots:
    void init() {
        auto made = TemporaryFolder::create();
        QVERIFY(made.has_value());
        m_folder = std::make_unique<TemporaryFolder>(std::move(*made));
        ::chmod(m_folder->path().c_str(), 0755);
        m_file = m_folder->path() / "a.db";
        auto db = Database::open(m_file, Database::Mode::Create);
        QVERIFY(db.has_value());
        QVERIFY(db->exec("CREATE TABLE t (a BLOB); INSERT INTO t VALUES ('kept')"));
    }
    void cleanup() { ::chmod(m_folder->path().c_str(), 0755); }

    void whatIsNoDatabaseIsRefusedAndNamed() {
        const auto folder = m_folder->path();
        QCOMPARE(Database::open(folder / "missing.db").error().code, ErrorCode::NotFound);
        QVERIFY(!fs::exists(folder / "missing.db"));
        QCOMPARE(Database::open(folder).error().code, ErrorCode::InvalidArgument);
        std::ofstream(folder / "empty.db").close();
        QCOMPARE(Database::open(folder / "empty.db").error().code, ErrorCode::BadData);
        std::ofstream(folder / "text.db") << std::string(5000, 'x');
        for (const auto mode : {Database::Mode::ReadWrite, Database::Mode::ReadOnly, Database::Mode::Create}) {
            const auto opened = Database::open(folder / "text.db", mode);
            QCOMPARE(opened.error().code, ErrorCode::BadData);
            QVERIFY(opened.error().message.find("text.db") != std::string::npos);
        }
        QCOMPARE(readFile(folder / "text.db")->size(), std::size_t(5000));
    }
    void aReadOnlyFolderCanBeRead() {
        ::chmod(m_file.c_str(), 0444);
        ::chmod(m_folder->path().c_str(), 0555);
        QVERIFY(!fs::exists(m_file.string() + "-wal"));
        QCOMPARE(asPlainUser([&] {
            auto db = Database::open(m_file, Database::Mode::ReadOnly);
            if (!db || count(*db) != 1) return 1;
            const auto written = db->exec("INSERT INTO t VALUES (2)");
            return !written && written.error().code == ErrorCode::PermissionDenied && !written.error().hint.empty() ? 0
                                                                                                                    : 2;
        }),
            0);
    }
    void writingIntoAReadOnlyFolderIsRefusedOnOpening() {
        ::chmod(m_folder->path().c_str(), 0555);
        QCOMPARE(asPlainUser([&] {
            const auto db = Database::open(m_file);
            return !db && db.error().code == ErrorCode::PermissionDenied ? 0 : 1;
        }),
            0);
    }
    void commitsThatWaitInTheLogAreNotSilentlyLeftOut() {
        const auto copy = m_folder->path() / "copy";
        fs::create_directory(copy);
        {
            auto db = Database::open(m_file);
            QVERIFY(db->exec("INSERT INTO t VALUES (2)"));
            fs::copy(m_file, copy / "a.db"); // as after a crash: the log is still there
            fs::copy(m_file.string() + "-wal", copy / "a.db-wal");
        }
        ::chmod((copy / "a.db").c_str(), 0444);
        ::chmod((copy / "a.db-wal").c_str(), 0444);
        ::chmod(copy.c_str(), 0555);
        QCOMPARE(asPlainUser([&] {
            auto db = Database::open(copy / "a.db", Database::Mode::ReadOnly);
            if (db) return count(*db) == 2 ? 0 : 1;
            return db.error().code == ErrorCode::PermissionDenied ? 0 : 2;
        }),
            0);
        ::chmod(copy.c_str(), 0755);
    }
    void aFullDatabaseSaysSoAndKeepsWhatWasStored() {
        {
            auto db = Database::open(m_file);
            QVERIFY(db->exec("PRAGMA max_page_count = 20"));
            auto transaction = store::Transaction::begin(*db);
            Status written;
            for (int i = 0; i < 1000 && written; ++i) written = db->exec("INSERT INTO t VALUES (zeroblob(4000))");
            QVERIFY(!written);
            QCOMPARE(written.error().code, ErrorCode::DiskFull);
            QVERIFY(!written.error().hint.empty());
        }
        auto db = Database::open(m_file);
        QCOMPARE(count(*db), std::int64_t(1));
        QVERIFY(db->exec("INSERT INTO t VALUES (2)"));
    }
    void aFullDiskSaysSoAndKeepsWhatWasStored() {
        const auto disk = m_folder->path() / "disk";
        QVERIFY(fs::create_directory(disk));
        constexpr int kNoDisk = 77;
        const int outcome = inChildProcess([&] {
            const int flags = CLONE_NEWNS | (::getuid() == 0 ? 0 : CLONE_NEWUSER);
            if (::unshare(flags) != 0) return kNoDisk;
            // In a chroot "/" is no mount and cannot be made private: the disk goes away with the process all the same.
            if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 && errno != EINVAL) return kNoDisk;
            if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=400k") != 0) return kNoDisk;
            const auto unmount = qScopeGuard([&] { ::umount2(disk.c_str(), MNT_DETACH); });
            auto db = Database::open(disk / "a.db", Database::Mode::Create);
            if (!db || !db->exec("CREATE TABLE t (a BLOB); INSERT INTO t VALUES ('kept')")) return 1;
            Status written;
            std::int64_t stored = 1;
            for (int i = 0; i < 1000; ++i) {
                written = db->exec("INSERT INTO t VALUES (zeroblob(4000))");
                if (!written) break;
                ++stored;
            }
            if (written || written.error().code != ErrorCode::DiskFull) return 2;
            if (count(*db) != stored) return 3;
            auto check = db->prepare("PRAGMA integrity_check");
            return check && check->step() && check->text(0) == "ok" ? 0 : 4;
        });
        if (outcome == kNoDisk) QSKIP("a small disk cannot be mounted here");
        QCOMPARE(outcome, 0);
    }
    void aFileThatCannotGrowKeepsWhatWasStored() {
        QCOMPARE(inChildProcess([&] {
            auto db = Database::open(m_file);
            std::signal(SIGXFSZ, SIG_IGN);
            const rlimit limit{60000, 60000};
            if (!db || ::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 1;
            Status written;
            for (int i = 0; i < 100 && written; ++i) written = db->exec("INSERT INTO t VALUES (zeroblob(4000))");
            return written ? 2 : 0;
        }),
            0);
        auto db = Database::open(m_file);
        QVERIFY(db.has_value());
        QVERIFY(count(*db) >= 1);
        auto check = db->prepare("PRAGMA integrity_check");
        QVERIFY(*check->step());
        QCOMPARE(check->text(0), std::string("ok"));
    }
    void aDamagedFileIsBadData() {
        {
            auto db = Database::open(m_file);
            QVERIFY(db->exec("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) "
                             "INSERT INTO t SELECT zeroblob(3000) FROM n; PRAGMA wal_checkpoint(TRUNCATE)"));
        }
        {
            std::fstream file(m_file, std::ios::in | std::ios::out | std::ios::binary);
            for (int page = 1; page < 40; ++page) {
                file.seekp(page * 4096);
                file << std::string(200, '\xff');
            }
        }
        auto db = Database::open(m_file);
        auto read =
            db ? db->prepare("SELECT sum(length(a)) FROM t") : Result<store::Statement>(std::unexpected(db.error()));
        const auto error = read ? read->step().error() : read.error();
        QCOMPARE(error.code, ErrorCode::BadData);
        QVERIFY(error.message.find("a.db") != std::string::npos);
    }
    void aRunningStatementCanBeInterrupted() {
        auto db = Database::open(m_file);
        auto endless =
            db->prepare("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n");
        std::jthread other([&](std::stop_token stop) {
            while (!stop.stop_requested()) {
                db->interrupt();
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
            }
        });
        const auto stepped = endless->step();
        other.request_stop();
        QVERIFY(!stepped);
        QCOMPARE(stepped.error().code, ErrorCode::Cancelled);
    }
    void anotherProcessesWriteIsWaitedFor() {
        auto db = Database::open(m_file);
        auto other = Database::open(m_file);
        auto held = store::Transaction::begin(*other);
        QVERIFY(other->exec("INSERT INTO t VALUES (2)"));
        std::jthread release([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            if (!held->commit()) qFatal("commit failed");
        });
        auto transaction = store::Transaction::begin(*db);
        QVERIFY(transaction.has_value());
        QCOMPARE(count(*db), std::int64_t(2));
    }

private:
    /// A child process, because a limit on file sizes cannot be taken back.
    static int inChildProcess(const std::function<int()>& check) {
        const auto child = ::fork();
        if (child == 0) std::_Exit(check());
        int status = 0;
        ::waitpid(child, &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    std::unique_ptr<TemporaryFolder> m_folder;
    fs::path m_file;
};

QTEST_GUILESS_MAIN(TestDatabaseTrouble)
#include "tst_database_trouble.moc"
