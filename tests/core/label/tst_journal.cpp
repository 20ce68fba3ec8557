#include <csignal>
#include <fstream>
#include <limits>
#include <random>
#include <thread>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTest>

#include "core/base/file.h"
#include "core/label/journal.h"
#include "tests/core/label/random_edits.h"

using namespace slipway;
using namespace slipway::label;
namespace fs = std::filesystem;

namespace {

Gesture numbered(std::int64_t sequence) {
    testkit::RandomEdits random(static_cast<unsigned>(sequence));
    return {sequence, 3, "annotation", "ada", 1767225600000, GestureKind::Edit, random.edit({})};
}

/// Appends without an end and prints the number of each gesture that was acknowledged.
[[noreturn]] void writeUntilKilled(const fs::path& file, int pipe) {
    auto journal = Journal::open(file);
    if (!journal) ::_exit(1);
    std::int64_t sequence = static_cast<std::int64_t>((*journal)->takeFound().size());
    for (;;) {
        ++sequence;
        if (!(*journal)->append(numbered(sequence))) ::_exit(2);
        if (::write(pipe, &sequence, sizeof sequence) != sizeof sequence) ::_exit(3);
    }
}

/// The last number that a writer acknowledged before it was killed after `microseconds`.
std::int64_t killedWriter(const fs::path& file, int microseconds) {
    int pipes[2];
    if (::pipe(pipes) != 0) return -1;
    const auto child = ::fork();
    if (child == 0) {
        ::close(pipes[0]);
        writeUntilKilled(file, pipes[1]);
    }
    ::close(pipes[1]);
    std::int64_t last = 0, number = 0;
    std::jthread killer([&] {
        ::usleep(static_cast<useconds_t>(microseconds));
        ::kill(child, SIGKILL);
    });
    while (::read(pipes[0], &number, sizeof number) == sizeof number) last = number;
    ::close(pipes[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? last : -1;
}

void appendBytes(const fs::path& file, std::string_view bytes) {
    std::ofstream(file, std::ios::app | std::ios::binary) << bytes;
}

struct Fixture {
    TemporaryFolder folder = *TemporaryFolder::create();
    fs::path file = folder.path() / "1.ada.journal";
    std::unique_ptr<Journal> open() { return std::move(*Journal::open(file)); }
    void write(std::int64_t gestures) {
        const auto journal = open();
        for (std::int64_t i = 1; i <= gestures; ++i) QVERIFY(journal->append(numbered(i)));
    }
};

} // namespace

class TestJournal : public QObject {
    Q_OBJECT
private slots:
    void whatWasAppendedReadsBackInOrder() {
        Fixture f;
        f.write(50);
        bool cut = true;
        const auto read = Journal::read(f.file, &cut);
        QVERIFY(read.has_value());
        QVERIFY(!cut);
        QCOMPARE(read->size(), std::size_t{50});
        for (std::size_t i = 0; i < 50; ++i) QVERIFY((*read)[i] == numbered(static_cast<std::int64_t>(i + 1)));
        const auto again = f.open();
        QCOMPARE(again->takeFound().size(), std::size_t{50});
        QVERIFY(again->takeFound().empty());
        QVERIFY(!again->empty());
    }

    void nothingAcknowledgedIsMissingAfterKills() {
        Fixture f;
        std::mt19937 random(std::random_device{}());
        std::int64_t before = 0;
        for (int i = 0; i < 50; ++i) {
            const auto last = killedWriter(f.file, 500 + static_cast<int>(random() % 15000));
            QVERIFY(last >= 0);
            const auto read = Journal::read(f.file);
            QVERIFY(read.has_value());
            const auto stored = static_cast<std::int64_t>(read->size());
            QVERIFY2(stored >= std::max(last, before), qPrintable(QString("%1 of %2").arg(stored).arg(last)));
            QVERIFY2(last == 0 || stored <= last + 1, "more than the gesture in flight was not acknowledged");
            for (std::size_t n = static_cast<std::size_t>(before); n < read->size(); ++n)
                QVERIFY((*read)[n] == numbered(static_cast<std::int64_t>(n + 1)));
            before = stored;
        }
        QVERIFY(before > 50);
        QVERIFY(!fs::exists(f.file.string() + ".damaged"));
    }

    void aRecordInFlightIsIgnoredAndOverwritten() {
        Fixture whole;
        whole.write(3);
        const auto bytes = *readFile(whole.file);
        for (std::size_t length = bytes.size() - 1; length + 1 > 0; --length) {
            Fixture f;
            appendBytes(f.file, std::string_view(bytes).substr(0, length));
            const auto read = Journal::read(f.file);
            QVERIFY(read.has_value());
            const auto kept = static_cast<std::int64_t>(read->size());
            QVERIFY(kept < 3);
            {
                const auto journal = f.open();
                QVERIFY(journal->append(numbered(kept + 1)));
            }
            const auto after = Journal::read(f.file);
            QCOMPARE(static_cast<std::int64_t>(after->size()), kept + 1);
            QVERIFY(after->back() == numbered(kept + 1));
            QVERIFY(!fs::exists(f.file.string() + ".damaged"));
            if (length == 0) break;
            if (length > 40) length -= 7; // every seventh length will do
        }
    }

    void garbageAtTheEndIsCutOff() {
        for (const auto& garbage : {std::string(3, '\0'), std::string("\xFF\xFF\xFF\xFF....", 8),
                 std::string(5000, 'x'), std::string("\x05\0\0\0\0\0\0\0hello", 13)}) {
            Fixture f;
            f.write(2);
            appendBytes(f.file, garbage);
            bool cut = false;
            QCOMPARE(Journal::read(f.file, &cut)->size(), std::size_t{2});
            QVERIFY(cut);
            {
                const auto journal = f.open();
                QVERIFY(journal->append(numbered(3)));
            }
            QCOMPARE(Journal::read(f.file, &cut)->size(), std::size_t{3});
            QVERIFY(!cut);
        }
    }

    void damageBeforeTheEndKeepsACopy() {
        Fixture f;
        f.write(5);
        auto bytes = *readFile(f.file);
        bytes[bytes.size() / 2] ^= 1;
        QVERIFY(writeFileAtomically(f.file, bytes));
        const auto journal = f.open();
        QVERIFY(journal->takeFound().size() < 5);
        QCOMPARE(*readFile(f.file.string() + ".damaged"), bytes);
    }

    void aNumberThatNothingCanFollowIsDamage() {
        Fixture f;
        f.write(3);
        auto last = numbered(3);
        last.sequence = std::numeric_limits<std::int64_t>::max();
        QVERIFY(f.open()->append(last));
        QCOMPARE(Journal::read(f.file)->size(), std::size_t{3});
        QCOMPARE(f.open()->takeFound().size(), std::size_t{3});
        QVERIFY(fs::exists(f.file.string() + ".damaged"));
    }

    void onlyOneWindowWritesAFile() {
        Fixture f;
        auto first = f.open();
        const auto second = Journal::open(f.file);
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::AlreadyExists);
        first.reset();
        QVERIFY(Journal::open(f.file).has_value());
    }

    void aFileThatIsNoJournalIsLeftAlone() {
        Fixture f;
        appendBytes(f.file, "{\"something\":\"else\"}");
        QCOMPARE(Journal::open(f.file).error().code, ErrorCode::BadData);
        QCOMPARE(*readFile(f.file), std::string("{\"something\":\"else\"}"));
    }

    void aFullDiskLeavesWhatWasThere() {
        Fixture f;
        f.write(3);
        const auto before = *readFile(f.file);
        // The limit holds for the whole process, so a child takes it; its exit code says how far it came.
        const auto child = ::fork();
        if (child == 0) {
            std::signal(SIGXFSZ, SIG_IGN);
            auto journal = Journal::open(f.file);
            if (!journal) ::_exit(10);
            const struct rlimit limit{before.size() + 30, before.size() + 30};
            if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(11);
            auto large = numbered(4);
            large.edit.name = std::string(1000, 'x');
            const auto appended = (*journal)->append(large);
            if (appended || appended.error().code != ErrorCode::DiskFull) ::_exit(12);
            ::_exit(0);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 0);
        QCOMPARE(*readFile(f.file), before);
        const auto journal = f.open();
        QVERIFY(journal->append(numbered(4)));
        QCOMPARE(Journal::read(f.file)->size(), std::size_t{4});
    }

    void aClearedJournalIsEmptyAndCanBeRemoved() {
        Fixture f;
        const auto journal = f.open();
        QVERIFY(journal->empty());
        QVERIFY(journal->append(numbered(1)));
        QVERIFY(journal->flush());
        QVERIFY(!journal->empty());
        QCOMPARE(journal->remove().error().code, ErrorCode::FailedPrecondition);
        QVERIFY(journal->clear());
        QVERIFY(journal->empty());
        QVERIFY(journal->append(numbered(2)));
        QCOMPARE(Journal::read(f.file)->front().sequence, std::int64_t{2});
        QVERIFY(journal->clear());
        QVERIFY(journal->remove());
        QVERIFY(!fs::exists(f.file));
        QVERIFY(!journal->append(numbered(3)));
    }
};

QTEST_GUILESS_MAIN(TestJournal)
#include "tst_journal.moc"
