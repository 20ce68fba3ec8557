#include <condition_variable>
#include <mutex>

#include <sys/syscall.h>
#include <unistd.h>

#include <QTest>

#include "core/base/file.h"
#include "core/label/journal.h"

using namespace slipway;
using namespace slipway::label;
namespace fs = std::filesystem;

namespace {

/// A disk that takes as long as the test wants.
class Disk {
public:
    void stop() { hold(true); }
    void goOn() { hold(false); }
    void letOneGoOn() {
        const std::scoped_lock lock(m_mutex);
        ++m_passes;
        m_wake.notify_all();
    }
    void pass() {
        std::unique_lock lock(m_mutex);
        ++m_arrived;
        m_wake.wait(lock, [this] { return !m_held || m_passes > 0; });
        if (m_held) --m_passes;
    }
    int syncs() {
        const std::scoped_lock lock(m_mutex);
        return m_arrived;
    }

private:
    void hold(bool held) {
        const std::scoped_lock lock(m_mutex);
        m_held = held;
        m_passes = 0;
        m_wake.notify_all();
    }
    std::mutex m_mutex;
    std::condition_variable m_wake;
    int m_arrived = 0, m_passes = 0;
    bool m_held = false;
} disk;

} // namespace

// The journal's calls come here instead of to the C library.
extern "C" int fdatasync(int fd) {
    disk.pass();
    return static_cast<int>(::syscall(SYS_fdatasync, fd));
}
extern "C" int fsync(int fd) {
    disk.pass();
    return static_cast<int>(::syscall(SYS_fsync, fd));
}

namespace {

Gesture numbered(std::int64_t sequence) {
    return {sequence, 3, "annotation", "ada", 1767225600000, GestureKind::Undo, {}};
}

struct Fixture {
    TemporaryFolder folder = *TemporaryFolder::create();
    fs::path file(int number = 1) const { return folder.path() / (std::to_string(number) + ".ada.journal"); }
    std::unique_ptr<Journal> open(int number = 1) const { return std::move(*Journal::open(file(number))); }
};

std::size_t openFiles() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& each : fs::directory_iterator("/proc/self/fd")) ++count;
    return count;
}

} // namespace

/// Each of these would not end if it waited for the disk.
class TestJournalClosing : public QObject {
    Q_OBJECT
private slots:
    void cleanup() { disk.goOn(); }

    void closingDoesNotWaitForTheDisk() {
        Fixture f;
        disk.stop();
        {
            const auto journal = f.open();
            QVERIFY(journal->append(numbered(1)));
        }
        const auto next = f.open(); // though the one before is not on the disk yet
        QCOMPARE(next->takeFound().size(), std::size_t{1});
        QVERIFY(next->append(numbered(2)));
        QCOMPARE(Journal::read(f.file())->size(), std::size_t{2});
    }

    void closingWhileTheDiskIsAtItDoesNotWaitEither() {
        Fixture f;
        disk.stop();
        auto journal = f.open();
        const int before = disk.syncs();
        QVERIFY(journal->append(numbered(1)));
        QTRY_VERIFY(disk.syncs() > before);
        journal.reset();
        QCOMPARE(Journal::read(f.file())->size(), std::size_t{1});
    }

    void appendingDoesNotWaitWhileTheFolderIsBroughtToTheDisk() {
        Fixture f;
        const auto journal = f.open();
        disk.stop();
        const int before = disk.syncs();
        QVERIFY(journal->append(numbered(1)));
        QTRY_VERIFY(disk.syncs() > before); // its file
        QVERIFY(journal->append(numbered(2)));
        disk.letOneGoOn();
        QTRY_VERIFY(disk.syncs() > before + 1); // its folder, or its file again
        QVERIFY(journal->append(numbered(3)));
        QCOMPARE(Journal::read(f.file())->size(), std::size_t{3});
    }

    void whatIsClosedComesToTheDisk() {
        Fixture f;
        const int before = disk.syncs();
        QVERIFY(f.open()->append(numbered(1)));
        QTRY_VERIFY(disk.syncs() >= before + 2); // the file and its folder
    }

    void manyClosedJournalsDoNotUseUpTheFilesOfTheProcess() {
        Fixture f;
        const auto before = openFiles();
        for (int i = 0; i < 300; ++i) {
            QVERIFY(f.open(i)->append(numbered(1)));
            QVERIFY(openFiles() < before + 60);
        }
        for (int i = 0; i < 300; ++i) QCOMPARE(Journal::read(f.file(i))->size(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(TestJournalClosing)
#include "tst_journal_closing.moc"
