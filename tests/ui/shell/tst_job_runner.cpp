#include <QTest>
#include <thread>

#include "core/workspace/workspace.h"
#include "ui/shell/job_runner.h"

using namespace slipway;
using namespace slipway::ui;

class TestJobRunner : public QObject {
    Q_OBJECT

    static Result<std::unique_ptr<workspace::Workspace>> none() {
        return fail(ErrorCode::NotFound, "there is no workspace here");
    }
    static Status untilCancelled(Progress& progress) {
        while (!progress.cancelled()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
        return fail(ErrorCode::Cancelled, "cancelled");
    }

private slots:
    void workRunsOffTheThreadAndTheAnswerComesBackOnIt() {
        JobRunner jobs(none);
        std::thread::id worker;
        int answer = 0;
        jobs.startPlain<int>(
            this, {.title = "Add"},
            [&](Progress&) -> Result<int> {
                worker = std::this_thread::get_id();
                return 42;
            },
            [&](Result<int> result) { answer = result.value(); });
        QTRY_COMPARE(answer, 42);
        QVERIFY(worker != std::this_thread::get_id());
        QCOMPARE(jobs.jobs().front().state, JobState::Done);
    }
    void aWorkspaceThatCannotBeOpenedIsTheJobsError() {
        JobRunner jobs(none);
        QString message;
        jobs.start<int>(
            this, {.title = "Read"}, [](workspace::Workspace&, Progress&) -> Result<int> { return 1; },
            [&](Result<int> result) { message = QString::fromStdString(result.error().message); });
        QTRY_COMPARE(message, QString("there is no workspace here"));
        QCOMPARE(jobs.jobs().front().state, JobState::Failed);
    }
    void aNewerJobOfTheSameKeyReplacesTheOlder() {
        JobRunner jobs(none);
        QStringList answers;
        jobs.startPlain<void>(this, {.title = "Old", .key = "k"}, untilCancelled, [&](Status) { answers << "old"; });
        jobs.startPlain<void>(
            this, {.title = "New", .key = "k"}, [](Progress&) -> Status { return {}; },
            [&](Status) { answers << "new"; });
        QTRY_COMPARE(jobs.activeCount(), 0);
        QCOMPARE(answers, QStringList{"new"});
    }
    void anOwnerThatIsGoneIsNotAnswered() {
        JobRunner jobs(none);
        bool answered = false;
        auto* owner = new QObject;
        jobs.startPlain<void>(owner, {.title = "Work"}, untilCancelled, [&](Status) { answered = true; });
        delete owner;
        jobs.cancelAll();
        QTRY_COMPARE(jobs.activeCount(), 0);
        QVERIFY(!answered);
    }
    void cancelEndsAJobAndSaysSo() {
        JobRunner jobs(none);
        ErrorCode code = ErrorCode::Internal;
        const JobId id =
            jobs.startPlain<void>(this, {.title = "Long"}, untilCancelled, [&](Status s) { code = s.error().code; });
        jobs.cancel(id);
        QTRY_COMPARE(jobs.activeCount(), 0);
        QCOMPARE(code, ErrorCode::Cancelled);
        QCOMPARE(jobs.jobs().front().state, JobState::Cancelled);
    }
    void quietReadsAreNotInTheTrayAndPassLongJobs() {
        JobRunner jobs(none);
        for (int i = 0; i < 4; ++i) jobs.startPlain<void>(this, {.title = "Long"}, untilCancelled, [](Status) {});
        bool read = false;
        jobs.startPlain<void>(
            this, {.title = "Read", .quiet = true}, [](Progress&) -> Status { return {}; },
            [&](Status) { read = true; });
        QTRY_VERIFY(read);
        QCOMPARE(jobs.jobs().size(), std::size_t(4));
        jobs.cancelAll();
    }
    void anExceptionInWorkIsAnErrorNotACrash() {
        JobRunner jobs(none);
        QString message;
        jobs.startPlain<int>(
            this, {.title = "Bad"}, [](Progress&) -> Result<int> { throw std::runtime_error("broken"); },
            [&](Result<int> r) { message = QString::fromStdString(r.error().message); });
        QTRY_VERIFY(message.contains("broken"));
    }
};

QTEST_MAIN(TestJobRunner)
#include "tst_job_runner.moc"
