#include <QTest>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/process/child_process.h"
#include "core/process/resource_usage.h"
#include "core/process/socket_owner.h"

using namespace slipway;
using namespace slipway::process;
using namespace std::chrono_literals;

class TestResourceUsage : public QObject {
    Q_OBJECT
private slots:
    void memoryAndCpuOfAProcessAndItsChildrenAreCounted() {
        ChildOptions options;
        options.program = "sh";
        options.arguments = {"-c", "python3 -c 'import time\nx = bytearray(80 * 10**6)\nend = time.time() + 30\nwhile "
                                   "time.time() < end: pass' & wait"};
        auto child = ChildProcess::start(options);
        QVERIFY(child);
        ResourceUsage usage(child->pid(), "/");
        QTRY_VERIFY_WITH_TIMEOUT(usage.sampleMemory() > 80'000'000, 10000);
        usage.sample();
        QTest::qWait(1000);
        const auto sample = usage.sample();
        QVERIFY(sample.residentMegabytes > 80 && sample.residentMegabytes < 200);
        QVERIFY(sample.cpuPercent > 1);
        QVERIFY(usage.peakBytes() > 80'000'000);
        QVERIFY(usage.cpuSeconds() > 0);
        child->terminate(0ms);
        QCOMPARE(usage.sampleMemory(), std::uint64_t(0));
        QVERIFY(usage.peakBytes() > 80'000'000);
    }
    void theMachinesFiguresAreThereAndMakeSense() {
        ResourceUsage usage(::getpid(), "/");
        QTest::qWait(300);
        const auto system = usage.sample().system;
        for (const char* key :
            {"cpu_utilization_percentage", "system_memory_usage_percentage", "disk_usage_percentage"}) {
            QVERIFY2(system.contains(key), key);
            QVERIFY2(system.at(key) >= 0 && system.at(key) <= 100, key);
        }
        for (const char* key : {"system_memory_usage_megabytes", "disk_usage_megabytes", "disk_available_megabytes",
                 "network_receive_megabytes", "network_transmit_megabytes"})
            QVERIFY2(system.contains(key) && system.at(key) >= 0, key);
        QVERIFY(memoryLimit() > 0);
    }
    void aChildsPeakIsKnownOnceItHasEnded() {
        ChildOptions options;
        options.program = "python3";
        options.arguments = {"-c", "x = bytearray(60 * 10**6)"};
        auto child = ChildProcess::start(options);
        QVERIFY(child);
        QCOMPARE(child->wait(20s), std::optional(0));
        QVERIFY(child->peakMemory() > 60'000'000);
    }
    void theProcessAtASocketIsFound() {
        const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        QCOMPARE(::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        QCOMPARE(::listen(listener, 1), 0);
        socklen_t size = sizeof address;
        ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
        const int port = ntohs(address.sin_port);
        ChildOptions options;
        options.program = "python3";
        options.arguments = {"-c", "import socket, time\ns = socket.create_connection(('127.0.0.1', " +
                                       std::to_string(port) + "))\ntime.sleep(30)"};
        auto child = ChildProcess::start(options);
        QVERIFY(child);
        sockaddr_in peer{};
        size = sizeof peer;
        const int connection = ::accept(listener, reinterpret_cast<sockaddr*>(&peer), &size);
        QVERIFY(connection >= 0);
        QCOMPARE(processesAtSocket(ntohs(peer.sin_port), port), std::vector<int>{child->pid()});
        child->terminate(0ms);
        QCOMPARE(processesAtSocket(ntohs(peer.sin_port), port), std::vector<int>{});
        ::close(connection);
        ::close(listener);
    }
};

QTEST_GUILESS_MAIN(TestResourceUsage)
#include "tst_resource_usage.moc"
