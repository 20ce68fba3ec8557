#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

#include <QTemporaryDir>
#include <QTest>

#include "core/store/commit_queue.h"
#include "core/store/database.h"

using namespace slipway;
using namespace slipway::store;

namespace {

std::int64_t count(const std::filesystem::path& path) {
    auto db = Database::open(path, Database::Mode::ReadOnly).value();
    auto statement = db.prepare("SELECT count(*) FROM t").value();
    return statement.step().value() ? statement.integer(0) : -1;
}

} // namespace

class TestCommitQueue : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::filesystem::path m_path;
    std::optional<Database> m_db;

    Status insert(int value) {
        SLIPWAY_ASSIGN(auto statement, m_db->prepare("INSERT INTO t(v) VALUES(?)"));
        return statement.bindAll(value).run();
    }

private slots:
    void init() {
        m_path = m_folder.filePath(QString("t%1.db").arg(QTest::currentTestFunction())).toStdString();
        m_db.emplace(Database::open(m_path, Database::Mode::Create).value());
        QVERIFY(m_db->exec("CREATE TABLE t(v INTEGER NOT NULL CHECK (v >= 0))"));
    }

    void whatIsAcknowledgedIsSeenByOthersAtOnce() {
        CommitQueue queue(*m_db);
        for (int i = 1; i <= 20; ++i) {
            QVERIFY(queue.run([&] { return insert(i); }));
            QCOMPARE(count(m_path), i);
        }
    }
    void manyThreadsLoseNothing() {
        constexpr int kThreads = 16, kEach = 50;
        {
            CommitQueue queue(*m_db);
            std::vector<std::jthread> threads;
            for (int t = 0; t < kThreads; ++t)
                threads.emplace_back([&] {
                    for (int i = 0; i < kEach; ++i)
                        if (!queue.run([&] { return insert(i); })) qFatal("a write failed");
                });
        }
        QCOMPARE(count(m_path), kThreads * kEach);
    }
    void jobThatFailsLeavesNoTraceAndHurtsNoOther() {
        CommitQueue queue(*m_db);
        std::vector<std::jthread> others;
        for (int t = 0; t < 4; ++t)
            others.emplace_back([&] {
                for (int i = 0; i < 20; ++i)
                    if (!queue.run([&] { return insert(1); })) qFatal("a good write failed");
            });
        for (int i = 0; i < 20; ++i) {
            const auto failed = queue.run([&]() -> Status {
                SLIPWAY_TRY(insert(7));
                return insert(-1);
            });
            QVERIFY(!failed);
        }
        others.clear();
        QCOMPARE(count(m_path), 80);
    }
    void exceptionOfAJobIsAnError() {
        CommitQueue queue(*m_db);
        const auto failed = queue.run([&]() -> Status {
            SLIPWAY_TRY(insert(7));
            throw std::runtime_error("oops");
        });
        QVERIFY(!failed);
        QCOMPARE(failed.error().code, ErrorCode::Internal);
        QVERIFY(queue.run([&] { return insert(1); }));
        QCOMPARE(count(m_path), 1);
    }
    void waitsForTheLockOfAnotherProcess() {
        auto other = Database::open(m_path).value();
        QVERIFY(other.exec("BEGIN IMMEDIATE; INSERT INTO t VALUES(5)"));
        CommitQueue queue(*m_db);
        std::jthread writer([&] {
            if (!queue.run([&] { return insert(6); })) qFatal("the lock was not waited for");
        });
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        QVERIFY(other.exec("COMMIT"));
        writer.join();
        QCOMPARE(count(m_path), 2);
    }
};

QTEST_GUILESS_MAIN(TestCommitQueue)
#include "tst_commit_queue.moc"
