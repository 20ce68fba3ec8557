#include <cstdlib>

#include <sys/wait.h>
#include <unistd.h>

#include <QTest>

#include "core/base/process_owner.h"
#include "core/base/text.h"

using namespace slipway;

class TestProcessOwner : public QObject {
    Q_OBJECT
private slots:
    void ownMarkIsAlive() {
        QVERIFY(isMarkAlive(ownProcessMark()));
        QCOMPARE(ownProcessMark(), ownProcessMark());
    }
    void markOfAnEndedProcessIsNotAlive() {
        int pipes[2];
        QCOMPARE(::pipe(pipes), 0);
        const auto child = ::fork();
        if (child == 0) {
            const auto mark = ownProcessMark();
            if (::write(pipes[1], mark.data(), mark.size()) < 0) std::_Exit(1);
            std::_Exit(0);
        }
        char text[256];
        const auto size = ::read(pipes[0], text, sizeof text);
        QVERIFY(size > 0);
        const std::string mark(text, static_cast<std::size_t>(size));
        QVERIFY(mark != ownProcessMark());
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(!isMarkAlive(mark));
        ::close(pipes[0]);
        ::close(pipes[1]);
    }
    void samePidWithAnotherStartTimeOrBootIsNotAlive() {
        auto parts = split(ownProcessMark(), ':');
        QVERIFY(!isMarkAlive(parts[0] + ":1:" + parts[2]));
        QVERIFY(!isMarkAlive(parts[0] + ":" + parts[1] + ":another-boot"));
    }
    void nonsenseIsNotAlive() {
        for (const char* bad : {"", ":", "::", "1", "self:0:x", "../1:2:3", "-1:2:3", "1:2:3:4"})
            QVERIFY2(!isMarkAlive(bad), bad);
    }
};

QTEST_GUILESS_MAIN(TestProcessOwner)
#include "tst_process_owner.moc"
