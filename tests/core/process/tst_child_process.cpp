#include <csignal>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTest>

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/process/child_process.h"

using namespace slipway;
using namespace slipway::process;
using namespace std::chrono_literals;

namespace {

ChildOptions shell(const std::string& script) {
    ChildOptions options;
    options.program = "sh";
    options.arguments = {"-c", script};
    return options;
}

} // namespace

class TestChildProcess : public QObject {
    Q_OBJECT
private slots:
    void exitCodeIsReported() {
        auto child = ChildProcess::start(shell("exit 7"));
        QVERIFY(child);
        QCOMPARE(child->wait(10s).value_or(-1), 7);
        QVERIFY(!child->running());
        QCOMPARE(child->wait(0s).value_or(-1), 7);
    }
    void waitingForARunningChildEndsWithTheTimeout() {
        auto child = ChildProcess::start(shell("sleep 60"));
        QVERIFY(child);
        QVERIFY(!child->wait(20ms));
        QVERIFY(child->running());
        QCOMPARE(child->terminate(), 128 + SIGTERM);
    }
    void missingProgramIsNotFoundAndNamed() {
        ChildOptions options;
        options.program = "/no/such/program";
        const auto child = ChildProcess::start(options);
        QVERIFY(!child);
        QCOMPARE(child.error().code, ErrorCode::NotFound);
        QVERIFY(child.error().message.find("/no/such/program") != std::string::npos);
    }
    void argumentsEnvironmentFolderAndOutputArrive() {
        const auto folder = TemporaryFolder::create();
        QVERIFY(folder);
        auto options = shell(R"(printf '%s|%s|%s' "$0" "$SLIPWAY_TEST" "$PWD"; echo wrong >&2)");
        options.arguments.push_back("two words; $(not run)");
        options.environment["SLIPWAY_TEST"] = "a=b";
        options.workingFolder = folder->path();
        options.outputFile = folder->path() / "out.txt";
        auto child = ChildProcess::start(options);
        QVERIFY(child);
        QCOMPARE(child->wait(10s).value_or(-1), 0);
        const auto text = readFile(options.outputFile);
        QVERIFY(text);
        const auto real = std::filesystem::canonical(folder->path()).string();
        QCOMPARE(*text, "two words; $(not run)|a=b|" + real + "wrong\n");
    }
    void outputIsAppended() {
        const auto folder = TemporaryFolder::create();
        QVERIFY(folder);
        for (const char* word : {"one", "two"}) {
            auto options = shell(std::string("echo ") + word);
            options.outputFile = folder->path() / "out.txt";
            auto child = ChildProcess::start(options);
            QVERIFY(child);
            QCOMPARE(child->wait(10s).value_or(-1), 0);
        }
        QCOMPARE(readFile(folder->path() / "out.txt").value(), std::string("one\ntwo\n"));
    }
    void heldStandardInputEndsWhenTheParentEnds() {
        // A process of its own holds the child and is killed without a chance to clean up.
        const auto folder = TemporaryFolder::create();
        QVERIFY(folder);
        const auto pidFile = folder->path() / "pid", endFile = folder->path() / "end";
        const auto parent = ::fork();
        if (parent == 0) {
            auto options = shell("echo $$ > " + pidFile.string() + ".new; mv " + pidFile.string() + ".new " +
                                 pidFile.string() + "; cat; echo ended > " + endFile.string());
            options.holdStandardInput = true;
            auto child = ChildProcess::start(options);
            if (!child) ::_exit(1);
            while (true) ::pause();
        }
        QTRY_VERIFY_WITH_TIMEOUT(std::filesystem::exists(pidFile), 10000);
        QVERIFY(!std::filesystem::exists(endFile));
        ::kill(parent, SIGKILL);
        int status = 0;
        QCOMPARE(::waitpid(parent, &status, 0), parent);
        QTRY_VERIFY_WITH_TIMEOUT(std::filesystem::exists(endFile), 10000);
    }
    void childrenDoNotInheritOtherDescriptors() {
        const auto folder = TemporaryFolder::create();
        QVERIFY(folder);
        const int leak = ::open("/dev/zero", O_RDONLY); // on purpose without O_CLOEXEC
        QVERIFY(leak >= 0);
        // Not through a pipe: its ends would stand open in the shell while ls looks.
        auto options = shell("ls /proc/$$/fd; true");
        options.outputFile = folder->path() / "out.txt";
        auto child = ChildProcess::start(options);
        QVERIFY(child);
        QCOMPARE(child->wait(10s).value_or(-1), 0);
        ::close(leak);
        const auto text = readFile(options.outputFile).value();
        for (const auto& fd : split(trimmed(text), '\n')) QVERIFY2(fd.size() == 1 && fd <= "2", text.c_str());
    }
    void terminateKillsAChildThatIgnoresTheRequest() {
        const auto folder = TemporaryFolder::create();
        QVERIFY(folder);
        auto options = shell("trap '' TERM; echo ready; while :; do sleep 1; done");
        options.outputFile = folder->path() / "out.txt";
        auto child = ChildProcess::start(options);
        QVERIFY(child);
        QTRY_VERIFY_WITH_TIMEOUT(readFile(options.outputFile).value_or("").starts_with("ready"), 10000);
        QCOMPARE(child->terminate(50ms), 128 + SIGKILL);
        QVERIFY(!isAlive(child->pid()));
    }
    void destroyedChildIsEndedAndReaped() {
        int pid = 0;
        {
            auto child = ChildProcess::start(shell("sleep 60"));
            QVERIFY(child);
            pid = child->pid();
            QVERIFY(isAlive(pid));
        }
        QVERIFY(!isAlive(pid));
        QCOMPARE(::waitpid(pid, nullptr, WNOHANG), -1);
    }
    void detachedChildLivesOnInItsOwnSession() {
        int pid = 0;
        {
            auto options = shell("exec sleep 60");
            options.detach = true;
            auto child = ChildProcess::start(options);
            QVERIFY(child);
            pid = child->pid();
        }
        QVERIFY(isAlive(pid));
        QCOMPARE(::getsid(pid), pid);
        ::kill(pid, SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(!isAlive(pid), 10000);
        QTRY_COMPARE_WITH_TIMEOUT((isAlive(pid), ::waitpid(pid, nullptr, WNOHANG)), -1, 10000);
    }
    void ignoredAndBlockedSignalsAreNotInherited() {
        std::signal(SIGPIPE, SIG_IGN);
        auto child = ChildProcess::start(shell("kill -PIPE $$; exit 3"));
        std::signal(SIGPIPE, SIG_DFL);
        QVERIFY(child);
        QCOMPARE(child->wait(10s).value_or(-1), 128 + SIGPIPE);
    }
    void ownProgramIsThisTest() {
        QCOMPARE(ownProgram().filename().string(), std::string("tst_child_process"));
        QVERIFY(isAlive(::getpid()));
        QVERIFY(!isAlive(0));
        QVERIFY(!isAlive(-1));
    }
};

QTEST_GUILESS_MAIN(TestChildProcess)
#include "tst_child_process.moc"
