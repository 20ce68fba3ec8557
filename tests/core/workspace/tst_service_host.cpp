#include <csignal>
#include <fstream>
#include <thread>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTest>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/process_owner.h"
#include "core/net/http_client.h"
#include "core/workspace/service_host.h"
#include "core/workspace/workspace.h"

#undef emit // Qt's word, and the name of a function of ours

using namespace slipway;
using namespace slipway::workspace;
namespace fs = std::filesystem;

namespace {

struct Made {
    TemporaryFolder temporary = TemporaryFolder::create().value();
    fs::path folder = temporary.path() / "w";
    std::unique_ptr<Workspace> workspace;
    Made() {
        auto made = Workspace::create(folder, "ada");
        if (!made) qFatal("%s", toLine(made.error()).c_str());
        workspace = std::move(*made);
    }
    ServiceHost::Options options() const {
        ServiceHost::Options wanted;
        wanted.folder = folder;
        wanted.program = "/bin/false"; // no test here serves a model
        return wanted;
    }
};

std::unique_ptr<ServiceHost> startService(const ServiceHost::Options& options) {
    auto service = ServiceHost::start(options);
    if (!service) qFatal("%s", toLine(service.error()).c_str());
    return std::move(*service);
}

void writeInfo(const fs::path& folder, const Json& json) {
    if (!writeFileAtomically(folder / "service.json", dump(json))) qFatal("cannot write service.json");
}

} // namespace

