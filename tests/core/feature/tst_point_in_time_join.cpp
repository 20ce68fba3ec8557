#include <filesystem>
#include <fstream>
#include <random>

#include <QTest>

#include "core/base/file.h"
#include "core/feature/feature_service.h"

using namespace slipway;
using namespace slipway::feature;

class TestPointInTimeJoin : public QObject {
    Q_OBJECT
    TemporaryFolder m_folder = std::move(TemporaryFolder::create().value());
    Progress m_progress;
    Joined m_joined;

    std::string join(const std::string& spine, const std::string& features, JoinFiles request = {}) {
        request.spine = m_folder.path() / "spine.csv";
        request.features = m_folder.path() / "f.csv";
        request.output = m_folder.path() / "out.csv";
        if (request.entity.empty()) request.entity = {"id"};
        if (request.timestamp.empty()) request.timestamp = "ts";
        std::ofstream(request.spine, std::ios::binary) << spine;
        std::ofstream(request.features, std::ios::binary) << features;
        const auto joined = joinFiles(request, {}, m_progress);
        if (!joined) return "error: " + joined.error().message;
        m_joined = *joined;
        return readFile(request.output).value();
    }
    static JoinFiles with(std::int64_t ttl, const std::string& created = {}, bool filter = false) {
        JoinFiles request;
        request.ttlSeconds = ttl;
        request.created = created;
        request.filterByCreated = filter;
        return request;
    }

private slots:
    void theNewestRowNotAfterTheSpineWins() {
        QCOMPARE(join("id,ts,y\n1,2024-01-02T00:00:00,a\n1,2024-01-01T12:00:00,b\n2,2024-01-01T00:00:00,c\n",
                     "id,ts,v\n1,2024-01-01T00:00:00,1\n1,2024-01-02T00:00:00,2\n1,2024-01-03T00:00:00,3\n"),
            "id,ts,y,v\n1,2024-01-02 00:00:00,a,2\n1,2024-01-01 12:00:00,b,1\n2,2024-01-01 00:00:00,c,\n");
        QCOMPARE(m_joined.rows, 3);
        QCOMPARE(m_joined.matched, 2);
    }
    void bothEndsOfTheTimeToLiveCount() {
        const std::string spine =
            "id,ts\n1,2024-01-01T00:01:00\n1,2024-01-01T00:01:01\n1,2024-01-01T00:00:00\n1,2023-12-31T23:59:59\n";
        QCOMPARE(join(spine, "id,ts,v\n1,2024-01-01T00:00:00,7\n", with(60)),
            "id,ts,v\n1,2024-01-01 00:01:00,7\n1,2024-01-01 00:01:01,\n1,2024-01-01 00:00:00,7\n1,2023-12-31 "
            "23:59:59,\n");
    }
    void equalTimesAreDecidedByCreatedThenByTheLastRow() {
        const std::string spine = "id,ts\n1,2024-01-02T00:00:00\n2,2024-01-02T00:00:00\n3,2024-01-02T00:00:00\n";
        const std::string features =
            "id,ts,c,v\n1,2024-01-01T00:00:00,2024-01-05T00:00:00,late\n1,2024-01-01T00:00:00,2024-01-01T00:00:00,"
            "early\n"
            "2,2024-01-01T00:00:00,2024-01-01T00:00:00,known\n2,2024-01-01T00:00:00,,null\n"
            "3,2024-01-01T00:00:00,2024-01-01T00:00:00,first\n3,2024-01-01T00:00:00,2024-01-01T00:00:00,last\n";
        QCOMPARE(join(spine, features, with(0, "c")),
            "id,ts,v\n1,2024-01-02 00:00:00,late\n2,2024-01-02 00:00:00,known\n3,2024-01-02 00:00:00,last\n");
        QCOMPARE(join(spine, features, with(0, "c", true)),
            "id,ts,v\n1,2024-01-02 00:00:00,early\n2,2024-01-02 00:00:00,known\n3,2024-01-02 00:00:00,last\n");
    }
    void everySpineRowComesBackOnceInItsOrder() {
        QCOMPARE(join("y,id,ts\nb,1,2024-01-02T00:00:00\na,1,2024-01-02T00:00:00\nb,1,2024-01-02T00:00:00\nc,,2024-01-"
                      "02T00:00:00\nd,1,\n",
                     "ts,id,v\n2024-01-01T00:00:00,1,5\n2024-01-01T00:00:00,,6\n,1,7\n"),
            "y,id,ts,v\nb,1,2024-01-02 00:00:00,5\na,1,2024-01-02 00:00:00,5\nb,1,2024-01-02 00:00:00,5\nc,,2024-01-02 "
            "00:00:00,\nd,1,,\n");
    }
    void aNullInTheWinningRowStays() {
        QCOMPARE(
            join("id,ts\n1,2024-01-03T00:00:00\n", "id,ts,v,w\n1,2024-01-01T00:00:00,1,a\n1,2024-01-02T00:00:00,,b\n"),
            "id,ts,v,w\n1,2024-01-03 00:00:00,,b\n");
    }
    void zonesAreConvertedAndNaiveTimesAreUtc() {
        QCOMPARE(
            join("id,ts\n1,2024-01-01T02:00:00+02:00\n1,2023-12-31T23:59:59\n", "id,ts,v\n1,2024-01-01T00:00:00Z,5\n"),
            "id,ts,v\n1,2024-01-01 00:00:00,5\n1,2023-12-31 23:59:59,\n");
    }
    void theSpinesTimeMayHaveItsUsualName() {
        JoinFiles request;
        request.timestamp = "ft";
        QVERIFY(
            join("id,event_timestamp\n1,2024-01-02\n", "id,ft,v\n1,2024-01-01,5\n", request).find("1,2024-01-02,5") !=
            std::string::npos);
        QVERIFY(join("id,when\n1,2024-01-02\n", "id,ft,v\n1,2024-01-01,5\n", request).find("1,2024-01-02,5") !=
                std::string::npos);
    }
    void keysOfSeveralColumnsAndOfDifferentTypesMatch() {
        JoinFiles request;
        request.entity = {"a", "b"};
        QCOMPARE(
            join("a,b,ts\nx,1,2024-01-02\nx,2,2024-01-02\n", "a,b,ts,v\nx,1,2024-01-01,5\nx,z,2024-01-01,6\n", request),
            "a,b,ts,v\nx,1,2024-01-02,5\nx,2,2024-01-02,\n");
    }
    void secondsAsNumbersWorkToo() {
        QCOMPARE(join("id,ts\n1,100\n1,161\n", "id,ts,v\n1,100,5\n", with(60)), "id,ts,v\n1,100,5\n1,161,\n");
    }
    void namesThatClashGetTheFilesName() {
        QCOMPARE(join("id,ts,v\n1,2024-01-02,0\n", "id,ts,v\n1,2024-01-01,5\n"), "id,ts,v,f__v\n1,2024-01-02,0,5\n");
    }
    void wrongColumnsAreNamed() {
        QVERIFY(join("id,ts\n1,2024-01-02\n", "key,ts,v\n1,2024-01-01,5\n").find("f.csv has no column 'id'") !=
                std::string::npos);
        QVERIFY(
            join("id,ts\n1,soon\n", "id,ts,v\n1,2024-01-01,5\n").find("column 'ts' of spine.csv is text, not a time") !=
            std::string::npos);
        JoinFiles request;
        request.created = "c";
        QVERIFY(join("id,ts\n1,2024-01-02\n", "id,ts,v\n1,2024-01-01,5\n", request).find("no column 'c'") !=
                std::string::npos);
        request = with(-1);
        QVERIFY(join("id,ts\n1,2024-01-02\n", "id,ts,v\n1,2024-01-01,5\n", request).starts_with("error"));
    }
    void agreesWithTheRulesAppliedRowByRow() {
        std::mt19937 random(7);
        struct Row {
            int id, t, c, v;
        };
        std::vector<Row> spine, features;
        for (int i = 0; i < 400; ++i) spine.push_back({int(random() % 6), int(random() % 60), 0, i});
        for (int i = 0; i < 600; ++i) features.push_back({int(random() % 6), int(random() % 60), int(random() % 8), i});
        for (const auto& [ttl, filter] :
            std::vector<std::pair<int, bool>>{{0, false}, {5, false}, {0, true}, {5, true}}) {
            std::string spineText = "id,ts,n\n", featureText = "id,ts,c,v\n", expected = "id,ts,n,v\n";
            for (const auto& s : spine) {
                spineText += std::to_string(s.id) + "," + std::to_string(s.t) + "," + std::to_string(s.v) + "\n";
                const Row* best = nullptr;
                for (const auto& f : features) {
                    if (f.id != s.id || f.t > s.t || (ttl && f.t < s.t - ttl) || (filter && f.c > s.t)) continue;
                    if (!best || std::pair(f.t, f.c) >= std::pair(best->t, best->c)) best = &f;
                }
                expected += std::to_string(s.id) + "," + std::to_string(s.t) + "," + std::to_string(s.v) + "," +
                            (best ? std::to_string(best->v) : "") + "\n";
            }
            for (const auto& f : features)
                featureText += std::to_string(f.id) + "," + std::to_string(f.t) + "," + std::to_string(f.c) + "," +
                               std::to_string(f.v) + "\n";
            QVERIFY(join(spineText, featureText, with(ttl, "c", filter)) == expected);
        }
    }
};
QTEST_GUILESS_MAIN(TestPointInTimeJoin)
#include "tst_point_in_time_join.moc"