class TestServiceHost : public QObject {
    Q_OBJECT
private slots:
    void runningServiceIsFoundAndAnswers() {
        Made made;
        const auto service = startService(made.options());
        const auto found = findService(made.folder);
        QVERIFY(found);
        QCOMPARE(found->pid, static_cast<int>(::getpid()));
        QCOMPARE(found->port, service->info().port);
        QVERIFY(!found->token.empty());
        net::HttpClient http;
        QCOMPARE(http.get(found->url + "/health")->body, std::string("OK"));
        QVERIFY(http.get(found->url + "/version")->body.starts_with("3.")); // MLflow's, whose protocol it speaks
        QCOMPARE(http.get(found->url + "/endpoints/nobody/ping")->status, 404);
    }
    void runWhoseProcessIsKilledSaysSoWhileTheServiceRuns() {
        Made made;
        const auto child = ::fork(); // before there are threads
        if (child == 0) {            // a training process
            auto own = Workspace::open(made.folder).value();
            auto& tracker = own->tracker();
            const auto experiment = tracker.experiment({"ada"}, "census").value();
            tracker.start({"ada"}, experiment.id, "to-be-killed", {}).value();
            for (;;) ::pause();
        }
        auto& tracker = made.workspace->tracker();
        QTRY_VERIFY(tracker.find("to-be-killed").has_value());
        const auto service = startService(made.options());
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        QTRY_COMPARE_WITH_TIMEOUT(tracker.find("to-be-killed")->status, track::RunStatus::Killed, 10000);
        QVERIFY(tracker.find("to-be-killed")->endedAt > 0);
    }
    void whoShowsRunsLooksForTheDeadOnlyWhereNoServiceDoes() {
        Made made;
        auto& tracker = made.workspace->tracker();
        const auto experiment = tracker.experiment({"ada"}, "e");
        const auto lose = [&] {
            const auto run = tracker.start({"ada"}, experiment->id, "", {});
            auto update = made.workspace->db().prepare("UPDATE run SET owner = '999999999:1:x' WHERE id = ?");
            if (!update || !update->bindAll(run->id).run()) qFatal("cannot lose a run");
        };
        lose();
        QCOMPARE(*tracker.markOrphans(), 1);
        writeInfo(made.folder, {{"pid", ::getpid()}, {"port", 1}, {"process", ownProcessMark()}});
        lose();
        QCOMPARE(*tracker.markOrphans(), 0);
        fs::remove(made.folder / "service.json");
        QCOMPARE(*tracker.markOrphans(), 1);
    }
    void infoIsForTheOwnerOnlyAndGoneAfterACleanStop() {
        Made made;
        auto service = startService(made.options());
        struct stat info{};
        QCOMPARE(::stat((made.folder / "service.json").c_str(), &info), 0);
        QCOMPARE(static_cast<int>(info.st_mode & 0777), 0600);
        service->stop();
        QVERIFY(!fs::exists(made.folder / "service.json"));
        QVERIFY(!findService(made.folder));
        service = startService(made.options());
        QVERIFY(findService(made.folder));
    }
    void secondServiceIsRefusedWithProcessAndPort() {
        Made made;
        const auto service = startService(made.options());
        const auto second = ServiceHost::start(made.options());
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::AlreadyExists);
        QVERIFY(second.error().message.find(std::to_string(::getpid())) != std::string::npos);
        QVERIFY(second.error().message.find(std::to_string(service->info().port)) != std::string::npos);
        QVERIFY(findService(made.folder));
    }
    void takenPortIsAnErrorAndLeavesNothingBehind() {
        Made first, second;
        const auto service = startService(first.options());
        auto options = second.options();
        options.port = service->info().port;
        const auto other = ServiceHost::start(options);
        QVERIFY(!other);
        QCOMPARE(other.error().code, ErrorCode::AlreadyExists);
        QVERIFY(!fs::exists(second.folder / "service.json"));
        startService(second.options());
    }
    void theNextServiceHasTheSamePortWhenItIsFree() {
        Made made, other;
        auto service = startService(made.options());
        const int port = service->info().port;
        service.reset();
        service = startService(made.options());
        QCOMPARE(service->info().port, port);
        service.reset();
        auto options = other.options();
        options.port = port;
        const auto taken = startService(options);
        service = startService(made.options());
        QVERIFY(service->info().port != port);
        QVERIFY(findService(made.folder));
    }
    void stoppingWhereNothingRunsIsFine() {
        Made made;
        QVERIFY(stopService(made.folder));
    }
    void infoOfADeadProcessIsNoService() {
        Made made;
        const auto child = ::fork();
        if (child == 0) {
            const auto mark = ownProcessMark();
            std::ofstream(made.folder / "mark") << mark;
            ::_exit(0);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        writeInfo(made.folder, {{"pid", child}, {"port", 1}, {"url", "http://127.0.0.1:1"},
                                   {"process", readFile(made.folder / "mark").value_or("1:1:x")}});
        QVERIFY(!findService(made.folder));
        const auto service = startService(made.options());
        QCOMPARE(findService(made.folder)->port, service->info().port);
    }
    void processThatDoesNotAnswerIsNoService() {
        Made made;
        writeInfo(made.folder,
            {{"pid", ::getpid()}, {"port", 1}, {"url", "http://127.0.0.1:1"}, {"process", ownProcessMark()}});
        QVERIFY(!findService(made.folder));
        writeInfo(made.folder, Json::array());
        QVERIFY(!findService(made.folder));
    }
    void folderWithoutWorkspaceHasNoService() {
        const auto folder = TemporaryFolder::create();
        ServiceHost::Options options;
        options.folder = folder->path();
        const auto service = ServiceHost::start(options);
        QVERIFY(!service);
        QCOMPARE(service.error().code, ErrorCode::NotFound);
        QVERIFY(!fs::exists(folder->path() / "service.lock"));
    }
    void rulesRunByThemselves() {
        Made made;
        made.workspace.reset();
        std::ofstream(made.folder / "slipway.yaml", std::ios::app) << R"(  - name: rejected-to-nowhere
    when: deployment.started
    then: run-monitor
    with:
      monitor: nobody
)";
        const auto service = startService(made.options());
        auto opened = Workspace::open(made.folder).value();
        auto change = opened->ledger().begin({"ada"}, access::Permission::ManageWorkspace, "test", "test");
        QVERIFY(change);
        QVERIFY(change->emit("deployment.started", "endpoint/x", Json::object()));
        QVERIFY(change->commit());
        QTRY_VERIFY_WITH_TIMEOUT(!opened->rules().firings(10)->empty(), 20000);
        QTRY_COMPARE_WITH_TIMEOUT(opened->rules().firings(10)->front().state, std::string("failed"), 20000);
    }
    void beyondLoopbackTheTokenIsWanted() {
        Made made;
        auto options = made.options();
        options.host = "0.0.0.0";
        const auto service = startService(options);
        net::HttpClient http;
        const auto url = service->info().url + "/endpoints/x/ping";
        QCOMPARE(http.get(url)->status, 401);
        QCOMPARE(http.send("GET", url, {}, {{"Authorization", "Bearer " + service->info().token}})->status, 404);
        QVERIFY(findService(made.folder));
    }
    void programThatEndsAtOnceIsReported() {
        Made made;
        const auto service = ensureService(made.folder, "/bin/false");
        QVERIFY(!service);
        QCOMPARE(service.error().code, ErrorCode::Unavailable);
        const auto missing = ensureService(made.folder, "/no/such/program");
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
    }
    void ensuringFindsTheOneThatRuns() {
        Made made;
        const auto service = startService(made.options());
        const auto ensured = ensureService(made.folder, "/bin/false");
        QVERIFY(ensured);
        QCOMPARE(ensured->port, service->info().port);
    }
};

QTEST_GUILESS_MAIN(TestServiceHost)
#include "tst_service_host.moc"
